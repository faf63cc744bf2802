"""The grid of the HTML report: the excerpt's cells with a mark on each that a finding is on."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from kleark.data_classes import NamedTuple, dataclass
from kleark.i18n.formats import format_count
from kleark.report.html_messages import WORDS
from kleark.report.locations import other_sheet
from kleark.report.passed_checks import form_of
from kleark.sheet.address import parse_area
from kleark.sheet.columns import KLE_NUMBER
from kleark.sheet.table import column_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kleark.i18n.language import Language
    from kleark.report.excerpt import Excerpt
    from kleark.report.model import Finding, FindingKind, Report, Subject

MARKED: tuple[FindingKind, ...] = ("error", "warning", "repaired")
"""The kinds that are marked, the gravest first. Those of kind ``info`` are on columns or on the whole sheet."""
LONGEST_WORD, SHORT = 24, 16


class Marked(NamedTuple):
    """What marks a cell: the kind of the gravest finding on it, and its rule."""

    kind: str
    rule: str


class Mark(NamedTuple):
    """A mark on a cell: its kind and label, and the anchor of the group that explains it."""

    kind: str
    label: str
    anchor: str
    rule: str


class GridCell(NamedTuple):
    """A cell of the excerpt. ``address``: as in Excel. ``heads_row``: whether it says what its row is about."""

    text: str
    address: str
    mark: Mark | None
    heads_row: bool = False

    @property
    def long(self) -> bool:
        """Whether it holds a word (such as a link) that must be broken to fit a column."""
        return any(len(word) > LONGEST_WORD for word in self.text.split())

    @property
    def short(self) -> bool:
        """Whether it fits on one line, as dates and numbers do."""
        return len(self.text) <= SHORT


class GridRow(NamedTuple):
    """A row of the excerpt. ``hidden_before``: the text on how many rows of the sheet are left out above it."""

    number: int
    mark: Mark | None
    cells: tuple[GridCell, ...]
    hidden_before: str


@dataclass(frozen=True, slots=True)
class Grid:
    """The excerpt as a table. ``letters``: of the columns. ``left_out``: the text on rows without room, or empty."""

    letters: tuple[str, ...]
    header: GridRow
    rows: tuple[GridRow, ...]
    left_out: str


def grid_of(excerpt: Excerpt, marked: Mapping[str, Marked], subject: Subject, lang: Language) -> Grid:
    """The excerpt with what is ``marked`` in it, see `marked_cells`. ``subject``: what kind of file it is of."""
    words = WORDS[lang]
    marks = {
        address: Mark(kind, words.sections[kind].mark, f"{kind}-{rule}", rule)
        for address, (kind, rule) in marked.items()
    }
    letters = tuple(column.letters for column in excerpt.columns)
    names = tuple(column.name for column in excerpt.columns)
    form, _ = form_of(subject)
    numbers = [(found := column_of(name, form)) is not None and found.key == KLE_NUMBER.key for name in names]
    header = (excerpt.header_row, names)
    numbered = [header, *((row.number, row.cells) for row in excerpt.rows)]
    hidden = [0, *(after - before - 1 for (before, _), (after, _) in pairwise(numbered))]
    rows = tuple(
        GridRow(
            at,
            marks.get(str(at)),
            tuple(
                GridCell(text, f"{letter}{at}", marks.get(f"{letter}{at}"), bool(heads and text))
                for letter, text, heads in zip(letters, cells, numbers, strict=True)
            ),
            format_count(gap, words.grid_rows_between, lang) if gap else "",
        )
        for (at, cells), gap in zip(numbered, hidden, strict=True)
    )
    left_out = format_count(excerpt.left_out, words.grid_left_out, lang) if excerpt.left_out else ""
    return Grid(letters, rows[0], rows[1:], left_out)


def marked_cells(report: Report, excerpt: Excerpt) -> dict[str, Marked]:
    """The gravest finding on each cell of the excerpt, by its address, and on each of its rows, by its number."""
    row_numbers = {row.number for row in excerpt.rows} | {excerpt.header_row}
    marked: dict[str, Marked] = {}
    for kind in MARKED:
        for finding in report.findings:
            if finding.kind != kind or other_sheet(finding, report) is not None:
                continue
            for address in _addresses(finding, row_numbers):
                marked.setdefault(address, Marked(kind, finding.rule))
    return marked


def _addresses(finding: Finding, row_numbers: set[int]) -> Iterator[str]:
    area = parse_area(finding.range) if finding.range else None
    if area and finding.cell:
        letters = finding.cell.rstrip("0123456789")
        yield from (f"{letters}{row}" for row in range(area[0], area[2] + 1) if row in row_numbers)
    elif (finding.cell or finding.row) and (finding.row is None or finding.row in row_numbers):
        yield finding.cell or str(finding.row)
