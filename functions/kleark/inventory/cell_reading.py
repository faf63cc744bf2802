"""The cells of a list's rows: each read once, and what is to be said of it kept with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.redaction.cpr import MASK, find_in_cell, is_certain
from kleark.rules import inventory_line_rules as rules
from kleark.rules.internal_error import NOT_JUDGED
from kleark.rules.model import Judged, Placed, Remark, has_error
from kleark.rules.personal_data import cpr_remark
from kleark.rules.text import cell_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kleark.sheet.columns import Column
    from kleark.sheet.table import Header, TableRow
    from kleark.sheet.workbook import CellValue


class CellReader:
    """Reads rows, and keeps what is to be said of them; each distinct value of a column is read once.

    ``placed``: what was said so far of single cells.
    """

    def __init__(self, found: Header) -> None:
        self.placed: list[Placed] = []
        self._header = found
        self._once: dict[tuple[str, str], list[tuple[int, Remark]]] = {}
        self._read: dict[tuple[str, type, CellValue, CellValue], Judged[Any]] = {}

    def value(self, row: TableRow, column: Column) -> CellValue:
        """What stands in a column of a row."""
        return self._header.value(column, row.values)

    def once_per_column(self) -> Iterator[Placed]:
        """The remarks that are reported once a column."""
        for (_, key), several in self._once.items():
            (first, remark), (last, _) = several[0], several[-1]
            yield Placed(remark, first, key, last_row=last if last != first else None, count=len(several))

    def read(
        self,
        row: TableRow,
        column: Column,
        read: Callable[[CellValue], Judged[Any]],
        beside: str | None = None,
        *,
        optional: bool = False,
    ) -> Any:
        """What is read of one cell: None where an error was found, which is kept."""
        value = self._header.value(column, row.values)
        key = column.key, type(value), value, beside
        if (judged := self._read.get(key)) is None:
            judged = self._read[key] = _judge(value, read, optional=optional)
        for remark in judged.remarks:
            if remark.rule.once:
                self._once.setdefault((remark.rule.id, column.key), []).append((row.number, remark))
            else:
                self.placed.append(Placed(remark, row.number, column.key, found=cell_text(value)))
        return None if judged.failed else judged.value

    def tell_of_numbers(self, row: TableRow, columns: Iterable[Column]) -> None:
        """Tell of personal numbers in columns that nothing is read of."""
        for column in columns:
            if hits := find_in_cell(self.value(row, column)):
                remark = cpr_remark(certain=is_certain(hits))
                self.placed.append(Placed(remark, row.number, column.key, found=MASK))


def _judge(value: CellValue, read: Callable[[CellValue], Judged[Any]], *, optional: bool) -> Judged[Any]:
    hits = find_in_cell(value)
    if is_certain(hits):
        return Judged(None, (cpr_remark(),))
    try:
        judged = read(value)
    except Exception as fault:  # noqa: BLE001 (a rule that crashes is a finding, not a lost report)
        return Judged(None, (Remark(NOT_JUDGED, {"kind": type(fault).__name__}),))
    if hits:
        judged = Judged(judged.value, (cpr_remark(certain=False), *judged.remarks))
    if judged.value is None and not has_error(judged.remarks) and not optional:
        return Judged(None, (*judged.remarks, Remark(rules.EMPTY_CELL)))
    return judged
