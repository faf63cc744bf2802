"""Report and plan as JSON. Each finding and row has its own line, so that it can be searched and compared."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.configuration.plan import Plan
    from kleark.report.finding_progress import Progress
    from kleark.report.model import Report

_encode = json.JSONEncoder(ensure_ascii=False).encode


def report_lines(report: Report, progress: Progress | None = None) -> Iterator[str]:
    """The report as in ``schemas/report.schema.json``, in pieces, so that memory never holds the whole text."""
    report = report.hidden()
    head = report.head() | ({"progress": progress.to_json()} if progress else {})
    yield "{\n"
    yield from (f"{_encode(key)}: {_encode(value)},\n" for key, value in head.items())
    yield '"findings": ['
    yield from _comma_separated(_encode(finding.to_json()) for finding in report.findings)
    yield '],\n"rows": ['
    yield from _comma_separated(_encode(row.to_json()) for row in report.rows)
    yield '],\n"plan": '
    yield from plan_lines(report.plan) if report.plan else "null\n"
    yield "}\n"


def plan_lines(plan: Plan) -> Iterator[str]:
    """The plan as in ``schemas/plan.schema.json``, in pieces like the report."""
    yield "{\n"
    yield ",\n".join(f"{_encode(key)}: {_encode(value)}" for key, value in plan.head().items())
    for name, items in plan.parts():
        yield f",\n{_encode(name)}: ["
        yield from _comma_separated(map(_encode, items))
        yield "]"
    yield "\n}\n"


def _comma_separated(items: Iterator[str]) -> Iterator[str]:
    comma = "\n"
    for item in items:
        yield f"{comma}{item}"
        comma = ",\n"
