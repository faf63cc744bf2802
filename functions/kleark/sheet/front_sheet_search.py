"""Which tabs of a workbook are front sheets of ours, whatever has saved the workbook since it was annotated.

The name that Kleark defines for its sheet says it twice: by the tab that it holds for, and by what it refers to.
ExcelJS 4.4.0 and pylightxl 1.61 save the name and drop the tab. Where the two do not agree, the title decides; or
that nothing is left in the sheet, as pylightxl leaves ours, whose texts stand in their own cells.
"""

from __future__ import annotations

from kleark.sheet.archive import unpack
from kleark.sheet.workbook_parts import FRONT_SHEET_NAME
from kleark.sheet.xml import feed, guarded_parser, local_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pyexpat import XMLParserType
    from typing import TypeAlias

    from kleark.sheet.workbook_parts import Entries, Package
    from kleark.sheet.xml import Attributes

    # The position of the tab that a name holds for, if it says one, and what the name refers to.
    Mark: TypeAlias = tuple[int | None, str]

FRONT_SHEET_TITLES = {"da": "Kontrol af {file}", "en": "Check of {file}"}
"""What stands in the first cell of the front sheet, by language."""

# One workbook was annotated once or twice; whoever defines more of these names did not get them from us.
_MOST_MARKS = 10
_BEGINNINGS = tuple(title.partition("{")[0] for title in FRONT_SHEET_TITLES.values())


class _Enough(Exception):  # noqa: N818  no fault: parsing ends early
    """What was looked for was met."""


def leave_out_front_sheets(data: bytes, entries: Entries, package: Package) -> None:
    """Take the part from the tabs that Kleark put there, so that they are not read. Raises as `front_sheets`."""

    def shared() -> Iterable[bytes]:
        part = package.shared_texts
        return () if part is None else unpack(data, entries[part])

    def first_value_of(at: int) -> str:
        part = package.sheets[at].part or ""
        return first_value(unpack(data, entries[part]), part, shared)

    tabs = {sheet.index: sheet.name for sheet in package.sheets if sheet.part is not None}
    workbook = unpack(data, entries[package.workbook])
    for at in front_sheets(workbook, package.workbook, tabs, first_value_of):
        package.sheets[at].part = None


def front_sheets(
    pieces: Iterable[bytes], part: str, tabs: Mapping[int, str], first_value: Callable[[int], str]
) -> set[int]:
    """The positions of our front sheets.

    Args:
        pieces: The workbook part.
        part: Its name.
        tabs: The names of the worksheets by their positions among the tabs.
        first_value: What stands first in the worksheet at a position. It is asked only in doubt.

    Raises:
        UnreadableFile: The workbook part, or what ``first_value`` reads, is not well-formed.
    """
    positions = {name.casefold(): at for at, name in tabs.items()}
    ours: set[int] = set()
    for local, reference in _marks(pieces, part):
        known = local if local in tabs else None
        named = positions.get(_sheet_of(reference).casefold())
        if known is not None and named in (None, known):
            ours.add(known)
            continue
        likely = [at for at in (named, known) if at is not None]
        ours.update([at for at in likely if _is_ours(first_value(at))][:1])
    return ours


def _is_ours(value: str) -> bool:
    return not value or value.startswith(_BEGINNINGS)


def first_value(sheet: Iterable[bytes], part: str, shared: Callable[[], Iterable[bytes]]) -> str:
    """What stands in the first cell of a worksheet that holds anything; empty where none does.

    ``shared``: gives the part with the workbook's shared texts, and is called only where the cell refers to it.
    """
    kind = ""
    collected: list[str] = []
    parser = guarded_parser()

    def start(name: str, attributes: Attributes) -> None:
        nonlocal kind
        local = local_name(name)
        if local == "c":
            kind = attributes.get("t", "n")
        elif kind and local in ("v", "t"):
            parser.CharacterDataHandler = collected.append

    def end(name: str) -> None:
        parser.CharacterDataHandler = None
        if local_name(name) == "c" and collected:
            raise _Enough

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    _feed_until_enough(parser, sheet, part)
    text = "".join(collected)
    if kind != "s" or not text:
        return text
    return _shared_text(shared(), int(text)) if text.isdecimal() and len(text) < 10 else text


def _shared_text(pieces: Iterable[bytes], wanted: int) -> str:
    number = -1
    collected: list[str] = []
    parser = guarded_parser()

    def start(name: str, _: Attributes) -> None:
        nonlocal number
        local = local_name(name)
        number += local == "si"
        if number == wanted and local == "t":
            parser.CharacterDataHandler = collected.append

    def end(name: str) -> None:
        parser.CharacterDataHandler = None
        if number == wanted and local_name(name) == "si":
            raise _Enough

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    _feed_until_enough(parser, pieces, "xl/sharedStrings.xml")
    return "".join(collected)


def _marks(pieces: Iterable[bytes], part: str) -> list[Mark]:
    marks: list[Mark] = []
    collected: list[str] = []
    parser = guarded_parser()

    def start(name: str, attributes: Attributes) -> None:
        if local_name(name) != "definedName" or attributes.get("name") != FRONT_SHEET_NAME:
            return
        collected.clear()
        parser.CharacterDataHandler = collected.append
        local = attributes.get("localSheetId", "")
        at = int(local) if local.isascii() and local.isdigit() and len(local) < 10 else None

        def end(_: str) -> None:
            parser.CharacterDataHandler = parser.EndElementHandler = None
            marks.append((at, "".join(collected)))
            if len(marks) == _MOST_MARKS:
                raise _Enough

        parser.EndElementHandler = end

    parser.StartElementHandler = start
    _feed_until_enough(parser, pieces, part)
    return marks


def _sheet_of(reference: str) -> str:
    """``Kontrol`` of ``'Kontrol'!$A$1``, quoted or not; empty where the reference leads to no sheet."""
    sheet = reference.strip().rpartition("!")[0]
    if len(sheet) > 1 and sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1]
    return sheet.replace("''", "'")


def _feed_until_enough(parser: XMLParserType, pieces: Iterable[bytes], part: str) -> None:
    try:  # noqa: SIM105 (contextlib takes as long to import as this module)
        feed(parser, pieces, part)
    except _Enough:
        pass
