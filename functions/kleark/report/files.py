"""The files in which an upload's report is kept: one for programs, three for the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.report import as_json
from kleark.report.text import render

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kleark.report.excerpt import Excerpt
    from kleark.report.model import Report


def certain_files(report: Report) -> dict[str, bytes]:
    """``report.json``, which is the contract, ``report.txt``, in Danish, and the plan by itself, where there is one."""
    files = {
        "report.json": "".join(as_json.lines(report)).encode(),
        "report.txt": render(report).encode(),
    }
    if report.plan is not None:
        files["plan.json"] = "".join(as_json.plan_lines(report.plan)).encode()
    return files


def pleasant_files(
    report: Report, excerpt: Excerpt | None, data: bytes | None, checked_at: datetime
) -> tuple[dict[str, bytes], list[Exception]]:
    """``report.html`` and, of a file that could be read, ``annotated.xlsx``; and what went wrong in making them.

    They make the report pleasant to read. A fault in one of them must not cost the report itself.
    """
    makers: dict[str, Callable[[], bytes]] = {"report.html": lambda: _html(report, excerpt, checked_at)}
    if data is not None and report.readable:
        makers["annotated.xlsx"] = lambda: _annotated(data, report)
    files: dict[str, bytes] = {}
    faults: list[Exception] = []
    for name, make in makers.items():
        try:
            files[name] = make()
        except Exception as fault:  # noqa: BLE001 (told to the caller, who has a report all the same)
            faults.append(fault)
    return files, faults


def _html(report: Report, excerpt: Excerpt | None, checked_at: datetime) -> bytes:
    from kleark.report.html import render_html  # noqa: PLC0415 (slow to import, and may fail alone)

    return render_html(report, excerpt, checked_at=checked_at).encode()


def _annotated(data: bytes, report: Report) -> bytes:
    from kleark.report.annotated import annotated  # noqa: PLC0415 (slow to import, and may fail alone)

    return annotated(data, report)
