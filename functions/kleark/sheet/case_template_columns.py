"""The columns of a list of case templates, and the names under which systems and people write them."""

from __future__ import annotations

from kleark.sheet import inventory_columns
from kleark.sheet.columns import Form, also_known_as, known_as

TEMPLATE_NAME = known_as(
    "templateName",
    "Skabelonnavn",
    "Skabelon",
    "Sagsskabelon",
    "Sagsskabelonens navn",
    "Skabelonens navn",
    "Navn på skabelon",
    "Navn",
    "DisplayName",
    "Visningsnavn",
    "Autoprofil",
    "Template name",
)
TEMPLATE_ID = known_as(
    "templateId", "Skabelon-id", "Id", "SagSkabelonIdentity", "SagSkabelonId", "Skabelonnr.", "Template id"
)
KLE_NUMBER = also_known_as(
    inventory_columns.KLE_NUMBER,
    "Emneplannummer",
    "Emneplannr.",
    "Journalnr.",
    "Journalnummer",
    "Journalplannummer",
    "Sagsnummer",
    "KLE og facet",
)
KLE_TITLE = also_known_as(inventory_columns.KLE_TITLE, "Emneplannavn", "EmneplanNummer.Navn")
FACET = known_as(
    "facet",
    "Handlingsfacet",
    "Handlingsfacetnr.",
    "Handlingsfacetnummer",
    "Facet",
    "Facetnr.",
    "Facetnummer",
    "KLE-facet",
    "Action facet",
)
SOURCE_SYSTEM = inventory_columns.SOURCE_SYSTEM
STANDARD_TITLE = known_as(
    "standardTitle",
    "Standardtitel",
    "Sagstitel",
    "SagsTitel",
    "Sagsoverskrift",
    "Standard sagstitel",
    "StandardSagsTitel",
    "Sagens titel",
    "Standard title",
)
DEPARTMENT = known_as(
    "department",
    "Afdeling",
    "Fagområde",
    "Fagomraade",
    "Fagområdenavn",
    "Forretningsområde",
    "Center",
    "Enhed",
    "Department",
)
PATH = known_as("path", "Sti", "Mappe", "Placering", "Path")
ACTIVE = known_as("active", "Aktiv", "Er aktiv", "I brug", "Active")
CASE_TYPE = known_as("caseType", "Sagstype", "Type", "Case type")
CASES = also_known_as(inventory_columns.CASES, "Oprettede sager", "Antal oprettede sager")
OPEN_CASES = known_as(
    "openCases", "Åbne sager", "Antal åbne sager", "Heraf åbne", "Aktive sager", "Åbne", "Open cases"
)
LAST_USED = known_as(
    "lastUsed", "Senest brugt", "Sidst brugt", "Senest anvendt", "Sidst anvendt", "Last used"
)
FORM_NUMBER = known_as(
    "formNumber",
    "KLE-nr. i selvbetjening",
    "Selvbetjeningens KLE-nr.",
    "KLE-nr. i formularen",
    "Formularens KLE-nr.",
    "KLE-nr. fra selvbetjening",
    "Formular-KLE",
)
MUNICIPALITY_CODE = inventory_columns.MUNICIPALITY_CODE
MUNICIPALITY_NAME = inventory_columns.MUNICIPALITY_NAME

CASE_TEMPLATES = Form(
    (
        TEMPLATE_NAME,
        KLE_NUMBER,
        SOURCE_SYSTEM,
        TEMPLATE_ID,
        KLE_TITLE,
        FACET,
        STANDARD_TITLE,
        DEPARTMENT,
        PATH,
        ACTIVE,
        CASE_TYPE,
        CASES,
        OPEN_CASES,
        LAST_USED,
        FORM_NUMBER,
        MUNICIPALITY_CODE,
        MUNICIPALITY_NAME,
    ),
    least=2,
)
