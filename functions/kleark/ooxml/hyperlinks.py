"""Hyperlinks of cells whose text is a new link: the target must agree with the text."""

from __future__ import annotations

from kleark.data_classes import NamedTuple
from kleark.ooxml.markup import Splice, end_of_leaf, end_of_tag, tag_at, with_attributes
from kleark.ooxml.package import new_ids, relationships, set_hyperlink_targets
from kleark.ooxml.worksheet import is_inside
from kleark.sheet.address import address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.ooxml.markup import Tag
    from kleark.ooxml.package import WorkbookPart
    from kleark.ooxml.parts import Parts
    from kleark.ooxml.worksheet import SheetMap
    from kleark.sheet.address import Area, Cell


class MappedSheet(NamedTuple):
    """A worksheet part, its content and its map."""

    part: str
    content: bytes
    sheet_map: SheetMap


def link_splices(
    parts: Parts, book: WorkbookPart, sheet: MappedSheet, links: Mapping[Cell, str | None]
) -> list[Splice]:
    """The splices by which each cell's hyperlink leads to its new link. A cell without a hyperlink gets none.

    A cell whose link is None loses the one that it has. The targets themselves are in the sheet's relationships, which
    are written here.
    """
    part, content, sheet_map = sheet
    relations = relationships(parts, part)
    outside = {relation.id for relation in relations if relation.part is None}
    ids = new_ids(relations)
    changed: dict[str, str] = {}
    added: dict[str, str] = {}
    splices: list[Splice] = []
    for link in sheet_map.links:
        cells = _cells_with_new_link(link.area, links)
        if not cells:
            continue
        tag = tag_at(content, link.start)
        alone = link.area[:2] == link.area[2:] and sheet_map.link_uses[link.relationship or ""] == 1
        target = links[cells[0]]
        if alone and link.relationship in outside and target is not None:
            changed[link.relationship or ""] = target
            bare = with_attributes(tag.raw, {"location": None, "display": None})
            splices.append(Splice(link.start, tag.end, bare))
            continue
        linked = [cell for cell in cells if links[cell] is not None]
        new_ids_by_cell = dict(zip(linked, ids, strict=False))
        added |= {identity: links[cell] or "" for cell, identity in new_ids_by_cell.items()}
        end = end_of_leaf(content, tag)
        replacement = _replacement(tag, link.area, cells, new_ids_by_cell, book.relationship_namespace)
        splices.append(Splice(link.start, end, replacement))
    set_hyperlink_targets(parts, part, book, changed, added)
    if len(splices) == len(sheet_map.links) and not any(splice.content for splice in splices):
        return _without_list(content, sheet_map) if splices else []
    return splices


def _without_list(content: bytes, sheet_map: SheetMap) -> list[Splice]:
    """Without the whole list of links: an empty one is against the schema, and Excel would want to repair it."""
    if sheet_map.links_start is None or sheet_map.links_end is None:
        return []
    return [Splice(sheet_map.links_start, end_of_tag(content, sheet_map.links_end), b"")]


def _replacement(
    tag: Tag, area: Area, cells: Sequence[Cell], ids: Mapping[Cell, str], namespace: str
) -> bytes:
    """For a link over several cells, or with a shared target: cells with a new link get a link of their own.

    ``cells``: those that do not keep the old one; those of them without an id get none.
    """
    areas = [area]
    for cell in cells:
        areas = [rest for area in areas for rest in _subtract_cell(area, cell)]
    elements = [with_attributes(tag.raw, {"ref": _reference(area)}, empty=True) for area in areas]
    prefix = tag.prefix.decode()
    for cell, identity in ids.items():
        element = f'<{prefix}hyperlink xmlns:r="{namespace}" ref="{address(*cell)}" r:id="{identity}"/>'
        elements.append(element.encode())
    return b"".join(elements)


def _cells_with_new_link(area: Area, links: Mapping[Cell, str | None]) -> list[Cell]:
    if area[:2] == area[2:]:
        return [area[:2]] if area[:2] in links else []
    return [cell for cell in links if is_inside(cell, area)]


def _subtract_cell(area: Area, cell: Cell) -> list[Area]:
    """The area without one of its cells, in up to four pieces."""
    if not is_inside(cell, area):
        return [area]
    (top, left, bottom, right), (row, column) = area, cell
    pieces = [
        (top, left, row - 1, right),
        (row + 1, left, bottom, right),
        (row, left, row, column - 1),
        (row, column + 1, row, right),
    ]
    return [piece for piece in pieces if piece[0] <= piece[2] and piece[1] <= piece[3]]


def _reference(area: Area) -> str:
    first, last = address(*area[:2]), address(*area[2:])
    return first if first == last else f"{first}:{last}"
