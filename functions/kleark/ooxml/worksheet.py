"""Where cells, links, merged areas and formulas stand in the bytes of a worksheet part."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from kleark.ooxml.markup import end_of_tag, tag_at
from kleark.ooxml.package import relationship_id
from kleark.sheet.address import column_letters, parse_area, parse_cell
from kleark.sheet.xml import feed, guarded_parser, local_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kleark.ooxml.markup import Attributes
    from kleark.sheet.address import Area, Cell

    Wanted = Mapping[int, Collection[int]]

# What may follow the place of `legacyDrawing` in a worksheet (ECMA-376 part 1, 18.3.1.99).
_AFTER_LEGACY_DRAWING = frozenset(
    (
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
        "AlternateContent",
    )
)
# Each cell is looked for in each merged area; no sheet that people made has so many.
_MOST_MERGED = 2_000


_COLUMNS = {column_letters(column): column for column in range(1, 257)}


class _LocalNames(dict[str, str]):
    """Local names by name as written, each worked out once."""

    def __missing__(self, name: str) -> str:
        self[name] = local = local_name(name)
        return local


class CellEntry(NamedTuple):
    """A cell's element. ``style``: index into the workbook's cell formats; ``formula``: it holds one."""

    row: int
    column: int
    start: int
    end: int
    style: int
    formula: bool


class RowEntry(NamedTuple):
    """A row's element, and where in it the cells start that stand right of a column, by column."""

    number: int
    start: int
    tag_end: int
    end: int
    cells: tuple[tuple[int, int], ...]


class LinkEntry(NamedTuple):
    area: Area
    relationship: str | None
    start: int


class SharedFormula(NamedTuple):
    """A cell's share in a formula that several cells have. The text stands in one of them."""

    cell: Cell
    group: str
    text: str
    start: int
    end: int


class SheetMap:
    """What one pass over a worksheet part found of what was wanted. Offsets are into the part's bytes."""

    def __init__(self) -> None:
        self.cells: list[CellEntry] = []
        self.rows: dict[int, RowEntry] = {}
        self.row_starts: list[tuple[int, int]] = []
        self.column_styles: dict[int, Counter[int]] = {}
        self.first_filled: dict[int, int] = {}
        self.links: list[LinkEntry] = []
        self.link_uses: Counter[str] = Counter()
        self.links_end: int | None = None
        self.merged: list[Area] = []
        self.arrays: list[Area] = []
        self.shared: list[SharedFormula] = []
        self.legacy_drawing: str | None = None
        self.legacy_drawing_place = 0
        self.data_start = 0
        self.data_end = 0
        self.prefix = ""
        self.widths: list[tuple[int, int, float]] = []


def map_sheet(content: bytes, part: str, wanted: Wanted, styled: Collection[int] = ()) -> SheetMap:
    """Find the ``wanted`` cells, columns by row. ``styled``: columns whose cells' formats are counted.

    Raises UnreadableFile where the part is not well-formed.
    """
    return _Mapper(content, part, wanted, styled).run()


class _Mapper:
    """The handlers of one pass. The end of an element is asked for in rows that are wanted only."""

    def __init__(self, content: bytes, part: str, wanted: Wanted, styled: Collection[int]) -> None:
        self.content = content
        self.part = part
        self.wanted = wanted
        self.styled = frozenset(styled)
        self.found = SheetMap()
        self.parser = guarded_parser()
        self.names = _LocalNames()
        self.row = 0
        self.row_text = "0"
        self.column = 0
        self.reference: str | None = None
        self.last_reference: str | None = None
        self.strayed_row: int | None = None
        self.columns: Collection[int] = ()
        self.row_start = 0
        self.row_cells: list[tuple[int, int]] = []
        self.cell_start: int | None = None
        self.cell_style = 0
        self.has_formula = False
        self.in_data = False
        self.formula_start: int | None = None
        self.formula_tag: Attributes = {}
        self.text: list[str] = []

    def run(self) -> SheetMap:
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        feed(self.parser, [self.content], self.part)
        return self.found

    def start(self, name: str, attributes: Attributes) -> None:
        local = self.names[name]
        if not self.in_data:
            self.start_around(local, attributes)
        elif local == "c":
            self.reference = attributes.get("r")
            if self.reference is None or self.columns or self.styled:
                self.start_cell(attributes)
            else:
                self.last_reference = self.reference
        elif local == "row":
            self.start_row(attributes)
        elif local == "f":
            self.start_formula(attributes)
        elif self.row not in self.found.first_filled and local in {"v", "is"}:
            self.found.first_filled[self.row] = self.place_of(self.reference)[1]

    def start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r", "")
        self.row = int(number) if number.isascii() and number.isdigit() else self.row + 1
        self.row_text = str(self.row)
        self.column = 0
        self.last_reference = None
        self.row_start = self.parser.CurrentByteIndex
        self.found.row_starts.append((self.row, self.row_start))
        self.columns = self.wanted.get(self.row, ())
        self.row_cells = []

    def place_of(self, reference: str | None) -> Cell:
        """The row and column of a cell; one without an address stands right of the one before."""
        if reference is None:
            return self.row, self.column
        column = _COLUMNS.get(reference[: -len(self.row_text)])
        if column is not None and reference.endswith(self.row_text):
            return self.row, column
        return parse_cell(reference) or (self.row, self.column)

    def start_cell(self, attributes: Attributes) -> None:
        if self.reference is None:
            if self.last_reference is not None:
                self.column = self.place_of(self.last_reference)[1]
            self.column += 1
            row = self.row
        else:
            row, self.column = self.place_of(self.reference)
        self.last_reference = self.reference
        if self.column in self.styled:
            style = _index(attributes.get("s"))
            self.found.column_styles.setdefault(self.column, Counter())[style] += 1
        columns = self.columns if row == self.row else self.wanted.get(row, ())
        if not columns:
            return
        start = self.parser.CurrentByteIndex
        if row == self.row:
            self.row_cells.append((self.column, start))
        if self.column in columns:
            self.strayed_row = row
            self.cell_start = start
            self.cell_style = _index(attributes.get("s"))
            self.has_formula = False

    def start_formula(self, attributes: Attributes) -> None:
        self.has_formula = True
        kind = attributes.get("t")
        if kind in ("array", "dataTable"):
            area = parse_area(attributes.get("ref", ""))
            if area is not None:
                self.found.arrays.append(area)
        elif kind == "shared":
            self.formula_start = self.parser.CurrentByteIndex
            self.formula_tag = attributes
            self.text = []
            self.parser.CharacterDataHandler = self.text.append

    def start_around(self, local: str, attributes: Attributes) -> None:
        found, offset = self.found, self.parser.CurrentByteIndex
        if local == "sheetData":
            self.in_data = True
            found.prefix = tag_at(self.content, offset).prefix.decode()
            found.data_start = offset
        elif local in {"hyperlink", "mergeCell"}:
            area = parse_area(attributes.get("ref", ""))
            if area is not None and local == "mergeCell":
                found.merged.append(area)
            elif area is not None:
                found.links.append(LinkEntry(area, relationship_id(attributes), offset))
        elif local == "col":
            found.widths.append(_width(attributes))
        elif local in _AFTER_LEGACY_DRAWING and not found.legacy_drawing_place and found.data_end:
            found.legacy_drawing_place = offset
        self.note_use(local, relationship_id(attributes))

    def note_use(self, local: str, relation: str | None) -> None:
        if relation is not None:
            self.found.link_uses[relation] += 1
            if local == "legacyDrawing":
                self.found.legacy_drawing = relation

    def end(self, name: str) -> None:
        local = self.names[name]
        if local in {"c", "v"}:
            if self.cell_start is not None and local == "c":
                self.end_cell()
        elif local == "row":
            if self.columns:
                self.end_row()
        elif local == "f":
            if self.formula_start is not None:
                self.end_shared_formula()
        elif local == "sheetData":
            self.in_data = False
            self.found.data_end = self.parser.CurrentByteIndex
        elif local == "hyperlinks":
            self.found.links_end = self.parser.CurrentByteIndex
        elif local == "worksheet" and not self.found.legacy_drawing_place:
            self.found.legacy_drawing_place = self.parser.CurrentByteIndex

    def end_cell(self) -> None:
        assert self.cell_start is not None
        assert self.strayed_row is not None
        end = self.end_of(self.cell_start)
        self.found.cells.append(
            CellEntry(self.strayed_row, self.column, self.cell_start, end, self.cell_style, self.has_formula)
        )
        self.cell_start = None

    def end_row(self) -> None:
        end = self.end_of(self.row_start)
        tag_end = tag_at(self.content, self.row_start).end
        cells = tuple(self.row_cells)
        self.found.rows.setdefault(self.row, RowEntry(self.row, self.row_start, tag_end, end, cells))

    def end_shared_formula(self) -> None:
        assert self.formula_start is not None
        self.parser.CharacterDataHandler = None
        self.found.shared.append(
            SharedFormula(
                self.place_of(self.reference),
                self.formula_tag.get("si", ""),
                "".join(self.text),
                self.formula_start,
                self.end_of(self.formula_start),
            )
        )
        self.formula_start = None

    def end_of(self, start: int) -> int:
        """Where the element ends whose end is being told: expat gives an empty one's end, or the end tag's start."""
        offset = self.parser.CurrentByteIndex
        tag = tag_at(self.content, start)
        return tag.end if tag.empty else end_of_tag(self.content, offset)


def in_array(found: SheetMap, cell: Cell) -> bool:
    """Whether a cell belongs to a formula over several cells, of which Excel lets nobody change one alone."""
    return any(area[:2] != area[2:] and is_inside(cell, area) for area in found.arrays)


def merge_anchor(found: SheetMap, cell: Cell) -> Cell:
    """The cell that shows for a merged one; itself where it is not merged."""
    if len(found.merged) > _MOST_MERGED:
        return cell
    return next((area[:2] for area in found.merged if is_inside(cell, area)), cell)


def is_inside(cell: Cell, area: Area) -> bool:
    """Whether a cell lies in an area."""
    top, left, bottom, right = area
    return top <= cell[0] <= bottom and left <= cell[1] <= right


def _width(attributes: Attributes) -> tuple[int, int, float]:
    """First and last column, and their width in characters; of no column where it is not said."""
    try:
        width = 0.0 if attributes.get("hidden") in ("1", "true") else float(attributes["width"])
        return int(attributes["min"]), int(attributes["max"]), width
    except (KeyError, ValueError):
        return 1, 0, 0.0


def _index(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 0
