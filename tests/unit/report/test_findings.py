"""Findings: what they repeat of a sheet, and how many are listed."""

from __future__ import annotations

from kleark.report.findings import MOST_LISTED, sanitise
from tests.support.report_samples import NASTY, reports
from tests.support.sheet_builder import judge_row


def test_too_many_findings_are_counted_and_the_rest_is_told() -> None:
    report = reports()["crowd"]
    assert len(report.findings) == MOST_LISTED + 1
    last = report.findings[-1]
    assert last.rule == "KA215"
    assert (
        str(report.counts.errors + report.counts.warnings + report.counts.infos - MOST_LISTED)
        in last.message_da
    )
    assert {one.severity for one in report.findings[:-1]} == {"error"}


def test_a_shown_value_is_one_short_line() -> None:
    assert sanitise("a" * 500) == "a" * 79 + "…"
    assert sanitise(NASTY).isprintable()
    assert sanitise("010190-1234") == "******-****"
    assert sanitise("Åse & Øre {x}") == "Åse & Øre {x}"


def test_braces_in_a_cell_are_only_characters() -> None:
    finding = judge_row(contactPhone="{rule} {0} {found.__class__}").findings[-1]
    assert "{rule} {0} {found.__class__}" in finding.message_da
