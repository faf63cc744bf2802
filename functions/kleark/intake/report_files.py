"""The files of an upload's report: some for programs, some for the admin."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kleark.i18n.danish_time import danish_zone
from kleark.report import as_json
from kleark.report.findings import MOST_LISTED
from kleark.report.text_report import render

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kleark.registers.municipalities import Municipality
    from kleark.report.excerpt import Excerpt
    from kleark.report.model import Report


def required_files(report: Report, excerpt: Excerpt | None = None) -> dict[str, bytes]:
    """``report.json``, which is the contract, and ``report.txt``, in Danish; plan and excerpt, where there are any."""
    files = {
        "report.json": "".join(as_json.report_lines(report)).encode(),
        "report.txt": render(report).encode(),
    }
    if plan := report.hidden().plan:
        files["plan.json"] = "".join(as_json.plan_lines(plan)).encode()
    if excerpt is not None:
        files["excerpt.json"] = json.dumps(excerpt.to_json(), ensure_ascii=False).encode()
    return files


def optional_files(
    report: Report,
    excerpt: Excerpt | None,
    data: bytes | None,
    checked_at: datetime,
    municipality: Municipality | None = None,
) -> tuple[dict[str, bytes], list[Exception]]:
    """``report.html`` and, for a readable file, ``annotated.xlsx`` and ``mended.xlsx``.

    They make the report pleasant to read and its sheet quick to fix. A failure in one of them must not cost the
    report itself, so no exception is raised.

    Args:
        report: The report.
        excerpt: The cells around the findings.
        data: The uploaded file; None where it is not at hand.
        checked_at: The time of the check, with a time zone; it is shown in Danish time.
        municipality: Whose sheet it is, for the corrections.

    Returns:
        The files by name, and the exceptions of those that failed.
    """
    makers: dict[str, Callable[[], bytes | None]] = {
        "report.html": lambda: _html(report, excerpt, checked_at)
    }
    if data is not None and report.readable:
        makers["annotated.xlsx"] = lambda: _annotated(data, report)
        if can_be_fixed(report):
            makers["mended.xlsx"] = lambda: _fixed_sheet(data, report, municipality)
    files: dict[str, bytes] = {}
    faults: list[Exception] = []
    for name, make in makers.items():
        try:
            content = make()
        except Exception as fault:  # noqa: BLE001 (returned to the caller, who has a report all the same)
            faults.append(fault)
        else:
            if content is not None:
                files[name] = content
    return files, faults


def can_be_fixed(report: Report) -> bool:
    """Whether there is something to write, and little enough to check the sheet again after each round.

    A sheet with more findings than are listed is wrong as a whole, and better made again from scratch.
    """
    counts = report.counts
    few = counts.errors + counts.warnings + counts.infos <= MOST_LISTED
    to_write = any(
        f.repaired or (f.suggestion is not None and f.severity == "error") for f in report.findings
    )
    return report.subject == "configuration" and few and to_write


def _html(report: Report, excerpt: Excerpt | None, checked_at: datetime) -> bytes:
    from kleark.report.html_report import render_html  # noqa: PLC0415 (slow to import, and may fail alone)

    return render_html(report, excerpt, checked_at=checked_at.astimezone(danish_zone())).encode()


def _annotated(data: bytes, report: Report) -> bytes:
    from kleark.report.annotated.annotate import (  # noqa: PLC0415 (slow to import, and may fail alone)
        annotate,
    )

    return annotate(data, report)


def _fixed_sheet(data: bytes, report: Report, municipality: Municipality | None) -> bytes | None:
    """The sheet with all certain corrections and the suggestions of errors; None where nothing could be changed.

    Suggestions of warnings are left to the admin: an intended date, for example, decides which cases citizens see.
    """
    from kleark.fix.fix import fix  # noqa: PLC0415 (slow to import, and may fail alone)

    fixed = fix(data, report.file.name, municipality, suggestions="of_errors")
    return fixed.data if fixed.changes else None
