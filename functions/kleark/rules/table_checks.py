"""Which KA2xx rules a workbook and its table break."""

from __future__ import annotations

from itertools import pairwise

from kleark.redaction.cpr import MASK, cell_holds_cpr
from kleark.rules import table_rules as rules
from kleark.rules.ignored_columns import unknown_column_remarks
from kleark.rules.model import Params, Placed, Remark
from kleark.rules.text import cell_text
from kleark.sheet import columns
from kleark.sheet.address import address
from kleark.sheet.columns import COLUMNS, REQUIRED, Column, fold
from kleark.sheet.limits import TABLE_ROWS
from kleark.sheet.table import (
    HEADER_SEARCH_ROWS,
    Table,
    Values,
    lacks_self_service,
    missing_columns,
    read_header,
    says_something,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kleark.sheet.workbook import Workbook, Worksheet

_LONGEST_NAME = 80
# Parts of names: shorter ones are in too many other words.
_TELLING_NAMES = (
    *("klenr", "klenavn", "klenummer", "kletitel", "emnenummer", "fagsystem", "fradato", "kontaktafdeling"),
    *("kontakttelefon", "telefon", "yderligereinformation", "digitalpost", "postkasse", "selvbetjening"),
)


def table_remarks(workbook: Workbook, tables: Sequence[Table]) -> tuple[list[Placed], Table | None]:
    """What is to be said of the tables that were found, and the one to judge, if there is just one to see."""
    visible = [table for table in tables if table.worksheet.visibility == "visible"]
    hidden = [table for table in tables if table not in visible]
    if len(visible) == 1:
        remarks = [Remark(rules.HIDDEN_SHEET, {"sheet": table.worksheet.name}) for table in hidden]
        return [Placed(remark) for remark in remarks], visible[0]
    if visible:
        remark = Remark(rules.SEVERAL_TABLES, {"sheets": _names(table.worksheet for table in visible)})
    elif hidden:
        remark = Remark(rules.ONLY_HIDDEN_TABLE, {"sheets": _names(table.worksheet for table in hidden)})
    else:
        headers = ", ".join(f'"{column.header}"' for column in REQUIRED)
        params = {"headers": headers, "sheets": _names(workbook.worksheets)}
        remark = Remark(rules.NO_TABLE, params | _likeliest_header(workbook))
    return [Placed(remark)], None


def too_large(worksheet: Worksheet) -> tuple[str, Params]:
    """The refusal of a table that goes on beyond what is read: its rule and what it says."""
    return "KA111", {"sheet": worksheet.name, "cell": worksheet.beyond or ""}


def header_remarks(table: Table) -> Iterator[Placed]:
    """What is to be said of a table's header and size."""
    header = table.header
    self_service = () if lacks_self_service(header) else columns.SELF_SERVICE
    hinted: set[int] = set()
    for column in missing_columns(header, REQUIRED + self_service):
        near = _near_miss(column, table)
        hinted.update([near] if near is not None else [])
        yield Placed(_missing_remark(column, table, near), header.row)
    for column, index in header.doubled:
        first = address(header.row, header.positions[column.key] + 1)
        params = {"column": column.header, "first": first, "second": address(header.row, index + 1)}
        yield Placed(Remark(rules.DOUBLED_COLUMN, params), header.row, column.key)
    yield from unknown_column_remarks(table, hinted)
    if header.guessed:
        from kleark.rules.guessed_columns import guessed_column_remarks  # noqa: PLC0415 (nothing that sheets of today need)

        yield from guessed_column_remarks(table)
    yield from _second_tables(table)
    for key, index in header.positions.items():
        if index + 1 in table.worksheet.hidden_columns:
            yield Placed(Remark(rules.HIDDEN_COLUMN), header.row, key)
    if not self_service:
        yield Placed(Remark(rules.NO_SELF_SERVICE))
    rows = sum(1 for _, _, kind in table.rows if kind == "data")
    if rows == 0:
        yield Placed(Remark(rules.EMPTY_TABLE, {"sheet": table.worksheet.name}), header.row)
    elif rows > TABLE_ROWS:
        yield Placed(Remark(rules.TOO_MANY_ROWS, {"rows": rows}), header.row)


def _second_tables(table: Table) -> Iterator[Placed]:
    """Headers further down that name the columns in another order: the rows below them mean something else."""
    for row in table.rows:
        if row.kind == "header" and read_header(row.number, row.values).positions != table.header.positions:
            yield Placed(Remark(rules.SECOND_TABLE, {"first": table.header.row}), row.number)


def row_kind_remarks(table: Table) -> Iterator[Placed]:
    """What is to be said of rows that are skipped, or read although they are hidden."""
    hidden = table.worksheet.hidden_rows
    filled: list[int] = []
    every = {kind for _, _, kind in table.rows} == {"data"} and not hidden
    if every:
        filled = [row.number for row in table.rows]
    for number, values, kind in () if every else table.rows:
        if kind == "header":
            yield Placed(Remark(rules.REPEATED_HEADER), number)
        elif kind == "note":
            yield Placed(Remark(rules.NOTE_ROW, {"found": _first_text(values)}), number)
        elif kind == "data" and number in hidden:
            yield Placed(Remark(rules.HIDDEN_ROW), number)
        if kind != "blank":
            filled.append(number)
    yield from outside_columns(table)
    for column, top, bottom in table.merged:
        yield _merged_remark(table, column, top, bottom)
    blank = sum(after - before - 1 for before, after in pairwise(filled))
    if blank:
        yield Placed(Remark(rules.BLANK_ROWS, {"count": blank}))


def outside_columns(table: Table) -> Iterator[Placed]:
    """Columns in which data rows hold something, but the header nothing."""
    names = table.header.names
    outside: dict[int, list[int]] = {}
    for number, values, kind in table.rows:
        if kind == "data" and len(values) > len(names):
            for index in set(range(len(values))) - names.keys():
                if says_something(values[index]):
                    outside.setdefault(index, []).append(number)
    for index, rows in sorted(outside.items()):
        last = rows[-1] if len(rows) > 1 else None
        yield Placed(Remark(rules.NO_HEADER), rows[0], str(index), last_row=last, count=len(rows))


def _merged_remark(table: Table, column: Column, top: int, bottom: int) -> Placed:
    shown = next((table.header.value(column, row.values) for row in table.rows if row.number == top), None)
    found = cell_text(shown) or ""
    remark = Remark(rules.MERGED_CELLS, {"found": found, "count": bottom - top + 1}, repaired=True)
    return Placed(remark, top, column.key, last_row=bottom, found=found)


def _missing_remark(column: Column, table: Table, index: int | None) -> Remark:
    header = table.header
    near = None if index is None else (address(header.row, index + 1), header.names[index])
    params = {
        "column": column.header,
        "hint_da": f' Mente du {near[0]}, hvor der står "{near[1]}"?' if near else "",
        "hint_en": f' Did you mean {near[0]}, which says "{near[1]}"?' if near else "",
    }
    return Remark(rules.MISSING_COLUMN, params, suggestion=column.header)


def _likeliest_header(workbook: Workbook) -> dict[str, str]:
    """The row with the most cells that hold the name of a column among other words, as a hint."""
    best: tuple[int, str, int, str] = (1, "", 0, "")
    for worksheet in workbook.worksheets:
        for number, values in worksheet.rows:
            if number > HEADER_SEARCH_ROWS:
                break
            texts = [value for value in values if isinstance(value, str) and len(value) <= _LONGEST_NAME]
            alike = [text for text in texts if any(name in fold(text) for name in _TELLING_NAMES)]
            if len(alike) > best[0]:
                best = (
                    len(alike),
                    worksheet.name,
                    number,
                    " · ".join(" ".join(text.split()) for text in alike[:3]),
                )
    _, sheet, number, shown = best
    return {
        "hint_da": f' Mente du række {number} på "{sheet}", hvor der står "{shown}"?' if number else "",
        "hint_en": f' Did you mean row {number} on "{sheet}", which says "{shown}"?' if number else "",
    }


def _near_miss(column: Column, table: Table) -> int | None:
    """The index of the unknown header that looks most like the missing column."""
    from difflib import get_close_matches  # noqa: PLC0415 (slow to import; only for a wrong header)

    unknown = {fold(table.header.names[index]): index for index in table.header.unknown}
    taken = {fold(other.header) for other in COLUMNS if other.key in table.header.positions}
    for variant in sorted(column.variants, key=lambda name: name != fold(column.header)):
        for match in get_close_matches(variant, [name for name in unknown if name not in taken], 1, 0.8):
            return unknown[match]
    return None


def _names(worksheets: Iterator[Worksheet] | Sequence[Worksheet]) -> str:
    return ", ".join(f'"{worksheet.name}"' for worksheet in worksheets) or "(ingen faneblade)"


def _first_text(values: Values) -> str:
    first = next((value for value in values if cell_text(value)), None)
    return MASK if cell_holds_cpr(first) else cell_text(first) or ""
