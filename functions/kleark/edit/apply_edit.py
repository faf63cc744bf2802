"""Carry out an edit: the workbook with its new cells, every other byte as it was, and what could not be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from kleark.edit.sheet_edit import COLUMN_BY_KEY
from kleark.fix.select import typed_value
from kleark.i18n.formats import format_short_date
from kleark.ooxml.cells import NewValue
from kleark.ooxml.opened_workbook import OpenedWorkbook
from kleark.report.findings import sanitise
from kleark.rules.table_checks import table_remarks
from kleark.rules.text import cell_text
from kleark.sheet.address import address, parse_area
from kleark.sheet.columns import SHOW_ACTIVE
from kleark.sheet.table import find_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kleark.edit.sheet_edit import AddedRow, SheetEdit
    from kleark.sheet.address import Cell
    from kleark.sheet.columns import Column
    from kleark.sheet.table import Table
    from kleark.sheet.workbook import CellValue

NotEdited = Literal["formula", "merged_or_array", "no_column", "no_row", "other_value"]
"""Why a cell stays as it was: other cells share its formula, it is part of a merged area or of a formula for many
cells, the sheet has no such column, the table no such row, or something else stood there than was expected."""

_WITHOUT_COLUMN = {SHOW_ACTIVE.key: "Nej"}
"""What a row says by lacking a column."""
_SHOWN = 200
"""Characters of a value that are told."""


class NoTableError(Exception):
    """The workbook holds no table, or several, so no row and no column is meant."""


@dataclass(frozen=True, slots=True)
class EditedCell:
    """A changed cell. ``before``, ``after``: as an admin would write them, masked; None for an empty cell."""

    cell: str
    column: str | None
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class UneditedCell:
    """A cell that was to be changed, and stays as it was. ``cell``: its address, or the row and the column's name."""

    cell: str
    reason: NotEdited


@dataclass(frozen=True, slots=True)
class EditResult:
    """What became of an edit.

    Attributes:
        data: The workbook; the same bytes where nothing was changed.
        changes: The changed cells, in the order of the sheet, without those of rows that were taken out or added.
        removed: The numbers of the rows that were taken out. Their place stays, empty: those below keep their numbers.
        unedited: What could not be done.
        added: The numbers of the rows that were added.
    """

    data: bytes
    changes: tuple[EditedCell, ...]
    removed: tuple[int, ...]
    unedited: tuple[UneditedCell, ...]
    added: tuple[int, ...] = ()


def apply_edit(data: bytes, edit: SheetEdit) -> EditResult:
    """Write an edit's changes into a workbook.

    A row is taken out wholly or not at all. What already stands there is no change.

    Args:
        data: The workbook. It is read and written in a child process, within limits.
        edit: What is asked for.

    Raises:
        UnreadableFile: The reader refuses the file.
        NoTableError: There is not just one table in it.
        UneditableFileError: The workbook cannot be edited, or not within the limits.
        ProcessLostError: The child process was ended from outside: try again.
    """
    with OpenedWorkbook(data) as opened:
        workbook = opened.read()
        _, table = table_remarks(workbook, find_tables(workbook))
        if table is None:
            raise NoTableError("not one table")
        return _carry_out(_Wanted(table, edit), data, opened)


def _carry_out(wanted: _Wanted, data: bytes, opened: OpenedWorkbook) -> EditResult:
    removed = wanted.removable
    while True:
        emptied = {cell: NewValue(None) for row in removed for cell in wanted.filled(row)}
        values = {**{cell: new for cell, new in wanted.values.items() if cell[0] not in removed}, **emptied}
        if not values:
            return EditResult(data, (), (), tuple(wanted.unedited))
        written = opened.write_values(wanted.table.worksheet.name, values)
        stuck = {row for row, _ in written.unchanged if row in removed}
        if not stuck:
            break
        wanted.refuse_rows(stuck, "merged_or_array")
        removed -= stuck
    unedited = [
        UneditedCell(address(*cell), "formula" if cell in written.needed_formulas else "merged_or_array")
        for cell in sorted(written.unchanged)
    ]
    changes = [
        wanted.change(cell)
        for cell in sorted(values)
        if cell not in written.unchanged and cell not in emptied and cell[0] not in wanted.added
    ]
    added = sorted({row for row, _ in values.keys() - written.unchanged} & wanted.added)
    done = written.data if changes or removed or added else data
    return EditResult(
        done, tuple(changes), tuple(sorted(removed)), (*wanted.unedited, *unedited), tuple(added)
    )


class _Wanted:
    """An edit, by the cells of one table. ``unedited``: what is known not to be possible before anything is written."""

    def __init__(self, table: Table, edit: SheetEdit) -> None:
        self.table = table
        self.cells: Mapping[int, tuple[CellValue, ...]] = dict(table.worksheet.rows)
        self.keys = {position: key for key, position in table.header.positions.items()}
        self.data_rows = {row.number for row in table.rows if row.kind == "data"}
        self.unedited: list[UneditedCell] = []
        self.values: dict[Cell, NewValue] = {}
        for cell, text in (*self.by_address(edit), *self.by_row(edit)):
            new = typed_value(self.column(cell), text)
            if not self.stands_there(cell, new):
                self.values[cell] = new
        self.removable = self.rows_to_remove(edit)
        self.added: set[int] = set()
        for row in edit.added:
            self.add_row(row)

    def by_address(self, edit: SheetEdit) -> Iterator[tuple[Cell, str]]:
        for one in edit.cells:
            area = parse_area(one.area)
            assert area is not None
            top, left, bottom, right = area
            text = cell_text(self.value((top, left)))
            if one.before is not None and one.before != (sanitise(text) if text else ""):
                self.unedited.append(UneditedCell(one.area, "other_value"))
                continue
            for row in range(top, bottom + 1):
                yield from (((row, column), one.value) for column in range(left, right + 1))

    def by_row(self, edit: SheetEdit) -> Iterator[tuple[Cell, str]]:
        for one in edit.rows:
            if one.row not in self.data_rows:
                self.refuse_rows({one.row}, "no_row")
                continue
            for key, text in one.values.items():
                position = self.table.header.positions.get(key)
                if position is None:
                    name = f"{one.row}, {COLUMN_BY_KEY[key].header}"
                    self.unedited.append(UneditedCell(name, "no_column"))
                else:
                    yield (one.row, position + 1), text

    def add_row(self, row: AddedRow) -> None:
        """Into the first row behind the table's last in which nothing stands: what is written below keeps its place."""
        number = max((*self.data_rows, *self.added, self.table.header.row)) + 1
        while number in self.cells:
            number += 1
        self.added.add(number)
        formats = row.like if row.like in self.data_rows else max(self.data_rows, default=None)
        for key, text in row.values.items():
            position = self.table.header.positions.get(key)
            if not text or (position is None and text == _WITHOUT_COLUMN.get(key)):
                continue
            if position is None:
                self.unedited.append(UneditedCell(f"{number}, {COLUMN_BY_KEY[key].header}", "no_column"))
                continue
            cell = number, position + 1
            like = None if formats is None else (formats, position + 1)
            self.values[cell] = typed_value(self.column(cell), text)._replace(like=like)

    def rows_to_remove(self, edit: SheetEdit) -> set[int]:
        asked = set(edit.removed)
        self.refuse_rows(asked - self.data_rows, "no_row")
        shared = {row for row in asked & self.data_rows if self.is_merged_with_others(row)}
        self.refuse_rows(shared, "merged_or_array")
        return (asked & self.data_rows) - shared

    def is_merged_with_others(self, row: int) -> bool:
        areas = (parse_area(text) for text in self.table.worksheet.merged)
        return any(area and area[0] <= row <= area[2] and area[0] != area[2] for area in areas)

    def refuse_rows(self, rows: Iterable[int], reason: NotEdited) -> None:
        self.unedited += [UneditedCell(str(row), reason) for row in sorted(rows)]

    def filled(self, row: int) -> Iterator[Cell]:
        values = self.cells.get(row, ())
        return ((row, column) for column, value in enumerate(values, 1) if value is not None)

    def value(self, cell: Cell) -> CellValue:
        values = self.cells.get(cell[0], ())
        return values[cell[1] - 1] if cell[1] <= len(values) else None

    def column(self, cell: Cell) -> Column | None:
        key = self.keys.get(cell[1] - 1)
        if key is not None and cell[0] > self.table.header.row:
            return COLUMN_BY_KEY.get(key)
        return None

    def stands_there(self, cell: Cell, new: NewValue) -> bool:
        link = self.table.worksheet.hyperlinks.get(address(*cell)) if new.link else None
        return new.content == self.value(cell) and link in (None, new.content)

    def change(self, cell: Cell) -> EditedCell:
        content = self.values[cell].content
        after = format_short_date(content) if isinstance(content, date) else content
        before = cell_text(self.value(cell))
        column = self.table.header.names.get(cell[1] - 1)
        return EditedCell(
            address(*cell),
            None if column is None else sanitise(column),
            None if before is None else sanitise(before, _SHOWN),
            None if after is None else sanitise(str(after), _SHOWN),
        )
