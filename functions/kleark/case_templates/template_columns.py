"""The columns of a municipality's list: what is missing, what is not read, and whose it is.

Of lists of every kind, and of case templates in particular.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.inventory.cell_values import read_municipality
from kleark.inventory.layout_checks import form_remarks
from kleark.rules import case_template_rules as rules
from kleark.rules.model import Placed, Remark
from kleark.sheet import case_template_columns as columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.registers.municipalities import Municipality
    from kleark.sheet.columns import Column
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


def list_remarks(table: Table, wanted: tuple[Column, ...], own: Municipality | None) -> Iterator[Placed]:
    """What is to be said of the columns of any list of one municipality.

    ``wanted``: as `form_remarks` has them. ``own``: the municipality whose list it should be.
    """
    yield from header_remarks(table, wanted)
    if own is not None:
        yield from _find_other_municipality(table, own)


def header_remarks(
    table: Table, wanted: tuple[Column, ...], known: frozenset[int] = frozenset()
) -> Iterator[Placed]:
    """What is to be said of the header of any list that may name persons, whose columns are not read.

    ``wanted``, ``known``: as `form_remarks` has them.
    """
    found = table.header
    of_persons = {index for index in found.unknown if columns.is_of_persons(found.names[index])}
    yield from form_remarks(table, wanted, of_persons | known)
    for index in sorted(of_persons):
        yield Placed(Remark(rules.PERSONS_COLUMN), found.row, str(index), found=found.names[index])


def _find_other_municipality(table: Table, own: Municipality) -> Iterator[Placed]:
    """That a list names another municipality than the one whose it should be."""
    for column in (columns.MUNICIPALITY_CODE, columns.MUNICIPALITY_NAME):
        others = [
            (row.number, other)
            for row in table.rows
            if row.kind == "data"
            and (other := read_municipality(table.header.value(column, row.values)).value) is not None
            and other is not own
        ]
        if others:
            row, other = others[0]
            params = {"other": other.name, "own": own.name}
            yield Placed(
                Remark(rules.OTHER_MUNICIPALITY, params), row, column.key, count=len(others), found=other.name
            )
            return
