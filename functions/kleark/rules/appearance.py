"""Whether Excel shows in a cell what is read of it: strikethrough, colours, number formats, pictures and data types."""

from __future__ import annotations

from datetime import date

from kleark.i18n.formats import format_short_date
from kleark.rules import appearance_rules as rules
from kleark.rules.dates_rules import PARTLY_SHOWN
from kleark.rules.kle import read_number
from kleark.rules.model import Placed, Remark
from kleark.rules.phone import read_phone
from kleark.rules.text import cell_text
from kleark.sheet import columns
from kleark.sheet.address import address, parse_area
from kleark.sheet.columns import CONFIGURATION
from kleark.sheet.workbook import CellError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from kleark.registers.kle_register import KleRegister
    from kleark.sheet.table import Table
    from kleark.sheet.workbook import CellValue, Looks, NumberFormat

    Filled = list[tuple[str, str, CellValue]]


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def find_misleading_looks(
    table: Table, readings: Mapping[str, Sequence[Any]], register: KleRegister
) -> Iterator[Placed]:
    """What is to be said of the data rows' cells. ``readings``: what was read of each, as `JudgedRows` has it."""
    looks = table.worksheet.looks
    if not looks:
        return
    keys = [column.key for column in CONFIGURATION.every if column.key in table.header.positions]
    places = table.header.positions
    data = [row for row in table.rows if row.kind == "data"]
    yield from _conditional(looks, {places[key] + 1: key for key in keys}, [row.number for row in data])
    concerned = {int(cell.lstrip(_LETTERS)) for cell in _addresses(looks)}
    for at, row in enumerate(data):
        if row.number not in concerned:
            continue
        cells = [
            (key, address(row.number, places[key] + 1), row.values[places[key]])
            for key in keys
            if places[key] < len(row.values)
        ]
        filled = [(key, cell, value) for key, cell, value in cells if cell_text(value)]
        yield from _struck(filled, looks, row.number)
        for key, cell, value in filled:
            remark = _unseen(value, cell, looks)
            if remark is None and cell in looks.formats:
                read = {name: column[at] for name, column in readings.items()}
                remark = _formatted(key, value, looks.formats[cell], read, register)
            if remark is not None:
                yield Placed(remark, row.number, key, found=cell_text(value))


def _addresses(looks: Looks) -> frozenset[str]:
    return looks.struck.union(looks.cut, looks.unseen, looks.formats, looks.rich)


def _conditional(looks: Looks, keys: Mapping[int, str], numbers: Sequence[int]) -> Iterator[Placed]:
    """The first area of the table, by its columns and rows, in which a condition may strike through or hide."""
    for area in (area for areas in looks.conditional for area in areas.split()):
        bounds = parse_area(area)
        if bounds is None:
            continue
        top, left, bottom, right = bounds
        column = next((column for column in sorted(keys) if left <= column <= right), None)
        number = next((number for number in numbers if top <= number <= bottom), None)
        if column is not None and number is not None:
            yield Placed(Remark(rules.CONDITIONAL_LOOK, {"area": area}), number, keys[column])
            return


def _struck(filled: Filled, looks: Looks, number: int) -> Iterator[Placed]:
    """A row of which the number, or most cells, are struck through; or else its cells that are, one by one."""
    struck = {
        key
        for key, cell, _ in filled
        if cell in looks.struck or (cell in looks.cut and not looks.cut[cell].strip())
    }
    if columns.KLE_NUMBER.key in struck or len(struck) * 2 > len(filled):
        yield Placed(Remark(rules.STRUCK_ROW), number)
        return
    for key, cell, value in filled:
        if key in struck or cell in looks.cut:
            left = None if key in struck else " ".join(looks.cut[cell].split())
            params = {
                "left_da": f' Uden det står der "{left}".' if left else "",
                "left_en": f' Without it the cell says "{left}".' if left else "",
            }
            remark = Remark(rules.STRUCK_TEXT, params, suggestion=left)
            yield Placed(remark, number, key, found=cell_text(value))


def _unseen(value: CellValue, cell: str, looks: Looks) -> Remark | None:
    found = {"found": cell_text(value) or ""}
    if cell in looks.rich and not isinstance(value, CellError):
        return Remark(rules.RICH_VALUE, found)
    return Remark(rules.INVISIBLE_TEXT, found) if cell in looks.unseen else None


def _formatted(
    key: str, value: CellValue, shown: NumberFormat, read: Mapping[str, Any], register: KleRegister
) -> Remark | None:
    """What a number format makes of a value, where that is not what was read of it."""
    from kleark.rules.number_formats import date_shown, shown_text  # noqa: PLC0415  few sheets have such formats

    if isinstance(value, date):
        how = (
            date_shown(shown, date(value.year, value.month, value.day))
            if key == columns.SHOW_FROM.key
            else None
        )
        day = read.get(key)
        if how is None or day is None:
            return None
        return Remark(PARTLY_SHOWN, {"how_da": how[0], "how_en": how[1], "value": format_short_date(day)})
    text = shown_text(value, shown)
    if text is None:
        return None
    found = {"found": cell_text(value) or "", "code": shown.code}
    if not text.strip():
        return Remark(rules.NOT_SHOWN, found)
    if _reads_the_same(key, text, value, read, register):
        return None
    return Remark(rules.SHOWN_OTHERWISE, {**found, "shown": text.strip()})


def _reads_the_same(
    key: str, text: str, value: CellValue, read: Mapping[str, Any], register: KleRegister
) -> bool:
    """Whether what is shown would have been read as what stands in the cell was."""
    if text.split() == (cell_text(value) or "").split():
        return True
    if key == columns.CONTACT_PHONE.key:
        return read_phone(text).value == read.get(key)
    if key == columns.KLE_NUMBER.key:
        return read_number(text, read.get(columns.KLE_TITLE.key), register).value == read.get(key)
    return bool(text.split() == str(read.get(key)).split())
