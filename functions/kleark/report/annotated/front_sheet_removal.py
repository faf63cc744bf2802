"""The front sheet of a workbook that was annotated before, taken out of it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.ooxml.markup import Splice, apply_splices, removal, tag_at, walk, with_attributes
from kleark.ooxml.package import drop_part, open_workbook, related_part
from kleark.sheet.front_sheet_search import first_value, front_sheets
from kleark.sheet.workbook_parts import FRONT_SHEET_NAME

if TYPE_CHECKING:
    from kleark.ooxml.markup import Attributes
    from kleark.ooxml.package import WorkbookPart
    from kleark.ooxml.parts import Parts


def remove_front_sheet(parts: Parts) -> None:
    """Remove our sheet, and the name that marks it, from a workbook that was annotated before."""
    book = open_workbook(parts)
    if not any(name.name == FRONT_SHEET_NAME for name in book.names):
        return
    content = book.content
    ours = _front_sheets(parts, book)
    sheets = [sheet for sheet in book.sheets if sheet.at in ours]
    splices = [removal(content, sheet.offset) for sheet in sheets]
    for name in book.names:
        local = name.local_sheet
        if name.name == FRONT_SHEET_NAME or local in ours:
            splices.append(removal(content, name.offset))
        elif local is not None and any(at < local for at in ours):
            tag = tag_at(content, name.offset)
            position = str(local - sum(at < local for at in ours))
            splices.append(Splice(name.offset, tag.end, with_attributes(tag.raw, {"localSheetId": position})))
    parts.write(book.part, _without_empty_names(apply_splices(content, splices)))
    for sheet in sheets:
        drop_part(parts, book.part, sheet.part)


def _front_sheets(parts: Parts, book: WorkbookPart) -> set[int]:
    """The positions of our sheets among the tabs."""
    by_position = {
        sheet.at: sheet for sheet in book.sheets if sheet.kind == "worksheet" and sheet.part in parts
    }

    def shared() -> list[bytes]:
        part = related_part(parts, book.part, "sharedStrings")
        return [] if part is None else [parts.read(part)]

    def first_value_of(at: int) -> str:
        part = by_position[at].part
        return first_value([parts.read(part)], part, shared)

    tabs = {at: sheet.name for at, sheet in by_position.items()}
    return front_sheets([book.content], book.part, tabs, first_value_of)


def _without_empty_names(content: bytes) -> bytes:
    """Remove an empty ``definedNames``, which is an error to Excel."""
    spans: list[tuple[int, int]] = []
    opened: list[tuple[int, int]] = []
    count = 0

    def start(local: str, _: Attributes, offset: int) -> None:
        nonlocal count
        count += local == "definedName"
        if local == "definedNames":
            opened.append((offset, count))

    def end(local: str, offset: int) -> None:
        if local == "definedNames":
            started, before = opened.pop()
            if count == before:
                spans.append((started, offset))

    walk(content, "workbook", start, end)
    return apply_splices(content, [Splice(first, last, b"") for first, last in spans])
