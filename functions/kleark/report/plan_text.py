"""The plan as text for a terminal: removed rows first, then changed and new ones."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from kleark.i18n.formats import format_count
from kleark.report.plan_view import MOST_PLANNED, view
from kleark.report.terminal import WIDTH, wrap_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kleark.configuration.plan import Plan
    from kleark.i18n.language import Language
    from kleark.report.plan_cells import Value
    from kleark.report.plan_view import Part, PlannedGroup, PlannedRow, PlanView
    from kleark.report.terminal import Paint

_SIGNS = {"removed": "-", "changed": "~", "added": "+"}
_INDENT = " " * 6
WHOLE_PLAN = "kleark plan"
"""The command that lists every row of a plan."""


def plan_lines(plan: Plan, lang: Language, paint: Paint, *, whole: bool) -> Iterator[str]:
    """The lines, without line breaks. ``whole``: list every row, not only as many as a report does."""
    return view_lines(view(plan, lang), paint, "" if whole else WHOLE_PLAN)


def view_lines(plan: PlanView, paint: Paint, rest_by: str = "") -> Iterator[str]:
    """The lines of a view, as `plan_lines` gives them.

    ``rest_by``: of each kind only `MOST_PLANNED` rows are written out, and the others named; this command shows them.
    """
    yield paint(plan.title, "bold")
    yield from wrap_lines(plan.against, "  ")
    yield from wrap_lines(" · ".join(plan.totals), "  ")
    for sentence in plan.cases:
        yield from wrap_lines(sentence, "  ")
    for part in plan.parts:
        yield ""
        yield paint(part.title, "bold")
        yield from _part_lines(part, plan, paint, rest_by)
    for sentence in plan.moved:
        yield ""
        yield from wrap_lines(sentence, "  ")


def _part_lines(part: Part, plan: PlanView, paint: Paint, rest_by: str) -> Iterator[str]:
    for group in part.groups:
        yield from _group_lines(group, part.kind, paint)
    shown = len(part.rows) if not rest_by else min(len(part.rows), MOST_PLANNED)
    for row in islice(part.rows, shown):
        yield from _row_lines(row, part.kind, paint)
    if rest := part.rows[shown:]:
        more = format_count(len(rest), plan.words.parts[part.kind].more, plan.lang)
        names = f"… {more}: {_names(rest)}. {plan.words.more_with.format(rest_by)}"
        yield from wrap_lines(names, "  ")


def _group_lines(group: PlannedGroup, kind: str, paint: Paint) -> Iterator[str]:
    """The change once, and below it the rows that it is made in."""
    yield f"  {paint(f'{_SIGNS[kind]} {group.title}', kind)}"
    yield from _lines_below(group)
    yield from wrap_lines(_names(group.rows), _INDENT)


def _names(rows: Sequence[PlannedRow]) -> str:
    return ", ".join(f"{row.kle_number} {row.system}" for row in rows)


def _row_lines(row: PlannedRow, kind: str, paint: Paint) -> Iterator[str]:
    yield f"  {paint(f'{_SIGNS[kind]} {row.kle_number}', kind)} {row.title} · {row.system}"
    yield from _lines_below(row)


def _lines_below(planned: PlannedGroup | PlannedRow) -> Iterator[str]:
    """What changes, and what that means for citizens."""
    for value in planned.values:
        yield from _value_lines(value)
    for effect in planned.effects:
        yield from wrap_lines(f"→ {effect}", _INDENT)


def _value_lines(value: Value) -> Iterator[str]:
    """Before and after on one line where there is room, otherwise one below the other, for comparison."""
    line = f"{_INDENT}{value.column}: {value.before} → {value.after}"
    if len(line) <= WIDTH:
        yield line
        return
    yield f"{_INDENT}{value.column}:"
    yield f"{_INDENT}- {value.before}"
    yield f"{_INDENT}+ {value.after}"
