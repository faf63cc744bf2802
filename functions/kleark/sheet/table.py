"""Where in a workbook a table stands: the header by its names, then the rows below it."""

from __future__ import annotations

import re

from kleark.data_classes import NamedTuple, dataclass
from kleark.redaction.patterns import pattern
from kleark.sheet.address import parse_area
from kleark.sheet.columns import (
    CONFIGURATION,
    CONTACT_PHONE,
    DIGITAL_POST,
    INFO_URL,
    KLE_NUMBER,
    SELF_SERVICE,
    SELF_SERVICE_URL,
    SHOW_FROM,
    Column,
    Form,
    fold,
)
from kleark.sheet.header_rows import joined_names, most_named, spans_of, without_explanation, without_number
from kleark.sheet.workbook import CellValue, UncachedFormula, Workbook, Worksheet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, TypeAlias

HEADER_SEARCH_ROWS = 20
"""A header is looked for in the sheet's first 20 rows."""
_LONG = 500
"""Characters of a cell that are looked at first: what has more letters in them than any name is none."""
_TOLD_BY = 3
"""So many of a row's first texts that can be names, beside as many as need be none: with fewer it is no header."""
TITLE_COLUMN = fold("KONFIGURATION af KLE-numre i Borgerblikket")
"""The heading over KOMBIT's first column, which only says ``KLE`` on each row."""

_NUMBER_FIRST = pattern(r"\s*(?:KLE\W*(?:nr\W*)?)?[0-9]{2}\W[0-9]{2}\W[0-9]{2}", re.IGNORECASE)
_WORD = pattern(r"[^\W\d_]{3}")
_WORD_FIRST = pattern(r"\W*[^\W\d_]{2}")
_PHONE_FIRST = pattern(r"\W*(?:[0-9]\W*){8}")
_LINK_FIRST = pattern(r"\W*(?:https?://[^\s/]+\.|www\.)", re.IGNORECASE)

Values = tuple[CellValue, ...]
Kind: TypeAlias = "Literal['data', 'blank', 'header', 'note']"


@dataclass(frozen=True, slots=True)
class Header:
    """A header row. ``positions``: column index, counted from 0, of each known column.

    ``names``: the text of every header cell by its index. ``doubled``: the indexes of second occurrences.
    ``unknown``: the indexes of named columns that are not part of the form.
    """

    row: int
    positions: Mapping[str, int]
    names: Mapping[int, str]
    doubled: tuple[tuple[Column, int], ...]
    unknown: tuple[int, ...]
    form: Form = CONFIGURATION

    @property
    def counted(self) -> int:
        """How many of the form's columns it names, those with guessed names left out."""
        return len(self.positions) - len(self.guessed)

    @property
    def guessed(self) -> tuple[Column, ...]:
        """The columns with guessed names that it names."""
        return tuple(column for column in self.form.guessed if column.key in self.positions)

    def value(self, column: Column, values: Values) -> CellValue:
        """What stands in ``column`` of one row; None where the row or the header ends before it."""
        position = self.positions.get(column.key)
        return None if position is None or position >= len(values) else values[position]


class TableRow(NamedTuple):
    """A row below the header: its number in Excel, its values from column A on, and what kind of row it is."""

    number: int
    values: Values
    kind: Kind


@dataclass(frozen=True, slots=True)
class Table:
    """A worksheet with the header of a form in it.

    ``rows``: those below the header that hold any value; blanks at the end are left out. Cells that are merged
    down a column all hold the value that is seen in them. ``merged``: those areas, as
    (column, first row, last row).
    """

    worksheet: Worksheet
    header: Header
    rows: tuple[TableRow, ...]
    merged: tuple[tuple[Column, int, int], ...] = ()

    def column(self, column: Column) -> list[CellValue]:
        """What stands in a column of every row of the worksheet, those above the table included."""
        position = self.header.positions.get(column.key)
        if position is None:
            return [None] * len(self.worksheet.rows)
        return [values[position] if position < len(values) else None for _, values in self.worksheet.rows]


def find_tables(workbook: Workbook, form: Form = CONFIGURATION) -> tuple[Table, ...]:
    """Every worksheet with the form's header, hidden ones too, in the order of the tabs."""
    found = ((worksheet, find_header(worksheet, form)) for worksheet in workbook.worksheets)
    return tuple(_table(worksheet, header) for worksheet, header in found if header is not None)


def _table(worksheet: Worksheet, header: Header) -> Table:
    rows = _rows(worksheet, header)
    areas = _merged_down(worksheet, header)
    return (
        Table(worksheet, header, _filled(rows, areas, header), areas)
        if areas
        else Table(worksheet, header, rows)
    )


def find_header(worksheet: Worksheet, form: Form = CONFIGURATION) -> Header | None:
    """The row with the most known names among the first rows; None where no row has enough of them."""
    rows = [(number, values) for number, values in worksheet.rows if number <= HEADER_SEARCH_ROWS]
    candidates = [read_header(number, values, form) for number, values in rows]
    at = max(range(len(rows)), key=lambda index: candidates[index].counted, default=None)
    if at is None:
        return None
    best = candidates[at]
    if 0 < best.counted < len(form.columns) - 1:
        in_two = [
            _two_rows(worksheet, rows[upper], rows[upper + 1], form, groups_below=groups_below)
            for upper in (at - 1, at)
            if 0 <= upper < len(rows) - 1
            for groups_below in (False, True)
        ]
        best = max((best, *filter(None, in_two)), key=lambda header: header.counted)
    return best if best.counted >= form.least else None


def _two_rows(
    worksheet: Worksheet,
    above: tuple[int, Values],
    below: tuple[int, Values],
    form: Form,
    *,
    groups_below: bool,
) -> Header | None:
    """Two rows read as one header, which counts as the lower one; None where they are not next to each other.

    ``groups_below``: the lower row has the groups, and the upper one the names of their columns.
    """
    if above[0] + 1 != below[0]:
        return None
    groups, names_in = (below, above) if groups_below else (above, below)
    spans = spans_of(worksheet.merged, groups[0])
    names = joined_names(groups[1], names_in[1], spans, lambda text: column_of(text, form) is not None)
    return read_header(below[0], names, form)


def column_of(text: str, form: Form = CONFIGURATION) -> Column | None:
    """The column that a header cell names; a number before the name and an explanation after it are tolerated."""
    column = _named(text, form)
    if column is None and (rest := without_number(text)) is not None:
        return _named(rest, form)
    return column


def _named(text: str, form: Form) -> Column | None:
    """The column that a header cell names without a number; an explanation after it is tolerated."""
    if _has_more_letters(text, form.longest_name):
        return None
    folded = fold(text)
    column = form.by_name.get(folded)
    if column is None and folded.startswith(form.names) and (bare := without_explanation(text)) is not None:
        return form.by_name.get(fold(bare))
    return column


def _is_title_column(text: str) -> bool:
    if _has_more_letters(text, len(TITLE_COLUMN)):
        return False
    return fold(text) == TITLE_COLUMN or fold(without_number(text) or "") == TITLE_COLUMN


def _has_more_letters(text: str, letters: int) -> bool:
    """Whether the beginning of a long text has: the whole of it is not to be folded then."""
    return len(text) > _LONG and len(fold(text[:_LONG])) > letters


def missing_columns(header: Header, wanted: tuple[Column, ...]) -> tuple[Column, ...]:
    """Those of the wanted columns that the header does not name."""
    return tuple(column for column in wanted if column.key not in header.positions)


def lacks_self_service(header: Header) -> bool:
    """Both self-service columns are left out, which says: no self-service."""
    return len(missing_columns(header, SELF_SERVICE)) == len(SELF_SERVICE)


def read_header(number: int, values: Values, form: Form = CONFIGURATION) -> Header:
    """A row read as a header, whether or not it is one."""
    positions: dict[str, int] = {}
    names: dict[int, str] = {}
    doubled: list[tuple[Column, int]] = []
    numbered: list[int] = []
    for index, value in enumerate(values):
        if not isinstance(value, str) or not value.strip():
            continue
        names[index] = " ".join(value.split())
        column = _named(value, form)
        if column is None:
            if not _is_title_column(value):
                numbered.append(index)
        elif column.key in positions:
            doubled.append((column, index))
        else:
            positions[column.key] = index
    unknown = _add_numbered(numbered, positions, names, doubled, form)
    return Header(number, positions, names, tuple(doubled), unknown, form)


def _add_numbered(
    candidates: list[int],
    positions: dict[str, int],
    names: Mapping[int, str],
    doubled: list[tuple[Column, int]],
    form: Form,
) -> tuple[int, ...]:
    """Add the columns whose names have a number before them, and return the indexes of those that have no such name.

    ``2. telefon`` beside ``Telefon`` is another column, and no second occurrence.
    """
    plain = frozenset(positions)
    unknown: list[int] = []
    for index in candidates:
        column = column_of(names[index], form)
        if column is None or column.key in plain:
            unknown.append(index)
        elif column.key in positions:
            doubled.append((column, index))
        else:
            positions[column.key] = index
    return tuple(unknown)


def _rows(worksheet: Worksheet, header: Header) -> tuple[TableRow, ...]:
    at = header.positions.get(KLE_NUMBER.key)
    guessed = {column.key for column in header.guessed}
    counted = [position for key, position in header.positions.items() if key not in guessed]
    rows = [
        TableRow(number, values, "data" if _has_number(values, at) else _kind(values, header, counted))
        for number, values in worksheet.rows
        if number > header.row
    ]
    while rows and rows[-1].kind == "blank":
        rows.pop()
    if rows and rows[0].kind == "data" and _explains(rows[0].values, header):
        rows[0] = rows[0]._replace(kind="note")
    return tuple(rows)


def _explains(values: Values, header: Header) -> bool:
    """Whether the row below the header says what to write in each column, and holds nothing that is written so."""
    filled = [
        values[at] for at in header.positions.values() if at < len(values) and not _is_blank(values[at])
    ]
    if len(filled) < 3 or not all(isinstance(value, str) for value in filled):
        return False
    number, since, phone = (
        str(header.value(column, values) or "") for column in (KLE_NUMBER, SHOW_FROM, CONTACT_PHONE)
    )
    if not _WORD_FIRST.match(number) or _NUMBER_FIRST.match(number):
        return False
    if not (_WORD_FIRST.match(since) or _says_how(phone)) or (since and not _WORD_FIRST.match(since)):
        return False
    links = (str(header.value(column, values) or "") for column in (INFO_URL, DIGITAL_POST, SELF_SERVICE_URL))
    return (not phone or _says_how(phone)) and not any(_LINK_FIRST.match(link) for link in links)


def _says_how(phone: str) -> bool:
    """Whether a cell for a telephone number says something of the number, and is none."""
    words = _WORD_FIRST.match(phone) or _WORD.search(phone)
    return words is not None and not _PHONE_FIRST.match(phone)


def _merged_down(worksheet: Worksheet, header: Header) -> tuple[tuple[Column, int, int], ...]:
    columns = {
        position + 1: column
        for column in header.form.every
        if (position := header.positions.get(column.key)) is not None
    }
    areas = (parse_area(text) for text in worksheet.merged)
    return tuple(
        (columns[left], top, bottom)
        for top, left, bottom, right in filter(None, areas)
        if left == right and left in columns and header.row < top < bottom
    )


def _filled(
    rows: tuple[TableRow, ...], areas: tuple[tuple[Column, int, int], ...], header: Header
) -> tuple[TableRow, ...]:
    """The data rows with the value of a merged area in each of its cells, as the admin sees it."""
    by_number = {row.number: row for row in rows}
    for column, top, bottom in areas:
        position = header.positions[column.key]
        value = header.value(column, by_number[top].values) if top in by_number else None
        for row in rows:
            if top < row.number <= bottom and row.kind == "data" and value is not None:
                values = [*by_number[row.number].values, *[None] * (position + 1 - len(row.values))]
                values[position] = value
                by_number[row.number] = row._replace(values=tuple(values))
    return tuple(by_number[row.number] for row in rows)


def _has_number(values: Values, at: int | None) -> bool:
    """Whether a KLE number seems to stand where it should: the usual row, of which no more is asked."""
    if at is None or at >= len(values):
        return False
    number = values[at]
    return type(number) is str and len(number) == 8 and number[:1].isdigit()


def _kind(values: Values, header: Header, counted: list[int]) -> Kind:
    """``counted``: the positions of the columns by which a row is one."""
    number = header.value(KLE_NUMBER, values)
    size = len(values)
    filled = [
        at for at in counted if at < size and (value := values[at]) is not None and not _is_blank(value)
    ]
    if not filled:
        return "note" if any(map(says_something, values)) else "blank"
    if _is_blank(number) and all(isinstance(values[at], UncachedFormula) for at in filled):
        return "blank"  # a prepared row: look-ups without a result, and nothing that was entered
    if _is_repeated_header(values, header):
        return "header"
    if len(filled) <= 2 and _is_note(number, len(filled)):
        return "note"
    return "data"


def _is_repeated_header(values: Values, header: Header) -> bool:
    """The names of the columns once more, in whatever order."""
    if not isinstance(header.value(KLE_NUMBER, values), str):
        return False
    wanted = max(header.form.least, len(header.positions) // 2 + 1)
    texts = [value for value in values if isinstance(value, str)]
    # Most rows are none, which shows before all of their cells are looked at.
    first = len(texts) - wanted + _TOLD_BY
    for some in (texts[:first], texts):
        if most_named(some, header.form.beginnings) < wanted - (len(texts) - len(some)):
            return False
    for at, text in enumerate(texts):
        if len(texts) - at < wanted:
            return False
        wanted -= column_of(text, header.form) is not None
        if wanted == 0:
            return True
    return False


def _is_note(number: CellValue, filled: int) -> bool:
    """Words where the number should be, and next to nothing beside them; or one cell and no number."""
    if _is_blank(number):
        return filled == 1
    if not isinstance(number, str) or _NUMBER_FIRST.match(number):
        return False
    return _WORD.search(number) is not None and (filled == 1 or not any(map(str.isdigit, number)))


def _is_blank(value: CellValue) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def says_something(value: CellValue) -> bool:
    """KOMBIT's first column says ``KLE`` on prepared rows, also where the rest is still blank."""
    return value is not None and not (isinstance(value, str) and fold(value) in ("kle", ""))
