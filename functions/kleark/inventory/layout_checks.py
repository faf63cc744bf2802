"""Which rules the table of a list breaks, before the cells of its rows are read: an inventory's, and any list's."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from kleark.inventory import cell_values
from kleark.redaction.cpr import MASK, cell_holds_cpr
from kleark.rules import inventory_table_rules as rules
from kleark.rules import table_rules
from kleark.rules.model import Placed, Remark
from kleark.rules.table_checks import outside_columns
from kleark.rules.text import cell_text
from kleark.sheet.address import address
from kleark.sheet.inventory_columns import (
    CASES,
    KLE_NUMBER,
    MUNICIPALITY_CODE,
    MUNICIPALITY_NAME,
    SOURCE_SYSTEM,
)
from kleark.sheet.table import missing_columns, read_header
from kleark.sheet.workbook import CSV_SHEET_NAME

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from kleark.sheet.columns import Column
    from kleark.sheet.table import Header, Table, TableRow
    from kleark.sheet.workbook import Workbook


LOOKED_FOR = (MUNICIPALITY_CODE, KLE_NUMBER, SOURCE_SYSTEM, CASES)
"""The columns that are named where no inventory is found."""


def table_remarks(
    workbook: Workbook, tables: Sequence[Table], looked_for: Sequence[Column]
) -> tuple[list[Placed], Table | None]:
    """What is to be said of the tables that were found, and the one to judge, if there is just one to see."""
    visible = [table for table in tables if table.worksheet.visibility == "visible"]
    if len(visible) == 1:
        hidden = [table for table in tables if table is not visible[0]]
        remarks = (Remark(rules.HIDDEN_SHEET, {"sheet": table.worksheet.name}) for table in hidden)
        return [Placed(remark) for remark in remarks], visible[0]
    if visible:
        names = ", ".join(f'"{table.worksheet.name}"' for table in visible)
        return [Placed(Remark(rules.SEVERAL_TABLES, {"sheets": names}))], None
    headers = ", ".join(f'"{column.header}"' for column in looked_for)
    names = ", ".join(f'"{one.name}"' for one in workbook.worksheets if one.name != CSV_SHEET_NAME)
    places = {"sheets_da": names or "filen", "sheets_en": names or "the file"}
    return [Placed(Remark(rules.NO_TABLE, {"headers": headers, **places}))], None


TOTALS = (MUNICIPALITY_CODE, MUNICIPALITY_NAME, KLE_NUMBER)
"""The columns of an inventory in which a row may say that it is the sum of others."""


def with_totals_as_notes(table: Table, columns: Sequence[Column]) -> Table:
    """The table, with the rows that say that they are the sum of others set apart from its data.

    ``columns``: where they say so.
    """
    rows = tuple(
        row._replace(kind="note") if row.kind == "data" and _is_total(row, table.header, columns) else row
        for row in table.rows
    )
    return replace(table, rows=rows)


def form_remarks(
    table: Table, wanted: tuple[Column, ...], known: Collection[int] = frozenset()
) -> Iterator[Placed]:
    """What is to be said of the header of a table of any form.

    ``wanted``: the columns that must be there. ``known``: the indexes of columns that are no part of the form, and
    of which something else is said.
    """
    found = table.header
    for column in missing_columns(found, wanted):
        remark = Remark(rules.MISSING_COLUMN, {"column": column.header}, suggestion=column.header)
        yield Placed(remark, found.row)
    for column, index in found.doubled:
        first = address(found.row, found.positions[column.key] + 1)
        params = {"column": column.header, "first": first, "second": address(found.row, index + 1)}
        yield Placed(Remark(rules.DOUBLED_COLUMN, params), found.row, column.key)
    for index in found.unknown:
        if index in known:
            continue
        yield Placed(Remark(rules.UNUSED_COLUMN), found.row, str(index), found=found.names[index])
    for row in table.rows:
        if (
            row.kind == "header"
            and read_header(row.number, row.values, found.form).positions != found.positions
        ):
            yield Placed(Remark(table_rules.SECOND_TABLE, {"first": found.row}), row.number)
    for key, index in found.positions.items():
        if index + 1 in table.worksheet.hidden_columns:
            yield Placed(Remark(rules.HIDDEN_COLUMN), found.row, key)
    if not any(row.kind == "data" for row in table.rows):
        yield Placed(Remark(rules.EMPTY), found.row)


def _is_total(row: TableRow, found: Header, columns: Sequence[Column]) -> bool:
    """No KLE number, and words that say: the sum of other rows."""
    number = found.value(KLE_NUMBER, row.values)
    if number is not None and not (
        isinstance(number, str) and (not number.strip() or cell_values.says_total(number))
    ):
        return False
    shown = (found.value(column, row.values) for column in columns)
    return any(map(cell_values.says_total, shown))


def row_kind_remarks(table: Table) -> Iterator[Placed]:
    """What is to be said of rows that are skipped, or read although they are hidden."""
    filled: list[int] = []
    for row in table.rows:
        if row.kind == "header":
            yield Placed(Remark(table_rules.REPEATED_HEADER), row.number)
        elif row.kind == "note":
            first = next((value for value in row.values if cell_text(value)), None)
            found = MASK if cell_holds_cpr(first) else cell_text(first) or ""
            yield Placed(Remark(rules.SKIPPED_ROW, {"found": found}), row.number)
        elif row.kind == "data" and row.number in table.worksheet.hidden_rows:
            yield Placed(Remark(rules.HIDDEN_ROW), row.number)
        if row.kind != "blank":
            filled.append(row.number)
    yield from outside_columns(table)
    for column, top, bottom in table.merged:
        values = next((row.values for row in table.rows if row.number == top), ())
        found = cell_text(table.header.value(column, values)) or ""
        remark = Remark(rules.MERGED_CELLS, {"found": found, "count": bottom - top + 1}, repaired=True)
        yield Placed(remark, top, column.key, last_row=bottom, found=found)
    if blank := sum(after - before - 1 for before, after in pairwise(filled)):
        yield Placed(Remark(table_rules.BLANK_ROWS, {"count": blank}))
