"""Fix what can be fixed in a workbook, and check the result before it is returned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from kleark.check import check_in_full
from kleark.fix.select import Suggestions, select_repairs
from kleark.i18n.formats import format_short_date
from kleark.ooxml.cells import write_values
from kleark.ooxml.hiding import hide_in_workbook
from kleark.report.findings import sanitise
from kleark.rules.personal_data import PERSONAL_DATA
from kleark.rules.text import cell_text
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
    """A changed cell: its old and new value as an admin would write them, shortened and masked."""

    sheet: str
    cell: str
    column: str | None
    before: str | None
    after: str
    rules: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """The change as ``kleark fix --output-format json`` writes it."""
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
    """A corrected workbook.

    Attributes:
        data: The workbook; the file as it was where nothing was changed and nothing hidden.
        before: The report on the file as it was, with every finding.
        after: The report on ``data``, with every finding.
        changes: The changed cells, in the order of the sheet.
        hidden: At how many places CPR numbers are hidden in ``data``, which its original still has.
    """

    data: bytes
    before: Report
    after: Report
    changes: tuple[Change, ...]
    hidden: int = 0


def fix(  # noqa: PLR0913 (what `check` takes, and one choice)
    data: bytes,
    file_name: str,
    municipality: Municipality | None = None,
    register: KleRegister | None = None,
    today: date | None = None,
    *,
    suggestions: Suggestions = False,
) -> FixResult:
    """Fix a workbook: write the certain repairs and, if asked, the suggestions.

    Each round writes into cells and checks the result, since a value can need fixing twice, and a suggestion that
    causes a new error is undone. No content of the file makes this raise: a file that cannot be read is returned
    as it is.

    Args:
        data: The workbook.
        file_name: Its name, for the reports.
        municipality: Whose sheet it is, for the rules that need to know.
        register: The KLE register; the one that comes with Kleark by default.
        today: The day of the check, for rules on dates.
        suggestions: Which suggestions to write besides the certain repairs.
    """

    def judge(candidate: bytes) -> Report:
        return check_in_full(candidate, file_name, municipality=municipality, register=register, today=today)

    before = judge(data)
    state = _State(data, before, {}, frozenset())
    for _ in range(_MOST_ROUNDS):
        next_state = _run_round(state, judge, before, suggestions=suggestions)
        if next_state is None:
            break
        state = next_state
    changes = tuple(state.changes[cell] for cell in sorted(state.changes))
    return _hide_numbers(FixResult(state.data, before, state.report, changes), judge)


def _hide_numbers(fixed: FixResult, judge: Judge) -> FixResult:
    """The result without CPR numbers: a corrected workbook carries none on, whatever else was written."""
    told = sum(finding.rule in PERSONAL_DATA for finding in fixed.after.findings)
    data = hide_in_workbook(fixed.data) if told else fixed.data
    return fixed if data is fixed.data else replace(fixed, data=data, after=judge(data), hidden=told)


@dataclass(frozen=True, slots=True)
class _State:
    """The workbook after some rounds. ``closed``: cells that must not be written (again)."""

    data: bytes
    report: Report
    changes: Mapping[Cell, Change]
    closed: frozenset[Cell]


def _run_round(state: _State, judge: Judge, before: Report, *, suggestions: Suggestions) -> _State | None:
    """Run one more round. None: there is nothing left to do."""
    if state.report.sheet is None:
        return None
    worksheet = _worksheet(state)
    values = dict(worksheet.rows)
    chosen = select_repairs(state.report, worksheet, suggestions=suggestions)
    chosen = {
        cell: repair
        for cell, repair in chosen.items()
        if cell not in state.closed and not _stands_there(worksheet, values, cell, repair)
    }
    if not chosen:
        return None
    written = write_values(
        state.data, worksheet.name, {cell: repair.value for cell, repair in chosen.items()}
    )
    applied = {cell: repair for cell, repair in chosen.items() if cell not in written.unchanged}
    closed = state.closed | written.unchanged
    if not applied:
        return None
    report = judge(written.data)
    harmful = _harmful_cells(report, before, applied)
    if harmful:
        return replace(state, closed=closed | harmful)
    return _State(written.data, report, {**state.changes, **_changes(state, applied, worksheet)}, closed)


def _worksheet(state: _State) -> Worksheet:
    assert state.report.sheet is not None
    name = state.report.sheet.name
    candidates = [one for one in read_workbook(state.data).worksheets if sanitise(one.name) == name]
    return next((one for one in candidates if one.visibility == "visible"), candidates[0])


def _stands_there(
    worksheet: Worksheet, values: Mapping[int, tuple[CellValue, ...]], cell: Cell, repair: Repair
) -> bool:
    """Whether a repair's value stands in its cell, and its hyperlink, if it has one, leads there too."""
    content = repair.value.content
    behind = worksheet.hyperlinks.get(address(*cell)) if repair.value.link else None
    return content == _cell_value(values, cell) and behind in (None, content)


def _cell_value(values: Mapping[int, tuple[CellValue, ...]], cell: Cell) -> CellValue:
    row, column = cell
    cells = values.get(row, ())
    return cells[column - 1] if column <= len(cells) else None


def _harmful_cells(report: Report, before: Report, applied: Mapping[Cell, Repair]) -> frozenset[Cell]:
    """The written cells in rows with a new error; all written cells where a new error is on none of their rows."""
    known = {(finding.rule, finding.cell, finding.row) for finding in before.findings}
    new = [
        finding
        for finding in report.findings
        if finding.severity == "error" and (finding.rule, finding.cell, finding.row) not in known
    ]
    rows = {finding.row for finding in new}
    harmful = frozenset(cell for cell in applied if cell[0] in rows)
    return harmful if harmful or not new else frozenset(applied)


def _changes(state: _State, applied: Mapping[Cell, Repair], worksheet: Worksheet) -> dict[Cell, Change]:
    values = dict(worksheet.rows)
    changes: dict[Cell, Change] = {}
    for (row, column), (finding, value) in applied.items():
        old = cell_text(_cell_value(values, (row, column)))
        content = value.content
        after = format_short_date(content) if isinstance(content, date) else content
        earlier = state.changes.get((row, column))
        before = earlier.before if earlier else None if old is None else sanitise(old)
        rules = (*(earlier.rules if earlier else ()), finding.rule)
        changes[row, column] = Change(
            sanitise(worksheet.name), address(row, column), finding.column, before, sanitise(after), rules
        )
    return changes
