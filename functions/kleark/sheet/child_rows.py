"""The rows of one worksheet as the child tells them: column by column, or row by row where each has to be counted."""

from __future__ import annotations

from itertools import islice

from kleark.sheet import limits, reader_protocol
from kleark.sheet.address import address, is_address, parse_area
from kleark.sheet.errors import damaged
from kleark.sheet.hyperlink_formulas import literal_target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from kleark.sheet.address import Area
    from kleark.sheet.far_cells import Text
    from kleark.sheet.values import ReadRow
    from kleark.sheet.workbook_parts import SheetEntry, Targets
    from kleark.sheet.worksheet_scan import SheetScan

    Cells: TypeAlias = dict[int, dict[int, tuple[str, str]]]
    # What is written, and how many bytes it counts for; None for as many as it has.
    Line: TypeAlias = tuple[bytes, int | None]
    TellRows: TypeAlias = "Callable[[Iterator[ReadRow], SheetEntry, Links, Rest], Iterator[Line]]"

_LINE_CHARACTERS = 65_536
# Rows that are told by one line while no row before them was a long one.
_ROWS_AT_ONCE, _SHORT_ROW = 128, 1_000


class MoreThanColumnsError(Exception):
    """There may be more rows than the parent takes: how many it takes is to be counted row by row."""


def lines_of_columns(rows: Iterator[ReadRow], sheet: SheetEntry, links: Links, rest: Rest) -> Iterator[Line]:
    """The rows that hold anything, some at a time, column by column. Raises MoreThanColumnsError."""
    at_once, room = 1, rest.budget
    while some := list(islice(rows, at_once)):
        told = None if links.areas else reader_protocol.columns_line(some)
        if told is None:
            at_once = 1
            lines = [(line, len(line)) for line, _ in lines_of_rows(iter(some), sheet, links, rest)]
        else:
            at_once = min(2 * at_once, _ROWS_AT_ONCE) if len(told[0]) <= _SHORT_ROW * len(some) else 1
            lines = [told] if told[0] else []
        for line, at_most in lines:
            room -= at_most
            if room < 0:
                raise MoreThanColumnsError
            yield line, at_most


def lines_of_rows(rows: Iterator[ReadRow], sheet: SheetEntry, links: Links, rest: Rest) -> Iterator[Line]:
    """The rows that hold anything, some in a line. What there is no room for goes to ``rest``."""
    batch: list[str] = []
    size, told = 0, 0
    for number, values in rows:
        if not _is_filled(number, values, sheet):
            continue
        if told > rest.budget:
            rest.add(number, values)
            continue
        links.expand(number, values)
        batch.append(reader_protocol.row_text(number, values))
        size += len(batch[-1])
        if size > _LINE_CHARACTERS:
            yield reader_protocol.rows_line(batch), None
            told += size
            batch, size = [], 0
    if batch:
        yield reader_protocol.rows_line(batch), None


def _is_filled(number: int, values: list[object], sheet: SheetEntry) -> bool:
    """Whether anything is in the row, of which what is empty at its end is taken away."""
    while values and values[-1] in (None, ""):
        values.pop()
    if values and (number > limits.LAST_ROW or len(values) > limits.LAST_COLUMN):
        raise damaged("content", sheet.part or "")
    return bool(values)


class Rest:
    """The rows of a sheet that are more than is told of it: what may be personal numbers in them, and no more.

    ``first``: the first of their cells. ``complete``: whether nothing was left out.
    """

    def __init__(self, sheet: str, budget: int) -> None:
        self.sheet = sheet
        self.budget = budget
        self.first: str | None = None
        self.texts: list[Text] = []
        self.complete = True

    def add(self, number: int, values: list[object]) -> None:
        from kleark.sheet.far_cells import far_text, text_of_interest  # noqa: PLC0415  only for a large sheet

        if self.first is None:
            self.first = address(number, 1)
        for column, value in enumerate(values, 1):
            text = text_of_interest(value)
            if text is None:
                continue
            if len(self.texts) >= limits.FAR_TEXTS:
                self.complete = False
                return
            self.texts.append(far_text(self.sheet, address(number, column), text))


def with_marks(rows: Iterator[ReadRow], scan: SheetScan) -> Iterator[ReadRow]:
    """The rows with what the values do not tell apart from empty cells."""
    marks = _marks(scan)
    return _with_marks(rows, marks) if marks else rows


def _marks(scan: SheetScan) -> Cells:
    """Cells that the libraries do not tell apart from empty ones: errors, and formulas without a result."""
    marks: Cells = {}
    rich = frozenset(scan.rich)
    for (row, column), code in scan.errors.items():
        marks.setdefault(row, {})[column] = ("r" if (row, column) in rich else "e", code)
    for row, column in scan.uncached:
        formula = scan.formulas[row, column][: limits.FORMULA_CHARACTERS]
        marks.setdefault(row, {})[column] = ("f", formula)
    return marks


def _with_marks(rows: Iterator[ReadRow], marks: Cells) -> Iterator[ReadRow]:
    """The rows with the marked cells set, rows that hold nothing else included, in rising order."""
    waiting = sorted(marks, reverse=True)
    for number, values in rows:
        while waiting and waiting[-1] < number:
            yield _set_marks(marks[waiting[-1]], waiting.pop(), [])
        if waiting and waiting[-1] == number:
            yield _set_marks(marks[waiting.pop()], number, values)
        else:
            yield number, values
    while waiting:
        yield _set_marks(marks[waiting[-1]], waiting.pop(), [])


def _set_marks(cells: dict[int, tuple[str, str]], number: int, values: list[object]) -> ReadRow:
    values.extend([None] * (max(cells) - len(values)))
    for column, mark in cells.items():
        values[column - 1] = mark
    return number, values


class Links:
    """Hyperlink targets by address. An area's target goes to its cells that hold a value, as rows come by."""

    def __init__(self, scan: SheetScan, targets: Targets) -> None:
        self.targets: dict[str, str] = {}
        self.areas: list[tuple[Area, str]] = []
        for text, relationship, location in scan.links:
            target = targets.get(relationship or "")
            url = (target.url if target else "") + (f"#{location}" if location else "")
            if not url:
                continue
            if is_address(text):
                self.targets[text] = url
                continue
            area = parse_area(text)
            if area is None:
                continue
            if area[:2] == area[2:]:
                self.targets[address(*area[:2])] = url
            else:
                self.areas.append((area, url))
        for cell, formula in scan.formulas.items():
            literal = literal_target(formula)
            if literal:
                self.targets.setdefault(address(*cell), literal)

    def expand(self, number: int, row: list[object]) -> None:
        for (top, left, bottom, right), url in self.areas:
            if top <= number <= bottom:
                for column in range(left, min(right, len(row)) + 1):
                    if row[column - 1] not in (None, ""):
                        self.targets.setdefault(address(number, column), url)
