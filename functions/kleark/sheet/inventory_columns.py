"""The columns of an inventory, and the names under which they come."""

from __future__ import annotations

from kleark.sheet import columns
from kleark.sheet.columns import Form, known_as

MUNICIPALITY_CODE = known_as(
    "municipalityCode",
    "Kommunekode",
    "Kommune-kode",
    "Kommunens kode",
    "Kommunenummer",
    "Kommunenr.",
    "Kommune-id",
    "Komkode",
    "Komnr.",
    "Myndighedskode",
    "Municipality code",
)
MUNICIPALITY_NAME = known_as(
    "municipalityName",
    "Kommune",
    "Kommunenavn",
    "Kommunens navn",
    "Navn på kommune",
    "Myndighed",
    "Myndighedsnavn",
    "Municipality",
    "Municipality name",
)
KLE_NUMBER = known_as(
    columns.KLE_NUMBER.key, columns.KLE_NUMBER.header, *columns.KLE_NUMBER.variants, "KLE", "KLE number"
)
KLE_TITLE = known_as(columns.KLE_TITLE.key, columns.KLE_TITLE.header, *columns.KLE_TITLE.variants)
SOURCE_SYSTEM = known_as(
    columns.SOURCE_SYSTEM.key,
    columns.SOURCE_SYSTEM.header,
    *columns.SOURCE_SYSTEM.variants,
    "System",
    "Systemnavn",
    "Kilde",
    "Source system",
)
CASES = known_as(
    "cases",
    "Antal sager",
    "Antal",
    "Sager",
    "Sagsantal",
    "Sager i alt",
    "Antal sager i alt",
    "Antal sager i indekset",
    "Antal sager i indekserne",
    "Antal sager i sagsindekset",
    "Sager i indekserne",
    "Cases",
    "Number of cases",
)

# A header of two known names is enough to tell which of the others is missing.
INVENTORY = Form((MUNICIPALITY_CODE, MUNICIPALITY_NAME, KLE_NUMBER, KLE_TITLE, SOURCE_SYSTEM, CASES), least=2)
