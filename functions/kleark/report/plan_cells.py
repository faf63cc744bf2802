"""The cells of the sheet that a plan's changes are shown as: what stood there before, and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from kleark.configuration.plan import FieldChange
from kleark.configuration.row import ALL_SYSTEMS
from kleark.data_classes import NamedTuple
from kleark.exposure.card import format_phone
from kleark.i18n.formats import format_date
from kleark.report.findings import sanitise
from kleark.report.plan_messages import PLAN_WORDS
from kleark.report.text_diff import Piece, difference
from kleark.sheet import columns
from kleark.sheet.limits import CELL_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kleark.configuration.row import DigitalPost, Row
    from kleark.i18n.language import Language


class Value(NamedTuple):
    """A cell of the sheet, before and after. ``column``: the standard header."""

    column: str
    before: str
    after: str

    @property
    def pieces(self) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """Before and after, each in pieces that mark what differs."""
        return difference(self.before, self.after)


def cell_values(changes: Iterable[FieldChange], lang: Language) -> Iterator[Value]:
    """Each change as the cells that it is in the sheet: a self-service solution is two."""
    nothing = PLAN_WORDS[lang].nothing
    for change in changes:
        for column, before, after in _CELLS[change.field](change, lang):
            yield Value(column.header, before or nothing, after or nothing)


Cell = tuple[columns.Column, str | None, str | None]
Cells = Callable[[FieldChange, "Language"], Iterator[Cell]]


def _single_cell(column: columns.Column, format_value: Callable[[Any, Language], str]) -> Cells:
    """The cells of a field that is one cell of the sheet."""

    def cells(change: FieldChange, lang: Language) -> Iterator[Cell]:
        yield column, format_value(change.before, lang), format_value(change.after, lang)

    return cells


def _post(change: FieldChange, lang: Language) -> Iterator[Cell]:
    """The mailbox's number, which is what the admin knows; the link where the number is not what differs."""
    before, after = (_mailbox(post, lang) for post in (change.before, change.after))
    if before is None or after is None or before == after:
        before, after = shown_text(change.before.url), shown_text(change.after.url)
    yield columns.DIGITAL_POST, before, after


def _mailbox(post: DigitalPost, lang: Language) -> str | None:
    return PLAN_WORDS[lang].mailbox.format(post.mailbox_id) if post.mailbox_id else None


def _group(*parts: tuple[columns.Column, str, Callable[[Any, Language], str]]) -> Cells:
    """The cells of a field whose parts may each be absent: those that differ. ``parts``: column, name and format."""

    def cells(change: FieldChange, lang: Language) -> Iterator[Cell]:
        for column, part, format_value in parts:
            before, after = (getattr(one, part, None) for one in (change.before, change.after))
            if before != after:
                shown = [None if one is None else format_value(one, lang) for one in (before, after)]
                yield column, shown[0], shown[1]

    return cells


def optional_cells(row: Row, lang: Language) -> Iterator[tuple[str, str]]:
    """What a row has in columns that few sheets have: each column's header, and what stands there."""
    for field in ("shown_titles", "contact_details"):
        for column, _, text in _CELLS[field](FieldChange(field, None, getattr(row, field)), lang):
            yield column.header, text or ""


def shown_text(text: str, _: Language = "da") -> str:
    """The text, masked and without invisible characters, but whole: what is cut off may be all that differs."""
    return sanitise(text, CELL_CHARACTERS)


def shown_system(system: str, every_system: str) -> str:
    """The source system's name, or the words for all of them."""
    return every_system if system == ALL_SYSTEMS else shown_text(system)


def _yes_or_no(yes: bool, lang: Language) -> str:
    return PLAN_WORDS[lang].yes if yes else PLAN_WORDS[lang].no


_CELLS: Mapping[str, Cells] = {
    "kle_title": _single_cell(columns.KLE_TITLE, shown_text),
    "source_system": _single_cell(columns.SOURCE_SYSTEM, shown_text),
    "show_from": _single_cell(columns.SHOW_FROM, format_date),
    "show_active_regardless": _single_cell(columns.SHOW_ACTIVE, _yes_or_no),
    "contact_department": _single_cell(columns.CONTACT_DEPARTMENT, shown_text),
    "contact_phone": _single_cell(columns.CONTACT_PHONE, lambda phone, _: format_phone(phone)),
    "info_url": _single_cell(columns.INFO_URL, shown_text),
    "digital_post": _post,
    "self_service": _group(
        (columns.SELF_SERVICE_NAME, "name", shown_text), (columns.SELF_SERVICE_URL, "url", shown_text)
    ),
    "shown_titles": _group(
        (columns.SHOW_CASE_TITLE, "cases", _yes_or_no),
        (columns.SHOW_DOCUMENT_TITLES, "documents", _yes_or_no),
    ),
    "contact_details": _group(
        (columns.CONTACT_EMAIL, "email", shown_text),
        (columns.CONTACT_ADDRESS, "address", shown_text),
        (columns.CONTACT_PHONE_HOURS, "phone_hours", shown_text),
        (columns.CONTACT_OPENING_HOURS, "opening_hours", shown_text),
    ),
}
"""The cells of the sheet that each field of a row is shown as."""
