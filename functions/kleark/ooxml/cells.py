"""New values for cells of a workbook: everything else in it stays as it was, byte for byte."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from kleark.ooxml.cell_edits import NewCell, cell_splices, shared_formula_splices
from kleark.ooxml.hyperlinks import MappedSheet, link_splices
from kleark.ooxml.markup import apply_splices
from kleark.ooxml.package import drop_part, open_workbook, related_part
from kleark.ooxml.parts import Parts
from kleark.ooxml.styles import DATE_FORMAT, TEXT_FORMAT, Styles
from kleark.ooxml.worksheet import in_array, map_sheet, merge_anchor

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from kleark.ooxml.package import SheetEntry, WorkbookPart
    from kleark.ooxml.worksheet import SheetMap
    from kleark.sheet.address import Cell

_DAY_ONE = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
# Excel counts a 29 February 1900 that never was; before it, its numbers mean another day than ours.
_SAFE_FROM = {False: date(1900, 3, 1), True: date(1904, 1, 2)}
# What Excel would take for a number, a date or a formula if the cell were entered anew.
_TAKEN_FOR_ELSE = re.compile(r"[=+\-@]|[0-9][0-9.,:/\- ]*$")


class NewValue(NamedTuple):
    """What a cell is to say. ``link``: its hyperlink, if it has one, is to lead there too."""

    content: str | date
    link: bool = False


class WriteResult(NamedTuple):
    """The changed workbook, and the cells that could not be changed."""

    data: bytes
    left: frozenset[Cell]


def write_values(data: bytes, sheet_name: str, values: Mapping[Cell, NewValue]) -> WriteResult:
    """A workbook with new values in cells of one sheet.

    A cell keeps its format, but for a date where there was none, and for text that Excel would take for
    something else: that one is kept as text. Cells of an array formula, and those that a merged cell hides,
    cannot be changed. Raises UnreadableFile for what the reader refuses, KeyError if there is no such sheet.
    """
    parts = Parts(data)
    book = open_workbook(parts)
    sheet = _sheet(book, sheet_name)
    content = parts.read(sheet.part)
    wanted: dict[int, set[int]] = {}
    for row, column in values:
        wanted.setdefault(row, set()).add(column)
    dated = {cell[1] for cell, value in values.items() if isinstance(value.content, date)}
    found = map_sheet(content, sheet.part, wanted, dated)
    left = frozenset(cell for cell in values if in_array(found, cell) or merge_anchor(found, cell) != cell)
    changed = {cell: value for cell, value in values.items() if cell not in left}
    styles = Styles(parts, book)
    cells = _new_cells(found, changed, styles, book)
    splices = [*cell_splices(content, found, cells), *shared_formula_splices(found, cells)]
    links = {cell: str(value.content) for cell, value in changed.items() if value.link}
    splices += link_splices(parts, book, MappedSheet(sheet.part, content, found), links)
    parts.write(sheet.part, apply_splices(content, splices))
    styles.save()
    if any(cell.formula for cell in found.cells):
        _forget_calculation_order(parts, book)
    return WriteResult(parts.to_bytes(), left)


def _sheet(book: WorkbookPart, name: str) -> SheetEntry:
    for sheet in book.sheets:
        if sheet.name == name and sheet.kind == "worksheet":
            return sheet
    raise KeyError(name)


def _new_cells(
    found: SheetMap, values: Mapping[Cell, NewValue], styles: Styles, book: WorkbookPart
) -> dict[Cell, NewCell]:
    formats = {(cell.row, cell.column): cell.style for cell in found.cells}
    usual = {column: _usual_date_format(counted, styles) for column, counted in found.column_styles.items()}
    made: dict[Cell, NewCell] = {}
    for cell, value in values.items():
        style = formats.get(cell, 0)
        content = value.content
        if isinstance(content, date) and content >= _SAFE_FROM[book.date_1904]:
            days = (content - _DAY_ONE[book.date_1904]).days
            made[cell] = NewCell(_style_change(style, _date_style(style, usual.get(cell[1]), styles)), days)
        else:
            text = content.strftime("%d-%m-%Y") if isinstance(content, date) else content
            made[cell] = NewCell(_style_change(style, _text_style(style, text, styles)), text)
    return made


def _style_change(current: int, style: int) -> int | None:
    """The format to write: none where the cell has it already."""
    return None if style == current else style


def _usual_date_format(counted: Counter[int], styles: Styles) -> int | None:
    """The format in which most of a column's dates stand."""
    return next((style for style, _ in counted.most_common() if styles.is_date(style)), None)


def _date_style(style: int, usual: int | None, styles: Styles) -> int:
    if styles.is_date(style):
        return style
    number = DATE_FORMAT if usual is None else styles.format(usual).number("numFmtId")
    changes = {"numFmtId": str(number), "applyNumberFormat": "1", "quotePrefix": None}
    return styles.derived(style, changes)


def _text_style(style: int, text: str, styles: Styles) -> int:
    """The cell's format, or one that keeps the text a text when somebody edits the cell."""
    current = styles.format(style)
    if not _TAKEN_FOR_ELSE.match(text) or current.number("numFmtId") == TEXT_FORMAT:
        return style
    changes = {"numFmtId": str(TEXT_FORMAT), "applyNumberFormat": "1", "quotePrefix": "1"}
    return styles.derived(style, dict(changes))


def _forget_calculation_order(parts: Parts, book: WorkbookPart) -> None:
    """A chain that names a cell without a formula is an error to Excel; it makes a new one where there is none."""
    chain = related_part(parts, book.part, "calcChain")
    if chain is not None:
        drop_part(parts, book.part, chain)
