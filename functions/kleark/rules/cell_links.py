"""What lies behind the cells of a link column: hyperlinks, and formulas that make links."""

from __future__ import annotations

from kleark.data_classes import NamedTuple
from kleark.rules import links_rules as rules
from kleark.rules.model import PERSONAL_DATA_GROUP, Judged, Remark
from kleark.sheet.address import column_letters
from kleark.sheet.hyperlink_formulas import names_hyperlink

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from typing import Any

    from kleark.sheet.columns import Column
    from kleark.sheet.table import Table
    from kleark.sheet.workbook import CellValue

# What a text is called that is no link: of such a text, the formula that shows it says more.
_NO_LINK = ("KA35", "KA37")


class CellLinks(NamedTuple):
    """By position among the data rows. ``targets``: where the hyperlinks lead.

    ``emptied``: cells that hold nothing but a hyperlink. ``formulas``: those that make a link nobody can tell.
    """

    targets: Mapping[int, str]
    emptied: AbstractSet[int]
    formulas: Mapping[int, str]


def find_cell_links(
    table: Table, numbers: Sequence[int], column: Column, values: Sequence[CellValue]
) -> CellLinks:
    """What lies behind a column's cells. ``numbers``, ``values``: of the data rows.

    Behind each cell of a merged area lies what lies behind its first one.
    """
    hyperlinks, formulas = table.worksheet.hyperlinks, table.worksheet.formulas
    if not hyperlinks and not formulas:
        return CellLinks({}, frozenset(), {})
    letters = column_letters(table.header.positions[column.key] + 1)
    first = {
        number: top
        for merged, top, bottom in table.merged
        if merged is column
        for number in range(top, bottom + 1)
    }
    tops = [first.get(number, number) for number in numbers] if first else numbers
    targets = {at: _encodable(target) for at, target in _beside(hyperlinks, letters, tops)}
    made = dict(_beside(formulas, letters, tops))
    return CellLinks(
        targets,
        {at for at in targets if _is_empty(values[at]) and at not in made},
        {at: formula for at, formula in made.items() if at not in targets and names_hyperlink(formula)},
    )


def _beside(cells: Mapping[str, str], letters: str, numbers: Sequence[int]) -> list[tuple[int, str]]:
    """What is known of a column's cells, by their position among these rows, from top to bottom."""
    rows = {cell[len(letters) :]: said for cell, said in cells.items() if cell.startswith(letters)}
    if not rows:
        return []
    return [(at, rows[number]) for at, number in enumerate(map(str, numbers)) if number in rows]


def judge_emptied(judged: Judged[Any], *, used: bool) -> Judged[Any]:
    """An emptied cell whose hyperlink was left: it counts where it can be used, and else the cell is empty."""
    if used and not judged.failed:
        return judged
    return Judged(None, (*_personal(judged.remarks), Remark(rules.EMPTIED_CELL)))


def blame_formula(judged: tuple[Remark, ...], formula: str) -> tuple[Remark, ...]:
    """What is said of a cell whose formula makes a link: that its text is no link is no fault of the text."""
    if not any(remark.rule.id.startswith(_NO_LINK) for remark in judged):
        return judged
    return (*_personal(judged), Remark(rules.FORMULA_OF_CELLS, {"found": formula}))


def _personal(remarks: tuple[Remark, ...]) -> Iterator[Remark]:
    return (remark for remark in remarks if remark.rule.id.startswith(PERSONAL_DATA_GROUP))


def _is_empty(value: CellValue) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _encodable(target: str) -> str:
    """A target without halves of characters, which no other program takes. (In texts they are KA322.)"""
    return target if target.isascii() else target.encode("utf-8", "replace").decode("utf-8")
