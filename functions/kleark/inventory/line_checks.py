"""From the rows of an inventory to its lines: each cell read, and what shows only when the rows are seen together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kleark.configuration.case_counts import ANY_SYSTEM
from kleark.inventory import cell_values
from kleark.inventory.cell_reading import CellReader
from kleark.inventory.model import Line
from kleark.redaction.cpr import cell_holds_cpr
from kleark.registers.municipalities import municipalities, municipality
from kleark.rules import cross_row, kle, kle_rules
from kleark.rules import inventory_line_rules as rules
from kleark.rules.model import Judged, Placed, Remark
from kleark.sheet.inventory_columns import (
    CASES,
    KLE_NUMBER,
    KLE_TITLE,
    MUNICIPALITY_CODE,
    MUNICIPALITY_NAME,
    SOURCE_SYSTEM,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kleark.registers.kle_register import KleRegister
    from kleark.registers.municipalities import Municipality
    from kleark.sheet.table import Header, Table, TableRow
    from kleark.sheet.workbook import CellValue


class NumberedLine(NamedTuple):
    """A line, and the row that it stands in."""

    row: int
    line: Line


class JudgedTable(NamedTuple):
    """``rows``: how many were read. ``lines``: of those without errors, each once."""

    rows: int
    lines: tuple[Line, ...]
    remarks: tuple[Placed, ...]


def judge_table(table: Table, register: KleRegister) -> JudgedTable:
    """Judge every row below the header. Raises nothing for what stands in the cells."""
    data = [row for row in table.rows if row.kind == "data"]
    reader = _Reader(table.header, register)
    numbered = [one for row in data if (one := reader.line(row)) is not None]
    kept, repeated = _without_repetitions(numbered)
    placed = [
        *reader.placed,
        *reader.once_per_column(),
        *repeated,
        *_find_totals_beside_parts(kept),
        *_find_missing_municipalities([one.line for one in kept]),
        *cross_row.find_uncovered_numbers(reader.numbers, register),
    ]
    return JudgedTable(len(data), tuple(one.line for one in kept), tuple(placed))


class _Reader(CellReader):
    """Reads the rows of an inventory. ``numbers``: the KLE numbers that were read."""

    def __init__(self, found: Header, register: KleRegister) -> None:
        super().__init__(found)
        self.numbers: list[str] = []
        self._register = register
        has_code = MUNICIPALITY_CODE.key in found.positions
        self._whose = MUNICIPALITY_CODE if has_code else MUNICIPALITY_NAME

    def line(self, row: TableRow) -> NumberedLine | None:
        """The row's line, or None where an error stops it."""
        title = self._header.value(KLE_TITLE, row.values)
        shown_title = title if isinstance(title, str) and not cell_holds_cpr(title) else None
        whose: Municipality | None = self.read(row, self._whose, cell_values.read_municipality)
        number: str | None = self.read(
            row, KLE_NUMBER, lambda value: self._number(value, shown_title), shown_title
        )
        system: str | None = self.read(row, SOURCE_SYSTEM, cell_values.read_system, optional=True)
        count: int | None = self.read(row, CASES, cell_values.read_count)
        if number is not None:
            self.numbers.append(number)
        # Known columns that no line is made of.
        self.tell_of_numbers(row, [one for one in (MUNICIPALITY_NAME, KLE_TITLE) if one is not self._whose])
        if whose is None or number is None or system is None or count is None:
            return None
        if not self._agree(row, whose):
            return None
        return NumberedLine(row.number, Line(whose.code, number, system, count))

    def _number(self, value: CellValue, title: str | None) -> Judged[str]:
        """The KLE number, by the rules of the configuration's; the name beside it only has to be of the same topic."""
        judged = kle.read_number(value, title, self._register)
        number = judged.value
        if number is None or judged.failed or not self._register.covers(number):
            return judged
        topic_remarks = (
            remark
            for remark in kle.agree(number, title or "", self._register)
            if remark.rule in (kle_rules.CONTRADICTION, kle_rules.UNKNOWN)
        )
        return Judged(number, (*judged.remarks, *topic_remarks))

    def _agree(self, row: TableRow, whose: Municipality) -> bool:
        """Whether the name beside the code is that municipality's; a name that is nobody's says nothing."""
        name = self._header.value(MUNICIPALITY_NAME, row.values)
        if self._whose is MUNICIPALITY_NAME or not isinstance(name, str):
            return True
        meant = cell_values.municipality_named(name)
        if meant is None or meant is whose:
            return True
        params = {"code": whose.code, "owner": whose.official_name, "found": name}
        self.placed.append(
            Placed(Remark(rules.CODE_AND_NAME, params), row.number, self._whose.key, found=whose.code)
        )
        return False


def _without_repetitions(numbered: Sequence[NumberedLine]) -> tuple[list[NumberedLine], list[Placed]]:
    """The lines without those that an earlier one says too, and what is to be said of those."""
    first: dict[tuple[str, str, str], NumberedLine] = {}
    placed: list[Placed] = []
    for one in numbered:
        earlier = first.setdefault(one.line.key, one)
        if earlier is one:
            continue
        if earlier.line.cases == one.line.cases:
            remark = Remark(rules.DUPLICATE, {"first": earlier.row}, repaired=True)
        else:
            remark = Remark(rules.CONFLICT, _conflict_params(earlier, one.line))
        placed.append(Placed(remark, one.row, CASES.key, found=str(one.line.cases)))
    return list(first.values()), placed


def _conflict_params(earlier: NumberedLine, line: Line) -> dict[str, str | int]:
    whose = municipality(line.municipality)
    return {
        "municipality": whose.name if whose else line.municipality,
        "number": line.kle_number,
        "system_da": line.source_system or "ukendt fagsystem",
        "system_en": line.source_system or "an unknown system",
        "first": earlier.row,
        "other": earlier.line.cases,
        "cases": line.cases,
    }


def _find_totals_beside_parts(kept: Sequence[NumberedLine]) -> Iterator[Placed]:
    """Numbers of one municipality with a line for no system in particular, and others for one, at the later row."""
    alone = {
        (one.line.municipality, one.line.kle_number): one.row
        for one in kept
        if one.line.source_system == ANY_SYSTEM
    }
    for one in kept:
        row = alone.get((one.line.municipality, one.line.kle_number))
        if row is None or one.line.source_system == ANY_SYSTEM:
            continue
        whose = municipality(one.line.municipality)
        params: dict[str, str | int] = {
            "municipality": whose.name if whose else one.line.municipality,
            "number": one.line.kle_number,
            "system": one.line.source_system,
            "all": row,
            "named": one.row,
        }
        remark = Remark(rules.TOTAL_AND_PARTS, params)
        yield Placed(remark, max(row, one.row), KLE_NUMBER.key, found=one.line.kle_number)


def _find_missing_municipalities(lines: Sequence[Line]) -> Iterator[Placed]:
    """The municipalities without a line, reported once."""
    present = {line.municipality for line in lines}
    names = [one.name for one in municipalities() if one.code not in present]
    if names and present:
        params: dict[str, str | int] = {"count": len(names), "numbers": ", ".join(names)}
        yield Placed(Remark(rules.MISSING_MUNICIPALITIES, params))
