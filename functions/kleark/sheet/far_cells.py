"""A worksheet that goes on beyond our last row or column: what lies there is left out, but searched for numbers.

Such a sheet is data beside the configuration, or a configuration with a value that strayed. The libraries make room
for every cell between the first and the last one, so they are given the sheet without those that are too far out.
"""

from __future__ import annotations

from kleark.sheet import limits
from kleark.sheet.address import address, parse_cell
from kleark.sheet.archive import unpack
from kleark.sheet.digit_filter import FEWEST_DIGITS, SHORTEST_NUMBER
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.plain_rows import plain_row
from kleark.sheet.text_places import CELL
from kleark.sheet.xml import feed, guarded_parser, local_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import TypeAlias

    from kleark.sheet.address import Cell
    from kleark.sheet.workbook_parts import Entries, Package, SheetEntry
    from kleark.sheet.xml import Attributes

    # The cell's address, and its text or the number of its shared text.
    FarText: TypeAlias = tuple[str, str]
    Text: TypeAlias = tuple[str, str | None, str | None, str, bool, str]


class NearPart:
    """``content``: the worksheet without its far cells. ``texts``: by address, those of them that are of interest.

    ``shared``: by address, the numbers of the shared texts of other far cells. ``complete``: none was left out.
    """

    def __init__(
        self, content: bytes, texts: list[FarText], shared: list[tuple[str, int]], complete: bool
    ) -> None:
        self.content = content
        self.texts = texts
        self.shared = shared
        self.complete = complete


def near_part(data: bytes, entries: Entries, sheet: SheetEntry, far: Cell) -> NearPart:
    """`without_far_cells` of a sheet whose first far cell is ``far``."""
    part = sheet.part or ""
    return without_far_cells(b"".join(unpack(data, entries[part])), part, address(*far), sheet.name)


def far_texts(
    data: bytes, entries: Entries, package: Package, near: Mapping[str, NearPart]
) -> Iterator[Text]:
    """What stands in cells that are too far out to be read, as the reader tells it. ``near``: by part."""
    wanted = {number for one in near.values() for _, number in one.shared}
    part = package.shared_texts
    shared = shared_texts(unpack(data, entries[part]), part, wanted) if wanted and part else {}
    for sheet in package.sheets:
        one = near.get(sheet.part or "")
        if one is not None:
            yield from (far_text(sheet.name, cell, text) for cell, text in one.texts)
            yield from (far_text(sheet.name, cell, shared[at]) for cell, at in one.shared if at in shared)


def far_text(sheet: str, cell: str, text: str) -> Text:
    """A text in a far cell; nothing but digits is what stands in a number cell, too."""
    return CELL, sheet, cell, text, text.isdecimal() and len(text) == FEWEST_DIGITS, ""


def without_far_cells(content: bytes, part: str, far: str, sheet: str) -> NearPart:
    """Cut the far cells out of a worksheet that was scanned before.

    ``far``, ``sheet``: the first of the cells, and the sheet's name. Raises UnreadableFile for an encoding in which
    places are not those of bytes.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:4]:
        raise UnreadableFile("KA111", {"cell": far, "sheet": sheet[:31]})
    cutter = _Cutter(content, part)
    cutter.cut_plain_rows(parse_cell(far))
    return cutter.run()


def number_text(value: object) -> str | None:
    """A whole number of as many digits as a personal number that may have lost its first zero; None for any other."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 10**8 <= value < 10**10:
        return None
    return str(int(value)) if value == int(value) else None


def text_of_interest(value: object) -> str | None:
    """A cell's text if it may hold a personal number."""
    if isinstance(value, str):
        return value[: limits.CELL_CHARACTERS] if _may_hold_number(value) else None
    return number_text(value)


def shared_texts(pieces: Iterable[bytes], part: str, wanted: set[int]) -> dict[int, str]:
    """The shared texts of interest among those wanted, by their numbers."""
    found: dict[int, str] = {}
    collected: list[str] = []
    number = -1
    parser = guarded_parser()
    parser.buffer_text = True

    def start(name: str, _: Attributes) -> None:
        nonlocal number
        local = local_name(name)
        if local == "si":
            number += 1
            collected.clear()
            parser.CharacterDataHandler = collected.append if number in wanted else None

    def end(name: str) -> None:
        if local_name(name) == "si" and number in wanted:
            parser.CharacterDataHandler = None
            text = "".join(collected)
            if _may_hold_number(text):
                found[number] = text[: limits.CELL_CHARACTERS]

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    feed(parser, pieces, part)
    return found


def _may_hold_number(text: str) -> bool:
    return len(text) >= FEWEST_DIGITS and sum(map(str.isdecimal, text)) >= FEWEST_DIGITS


class _Cutter:
    """The handlers. A class, since expat calls back."""

    def __init__(self, content: bytes, part: str) -> None:
        self.content = content
        self.part = part
        self.parser = guarded_parser()
        self.row = 0
        self.column = 0
        self.cell: str | None = None
        self.started = 0
        self.kind = ""
        self.text: list[str] = []
        self.cuts: list[tuple[int, int]] = []
        self.texts: list[FarText] = []
        self.shared: list[tuple[str, int]] = []

    def cut_plain_rows(self, far: Cell | None) -> None:
        """Cut the plain rows that follow the first far one at once: they are nearly all of a sheet of data."""
        if far is None or far[0] <= limits.LAST_ROW:
            return
        start = self.content.find(b'<row r="%d"' % far[0])
        if start < 0:
            return
        plain, position = plain_row(with_texts=False), start
        while match := plain(self.content, position):
            if int(match[1]) <= limits.LAST_ROW:
                break
            position = match.end()
        self.note_plain_rows(self.content[start:position])
        self.content = self.content[:start] + self.content[position:]

    def note_plain_rows(self, rows: bytes) -> None:
        import re  # noqa: PLC0415  slow to import; only for a large sheet

        cell = rb'<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")?'
        for match in re.finditer(cell + rb'(?: t="n")?><v>([0-9][0-9.E+]{5,})</v>', rows):
            self.kind = "n"
            self.note(match[1].decode(), match[2].decode())
        shared = re.finditer(cell + rb' t="s"><v>([0-9]+)</v>', rows)
        self.shared += [(match[1].decode(), int(match[2])) for match in shared]

    def run(self) -> NearPart:
        parser = self.parser
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        feed(parser, (self.content,), self.part)
        near, position = [], 0
        for first, last in self.cuts:
            near.append(self.content[position:first])
            position = last
        near.append(self.content[position:])
        complete = len(self.texts) <= limits.FAR_TEXTS and len(self.shared) <= limits.FAR_CELLS
        return NearPart(
            b"".join(near), self.texts[: limits.FAR_TEXTS], self.shared[: limits.FAR_CELLS], complete
        )

    def start(self, name: str, attributes: Attributes) -> None:
        local = local_name(name)
        if local == "c":
            place = parse_cell(attributes.get("r", "")) or (self.row, self.column + 1)
            self.column = place[1]
            if place[0] > limits.LAST_ROW or place[1] > limits.LAST_COLUMN:
                self.cell = address(*place)
                self.started = self.parser.CurrentByteIndex
                self.kind = attributes.get("t", "n")
                self.text.clear()
        elif local == "row":
            number = attributes.get("r", "")
            self.row = int(number) if number.isdecimal() else self.row + 1
            self.column = 0
        elif self.cell is not None and local in ("v", "t"):
            self.parser.CharacterDataHandler = self.text.append

    def end(self, name: str) -> None:
        if self.cell is None:
            return
        local = local_name(name)
        if local in ("v", "t"):
            self.parser.CharacterDataHandler = None
        elif local == "c":
            self.cuts.append((self.started, self.end_of_cell()))
            self.note(self.cell, "".join(self.text).strip())
            self.cell = None

    def end_of_cell(self) -> int:
        """Where the cell ends. For an empty element expat tells of its end when it is past it."""
        opened = self.content.index(b">", self.started)
        if self.content[opened - 1 : opened] == b"/":
            return opened + 1
        return self.content.index(b">", self.parser.CurrentByteIndex) + 1

    def note(self, cell: str, text: str) -> None:
        if self.kind == "s":
            if text.isdecimal():
                self.shared.append((cell, int(text)))
        elif self.kind in ("inlineStr", "str", "d"):
            if _may_hold_number(text):
                self.texts.append((cell, text[: limits.CELL_CHARACTERS]))
        elif len(text) >= SHORTEST_NUMBER:
            try:
                number = number_text(float(text))
            except ValueError:
                return
            if number is not None:
                self.texts.append((cell, number))
