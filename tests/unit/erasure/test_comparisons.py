"""A report as if its sheet had not been compared with what was live."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from kleark.erasure.comparisons import placed_again, without_comparison
from kleark.publishing.answers import SheetWarning
from kleark.report.model import Counts, FileFacts, Finding, Report
from kleark.rules.model import AGAINST_LIVE_GROUP

if TYPE_CHECKING:
    from kleark.rules.model import Severity

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
RULES = ("KA405", "KA504", "KA601", "KA701", "KA706", "KA708")


def finding(rule: str, severity: Severity, cell: str | None = None) -> Finding:
    return Finding(rule, severity, message_da="", message_en="", cell=cell)


def report_of(listed: list[Finding]) -> Report:
    errors, warnings, infos = (sum(one.severity == severity for one in listed) for severity in SEVERITIES)
    counts = Counts(rows=3, errors=errors, warnings=warnings, infos=infos, repaired=0)
    return Report(FileFacts("ark.xlsx", 1, ""), None, counts, tuple(listed), ())


CELLS = st.sampled_from([None, "A2", "B2"])
findings = st.builds(finding, st.sampled_from(RULES), st.sampled_from(SEVERITIES), CELLS)
reports = st.lists(findings, max_size=12).map(report_of)


@given(reports)
def test_only_what_was_compared_goes_and_the_counts_are_those_of_the_rest(report: Report) -> None:
    rest = without_comparison(report)
    assert rest.plan is None
    assert list(rest.findings) == [
        one for one in report.findings if not one.rule.startswith(AGAINST_LIVE_GROUP)
    ]
    for severity, count in (
        ("error", rest.counts.errors),
        ("warning", rest.counts.warnings),
        ("info", rest.counts.infos),
    ):
        assert count == sum(one.severity == severity for one in rest.findings)
    assert rest == replace(report, findings=rest.findings, counts=rest.counts)
    assert without_comparison(rest) == rest


@given(reports)
def test_each_warning_stands_where_its_finding_stands_now(report: Report) -> None:
    """It has no other name for it than the position; and a job that died may come again."""
    warnings = tuple(
        SheetWarning(one.rule, 1, f"{at}", finding=at, location=one.cell or "")
        for at, one in enumerate(report.findings)
    )
    rest = without_comparison(report)
    placed = placed_again(warnings, rest)
    kept = [one.finding for one in placed if one.finding is not None]
    assert kept == list(range(len(rest.findings)))
    assert [one.fingerprint for one in placed] == [one.fingerprint for one in warnings]
    assert all((one.finding is None) == one.rule.startswith(AGAINST_LIVE_GROUP) for one in placed)
    assert placed_again(placed, rest) == placed
