"""The columns of a list of case templates: what is missing, what is not read, and whose list it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.inventory.list_columns import list_remarks
from kleark.rules import case_template_rules as rules
from kleark.rules.model import Placed, Remark
from kleark.sheet import case_template_columns as columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.registers.municipalities import Municipality
    from kleark.sheet.table import Table

REQUIRED = (columns.TEMPLATE_NAME, columns.KLE_NUMBER)


def column_remarks(table: Table, system: str | None, own: Municipality | None) -> Iterator[Placed]:
    """What is to be said of a list's columns.

    Args:
        table: The list.
        system: The source system of the whole list, where it was said beside it.
        own: The municipality whose list it should be.
    """
    yield from list_remarks(table, REQUIRED, own)
    if not system and columns.SOURCE_SYSTEM.key not in table.header.positions:
        yield Placed(Remark(rules.NO_SYSTEM), table.header.row)
