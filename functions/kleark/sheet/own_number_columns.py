"""The columns of a list of a municipality's own KLE numbers, and the names under which they come."""

from __future__ import annotations

from kleark.sheet import inventory_columns
from kleark.sheet.columns import Form, also_known_as, known_as

KLE_NUMBER = also_known_as(
    inventory_columns.KLE_NUMBER, "Nummer", "Nr.", "Eget nummer", "Egne numre", "Emneplannummer", "Number"
)
KLE_TITLE = also_known_as(
    inventory_columns.KLE_TITLE,
    "Navn",
    "Titel",
    "Emne",
    "Emnenavn",
    "Emnetitel",
    "Betegnelse",
    "Title",
    "Name",
)
SINCE = known_as(
    "since",
    "Gyldig fra",
    "Fra",
    "Fra dato",
    "Fradato",
    "Ibrugtaget",
    "I brug fra",
    "Oprettet",
    "Startdato",
    "Since",
)
MUNICIPALITY_CODE = inventory_columns.MUNICIPALITY_CODE
MUNICIPALITY_NAME = inventory_columns.MUNICIPALITY_NAME

OWN_NUMBERS = Form((KLE_NUMBER, KLE_TITLE, SINCE, MUNICIPALITY_CODE, MUNICIPALITY_NAME), least=2)
