"""Write new values into cells of a workbook. Everything else in it stays as it was, byte for byte."""

from __future__ import annotations

from kleark.data_classes import NamedTuple
from kleark.i18n.formats import format_short_date
from kleark.ooxml.cell_edits import NewCell, cell_splices
from kleark.ooxml.hyperlinks import MappedSheet, link_splices
from kleark.ooxml.markup import apply_splices
from kleark.ooxml.package import drop_part, open_workbook, related_part
from kleark.ooxml.parts import Parts
from kleark.ooxml.shared_formulas import immovable_cells, shared_formula_splices
from kleark.ooxml.styles import DATE_FORMAT, NUMBER_FORMAT, TEXT_FORMAT, Styles
from kleark.ooxml.worksheet import in_array, map_sheet, merge_anchor
from kleark.redaction.patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping
    from datetime import date

    from kleark.ooxml.package import SheetEntry, WorkbookPart
    from kleark.ooxml.worksheet import SheetMap
    from kleark.sheet.address import Cell

# What Excel would take for a number, a date or a formula if somebody edited the cell.
_AMBIGUOUS_TEXT = pattern(r"[=+\-@]|[0-9][0-9.,:/\- ]*$")


class NewValue(NamedTuple):
    """The new content of a cell; None empties it, and takes its hyperlink.

    ``link``: its hyperlink, if it has one, gets the same target. ``like``: the cell whose format it gets where there is
    no cell yet.
    """

    content: str | int | date | None
    link: bool = False
    like: Cell | None = None


class WriteResult(NamedTuple):
    """The changed workbook.

    ``unchanged``: the cells that could not be written. ``needed_formulas``: those of them that hold a formula which
    other cells share, and which cannot be given to those.
    """

    data: bytes
    unchanged: frozenset[Cell]
    needed_formulas: frozenset[Cell] = frozenset()


def write_values(data: bytes, sheet_name: str, values: Mapping[Cell, NewValue]) -> WriteResult:
    """Write new values into cells of one sheet.

    A cell keeps its format, with three exceptions: a date gets a date format, text that Excel would take for
    something else gets the text format, and a number in a cell for texts or dates gets a number format. Cells of an
    array formula, and those that a merged cell hides, cannot be changed; nor can one that holds a formula for other
    cells, where these cannot get it for themselves.

    Args:
        data: The workbook.
        sheet_name: The name of a worksheet in it.
        values: The new values by row and column, both counted from 1.

    Raises:
        UnreadableFile: The reader would refuse the file, too.
        KeyError: There is no such sheet.
    """
    parts = Parts(data)
    book = open_workbook(parts)
    sheet = _sheet(book, sheet_name)
    content = parts.read(sheet.part)
    wanted: dict[int, set[int]] = {}
    for row, column in (*values, *(new.like for new in values.values() if new.like)):
        wanted.setdefault(row, set()).add(column)
    dated = {cell[1] for cell, value in values.items() if not isinstance(value.content, str | int | None)}
    sheet_map = map_sheet(content, sheet.part, wanted, dated)
    unchanged = frozenset(
        cell for cell in values if in_array(sheet_map, cell) or merge_anchor(sheet_map, cell) != cell
    )
    needed = immovable_cells(sheet_map, values.keys() - unchanged)
    unchanged |= needed
    writable = {cell: value for cell, value in values.items() if cell not in unchanged}
    styles = Styles(parts, book)
    cells = _new_cells(sheet_map, writable, styles, book)
    splices = [*cell_splices(content, sheet_map, cells), *shared_formula_splices(sheet_map, cells)]
    links: dict[Cell, str | None] = {
        cell: None if value.content is None else str(value.content)
        for cell, value in writable.items()
        if value.link or value.content is None
    }
    splices += link_splices(parts, book, MappedSheet(sheet.part, content, sheet_map), links)
    parts.write(sheet.part, apply_splices(content, splices))
    styles.save()
    if any(cell.formula for cell in sheet_map.cells):
        _forget_calculation_order(parts, book)
    return WriteResult(parts.to_bytes(), unchanged, needed)


def _sheet(book: WorkbookPart, name: str) -> SheetEntry:
    for sheet in book.sheets:
        if sheet.name == name and sheet.kind == "worksheet":
            return sheet
    raise KeyError(name)


def _new_cells(
    sheet_map: SheetMap, values: Mapping[Cell, NewValue], styles: Styles, book: WorkbookPart
) -> dict[Cell, NewCell]:
    formats = {(cell.row, cell.column): cell.style for cell in sheet_map.cells}
    usual = {column: _usual_date_format(counts, styles) for column, counts in sheet_map.column_styles.items()}
    new_cells: dict[Cell, NewCell] = {}
    for cell, value in values.items():
        current = formats.get(cell, 0)
        style = formats.get(value.like, 0) if value.like and cell not in formats else current
        content = value.content
        if content is None:
            new_cells[cell] = NewCell(empty=True)
        elif isinstance(content, int):
            new_cells[cell] = NewCell(_style_change(current, _number_style(style, styles)), content)
        elif not isinstance(content, str) and (days := _days(content, date_1904=book.date_1904)):
            new_cells[cell] = NewCell(
                _style_change(current, _date_style(style, usual.get(cell[1]), styles)), days
            )
        else:
            text = content if isinstance(content, str) else format_short_date(content)
            new_cells[cell] = NewCell(_style_change(current, _text_style(style, text, styles)), text)
    return new_cells


def _days(day: date, *, date_1904: bool) -> int | None:
    """The number that means the day; None where Excel's number means another day than ours."""
    from datetime import date  # noqa: PLC0415 (few writings have a date)

    # Excel counts a 29 February 1900, which did not exist.
    day_one, safe_from = (
        (date(1904, 1, 1), date(1904, 1, 2)) if date_1904 else (date(1899, 12, 30), date(1900, 3, 1))
    )
    return (day - day_one).days if day >= safe_from else None


def _style_change(current: int, style: int) -> int | None:
    """The format to write: None where the cell has it already."""
    return None if style == current else style


def _usual_date_format(counts: Counter[int], styles: Styles) -> int | None:
    """The format that most dates of a column have."""
    return next((style for style, _ in counts.most_common() if styles.is_date(style)), None)


def _date_style(style: int, usual: int | None, styles: Styles) -> int:
    if styles.is_date(style):
        return style
    number = DATE_FORMAT if usual is None else styles.format(usual).number("numFmtId")
    changes = {"numFmtId": str(number), "applyNumberFormat": "1", "quotePrefix": None}
    return styles.derive(style, changes)


def _number_style(style: int, styles: Styles) -> int:
    """The cell's own format, or one by which it does not become text when it is edited, nor a date."""
    current = styles.format(style)
    if (
        current.number("numFmtId") != TEXT_FORMAT
        and not current.flag("quotePrefix")
        and not styles.is_date(style)
    ):
        return style
    return styles.derive(
        style, {"numFmtId": str(NUMBER_FORMAT), "applyNumberFormat": "1", "quotePrefix": None}
    )


def _text_style(style: int, text: str, styles: Styles) -> int:
    """The cell's own format, or one by which the text stays text when somebody edits the cell."""
    current = styles.format(style)
    if not _AMBIGUOUS_TEXT.match(text) or current.number("numFmtId") == TEXT_FORMAT:
        return style
    changes = {"numFmtId": str(TEXT_FORMAT), "applyNumberFormat": "1", "quotePrefix": "1"}
    return styles.derive(style, dict(changes))


def _forget_calculation_order(parts: Parts, book: WorkbookPart) -> None:
    """Drop the calculation chain: naming a cell without a formula in it is an error; Excel makes a new one."""
    chain = related_part(parts, book.part, "calcChain")
    if chain is not None:
        drop_part(parts, book.part, chain)
