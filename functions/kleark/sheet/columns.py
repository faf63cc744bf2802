"""The columns of a configuration sheet, and the names under which admins know them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``key``: its name in ``schemas/row.schema.json``. ``header``: KOMBIT's name for it.

    ``variants``: other names seen in sheets, folded by `fold`.
    """

    key: str
    header: str
    variants: frozenset[str] = frozenset()


@lru_cache(maxsize=4096)
def fold(header: str) -> str:
    """A header without what people vary: case, spaces, line breaks, punctuation and Unicode form."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    return "".join(character for character in folded if character.isalnum())


def _column(key: str, header: str, *variants: str) -> Column:
    return Column(key, header, frozenset(map(fold, (header, *variants))))


KLE_NUMBER = _column(
    "kleNumber", "KLE-nr.", "KLE-nummer", "KLE-numre", "KLE nr", "KLE-kode", "KLE emnenr", "KLE-emnenummer"
)
KLE_TITLE = _column(
    "kleTitle",
    "KLE-navn",
    "KLE-titel",
    "KLE-tekst",
    "KLE-emne",
    "KLE-emnetitel",
    "KLE-betegnelse",
    "Emnenavn",
)
SOURCE_SYSTEM = _column(
    "sourceSystem", "Fagsystem", "Fagsystemer", "Fagsystemnavn", "Kildesystem", "IT-system"
)
SHOW_FROM = _column(
    "showFrom", "Fradato for visning", "Fradato", "Fra-dato visning", "Visning fra", "Vises fra", "Fra dato"
)
SHOW_ACTIVE = _column(
    "showActiveRegardless",
    "Deaktiver fradato for aktive sager og tilhørende ydelser",
    "Deaktiver fradato for aktive sager",
    "Deaktiver fradato",
    "Deaktivér fradato for aktive sager og tilhørende ydelser",
    "Deaktivér fradato",
)
CONTACT_DEPARTMENT = _column("contactDepartment", "Kontaktafdeling", "Afdeling", "Kontakt afdelingsnavn")
CONTACT_PHONE = _column(
    "contactPhone",
    "Kontakttelefon",
    "Telefon",
    "Telefonnummer",
    "Telefonnr",
    "Tlf",
    "Tlfnr",
    "Kontakttlf",
    "Kontakttelefonnummer",
    "Kontakttelefonnr",
)
INFO_URL = _column(
    "infoUrl",
    "Link til yderligere information",
    "Link til yderligere info",
    "Link yderligere information",
    "Yderligere information",
    "Link til mere information",
    "Link til information",
    "Informationslink",
)
DIGITAL_POST = _column(
    "digitalPostUrl",
    "Digitalpost kontaktpunkt (postkasse)",
    "Digital Post kontaktpunkt",
    "Digital Post",
    "Digital Post postkasse",
    "Digital Post link",
    "Link til Digital Post",
    "Postkasse",
)
SELF_SERVICE_NAME = _column(
    "selfServiceName", "Selvbetjeningsnavn", "Selvbetjening navn", "Navn på selvbetjening"
)
SELF_SERVICE_URL = _column(
    "selfServiceUrl",
    "Selvbetjeningslink",
    "Selvbetjening link",
    "Link til selvbetjening",
    "Selvbetjening URL",
)

COLUMNS = (
    KLE_NUMBER,
    KLE_TITLE,
    SOURCE_SYSTEM,
    SHOW_FROM,
    SHOW_ACTIVE,
    CONTACT_DEPARTMENT,
    CONTACT_PHONE,
    INFO_URL,
    DIGITAL_POST,
    SELF_SERVICE_NAME,
    SELF_SERVICE_URL,
)
SELF_SERVICE = (SELF_SERVICE_NAME, SELF_SERVICE_URL)
REQUIRED = tuple(column for column in COLUMNS if column not in (SHOW_ACTIVE, *SELF_SERVICE))

BY_NAME = {variant: column for column in COLUMNS for variant in column.variants}
