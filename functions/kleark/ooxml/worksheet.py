"""Where cells, links, merged areas and formulas stand in the bytes of a worksheet part."""

from __future__ import annotations

from collections import Counter

from kleark.data_classes import NamedTuple
from kleark.ooxml.markup import end_of_tag, tag_at
from kleark.ooxml.package import relationship_id
from kleark.sheet.address import column_letters, parse_area, parse_cell
from kleark.sheet.xml import feed, guarded_parser, local_name

TYPE_CHECKING = False
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
# Each cell is compared with each merged area; no sheet that people made has so many of them.
_MOST_MERGED = 2_000


_COLUMNS = {column_letters(column): column for column in range(1, 257)}


class _LocalNames(dict[str, str]):
    """Local names by the name as written, each computed once."""

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
    """A row's element. ``cells``: the column and the offset of each of its cells."""

    number: int
    start: int
    tag_end: int
    end: int
    cells: tuple[tuple[int, int], ...]


class LinkEntry(NamedTuple):
    """A ``hyperlink`` element. ``relationship``: the id of its target, None for a link inside the workbook."""

    area: Area
    relationship: str | None
    start: int


class SharedFormula(NamedTuple):
    """A cell's part in a formula that several cells share. Only one of them holds the text."""

    cell: Cell
    group: str
    text: str
    start: int
    end: int


class SheetMap:
    """What one pass over a worksheet part found of what was asked for. Offsets are into the part's bytes."""

    def __init__(self) -> None:
        self.cells: list[CellEntry] = []
        self.rows: dict[int, RowEntry] = {}
        self.row_starts: list[tuple[int, int]] = []
        self.column_styles: dict[int, Counter[int]] = {}
        self.first_filled: dict[int, int] = {}
        self.links: list[LinkEntry] = []
        self.link_uses: Counter[str] = Counter()
        self.links_start: int | None = None
        self.links_end: int | None = None
        self.merged: list[Area] = []
        self.arrays: list[Area] = []
        self.shared: list[SharedFormula] = []
        self.legacy_drawing: str | None = None
        self.legacy_drawing_offset = 0
        self.data_start = 0
        self.data_end = 0
        self.prefix = ""
        self.widths: list[tuple[int, int, float]] = []


def map_sheet(content: bytes, part: str, wanted: Wanted, styled: Collection[int] = ()) -> SheetMap:
    """Find cells, links, merged areas and formulas in one pass.

    Args:
        content: The part, in UTF-8.
        part: Its name, for error messages.
        wanted: Which cells to find: the columns by row, both counted from 1.
        styled: Columns whose cells' formats are counted.

    Raises:
        UnreadableFile: The part is not well-formed.
    """
    found = _Mapper(content, part, wanted, styled).run()
    # What looked like the last row may have stood in a comment behind it.
    return found if found.data_end else _Mapper(content, part, wanted, styled, hurries=False).run()


class _Mapper:
    """The handlers of one pass. Where an element ends is asked only in rows that are wanted: it costs time.

    ``hurries``: ends are not even told in other rows, up to the last one.
    """

    def __init__(
        self, content: bytes, part: str, wanted: Wanted, styled: Collection[int], *, hurries: bool = True
    ) -> None:
        self.content = content
        self.part = part
        self.wanted = wanted
        self.styled = frozenset(styled)
        self.sheet_map = SheetMap()
        self.parser = guarded_parser()
        self.names = _LocalNames()
        self.row = 0
        self.row_text = "0"
        self.column = 0
        self.reference: str | None = None
        self.last_reference: str | None = None
        self.cell_row: int | None = None
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
        self.hurries = hurries
        self.last_row = -1

    def run(self) -> SheetMap:
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        feed(self.parser, [self.content], self.part)
        return self.sheet_map

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
        elif local in {"v", "is"}:
            if self.row not in self.sheet_map.first_filled:
                self.sheet_map.first_filled[self.row] = self.position_of(self.reference)[1]
        elif local == "row":
            self.start_row(attributes)
        elif local == "f":
            self.start_formula(attributes)

    def start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r", "")
        self.row = int(number) if number.isascii() and number.isdigit() else self.row + 1
        self.row_text = str(self.row)
        self.column = 0
        self.last_reference = None
        self.row_start = self.parser.CurrentByteIndex
        self.sheet_map.row_starts.append((self.row, self.row_start))
        self.columns = self.wanted.get(self.row, ())
        self.row_cells = []
        skips = not (self.columns or self.styled) and self.row_start < self.last_row
        self.parser.EndElementHandler = None if skips else self.end

    def position_of(self, reference: str | None) -> Cell:
        """The row and column of a cell; one without an address follows the one before."""
        if reference is None:
            return self.row, self.column
        column = _COLUMNS.get(reference[: -len(self.row_text)])
        if column is not None and reference.endswith(self.row_text):
            return self.row, column
        return parse_cell(reference) or (self.row, self.column)

    def start_cell(self, attributes: Attributes) -> None:
        if self.reference is None:
            if self.last_reference is not None:
                self.column = self.position_of(self.last_reference)[1]
            self.column += 1
            row = self.row
        else:
            row, self.column = self.position_of(self.reference)
        self.last_reference = self.reference
        if self.column in self.styled:
            style = _index(attributes.get("s"))
            self.sheet_map.column_styles.setdefault(self.column, Counter())[style] += 1
        columns = self.columns if row == self.row else self.wanted.get(row, ())
        if not columns:
            return
        start = self.parser.CurrentByteIndex
        if row == self.row:
            self.row_cells.append((self.column, start))
        if self.column in columns:
            self.cell_row = row
            self.cell_start = start
            self.cell_style = _index(attributes.get("s"))
            self.has_formula = False

    def start_formula(self, attributes: Attributes) -> None:
        self.has_formula = True
        kind = attributes.get("t")
        if kind in ("array", "dataTable"):
            area = parse_area(attributes.get("ref", ""))
            if area is not None:
                self.sheet_map.arrays.append(area)
        elif kind == "shared":
            self.formula_start = self.parser.CurrentByteIndex
            self.formula_tag = attributes
            self.text = []
            self.parser.EndElementHandler = self.end
            self.parser.CharacterDataHandler = self.text.append

    def start_around(self, local: str, attributes: Attributes) -> None:
        sheet_map, offset = self.sheet_map, self.parser.CurrentByteIndex
        if local == "sheetData":
            self.in_data = True
            sheet_map.prefix = tag_at(self.content, offset).prefix.decode()
            sheet_map.data_start = offset
            if self.hurries:
                opened = f"<{sheet_map.prefix}row".encode()
                self.last_row = max(self.content.rfind(opened + end) for end in (b" ", b">"))
        elif local in {"hyperlink", "mergeCell"}:
            area = parse_area(attributes.get("ref", ""))
            if area is not None and local == "mergeCell":
                sheet_map.merged.append(area)
            elif area is not None:
                sheet_map.links.append(LinkEntry(area, relationship_id(attributes), offset))
        elif local == "hyperlinks":
            sheet_map.links_start = offset
        elif local == "col":
            sheet_map.widths.append(_width(attributes))
        elif local in _AFTER_LEGACY_DRAWING and not sheet_map.legacy_drawing_offset and sheet_map.data_end:
            sheet_map.legacy_drawing_offset = offset
        self.count_link_use(local, relationship_id(attributes))

    def count_link_use(self, local: str, relation: str | None) -> None:
        if relation is not None:
            self.sheet_map.link_uses[relation] += 1
            if local == "legacyDrawing":
                self.sheet_map.legacy_drawing = relation

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
            self.sheet_map.data_end = self.parser.CurrentByteIndex
        elif local == "hyperlinks":
            self.sheet_map.links_end = self.parser.CurrentByteIndex
        elif local == "worksheet" and not self.sheet_map.legacy_drawing_offset:
            self.sheet_map.legacy_drawing_offset = self.parser.CurrentByteIndex

    def end_cell(self) -> None:
        assert self.cell_start is not None
        assert self.cell_row is not None
        end = self.end_of(self.cell_start)
        self.sheet_map.cells.append(
            CellEntry(self.cell_row, self.column, self.cell_start, end, self.cell_style, self.has_formula)
        )
        self.cell_start = None

    def end_row(self) -> None:
        end = self.end_of(self.row_start)
        tag_end = tag_at(self.content, self.row_start).end
        cells = tuple(self.row_cells)
        self.sheet_map.rows.setdefault(self.row, RowEntry(self.row, self.row_start, tag_end, end, cells))

    def end_shared_formula(self) -> None:
        assert self.formula_start is not None
        self.parser.CharacterDataHandler = None
        self.sheet_map.shared.append(
            SharedFormula(
                self.position_of(self.reference),
                self.formula_tag.get("si", ""),
                "".join(self.text),
                self.formula_start,
                self.end_of(self.formula_start),
            )
        )
        self.formula_start = None

    def end_of(self, start: int) -> int:
        """Where the current element ends. Expat reports the end of an empty element, but the start of an end tag."""
        offset = self.parser.CurrentByteIndex
        tag = tag_at(self.content, start)
        return tag.end if tag.empty else end_of_tag(self.content, offset)


def in_array(sheet_map: SheetMap, cell: Cell) -> bool:
    """Whether a cell belongs to an array formula over several cells: Excel lets nobody change one of them alone."""
    return any(area[:2] != area[2:] and is_inside(cell, area) for area in sheet_map.arrays)


def merge_anchor(sheet_map: SheetMap, cell: Cell) -> Cell:
    """The top left cell of the merged area that a cell is in; the cell itself where it is not merged."""
    if len(sheet_map.merged) > _MOST_MERGED:
        return cell
    return next((area[:2] for area in sheet_map.merged if is_inside(cell, area)), cell)


def is_inside(cell: Cell, area: Area) -> bool:
    """Whether a cell lies in an area."""
    top, left, bottom, right = area
    return top <= cell[0] <= bottom and left <= cell[1] <= right


def _width(attributes: Attributes) -> tuple[int, int, float]:
    """First and last column, and their width in characters; an empty range where the width is not given."""
    try:
        width = 0.0 if attributes.get("hidden") in ("1", "true") else float(attributes["width"])
        return int(attributes["min"]), int(attributes["max"]), width
    except (KeyError, ValueError):
        return 1, 0, 0.0


def _index(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 0
