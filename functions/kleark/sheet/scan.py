"""One worksheet part, read once from front to back for what the values alone do not tell.

Which cells hold formulas, and whether their result was stored; what errors stand there; where links lead; what is
merged and hidden; and whether a value stands so far out that no configuration sheet reaches there.
"""

from __future__ import annotations

from kleark.sheet import limits
from kleark.sheet.address import address, column_letters, parse_cell
from kleark.sheet.markup import feed, guarded_parser, is_true, local_name
from kleark.sheet.package import relationship_id
from kleark.sheet.refusal import UnreadableFile, damaged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    from kleark.sheet.address import Cell
    from kleark.sheet.markup import Attributes

    Link: TypeAlias = tuple[str, str | None, str | None]

_COLUMNS = {column_letters(column): column for column in range(1, limits.LAST_COLUMN + 1)}
_NOWHERE: Cell = (0, 0)
# Longer than any formula that Excel takes; what follows is not kept.
_TEXT_CHARACTERS = 8_192


class _LocalNames(dict[str, str]):
    """Local names by name as written, each worked out once."""

    def __missing__(self, name: str) -> str:
        self[name] = local = local_name(name)
        return local


class SheetScan:
    """What was found. Keyed by (row, column); ``links`` are (area, relationship id, place in the document).

    ``has_values``: some cell holds one. ``in_order``: cells stand in the order of reading, each once.
    """

    def __init__(self) -> None:
        self.formulas: dict[Cell, str] = {}
        self.uncached: set[Cell] = set()
        self.errors: dict[Cell, str] = {}
        self.links: list[Link] = []
        self.merged: list[str] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.has_values = False
        self.in_order = True


def scan_sheet(pieces: Iterable[bytes], part: str, sheet: str, stale: bool) -> SheetScan:
    """Scan one worksheet. ``stale``: a stored result of 0 is no result (see `Package`).

    Raises UnreadableFile for XML that is broken, an address that is none, and a value beyond our last row or column.
    """
    return _Scanner(part, sheet, stale).run(pieces)


class _Scanner:
    """The handlers, and where in the sheet they are. A class, since expat calls back: there is no one loop."""

    def __init__(self, part: str, sheet: str, stale: bool) -> None:
        self.part = part
        self.sheet = sheet
        self.stale = stale
        self.found = SheetScan()
        self.parser = guarded_parser()
        self.names = _LocalNames()
        self.root: str | None = None
        self.row = 0
        self.row_text = "0"
        self.column = 0
        self.cell = _NOWHERE
        self.cell_type: str | None = None
        self.far: str | None = None
        self.formula: str | None = None
        self.cached = False
        self.shared: dict[str, str] = {}
        self.shared_index: str | None = None
        self.text: list[str] = []
        self.text_length = 0

    def run(self, pieces: Iterable[bytes]) -> SheetScan:
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        feed(self.parser, pieces, self.part)
        self.close_cell()
        if self.root != "worksheet":
            raise damaged("content", self.part)
        return self.found

    def start(self, name: str, attributes: Attributes) -> None:
        local = self.names[name]
        if local == "c":
            self.start_cell(attributes)
        elif local in ("v", "is"):
            self.start_value(local)
        elif local == "f":
            self.start_formula(attributes)
        elif local == "row":
            self.start_row(attributes)
        elif local in ("t", "r"):
            return
        elif self.root is None:
            self.root = local
        elif local == "hyperlink":
            link = (attributes.get("ref", ""), relationship_id(attributes), attributes.get("location"))
            self.found.links.append(link)
        elif local == "mergeCell":
            self.found.merged.append(attributes.get("ref", ""))
        elif local == "col" and is_true(attributes.get("hidden")):
            self.found.hidden_columns.append(_column_span(attributes))
        elif local != "col":
            self.close_cell()
            self.cell = _NOWHERE

    def start_row(self, attributes: Attributes) -> None:
        self.close_cell()
        written = attributes.get("r")
        row = self.row + 1 if written is None else self.number(written)
        if row <= self.row:
            self.found.in_order = False
        self.row = row
        self.row_text = str(row)
        self.column = 0
        if is_true(attributes.get("hidden")) and row <= limits.LAST_ROW:
            self.found.hidden_rows.append(row)

    def start_cell(self, attributes: Attributes) -> None:
        if self.formula is not None:
            self.close_cell()
        reference = attributes.get("r")
        if reference is None:
            column: int | None = self.column + 1
        else:
            column = None
            if reference.endswith(self.row_text):
                column = _COLUMNS.get(reference[: -len(self.row_text)])
        if column is None or column > limits.LAST_COLUMN or self.row > limits.LAST_ROW:
            column = self.unusual_cell(reference)
        else:
            self.far = None
            if column <= self.column:
                self.found.in_order = False
        self.column = column
        self.cell = (self.row, column)
        self.cell_type = attributes.get("t")

    def unusual_cell(self, reference: str | None) -> int:
        """A cell whose address is beyond our limits, is not of its row, or is not an address at all."""
        place = (self.row, self.column + 1) if reference is None else parse_cell(reference)
        if place is None or place[0] == 0:
            raise damaged("content", self.part)
        if place[0] != self.row or place[1] <= self.column:
            self.found.in_order = False
            self.row, self.row_text = place[0], str(place[0])
        far = place[0] > limits.LAST_ROW or place[1] > limits.LAST_COLUMN
        self.far = address(*place) if far else None
        return place[1]

    def start_value(self, local: str) -> None:
        if self.cell is _NOWHERE:
            return
        if self.far is not None:
            self.check_far()
        self.found.has_values = True
        if local == "v" and (self.formula is not None or self.cell_type == "e"):
            self.collect(self.end_value)
        elif local == "is":
            self.cached = True

    def end_value(self, _: str) -> None:
        text = self.collected()
        if self.cell_type == "e" and text:
            self.found.errors[self.cell] = text[:32]
        if text == "0" and self.cell_type in (None, "n") and self.stale:
            return
        # An empty text is a result; an empty number is none.
        self.cached = bool(text) or self.cell_type in ("str", "s")

    def start_formula(self, attributes: Attributes) -> None:
        if self.cell is _NOWHERE:
            return
        if self.far is not None:
            self.check_far()
        self.found.has_values = True
        self.formula = ""
        self.shared_index = attributes.get("si") if attributes.get("t") == "shared" else None
        self.collect(self.end_formula)

    def end_formula(self, _: str) -> None:
        self.formula = self.collected()
        if self.shared_index is not None:
            self.formula = self.shared.setdefault(self.shared_index, self.formula)

    def close_cell(self) -> None:
        """What a formula cell lacked is known only when the next thing begins."""
        if self.formula is not None:
            self.found.formulas[self.cell] = self.formula
            if not self.cached:
                self.found.uncached.add(self.cell)
        self.formula = None
        self.cached = False

    def collect(self, end: object) -> None:
        self.text = []
        self.text_length = 0
        self.parser.CharacterDataHandler = self.characters
        self.parser.EndElementHandler = end  # type: ignore[assignment]

    def characters(self, text: str) -> None:
        if self.text_length < _TEXT_CHARACTERS:
            self.text.append(text)
            self.text_length += len(text)

    def collected(self) -> str:
        self.parser.CharacterDataHandler = None
        self.parser.EndElementHandler = None
        return "".join(self.text)[:_TEXT_CHARACTERS]

    def check_far(self) -> None:
        if self.far is not None:
            raise UnreadableFile("KA111", {"cell": self.far, "sheet": self.sheet[:31]})

    def number(self, text: str) -> int:
        """A row number, which Excel lets reach 1,048,576."""
        if not (text.isascii() and text.isdigit() and len(text) <= 7 and 1 <= int(text) <= 1_048_576):
            raise damaged("content", self.part)
        return int(text)


def _column_span(attributes: Attributes) -> tuple[int, int]:
    """First and last column, no further than ours; an empty span where it is none."""
    try:
        first, last = int(attributes.get("min", "")), int(attributes.get("max", ""))
    except ValueError:
        return 1, 0
    return max(first, 1), min(last, limits.LAST_COLUMN)
