"""Edits to a worksheet part: cells get a new value or format, and what lacks is inserted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kleark.ooxml.markup import Splice, string_item, tag_at, with_attributes
from kleark.sheet.address import address

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from kleark.ooxml.worksheet import CellEntry, RowEntry, SheetMap
    from kleark.sheet.address import Cell


class NewCell(NamedTuple):
    """What a cell becomes. ``style``: None keeps it. ``value``: a text, or a number; None keeps what is there."""

    style: int | None = None
    value: str | int | None = None


def cell_splices(content: bytes, found: SheetMap, cells: Mapping[Cell, NewCell]) -> Iterator[Splice]:
    """The changes that give ``cells`` their new values and formats; cells and rows that lack are inserted.

    ``found`` must be the map for these cells.
    """
    missing = dict(cells)
    for cell in found.cells:
        new = cells.get((cell.row, cell.column))
        if new is not None:
            missing.pop((cell.row, cell.column), None)
            yield Splice(cell.start, cell.end, _edited_cell_xml(content, cell, new))
    by_row: dict[int, list[tuple[int, NewCell]]] = {}
    for (row, column), new in sorted(missing.items()):
        by_row.setdefault(row, []).append((column, new))
    new_rows: dict[int, list[bytes]] = {}
    for row, added in by_row.items():
        if row in found.rows:
            yield from _insertions(content, found.rows[row], added, found.prefix)
        else:
            made = b"".join(_new_cell_xml(row, column, new, found.prefix) for column, new in added)
            tag = f"{found.prefix}row"
            whole = f'<{tag} r="{row}">'.encode() + made + f"</{tag}>".encode()
            new_rows.setdefault(_row_offset(found, row), []).append(whole)
    for place, rows in new_rows.items():
        yield _row_splice(content, found, place, b"".join(rows))


def shared_formula_splices(found: SheetMap, overwritten: Collection[Cell]) -> Iterator[Splice]:
    """Where a cell that holds a shared formula's text is overwritten, the others get the text of their own."""
    origins = {formula.group: formula for formula in found.shared if formula.text}
    lost = {group: formula for group, formula in origins.items() if formula.cell in overwritten}
    if not lost:
        return
    from openpyxl.formula.translate import Translator  # noqa: PLC0415  slow to import, and rarely needed

    for formula in found.shared:
        origin = lost.get(formula.group)
        if origin is None or formula.cell in overwritten:
            continue
        start, here = address(*origin.cell), address(*formula.cell)
        text = Translator(f"={origin.text}", origin=start).translate_formula(here)[1:]
        plain = string_item(text, found.prefix).replace(' xml:space="preserve"', "").replace("t>", "f>")
        yield Splice(formula.start, formula.end, plain.encode())


def _edited_cell_xml(content: bytes, cell: CellEntry, new: NewCell) -> bytes:
    tag = tag_at(content, cell.start)
    style = {} if new.style is None else {"s": str(new.style)}
    if new.value is None:
        return with_attributes(tag.raw, style) + content[tag.end : cell.end]
    # cm and vm belong to the old value: dynamic arrays, and values of more than a text.
    kind = {"t": "inlineStr" if isinstance(new.value, str) else None, "cm": None, "vm": None}
    opened = with_attributes(tag.raw, style | kind, empty=False)
    return opened + _value_xml(new.value, tag.prefix.decode()) + tag.closing


def _new_cell_xml(row: int, column: int, new: NewCell, prefix: str) -> bytes:
    style = "" if new.style is None else f' s="{new.style}"'
    if new.value is None:
        return f'<{prefix}c r="{address(row, column)}"{style}/>'.encode()
    kind = ' t="inlineStr"' if isinstance(new.value, str) else ""
    opened = f'<{prefix}c r="{address(row, column)}"{style}{kind}>'
    return opened.encode() + _value_xml(new.value, prefix) + f"</{prefix}c>".encode()


def _value_xml(value: str | int, prefix: str) -> bytes:
    if isinstance(value, str):
        return f"<{prefix}is>{string_item(value, prefix)}</{prefix}is>".encode()
    return f"<{prefix}v>{value}</{prefix}v>".encode()


def _insertions(
    content: bytes, row: RowEntry, added: list[tuple[int, NewCell]], prefix: str
) -> Iterator[Splice]:
    tag = tag_at(content, row.start)
    if tag.empty:
        made = b"".join(_new_cell_xml(row.number, column, new, prefix) for column, new in added)
        opened = with_attributes(tag.raw, {"spans": None}, empty=False)
        yield Splice(row.start, row.end, opened + made + tag.closing)
        return
    end = content.rindex(b"</", row.tag_end, row.end)
    # A wrong hint of the row's width is worse than none.
    yield Splice(row.start, row.tag_end, with_attributes(tag.raw, {"spans": None}))
    for column, new in added:
        place = next((start for right, start in row.cells if right > column), end)
        yield Splice(place, place, _new_cell_xml(row.number, column, new, prefix))


def _row_offset(found: SheetMap, row: int) -> int:
    """Where a row that is not there belongs: before the first one that comes after it."""
    return next((start for number, start in found.row_starts if number > row), found.data_end)


def _row_splice(content: bytes, found: SheetMap, place: int, rows: bytes) -> Splice:
    tag = tag_at(content, found.data_start)
    if not tag.empty:
        return Splice(place, place, rows)
    return Splice(found.data_start, tag.end, with_attributes(tag.raw, {}, empty=False) + rows + tag.closing)
