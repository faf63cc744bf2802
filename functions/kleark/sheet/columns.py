"""The columns of a configuration sheet, and the names under which admins know them."""

from __future__ import annotations

import unicodedata
from functools import cached_property, lru_cache

from kleark.data_classes import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``key``: its name in ``schemas/row.schema.json``. ``header``: KOMBIT's name for it.

    ``variants``: other names seen in sheets, folded by `fold`.
    """

    key: str
    header: str
    variants: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Form:
    """A kind of table, known by the names of its columns.

    ``least``: so many known names in one row make it a header. ``guessed``: columns that are read where a table has
    them, under names that nobody has published; they make no row a header, and no row of a table one that counts.
    """

    columns: tuple[Column, ...]
    least: int = 3
    guessed: tuple[Column, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by each of their names, folded."""
        return {variant: column for column in self.every for variant in column.variants}

    @property
    def every(self) -> tuple[Column, ...]:
        """The columns, those with guessed names after the others."""
        return (*self.columns, *self.guessed)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All names of all columns, folded."""
        return tuple(self.by_name)

    @cached_property
    def longest_name(self) -> int:
        """Letters of the longest of them."""
        return max(map(len, self.names))

    @cached_property
    def beginnings(self) -> re.Pattern[str]:
        """What a text begins with that can be one of the names."""
        from kleark.sheet.header_rows import beginnings  # noqa: PLC0415 (few sheets have a row that needs it)

        return beginnings(self.names)


def fold(header: str) -> str:
    """A header without what people vary: case, spaces, line breaks, punctuation and Unicode form."""
    # What is remembered is kept: no cells as long as a cell can be.
    return _fold_short(header) if len(header) <= _LONGEST_REMEMBERED else _fold(header)


def _fold(header: str) -> str:
    if header.isascii():
        return header.lower().translate(_NO_SIGNS)
    folded = unicodedata.normalize("NFKC", header).casefold()
    return "".join(filter(str.isalnum, folded))


_NO_SIGNS = {code: None for code in range(128) if not chr(code).isalnum()}
_LONGEST_REMEMBERED = 500
_fold_short = lru_cache(maxsize=4096)(_fold)


def known_as(key: str, header: str, *variants: str) -> Column:
    """The column with these names."""
    return Column(key, header, frozenset(map(fold, (header, *variants))))


def also_known_as(column: Column, *variants: str) -> Column:
    """The same column with more names."""
    return Column(column.key, column.header, column.variants | {fold(one) for one in variants})


KLE_NUMBER = known_as(
    "kleNumber",
    "KLE-nr.",
    "KLE-nummer",
    "KLE-numre",
    "KLE-kode",
    "KLE-emnenr",
    "KLE-emnenummer",
    "KLE-emnekode",
    "Emnenummer",
    "Emnenr",
)
KLE_TITLE = known_as(
    "kleTitle",
    "KLE-navn",
    "KLE-titel",
    "KLE-tekst",
    "KLE-emne",
    "KLE-emnetitel",
    "KLE-emnenavn",
    "KLE-emnetekst",
    "KLE-betegnelse",
    "Navn på KLE",
    "Navn på KLE-emne",
    "Emnenavn",
    "Emnetitel",
    "Emnetekst",
)
SOURCE_SYSTEM = known_as(
    "sourceSystem",
    "Fagsystem",
    "Fagsystemet",
    "Fagsystemer",
    "Fagsystemnavn",
    "Fagsystemets navn",
    "Navn på fagsystem",
    "Fagsystem navn",
    "Kildesystem",
    "IT-system",
)
SHOW_FROM = known_as(
    "showFrom",
    "Fradato for visning",
    "Fradato",
    "Fra-dato visning",
    "Fradato visning",
    "Fra dato",
    "Dato for visning",
    "Startdato for visning",
    "Visning fra",
    "Visning fra dato",
    "Visningsdato",
    "Vis fra",
    "Vis fra dato",
    "Vises fra",
    "Vises fra dato",
)
SHOW_ACTIVE = known_as(
    "showActiveRegardless",
    "Deaktiver fradato for aktive sager og tilhørende ydelser",
    "Deaktiver fradato for aktive sager",
    "Deaktiver fradato",
    "Deaktivér fradato for aktive sager og tilhørende ydelser",
    "Deaktivér fradato",
)
CONTACT_DEPARTMENT = known_as(
    "contactDepartment",
    "Kontaktafdeling",
    "Afdeling",
    "Afdelingsnavn",
    "Kontaktafdelingens navn",
    "Kontakt afdelingsnavn",
    "Kontaktenhed",
)
CONTACT_PHONE = known_as(
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
    "Kontakttlfnr",
    "Kontaktnummer",
    "Telefon til kontaktafdeling",
    "Kontaktafdelingens telefon",
)
INFO_URL = known_as(
    "infoUrl",
    "Link til yderligere information",
    "Link til yderligere info",
    "Link yderligere information",
    "Yderligere information",
    "Link til mere information",
    "Link til information",
    "Link til mere info",
    "Link til info",
    "Link til hjemmeside",
    "Link mere information",
    "Link yderligere info",
    "Informationslink",
    "Infolink",
    "URL til yderligere information",
    "Yderligere information link",
    "Yderligere information URL",
    "Mere information",
    "Mere information link",
    "Mere information URL",
    "Information link",
    "Information URL",
)
DIGITAL_POST = known_as(
    "digitalPostUrl",
    "Digitalpost kontaktpunkt (postkasse)",
    "Digital Post kontaktpunkt",
    "Digital Post",
    "Digital Post postkasse",
    "Digital Post link",
    "Digital Post URL",
    "Link til Digital Post",
    "Link til Digital Post kontaktpunkt",
    "Digital Post kontaktpunkt link",
    "Digital postkasse",
    "Kontaktpunkt Digital Post",
    "Kontaktpunkt",
    "Postkasse",
)
SELF_SERVICE_NAME = known_as(
    "selfServiceName",
    "Selvbetjeningsnavn",
    "Selvbetjening navn",
    "Selvbetjening titel",
    "Selvbetjeningstitel",
    "Selvbetjeningens navn",
    "Selvbetjeningsløsning navn",
    "Navn på selvbetjening",
    "Navn på selvbetjeningsløsning",
    "Navn selvbetjening",
    "Selvbetjeningsløsning titel",
)
SELF_SERVICE_URL = known_as(
    "selfServiceUrl",
    "Selvbetjeningslink",
    "Selvbetjening link",
    "Link til selvbetjening",
    "Link til selvbetjeningsløsning",
    "Selvbetjeningsløsning link",
    "Selvbetjeningsløsning URL",
    "Link selvbetjening",
    "Selvbetjeningens link",
    "Selvbetjening URL",
    "Selvbetjenings-URL",
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

# What KOMBIT's FAQ lets a municipality decide beyond the columns of the sheet of 2021. No sheet with such columns is
# public, so every name here is a guess (docs/adr/0035-fields-that-may-be-absent.md).
SHOW_CASE_TITLE = known_as(
    "showCaseTitle",
    "Vis sagstitel",
    "Vis sagstitler",
    "Vis sagens titel",
    "Vis sagens egen titel",
    "Vis fagsystemets sagstitel",
    "Vis fagløsningens sagstitel",
    "Vis sagstitel fra fagsystem",
    "Sagstitel vises",
    "Visning af sagstitel",
    "Udstil sagstitel",
    "Sagstitel udstilles",
)
SHOW_DOCUMENT_TITLES = known_as(
    "showDocumentTitles",
    "Vis dokumenttitler",
    "Vis dokumenttitel",
    "Vis dokumenternes titler",
    "Vis titler på dokumenter",
    "Dokumenttitler vises",
    "Dokumenttitel vises",
    "Visning af dokumenttitler",
    "Udstil dokumenttitler",
    "Dokumenttitler udstilles",
)
TITLE_CHOICES = (SHOW_CASE_TITLE, SHOW_DOCUMENT_TITLES)
# What Digitaliseringsstyrelsen's picture of the card has beside the telephone number, and the sheet of 2021 has not.
CONTACT_EMAIL = known_as(
    "contactEmail",
    "Kontakt e-mail",
    "E-mail",
    "Email",
    "E-mailadresse",
    "Mail",
    "Mailadresse",
    "E-post",
    "Kontaktmail",
    "Kontakt mailadresse",
    "Kontakt e-mailadresse",
    "E-mail til kontaktafdeling",
    "Kontaktafdelingens e-mail",
)
CONTACT_ADDRESS = known_as(
    "contactAddress",
    "Kontaktadresse",
    "Adresse",
    "Besøgsadresse",
    "Postadresse",
    "Kontaktafdelingens adresse",
    "Adresse på kontaktafdeling",
    "Adresse til kontaktafdeling",
)
CONTACT_PHONE_HOURS = known_as(
    "contactPhoneHours",
    "Telefontid",
    "Telefontider",
    "Kontakttelefontid",
    "Telefonens åbningstid",
    "Telefonens åbningstider",
    "Åbningstid telefon",
    "Åbningstider telefon",
    "Telefon åbningstid",
    "Telefon åbningstider",
    "Kontakttelefon åbningstid",
)
CONTACT_OPENING_HOURS = known_as(
    "contactOpeningHours",
    "Åbningstid",
    "Åbningstider",
    "Kontaktafdelingens åbningstid",
    "Kontaktafdelingens åbningstider",
    "Kontaktafdeling åbningstid",
    "Personlig henvendelse åbningstid",
    "Åbningstid personlig henvendelse",
)
CONTACT_DETAILS = (CONTACT_EMAIL, CONTACT_ADDRESS, CONTACT_PHONE_HOURS, CONTACT_OPENING_HOURS)
GUESSED = (*TITLE_CHOICES, *CONTACT_DETAILS)

CONFIGURATION = Form(COLUMNS, guessed=GUESSED)
