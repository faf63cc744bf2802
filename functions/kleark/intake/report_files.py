"""The files in which an upload's report is kept: some for programs, some for the admin."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kleark.i18n.danish_time import DENMARK
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
    """``report.json``, which is the contract, ``report.txt``, in Danish; the plan and the excerpt, where there are."""
    files = {
        "report.json": "".join(as_json.report_lines(report)).encode(),
        "report.txt": render(report).encode(),
    }
    if report.plan is not None:
        files["plan.json"] = "".join(as_json.plan_lines(report.plan)).encode()
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
    """``report.html`` and, of a file that could be read, ``annotated.xlsx`` and ``mended.xlsx``; and what went wrong.

    They make the report pleasant to read, and its sheet quick to fix. A fault in one of them must not cost the
    report itself. ``checked_at``: told in Danish time. ``municipality``: whose sheet it is, for the corrections.
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
            made = make()
        except Exception as fault:  # noqa: BLE001 (told to the caller, who has a report all the same)
            faults.append(fault)
        else:
            if made is not None:
                files[name] = made
    return files, faults


def can_be_fixed(report: Report) -> bool:
    """Whether something is to be written, and so little that each round of it is soon checked again.

    What has more remarks than are listed was made wrong as a whole, and is better made anew.
    """
    counts = report.counts
    few = counts.errors + counts.warnings + counts.infos <= MOST_LISTED
    to_write = any(
        f.repaired or (f.suggestion is not None and f.severity == "error") for f in report.findings
    )
    return report.subject == "configuration" and few and to_write


def _html(report: Report, excerpt: Excerpt | None, checked_at: datetime) -> bytes:
    from kleark.report.html_report import render_html  # noqa: PLC0415 (slow to import, and may fail alone)

    return render_html(report, excerpt, checked_at=checked_at.astimezone(DENMARK)).encode()


def _annotated(data: bytes, report: Report) -> bytes:
    from kleark.report.annotated.annotate import (  # noqa: PLC0415 (slow to import, and may fail alone)
        annotate,
    )

    return annotate(data, report)


def _fixed_sheet(data: bytes, report: Report, municipality: Municipality | None) -> bytes | None:
    """The sheet with what is certain, and what its errors suggest; None where nothing in it could be changed.

    What a warning suggests is left to the admin: a date that was meant decides which cases citizens see.
    """
    from kleark.fix.fix import fix  # noqa: PLC0415 (slow to import, and may fail alone)

    fixed = fix(data, report.file.name, municipality, suggestions="of_errors")
    return fixed.data if fixed.changes else None
