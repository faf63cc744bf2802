"""The plan as text for a terminal: removed rows first, then changed and new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.report.plan_view import MOST_PLANNED, view
from kleark.report.terminal import WIDTH, wrap_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.configuration.plan import Plan
    from kleark.i18n.language import Language
    from kleark.report.plan_view import PlannedRow, PlanView, Value
    from kleark.report.terminal import Paint

_SIGNS = {"removed": "-", "changed": "~", "added": "+"}
_INDENT = " " * 6


def plan_lines(plan: Plan, lang: Language, paint: Paint, *, whole: bool) -> Iterator[str]:
    """The lines, without line breaks. ``whole``: list every row, not only as many as a report does."""
    return view_lines(view(plan, lang, None if whole else MOST_PLANNED), paint)


def view_lines(plan: PlanView, paint: Paint) -> Iterator[str]:
    """The lines of a view, as `plan_lines` gives them."""
    yield paint(plan.title, "bold")
    yield from wrap_lines(plan.against, "  ")
    yield from wrap_lines(" · ".join(plan.totals), "  ")
    for part in plan.parts:
        yield ""
        yield paint(part.title, "bold")
        for row in part.rows:
            yield from _row_lines(row, part.kind, paint)
        if part.more:
            yield f"  … {part.more}"
    for sentence in plan.moved:
        yield ""
        yield from wrap_lines(sentence, "  ")


def _row_lines(row: PlannedRow, kind: str, paint: Paint) -> Iterator[str]:
    yield f"  {paint(f'{_SIGNS[kind]} {row.kle_number}', kind)} {row.title} · {row.system}"
    for value in row.values:
        yield from _value_lines(value)
    for effect in row.effects:
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
