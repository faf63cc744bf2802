"""From an inventory's bytes to its report and its lines: the whole of the judgement, without AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from kleark.inventory.layout_checks import LOOKED_FOR, TOTALS
from kleark.inventory.line_checks import judge_table
from kleark.inventory.list_check import CheckedList, ListKind, ReadList, check_list
from kleark.inventory.list_columns import header_remarks
from kleark.inventory.model import Inventory, inventory_of
from kleark.registers.kle_register import KleRegister, embedded
from kleark.rules import inventory_table_rules as rules
from kleark.rules.model import Placed, Remark, holds_error
from kleark.sheet.inventory_columns import (
    CASES,
    INVENTORY,
    KLE_NUMBER,
    MUNICIPALITY_CODE,
    MUNICIPALITY_NAME,
    SOURCE_SYSTEM,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.sheet.table import Table

CheckedInventory: TypeAlias = "CheckedList[Inventory]"


def check_inventory(data: bytes, file_name: str, register: KleRegister | None = None) -> CheckedInventory:
    """Judge one uploaded inventory, .xlsx or CSV. Never raises for anything that is in the file.

    Unlike other lists, it is none where there is any error: it is counted with.

    ``register``: the KLE register; without it, the embedded one.
    """
    known = register or embedded()
    kind = ListKind(
        subject="inventory",
        form=INVENTORY,
        looked_for=LOOKED_FOR,
        totals=TOTALS,
        columns=_column_remarks,
        read=lambda table: _read(table, known),
        judge=lambda _: (),
    )
    checked = check_list(data, file_name, kind)
    return checked._replace(found=None) if checked.report.verdict == "rejected" else checked


def _column_remarks(table: Table) -> Iterator[Placed]:
    found = table.header
    whose = () if MUNICIPALITY_NAME.key in found.positions else (MUNICIPALITY_CODE,)
    yield from header_remarks(table, (*whose, KLE_NUMBER, CASES))
    if SOURCE_SYSTEM.key not in found.positions:
        yield Placed(Remark(rules.NO_SYSTEMS))


def _read(table: Table, register: KleRegister) -> ReadList[Inventory]:
    rows, lines, remarks = judge_table(table, register)
    return ReadList(rows, None if holds_error(remarks) else inventory_of(lines), remarks)
