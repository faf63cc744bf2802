"""The columns of a list of responsibilities, and the names under which systems and people write them."""

from __future__ import annotations

from kleark.sheet import columns, inventory_columns
from kleark.sheet.columns import Form, also_known_as, known_as

KLE_NUMBER = also_known_as(inventory_columns.KLE_NUMBER, "KLE-opgave", "Opgave", "Opgaver", "KLE-område")
KLE_TITLE = inventory_columns.KLE_TITLE
UNIT = known_as(
    "unit",
    "Enhed",
    "Enhedsnavn",
    "EnhedNavn",
    "Enhedens navn",
    "Navn på enhed",
    "Organisationsenhed",
    "Org.enhed",
    "Afdeling",
    "Afdelingsnavn",
    "Center",
    "Centernavn",
    "Kontaktafdeling",
    "Unit",
)
ROLE = known_as(
    "role", "Rolle", "Ansvarstype", "KLE-aspekt", "Aspekt", "KLE-rolle", "Tilknytning", "Opgavetype", "Role"
)
PHONE = also_known_as(columns.CONTACT_PHONE, "Enhedens telefon", "Hovednummer", "Phone")
UNIT_UUID = known_as(
    "unitUuid",
    "Enheds-UUID",
    "Enhed-UUID",
    "Enhedens UUID",
    "EnhedUuid",
    "OrgEnhedUuid",
    "Organisationsenhed-UUID",
    "UUID",
    "Unit UUID",
)
PARENT = known_as(
    "parent",
    "Overordnet enhed",
    "Overenhed",
    "Overliggende enhed",
    "Hører under",
    "Overordnet enheds-UUID",
    "Parent",
    "Parent unit",
)
ROUTED_TO = known_as(
    "routedTo",
    "Fordeles til",
    "Fordeles til system",
    "Modtagersystem",
    "Fordelingsmodtager",
    "Fordeling",
    "Routed to",
)
MUNICIPALITY_CODE = inventory_columns.MUNICIPALITY_CODE
MUNICIPALITY_NAME = inventory_columns.MUNICIPALITY_NAME

RESPONSIBILITIES = Form(
    (
        KLE_NUMBER,
        KLE_TITLE,
        UNIT,
        ROLE,
        PHONE,
        UNIT_UUID,
        PARENT,
        ROUTED_TO,
        MUNICIPALITY_CODE,
        MUNICIPALITY_NAME,
    ),
    least=2,
)
REQUIRED = (KLE_NUMBER, UNIT)
