"""One worksheet part, read once from front to back for what the values alone do not tell.

Which cells hold formulas, and whether their result was stored; what errors stand there; where links lead;
what is merged and hidden; and whether a value stands so far out that no configuration sheet reaches there.
"""

from __future__ import annotations

import sys

from kleark.sheet import limits
from kleark.sheet.address import column_letters, parse_cell
from kleark.sheet.errors import damaged
from kleark.sheet.plain_rows import first_value, plain_row, plain_rows
from kleark.sheet.workbook_parts import relationship_id
from kleark.sheet.xml import feed, guarded_parser, is_true, local_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeAlias

    from kleark.sheet.address import Cell
    from kleark.sheet.watch import Watch
    from kleark.sheet.xml import Attributes

    Link: TypeAlias = tuple[str, str | None, str | None]

_COLUMNS = {column_letters(column): column for column in range(1, limits.LAST_COLUMN + 1)}
_EXCEL_ROWS = 1_048_576
# Of a point in height, or of a character in width.
_LEAST_SIZE = 0.3
_NO_ROW = "none"
_ROW_END = b"</row>"
# Longer than any formula that Excel takes; what follows is not kept.
_TEXT_CHARACTERS = 8_192
# Of the areas of a conditional format.
_AREA_CHARACTERS = 1_000
_LONGEST_HEAD = 1_000_000
_LONGEST_ROW = 1_000_000
# Bytes of a sheet under which compiling the pattern costs more than it saves: with `re` to import, and without.
_LARGE, _LARGE_WITH_RE = 200_000, 20_000


class _LocalNames(dict[str, str]):
    """Local names by name as written, each worked out once."""

    def __missing__(self, name: str) -> str:
        self[name] = local = local_name(name)
        return local


class SheetScan:
    """What was found, by (row, column). ``links`` are (area, relationship id, place in the document).

    ``far``: the first cell with a value beyond our last row or column; what is in such cells is not noted.
    Of filled cells that are watched (see `Watch`): ``styled`` by format, ``struck_texts`` with the place of their
    text, ``struck_inline`` once for each struck run in them, and ``rich``. ``conditional``: areas in which a condition
    may strike through or hide. ``parsed``: the part, less the plain rows at the beginning of a large sheet.
    """

    def __init__(self) -> None:
        self.formulas: dict[Cell, str] = {}
        self.uncached: set[Cell] = set()
        self.errors: dict[Cell, str] = {}
        self.links: list[Link] = []
        self.merged: list[str] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.far: Cell | None = None
        self.styled: dict[str, list[Cell]] = {}
        self.struck_texts: dict[Cell, str] = {}
        self.struck_inline: list[Cell] = []
        self.rich: list[Cell] = []
        self.conditional: list[str] = []
        self.parsed: list[bytes] = []


def scan_sheet(pieces: Iterable[bytes], part: str, stale: bool, watch: Watch | None = None) -> SheetScan:
    """Scan one worksheet. ``stale``: a stored result of 0 is no result (see `Package`).

    ``watch``: what the look of cells is watched for. Raises UnreadableFile for broken XML and for an address that is
    none.
    """
    return _Scanner(part, stale, watch or None).run(pieces)


class _Scanner:
    """The handlers, and where in the sheet they are. A class, since expat calls back: there is no one loop.

    ``start`` is called for every cell and every value, so the usual cell takes the shortest way: one whose
    written address is in the row it stands in and near enough. ``noted``: its value is to be looked at.
    """

    def __init__(self, part: str, stale: bool, watch: Watch | None) -> None:
        self.part = part
        self.stale = stale
        self.watch = watch
        # Watched formats of a cell without one, which has the first.
        self.style = ""
        self.watches_text = False
        self.found = SheetScan()
        self.parser = guarded_parser()
        self.names = _LocalNames()
        self.root: str | None = None
        self.last = ""
        self.row = 0
        # How an address in this row ends; no address ends so in a row beyond our last.
        self.row_text = _NO_ROW
        self.column = 0
        self.strayed_row: int | None = None
        self.in_cell = False
        self.cell_type: str | None = None
        self.noted = False
        self.formula: str | None = None
        self.cached = False
        self.shared: dict[str, str] = {}
        self.shared_index: str | None = None
        self.text: list[str] = []
        self.text_length = 0
        self.area = ""

    def run(self, pieces: Iterable[bytes]) -> SheetScan:
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        feed(self.parser, self.note_parsed(self.without_plain_rows(iter(pieces))), self.part)
        self.close_cell()
        if self.root != "worksheet":
            raise damaged("content", self.part)
        return self.found

    def note_parsed(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.found.parsed.append(piece)
            yield piece

    def without_plain_rows(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces, less the rows at the beginning of a large sheet that hold nothing to note.

        A plain row is whole and well-formed as its pattern has it, so leaving it out changes nothing else.
        In a large sheet nearly all are plain, and expat's calls take four times as long.
        """
        waiting = b""
        for piece in pieces:
            waiting += piece
            opening = waiting.find(b"<sheetData>") + 11
            if opening > 10:
                yield waiting[:opening]
                waiting = waiting[opening:]
                break
            if len(waiting) > _LONGEST_HEAD:
                break
        unusual = self.watch is not None and ("0" in self.watch.formats or self.watch.is_long())
        if self.last == "sheetData" and not unusual:
            large = _LARGE_WITH_RE if "re" in sys.modules else _LARGE
            while len(waiting) <= large and (piece := next(pieces, b"")):
                waiting += piece
            if len(waiting) > large:
                yield from self.after_plain_rows(waiting, pieces)
                return
        yield waiting
        yield from pieces

    def after_plain_rows(self, waiting: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
        several, plain = plain_rows(self.watch), None
        while True:
            position = 0
            if match := several(waiting, 0):
                self.row, position = int(match[1]), match.end()
            # A whole row that is left may be too far down, which is noted; others may be behind it.
            while waiting.find(_ROW_END, position) >= 0:
                plain = plain or plain_row(self.watch)
                if not (match := plain(waiting, position)):
                    break
                self.row = int(match[1])
                if self.row > limits.LAST_ROW and self.found.far is None:
                    self.found.far = first_value(match[0])
                position = match.end()
            waiting = waiting[position:]
            if len(waiting) > _LONGEST_ROW or _ROW_END in waiting:
                break
            piece = next(pieces, b"")
            if not piece:
                break
            waiting += piece
        self.row_text = str(self.row) if self.row <= limits.LAST_ROW else _NO_ROW
        yield waiting
        yield from pieces

    def start(self, name: str, attributes: Attributes) -> None:
        local = self.names[name]
        if local == "v":
            if self.noted:
                self.start_value()
        elif local == "c":
            if self.formula is not None:
                self.close_cell()
            self.in_cell = True
            self.cell_type = cell_type = attributes.get("t")
            self.noted = cell_type == "e"
            reference = attributes.get("r", "")
            column = _COLUMNS.get(reference[: -len(self.row_text)])
            if column is not None and reference.endswith(self.row_text):
                self.column = column
                self.strayed_row = None
            else:
                self.start_unusual_cell(reference)
            if self.watch is not None:
                self.start_watched_cell(self.watch, attributes)
        else:
            self.start_other(local, attributes)

    def start_other(self, local: str, attributes: Attributes) -> None:
        if local == "row":
            self.start_row(attributes)
        elif local == "f":
            self.start_formula(attributes)
        elif local == "is":
            self.check_near()
            self.cached = True
            self.note_look()
        elif self.root is None:
            self.root = local
        elif local == "sheetData":
            self.last = local
        else:
            self.start_around_cells(local, attributes)

    def start_around_cells(self, local: str, attributes: Attributes) -> None:
        if local == "hyperlink":
            link = (attributes.get("ref", ""), relationship_id(attributes), attributes.get("location"))
            self.found.links.append(link)
        elif local == "mergeCell":
            self.found.merged.append(attributes.get("ref", ""))
        elif local == "col" and (is_true(attributes.get("hidden")) or _is_zero(attributes.get("width"))):
            self.found.hidden_columns.append(_column_span(attributes))
        elif local == "conditionalFormatting":
            self.area = attributes.get("sqref", "")
        elif local == "cfRule":
            if self.watch is not None and attributes.get("dxfId") in self.watch.conditional:
                self.found.conditional.append(self.area[:_AREA_CHARACTERS])
        elif local == "strike":
            if self.in_cell and is_true(attributes.get("val", "1")):
                self.found.struck_inline.append(self.place())
        elif local == "extLst":
            # Formulas of conditional formats and the like follow, which are in no cell.
            self.close_cell()
            self.in_cell = False

    def start_row(self, attributes: Attributes) -> None:
        self.close_cell()
        written = attributes.get("r")
        self.row = self.row + 1 if written is None else self.row_number(written)
        self.row_text = str(self.row) if self.row <= limits.LAST_ROW else _NO_ROW
        self.column = 0
        hidden = is_true(attributes.get("hidden")) or _is_zero(attributes.get("ht"))
        if hidden and self.row <= limits.LAST_ROW:
            self.found.hidden_rows.append(self.row)

    def start_unusual_cell(self, reference: str) -> None:
        """A cell that is far out, that says to be in another row, or that does not say where it is.

        A cell without an address stands right of the one before; one of another row does not change the row
        that its followers are in. Both libraries count so.
        """
        if self.found.far is not None and self.row > limits.LAST_ROW and reference.endswith(str(self.row)):
            self.strayed_row, self.noted = None, False
            return
        place = parse_cell(reference) if reference else (self.row, self.column + 1)
        if place is None or place[0] == 0:
            raise damaged("content", self.part)
        row, self.column = place
        self.strayed_row = row
        self.noted = self.noted or row > limits.LAST_ROW or self.column > limits.LAST_COLUMN

    def start_watched_cell(self, watch: Watch, attributes: Attributes) -> None:
        """Its look is noted with its value, if it has one."""
        style = attributes.get("s", "0")
        self.style = style if style in watch.formats else ""
        self.watches_text = self.cell_type == "s" and bool(watch.texts)
        self.noted = self.noted or self.style != "" or self.watches_text
        if attributes.get("vm") in watch.rich:
            self.found.rich.append(self.place())

    def note_look(self) -> None:
        if self.style and self.in_cell and not self.is_far():
            self.found.styled.setdefault(self.style, []).append(self.place())

    def start_value(self) -> None:
        self.check_near()
        self.note_look()
        if self.formula is not None or self.cell_type == "e" or self.watches_text:
            self.collect(self.end_value)

    def end_value(self, _: str) -> None:
        text = self.collected()
        if self.watches_text and self.watch is not None and text in self.watch.texts and not self.is_far():
            self.found.struck_texts[self.place()] = text
        if self.cell_type == "e" and text and not self.is_far():
            self.found.errors[self.place()] = text[:32]
        if text == "0" and self.cell_type in (None, "n") and self.stale:
            return
        # An empty text is a result; an empty number is none.
        self.cached = bool(text) or self.cell_type in ("str", "s")

    def start_formula(self, attributes: Attributes) -> None:
        if not self.in_cell:
            return
        self.check_near()
        self.noted = True
        self.formula = ""
        self.cached = False
        self.shared_index = attributes.get("si") if attributes.get("t") == "shared" else None
        self.collect(self.end_formula)

    def end_formula(self, _: str) -> None:
        self.formula = self.collected()
        if self.shared_index is not None:
            self.formula = self.shared.setdefault(self.shared_index, self.formula)

    def close_cell(self) -> None:
        """What a formula's cell lacked is known only when the next thing begins."""
        if self.formula is not None and not self.is_far():
            self.found.formulas[self.place()] = self.formula
            if not self.cached:
                self.found.uncached.add(self.place())
        self.formula = None

    def place(self) -> Cell:
        return (self.row if self.strayed_row is None else self.strayed_row), self.column

    def is_far(self) -> bool:
        row, column = self.place()
        return row > limits.LAST_ROW or column > limits.LAST_COLUMN

    def check_near(self) -> None:
        """Note the cell if it is the first one that stands too far out and holds something."""
        if self.found.far is None and self.in_cell and self.is_far():
            self.found.far = self.place()

    def collect(self, end: Callable[[str], None]) -> None:
        self.text = []
        self.text_length = 0
        self.parser.CharacterDataHandler = self.characters
        self.parser.EndElementHandler = end

    def characters(self, text: str) -> None:
        if self.text_length < _TEXT_CHARACTERS:
            self.text.append(text)
            self.text_length += len(text)

    def collected(self) -> str:
        self.parser.CharacterDataHandler = None
        self.parser.EndElementHandler = None
        return "".join(self.text)[:_TEXT_CHARACTERS]

    def row_number(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 7 and 1 <= int(text) <= _EXCEL_ROWS):
            raise damaged("content", self.part)
        return int(text)


def _is_zero(size: str | None) -> bool:
    """A height or width of so little that nothing can be seen: Excel shows such a row or column as a hidden one."""
    if size is None or size[:1] not in ("0", "."):
        return False
    try:
        return float(size) < _LEAST_SIZE
    except ValueError:
        return False


def _column_span(attributes: Attributes) -> tuple[int, int]:
    """First and last column, no further than ours; an empty span where it is none."""
    try:
        first, last = int(attributes.get("min", "")), int(attributes.get("max", ""))
    except ValueError:
        return 1, 0
    return max(first, 1), min(last, limits.LAST_COLUMN)
