"""The names of the sheets' parts, in the order of the tabs.

Excel names them so whenever it saves. xlsx-populate 1.21.0 takes a tab's place for the number of its part, and then
reads one sheet for another, or none, in a workbook where a tab came first that was put there last.
"""

from __future__ import annotations

from kleark.ooxml.markup import Splice, apply_splices, tag_at, walk, with_attributes
from kleark.ooxml.package import CONTENT_TYPES, open_workbook, relationships
from kleark.redaction.patterns import pattern
from kleark.sheet.workbook_parts import relationships_part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.ooxml.markup import Attributes
    from kleark.ooxml.package import WorkbookPart
    from kleark.ooxml.parts import Parts

SHEET_PART = "xl/worksheets/sheet{}.xml"
_NUMBERED = pattern(r"xl/worksheets/sheet[0-9]+\.xml")


def number_sheet_parts(parts: Parts, first: int) -> None:
    """Name the parts of the tabs ``sheet{first}.xml`` and so on, as the tabs stand.

    What stands in the parts stays as it is. Nothing is renamed where a part would be lost, or a reference to one.
    """
    book = open_workbook(parts)
    names = {sheet.part: SHEET_PART.format(number) for number, sheet in enumerate(book.sheets, first)}
    moved = {old: new for old, new in names.items() if old != new}
    if not moved or not _can_be_renamed(parts, book, names):
        return
    targets: dict[int, str] = {}
    for relation in relationships(parts, book.part):
        if relation.part in moved:
            folder, slash, file = relation.target.rpartition("/")
            if file.lower() != _file(relation.part):
                return
            targets[relation.offset] = folder + slash + _file(moved[relation.part])
    _set_attribute(parts, relationships_part(book.part), "Target", targets)
    types: dict[int, str] = {}

    def start(local: str, attributes: Attributes, offset: int) -> None:
        part = attributes.get("PartName", "").lower().removeprefix("/")
        if local == "Override" and part in moved:
            types[offset] = f"/{moved[part]}"

    walk(parts.read(CONTENT_TYPES), CONTENT_TYPES, start)
    _set_attribute(parts, CONTENT_TYPES, "PartName", types)
    parts.rename(moved | {relationships_part(old): relationships_part(new) for old, new in moved.items()})


def _can_be_renamed(parts: Parts, book: WorkbookPart, names: Mapping[str, str]) -> bool:
    """Whether each tab has a part of its own, named as usual, to which only the workbook refers.

    ``names``: by each tab's part, the name that it is to have.
    """
    if len(names) != len(book.sheet_ids):
        return False
    for sheet in book.sheets:
        if sheet.kind != "worksheet" or sheet.part not in parts or not _NUMBERED.fullmatch(sheet.part):
            return False
    old, new = (
        {name for part in some for name in (part, relationships_part(part))}
        for some in (names, names.values())
    )
    if any(name in parts for name in new - old):
        return False
    for name in parts.names():
        if (
            name.endswith(".rels")
            and name != relationships_part(book.part)
            and b"sheet" in parts.raw(name).lower()
        ):
            folder, _, file = name.rpartition("_rels/")
            source = folder + file.removesuffix(".rels")
            if any(relation.part in names for relation in relationships(parts, source)):
                return False
    return True


def _file(part: str) -> str:
    return part.rpartition("/")[2]


def _set_attribute(parts: Parts, name: str, attribute: str, values: Mapping[int, str]) -> None:
    """Give the elements at some offsets of a part another value of an attribute."""
    content = parts.read(name)
    splices: list[Splice] = []
    for offset, value in values.items():
        tag = tag_at(content, offset)
        splices.append(Splice(offset, tag.end, with_attributes(tag.raw, {attribute: value})))
    parts.write(name, apply_splices(content, splices))
