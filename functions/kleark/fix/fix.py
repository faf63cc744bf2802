"""Fix what can be fixed in a workbook, and check the result before it is returned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from kleark.check import Judged, check_with_workbook
from kleark.fix.select import Suggestions, select_repairs
from kleark.i18n.formats import format_short_date
from kleark.ooxml.editor import Editor
from kleark.ooxml.hiding import hide_in_workbook
from kleark.ooxml.worksheet import is_inside
from kleark.report.findings import cells_with_numbers, sanitise
from kleark.rules.personal_data import PERSONAL_DATA
from kleark.rules.text import cell_text
from kleark.sheet.address import address, parse_area

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kleark.fix.select import Repair
    from kleark.registers.kle_register import KleRegister
    from kleark.registers.municipalities import Municipality
    from kleark.report.model import Report
    from kleark.sheet.address import Cell
    from kleark.sheet.workbook import CellValue, Worksheet

    Judge = Callable[[bytes], Judged]

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


NotFixed = Literal["formula", "fixed_in_vain", "new_error", "merged_or_array"]
"""Why a cell stays as it was: other cells share its formula, its finding would still be there, its row would get a new
error, or it is part of a merged area or of a formula for many cells."""


@dataclass(frozen=True, slots=True)
class Unfixed:
    """A cell that has something to fix, and stays as it was."""

    sheet: str
    cell: str
    reason: NotFixed

    def to_json(self) -> dict[str, object]:
        """The cell as ``kleark fix --output-format json`` writes it."""
        return {"sheet": self.sheet, "cell": self.cell, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class FixResult:
    """A corrected workbook.

    Attributes:
        data: The workbook; the file as it was where nothing was changed and nothing hidden.
        before: The report on the file as it was, with every finding.
        after: The report on ``data``, with every finding.
        changes: The changed cells, in the order of the sheet. Of none of them ``after`` has a finding of the rules
            that it was changed for.
        unfixed: The cells that have something to fix and stay as they were, in the order of the sheet.
        hidden: At how many places CPR numbers are hidden in ``data``, which its original still has.
    """

    data: bytes
    before: Report
    after: Report
    changes: tuple[Change, ...]
    unfixed: tuple[Unfixed, ...] = ()
    hidden: int = 0

    @property
    def left(self) -> int:
        """How many errors and warnings are left."""
        return self.after.counts.errors + self.after.counts.warnings


def fix(  # noqa: PLR0913 (what `check` takes, and some choices)
    data: bytes,
    file_name: str,
    municipality: Municipality | None = None,
    register: KleRegister | None = None,
    today: date | None = None,
    *,
    suggestions: Suggestions = False,
    judged: Judged | None = None,
    editor: Editor | None = None,
    judge: Judge | None = None,
) -> FixResult:
    """Fix a workbook: write the certain repairs and, if asked, the suggestions.

    Each round writes into cells and checks the result, since a value can need fixing twice, and a suggestion that
    causes a new error is undone. What does not take its finding away is undone, too: the sheet is then fixed once more
    without it. A file that cannot be read is returned as it is.

    Args:
        data: The workbook.
        file_name: Its name, for the reports.
        municipality: Whose sheet it is, for the rules that need to know.
        register: The KLE register; the one that comes with Kleark by default.
        today: The day of the check, for rules on dates.
        suggestions: Which suggestions to write besides the certain repairs.
        judged: What is known of the workbook as it is, with every finding; otherwise it is checked here.
        editor: Writes, within its limits; by default one of its own.
        judge: Judges a workbook that is no configuration sheet; by default it is judged as one.

    Raises:
        UneditableFileError: The workbook cannot be edited, or not within the limits.
        ProcessLostError: A child process was ended from outside: try again.
    """
    editor = editor or Editor()

    def judge_sheet(candidate: bytes) -> Judged:
        return check_with_workbook(
            candidate, file_name, municipality=municipality, register=register, today=today
        )

    judge = judge or judge_sheet
    first = judged or judge(data)
    job = _Job(judge, editor, first, suggestions)
    unfixed: dict[Cell, NotFixed] = {}
    while True:
        state = _run_rounds(job, _State(data, first, {}, dict(unfixed)))
        in_vain = _cells_in_vain(state)
        if not in_vain:
            break
        unfixed |= dict.fromkeys(in_vain, "fixed_in_vain")
    return _hide_numbers(_result(state, first.report), job)


def _hide_numbers(fixed: FixResult, job: _Job) -> FixResult:
    """The result without CPR numbers: a corrected workbook carries none on, whatever else was written."""
    told = sum(finding.rule in PERSONAL_DATA for finding in fixed.after.findings)
    if not told:
        return fixed
    job.require_time()
    data = job.editor.edit(hide_in_workbook, fixed.data, cells_with_numbers(fixed.after.findings))
    if data == fixed.data:
        return fixed
    return replace(fixed, data=data, after=job.judge(data).report, hidden=told)


@dataclass(frozen=True, slots=True)
class _Job:
    """What all rounds share."""

    judge: Judge
    editor: Editor
    before: Judged
    suggestions: Suggestions

    def require_time(self) -> None:
        """What is written must be checked: without time for that there is no point in writing."""
        self.editor.require(self.before.cpu_seconds)


@dataclass(frozen=True, slots=True)
class _State:
    """The workbook after some rounds. ``closed``: cells that must not be written (again)."""

    data: bytes
    judged: Judged
    changes: Mapping[Cell, Change]
    closed: Mapping[Cell, NotFixed]

    @property
    def report(self) -> Report:
        return self.judged.report


def _run_rounds(job: _Job, state: _State) -> _State:
    for _ in range(_MOST_ROUNDS):
        following = _run_round(job, state)
        if following is None:
            break
        state = following
    return state


def _run_round(job: _Job, state: _State) -> _State | None:
    """Run one more round. None: there is nothing left to do."""
    worksheet = state.judged.worksheet
    if worksheet is None:
        return None
    values = dict(worksheet.rows)
    chosen = select_repairs(state.report, worksheet, suggestions=job.suggestions)
    chosen = {
        cell: repair
        for cell, repair in chosen.items()
        if cell not in state.closed and not _stands_there(worksheet, values, cell, repair)
    }
    if not chosen:
        return None
    job.require_time()
    written = job.editor.write_values(
        state.data, worksheet.name, {cell: repair.value for cell, repair in chosen.items()}
    )
    applied = {cell: repair for cell, repair in chosen.items() if cell not in written.unchanged}
    closed: dict[Cell, NotFixed] = dict(state.closed)
    for cell in written.unchanged:
        closed[cell] = "formula" if cell in written.needed_formulas else "merged_or_array"
    if not applied:
        return replace(state, closed=closed)
    judged = job.judge(written.data)
    harmful = _harmful_cells(judged.report, job.before.report, applied)
    if harmful:
        return replace(state, closed=closed | dict.fromkeys(harmful, "new_error"))
    return _State(written.data, judged, {**state.changes, **_changes(state, applied, worksheet)}, closed)


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


def _cells_in_vain(state: _State) -> frozenset[Cell]:
    """The changed cells of which the last check still has a finding that they were changed for."""
    if not state.changes or state.report.sheet is None:
        return frozenset(state.changes)
    sheet = state.report.sheet.name
    ruled: dict[str, list[Cell]] = {}
    for cell, change in state.changes.items():
        for rule in change.rules:
            ruled.setdefault(rule, []).append(cell)
    in_vain: set[Cell] = set()
    for finding in state.report.findings:
        area = parse_area(finding.range or finding.cell or "")
        if finding.rule in ruled and area is not None and finding.sheet == sheet:
            in_vain.update(cell for cell in ruled[finding.rule] if is_inside(cell, area))
    return frozenset(in_vain)


def _changes(state: _State, applied: Mapping[Cell, Repair], worksheet: Worksheet) -> dict[Cell, Change]:
    values = dict(worksheet.rows)
    changes: dict[Cell, Change] = {}
    for (row, column), (finding, value) in applied.items():
        old = cell_text(_cell_value(values, (row, column)))
        content = value.content
        after = format_short_date(content) if isinstance(content, date) else str(content)
        earlier = state.changes.get((row, column))
        before = earlier.before if earlier else None if old is None else sanitise(old)
        rules = (*(earlier.rules if earlier else ()), finding.rule)
        changes[row, column] = Change(
            sanitise(worksheet.name), address(row, column), finding.column, before, sanitise(after), rules
        )
    return changes


def _result(state: _State, before: Report) -> FixResult:
    sheet = state.report.sheet
    changes = tuple(state.changes[cell] for cell in sorted(state.changes))
    unfixed = tuple(
        Unfixed(sheet.name if sheet else "", address(*cell), state.closed[cell])
        for cell in sorted(state.closed.keys() - state.changes.keys())
    )
    return FixResult(state.data, before, state.report, changes, unfixed)
