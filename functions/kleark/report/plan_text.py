"""The plan as text for a terminal: what vanishes first, then what changes, then what is new."""

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
    """The lines, without their ends. ``whole``: every row, and not only as many as a report lists."""
    return view_lines(view(plan, lang, None if whole else MOST_PLANNED), paint)


def view_lines(told: PlanView, paint: Paint) -> Iterator[str]:
    """As `plan_lines`."""
    yield paint(told.title, "bold")
    yield from wrap_lines(told.against, "  ")
    yield from wrap_lines(" · ".join(told.totals), "  ")
    for part in told.parts:
        yield ""
        yield paint(part.title, "bold")
        for row in part.rows:
            yield from _row_lines(row, part.kind, paint)
        if part.more:
            yield f"  … {part.more}"
    for sentence in told.moved:
        yield ""
        yield from wrap_lines(sentence, "  ")


def _row_lines(row: PlannedRow, kind: str, paint: Paint) -> Iterator[str]:
    yield f"  {paint(f'{_SIGNS[kind]} {row.kle_number}', kind)} {row.title} · {row.system}"
    for value in row.values:
        yield from _value_lines(value)
    for effect in row.effects:
        yield from wrap_lines(f"→ {effect}", _INDENT)


def _value_lines(value: Value) -> Iterator[str]:
    """On one line where there is room; otherwise before and after one below the other, so that they compare."""
    line = f"{_INDENT}{value.column}: {value.before} → {value.after}"
    if len(line) <= WIDTH:
        yield line
        return
    yield f"{_INDENT}{value.column}:"
    yield f"{_INDENT}- {value.before}"
    yield f"{_INDENT}+ {value.after}"
