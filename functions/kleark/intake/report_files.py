"""The files of an upload's report: some for programs, some for the admin."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kleark.i18n.danish_time import danish_zone
from kleark.ooxml.errors import UneditableFileError
from kleark.report import as_json
from kleark.report.edit_messages import describe_missing
from kleark.report.findings import MOST_LISTED
from kleark.report.text_report import render
from kleark.sheet import limits
from kleark.sheet.errors import ProcessLostError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from kleark.check import Judged
    from kleark.ooxml.errors import Reason
    from kleark.registers.kle_register import KleRegister
    from kleark.registers.municipalities import Municipality
    from kleark.report.excerpt import Excerpt
    from kleark.report.model import Report

_SHARE_OF_COMMENTS = 0.6
"""Of the time for one workbook: what comments take less of, since nothing is checked again."""
OF_COMPARISONS = ("KA507", "KA51", "KA7")
"""Rules on what is live, on parts and on the indexes. A corrected sheet is checked without them: they count as left."""
SUMMARY = "summary.json"
"""Beside the report: what the page shows of it at first sight, see `kleark.report.summary`."""
NOT_MADE = "not-made.json"
"""Beside the report where a workbook could not be made: ``{"annotated.xlsx": {"reason": "time"}}``."""


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


def summary_bytes(report: Report, excerpt: Excerpt | None, report_json: bytes) -> bytes:
    """The content of `SUMMARY`. ``report_json``: that of ``report.json``, beside which it lies."""
    from kleark.report.summary import findings_end, summary_of  # noqa: PLC0415 (slow to import, and may fail alone)

    summary = summary_of(report, excerpt, fixable=can_be_fixed(report))
    return replace(summary, findings_end=findings_end(report_json)).to_bytes()


def summary_files(
    report: Report, excerpt: Excerpt | None, report_json: bytes
) -> tuple[dict[str, bytes], list[Exception]]:
    """`SUMMARY`, and the exception where it failed: the page then reads the report itself."""
    try:
        return {SUMMARY: summary_bytes(report, excerpt, report_json)}, []
    except Exception as fault:  # noqa: BLE001 (returned to the caller, who has a report all the same)
        return {}, [fault]


def page_files(
    report: Report, excerpt: Excerpt | None, checked_at: datetime, notes: Sequence[str] = ()
) -> tuple[dict[str, bytes], list[Exception]]:
    """``report.html`` with ``notes``, and the exception where it failed."""
    try:
        return {"report.html": _html(report, excerpt, checked_at, notes)}, []
    except Exception as fault:  # noqa: BLE001 (returned to the caller, who has a report all the same)
        return {}, [fault]


def files_that_say_what_is_missing(
    report: Report, excerpt: Excerpt | None, checked_at: datetime, not_made: Mapping[str, Reason]
) -> dict[str, bytes]:
    """``report.txt`` and ``report.html`` once more, which say why a workbook could not be made."""
    notes = [describe_missing(name, reason, "da") for name, reason in not_made.items()]
    text = "".join((render(report), "\n", *(f"{note}\n" for note in notes)))
    return {"report.txt": text.encode()} | page_files(report, excerpt, checked_at, notes)[0]


@dataclass(slots=True)
class WorkbookFiles:
    """The workbooks made of an uploaded one.

    Attributes:
        files: Those that were made, by name.
        facts: What is kept beside a file: of ``mended.xlsx``, how many cells were ``changed``, and how many errors and
            warnings are ``left``.
        not_made: Why the sheet is such that another was not made.
        faults: What went wrong, for the log.
        lost: Where a process was lost that may do better another time.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    facts: dict[str, dict[str, str]] = field(default_factory=dict)
    not_made: dict[str, Reason] = field(default_factory=dict)
    faults: list[Exception] = field(default_factory=list)
    lost: ProcessLostError | None = None

    def not_made_json(self) -> bytes:
        """The content of `NOT_MADE`."""
        return f"{json.dumps({name: {'reason': why} for name, why in self.not_made.items()})}\n".encode()


def workbook_files(  # noqa: PLR0913, PLR0917 (what `fix` takes)
    report: Report,
    data: bytes | None,
    today: date,
    municipality: Municipality | None = None,
    judged: Judged | None = None,
    register: KleRegister | None = None,
) -> WorkbookFiles:
    """``annotated.xlsx`` and ``mended.xlsx`` of a readable file, made in child processes within limits.

    Raises nothing: what went wrong is told beside the files.

    Args:
        report: The report on the file.
        data: The file; None where it is not at hand.
        today: The day of the check.
        municipality: Whose sheet it is.
        judged: The report with what was checked, where it is at hand: the file need not be read again.
        register: What it was checked against; the one that comes with Kleark by default.
    """
    made = WorkbookFiles()
    if data is None or not report.readable:
        return made
    makers: dict[str, Callable[[], tuple[bytes, dict[str, str]] | None]] = {
        "annotated.xlsx": lambda: (_annotated(data, report), {})
    }
    if can_be_fixed(report):
        checked = {"municipality": municipality, "register": register, "today": today, "judged": judged}
        makers["mended.xlsx"] = lambda: _fixed_sheet(data, report, checked)
    for name, make in makers.items():
        try:
            file = make()
        except ProcessLostError as lost:
            made.lost = lost
            made.faults.append(lost)
        except UneditableFileError as refusal:
            made.faults.append(refusal)
            # What one of them cannot be made of would only cost as much once more.
            made.not_made |= dict.fromkeys(makers.keys() - made.files.keys(), refusal.reason)
            break
        except Exception as fault:  # noqa: BLE001 (returned to the caller, who has a report all the same)
            made.faults.append(fault)
        else:
            if file is not None:
                made.files[name], made.facts[name] = file
    return made


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


def _html(report: Report, excerpt: Excerpt | None, checked_at: datetime, notes: Sequence[str]) -> bytes:
    from kleark.report.html_report import render_html  # noqa: PLC0415 (slow to import, and may fail alone)

    at = checked_at.astimezone(danish_zone())
    return render_html(report, excerpt, checked_at=at, notes=notes).encode()


def _annotated(data: bytes, report: Report) -> bytes:
    from kleark.ooxml.editor import Editor  # noqa: PLC0415 (the verdict comes first)
    from kleark.report.annotated.annotate import (  # noqa: PLC0415 (slow to import, and may fail alone)
        annotate_in,
    )

    return annotate_in(Editor(limits.EDIT_CPU_SECONDS * _SHARE_OF_COMMENTS), data, report)


def _fixed_sheet(
    data: bytes, report: Report, checked: Mapping[str, Any]
) -> tuple[bytes, dict[str, str]] | None:
    """The sheet with all certain corrections and the suggestions of errors; None where nothing could be changed.

    Suggestions of warnings are left to the admin: an intended date, for example, decides which cases citizens see.
    ``checked``: what else `fix` is to know.
    """
    from kleark.fix.fix import fix  # noqa: PLC0415 (slow to import, and may fail alone)

    fixed = fix(data, report.file.name, suggestions="of_errors", **checked)
    if not fixed.changes:
        return None
    left = fixed.left + sum(
        one.severity != "info" and one.rule.startswith(OF_COMPARISONS) for one in report.findings
    )
    return fixed.data, {"changed": str(len(fixed.changes)), "left": str(left)}
