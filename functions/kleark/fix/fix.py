"""A workbook with what can be fixed in it fixed, and checked anew before anybody gets it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from kleark.check import check_in_full
from kleark.fix.select import Suggestions, select_repairs
from kleark.ooxml.cells import write_values
from kleark.report.findings import sanitise
from kleark.rules.text import as_written
from kleark.sheet.address import address
from kleark.sheet.reader import read_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kleark.fix.select import Repair
    from kleark.registers.kle_register import KleRegister
    from kleark.registers.municipalities import Municipality
    from kleark.report.model import Report
    from kleark.sheet.address import Cell
    from kleark.sheet.workbook import CellValue, Worksheet

    Judge = Callable[[bytes], Report]

_MOST_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Change:
    """One cell: what stood there and what stands there now, both as an admin would say it, shortened, masked."""

    sheet: str
    cell: str
    column: str | None
    before: str | None
    after: str
    rules: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        return {
            "sheet": self.sheet,
            "cell": self.cell,
            "column": self.column,
            "before": self.before,
            "after": self.after,
            "rules": list(self.rules),
        }


@dataclass(frozen=True, slots=True)
class FixResult:
    """The corrected workbook, the report on it, and what was changed, in the order of the sheet.

    ``before``: the report on the file as it was. Both reports hold every finding. ``data`` is the file itself
    where nothing was changed.
    """

    data: bytes
    before: Report
    after: Report
    changes: tuple[Change, ...]


def fix(  # noqa: PLR0913 (what `check` takes, and one choice)
    data: bytes,
    file_name: str,
    municipality: Municipality | None = None,
    register: KleRegister | None = None,
    today: date | None = None,
    *,
    suggestions: Suggestions = False,
) -> FixResult:
    """Fix a workbook. With ``suggestions``, what the report suggests is written too, not only what is certain.

    Each round writes into the cells and checks the result: a value can need fixing twice, and a suggestion
    that makes a new error is taken back. Never raises for anything that is in the file: a file that cannot be
    read comes back as it is.
    """

    def judge(candidate: bytes) -> Report:
        return check_in_full(candidate, file_name, municipality=municipality, register=register, today=today)

    before = judge(data)
    state = _State(data, before, {}, frozenset())
    for _ in range(_MOST_ROUNDS):
        following = _run_round(state, judge, before, suggestions=suggestions)
        if following is None:
            break
        state = following
    changes = tuple(state.changes[cell] for cell in sorted(state.changes))
    return FixResult(state.data, before, state.report, changes)


@dataclass(frozen=True, slots=True)
class _State:
    """The workbook after some rounds. ``closed``: cells that are not to be touched (again)."""

    data: bytes
    report: Report
    changes: Mapping[Cell, Change]
    closed: frozenset[Cell]


def _run_round(state: _State, judge: Judge, before: Report, *, suggestions: Suggestions) -> _State | None:
    """The workbook one round further; None where there is nothing left to do."""
    if state.report.sheet is None:
        return None
    worksheet = _worksheet(state)
    values = dict(worksheet.rows)
    chosen = select_repairs(state.report, worksheet, suggestions=suggestions)
    chosen = {
        cell: repair
        for cell, repair in chosen.items()
        if cell not in state.closed and repair.value.content != _cell_value(values, cell)
    }
    if not chosen:
        return None
    written = write_values(
        state.data, worksheet.name, {cell: repair.value for cell, repair in chosen.items()}
    )
    done = {cell: repair for cell, repair in chosen.items() if cell not in written.unchanged}
    closed = state.closed | written.unchanged
    if not done:
        return None
    report = judge(written.data)
    harmed = _harmful_cells(report, before, done)
    if harmed:
        return replace(state, closed=closed | harmed)
    return _State(written.data, report, {**state.changes, **_changes(state, done, worksheet)}, closed)


def _worksheet(state: _State) -> Worksheet:
    assert state.report.sheet is not None
    name = state.report.sheet.name
    found = [one for one in read_workbook(state.data).worksheets if sanitise(one.name) == name]
    return next((one for one in found if one.visibility == "visible"), found[0])


def _cell_value(values: Mapping[int, tuple[CellValue, ...]], cell: Cell) -> CellValue:
    row, column = cell
    found = values.get(row, ())
    return found[column - 1] if column <= len(found) else None


def _harmful_cells(report: Report, before: Report, done: Mapping[Cell, Repair]) -> frozenset[Cell]:
    """The cells written in rows that now have an error they did not have: all of them where it is not on a row."""
    known = {(finding.rule, finding.cell, finding.row) for finding in before.findings}
    new = [
        finding
        for finding in report.findings
        if finding.severity == "error" and (finding.rule, finding.cell, finding.row) not in known
    ]
    rows = {finding.row for finding in new}
    harmed = frozenset(cell for cell in done if cell[0] in rows)
    return harmed if harmed or not new else frozenset(done)


def _changes(state: _State, done: Mapping[Cell, Repair], worksheet: Worksheet) -> dict[Cell, Change]:
    values = dict(worksheet.rows)
    changes: dict[Cell, Change] = {}
    for (row, column), (finding, value) in done.items():
        old = as_written(_cell_value(values, (row, column)))
        content = value.content
        after = content.strftime("%d-%m-%Y") if isinstance(content, date) else content
        earlier = state.changes.get((row, column))
        before = earlier.before if earlier else None if old is None else sanitise(old)
        rules = (*(earlier.rules if earlier else ()), finding.rule)
        changes[row, column] = Change(
            sanitise(worksheet.name), address(row, column), finding.column, before, sanitise(after), rules
        )
    return changes
