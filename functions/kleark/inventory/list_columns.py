"""The columns of any list beside the sheet: what is missing, what is not read, and whose list it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.inventory.cell_values import read_municipality
from kleark.inventory.layout_checks import form_remarks
from kleark.rules import case_template_rules as rules
from kleark.rules.model import Placed, Remark
from kleark.sheet.inventory_columns import MUNICIPALITY_CODE, MUNICIPALITY_NAME
from kleark.sheet.person_columns import is_of_persons

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.registers.municipalities import Municipality
    from kleark.sheet.columns import Column
    from kleark.sheet.table import Table


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
    of_persons = {index for index in found.unknown if is_of_persons(found.names[index])}
    yield from form_remarks(table, wanted, of_persons | known)
    for index in sorted(of_persons):
        yield Placed(Remark(rules.PERSONS_COLUMN), found.row, str(index), found=found.names[index])


def _find_other_municipality(table: Table, own: Municipality) -> Iterator[Placed]:
    """That a list names another municipality than the one whose it should be."""
    for column in (MUNICIPALITY_CODE, MUNICIPALITY_NAME):
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
