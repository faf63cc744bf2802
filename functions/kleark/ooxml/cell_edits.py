"""Edits to a worksheet part: cells get a new value or format, and missing cells and rows are inserted."""

from __future__ import annotations

from kleark.data_classes import NamedTuple
from kleark.ooxml.markup import Splice, string_item, tag_at, with_attributes
from kleark.redaction.patterns import pattern
from kleark.sheet.address import address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kleark.ooxml.worksheet import CellEntry, RowEntry, SheetMap
    from kleark.sheet.address import Cell


# Of what XlsxWriter and openpyxl write for a cell without a format: all else keeps its order.
_KIND = pattern(rb"""^<[^\s"'>]+ r="[A-Z0-9]+" t="([A-Za-z]+)"/?>$""")


class NewCell(NamedTuple):
    """The new state of a cell. ``style``: None keeps it. ``value``: a text or a number; None keeps what is there.

    ``empty``: nothing stands in it any more; it keeps its format.
    """

    style: int | None = None
    value: str | int | None = None
    empty: bool = False


def cell_splices(content: bytes, sheet_map: SheetMap, cells: Mapping[Cell, NewCell]) -> Iterator[Splice]:
    """The splices that give ``cells`` their new values and formats. Missing cells and rows are inserted.

    ``sheet_map`` must have been made for these cells.
    """
    missing = dict(cells)
    for cell in sheet_map.cells:
        new = cells.get((cell.row, cell.column))
        if new is not None:
            missing.pop((cell.row, cell.column), None)
            yield Splice(cell.start, cell.end, _edited_cell_xml(content, cell, new))
    by_row: dict[int, list[tuple[int, NewCell]]] = {}
    for (row, column), new in sorted(missing.items()):
        if new.empty:
            continue
        by_row.setdefault(row, []).append((column, new))
    new_rows: dict[int, list[bytes]] = {}
    for row, added in by_row.items():
        if row in sheet_map.rows:
            yield from _insertions(content, sheet_map.rows[row], added, sheet_map.prefix)
        else:
            new_cells = b"".join(_new_cell_xml(row, column, new, sheet_map.prefix) for column, new in added)
            tag = f"{sheet_map.prefix}row"
            whole = f'<{tag} r="{row}">'.encode() + new_cells + f"</{tag}>".encode()
            new_rows.setdefault(_row_offset(sheet_map, row), []).append(whole)
    for offset, rows in new_rows.items():
        yield _row_splice(content, sheet_map, offset, b"".join(rows))


def _edited_cell_xml(content: bytes, cell: CellEntry, new: NewCell) -> bytes:
    tag = tag_at(content, cell.start)
    style = {} if new.style is None else {"s": str(new.style)}
    if new.empty:
        return with_attributes(tag.raw, style | {"t": None, "cm": None, "vm": None}, empty=True)
    if new.value is None:
        return _with_style(tag.raw, style) + content[tag.end : cell.end]
    # cm and vm belong to the old value: dynamic arrays, and values that are more than a text.
    bare = with_attributes(tag.raw, {"t": None, "cm": None, "vm": None})
    # The kind stands behind the format, as in `_with_style`.
    kind = {"t": "inlineStr" if isinstance(new.value, str) else None}
    opened = with_attributes(bare, style | kind, empty=False)
    return opened + _value_xml(new.value, tag.prefix.decode()) + tag.closing


def _with_style(raw: bytes, style: Mapping[str, str]) -> bytes:
    """A cell's tag with another format, and its kind behind it.

    Excel has them in that order, and Octave's io 2.6.4 reads no text where it is the other way round.
    """
    kind = None if b" s=" in raw else _KIND.search(raw)
    if kind is None:
        return with_attributes(raw, style)
    return with_attributes(with_attributes(raw, {"t": None}), {**style, "t": kind[1].decode()})


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
        new_cells = b"".join(_new_cell_xml(row.number, column, new, prefix) for column, new in added)
        opened = with_attributes(tag.raw, {"spans": None}, empty=False)
        yield Splice(row.start, row.end, opened + new_cells + tag.closing)
        return
    end = content.rindex(b"</", row.tag_end, row.end)
    # spans is a hint of the row's width: a wrong one is worse than none.
    yield Splice(row.start, row.tag_end, with_attributes(tag.raw, {"spans": None}))
    for column, new in added:
        offset = next((start for right, start in row.cells if right > column), end)
        yield Splice(offset, offset, _new_cell_xml(row.number, column, new, prefix))


def _row_offset(sheet_map: SheetMap, row: int) -> int:
    """Where a missing row belongs: before the first one with a higher number."""
    return next((start for number, start in sheet_map.row_starts if number > row), sheet_map.data_end)


def _row_splice(content: bytes, sheet_map: SheetMap, offset: int, rows: bytes) -> Splice:
    tag = tag_at(content, sheet_map.data_start)
    if not tag.empty:
        return Splice(offset, offset, rows)
    return Splice(
        sheet_map.data_start, tag.end, with_attributes(tag.raw, {}, empty=False) + rows + tag.closing
    )
