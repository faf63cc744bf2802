"""A report's summary: all that a page shows of it, in little room, and the same however it was read."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kleark.report.as_json import report_lines
from kleark.report.finding_progress import progress_between, progress_since
from kleark.report.findings import MOST_LISTED, count_findings
from kleark.report.html_view import page, summary_page
from kleark.report.model import FileFacts, Finding, Report, SheetFacts
from kleark.report.summary import (
    MOST_OF_ALL,
    MOST_SHOWN,
    Summary,
    findings_end,
    read_findings,
    summary_of,
)
from tests.support.report_samples import reports

RULES = ("KA341", "KA352", "KA401", "KA504")
TEXTS = st.text(st.characters(codec="utf-8"), max_size=80)
FINDINGS = st.builds(
    lambda rule, severity, row, found, suggestion, message: Finding(
        rule,
        severity,
        message,
        message,
        "Ark1",
        f"F{row}",
        row=row,
        column="F",
        found=found,
        suggestion=suggestion,
    ),
    st.sampled_from(RULES),
    st.sampled_from(("error", "warning", "info")),
    st.integers(2, 9_999),
    TEXTS,
    st.none() | TEXTS,
    TEXTS,
)


def report_of(*findings: Finding) -> Report:
    return Report(
        FileFacts("ark.xlsx", 1, "00"), SheetFacts("Ark1", 1), count_findings(findings, 9), findings, ()
    )


def stored(summary: Summary) -> Summary:
    read = Summary.from_bytes(summary.to_bytes())
    assert read is not None
    return read


def test_the_page_is_the_same_from_the_summary_as_from_the_whole_report() -> None:
    for name, report in reports().items():
        whole = page(report, None, "da", None)
        short = summary_page(stored(summary_of(report, None)), "da", None)
        same = (
            "title",
            "tone",
            "headline",
            "lead",
            "incomplete",
            "ready",
            "judged",
            "passed",
            "facts",
            "grid",
        )
        assert [getattr(short, one) for one in same] == [getattr(whole, one) for one in same], name
        assert [section.count for section in short.sections] == [section.count for section in whole.sections]
        assert bool(short.plan) == bool(whole.plan)
        if short.plan and whole.plan:
            assert (short.plan.title, short.plan.against, short.plan.totals) == (
                whole.plan.title,
                whole.plan.against,
                whole.plan.totals,
            )


@given(st.lists(FINDINGS, max_size=40))
def test_what_was_written_is_read_and_every_finding_is_counted_once(findings: list[Finding]) -> None:
    summary = summary_of(report_of(*findings), None)
    assert stored(summary) == replace(
        summary, keys=summary.keys._replace(positions=range(len(summary.keys.keys)))
    )
    assert sum(group.total for group in summary.groups) == len(findings)
    for group in summary.groups:
        of_it = [one for one in findings if (one.kind, one.rule) == (group.kind, group.rule)]
        assert list(group.findings) == of_it[: len(group.findings)]
        assert group.is_cut == (len(of_it) > len(group.findings) > 0)


@given(st.lists(FINDINGS, max_size=20), st.lists(FINDINGS, max_size=20))
def test_progress_is_the_same_by_the_keys_that_were_stored(
    before: list[Finding], after: list[Finding]
) -> None:
    one, two = report_of(*before), report_of(*after)
    exact = progress_since(one, two)
    by_keys = progress_between(stored(summary_of(one, None)).keys, stored(summary_of(two, None)).keys)
    assert (exact.solved, exact.unchanged, exact.new, exact.exact) == (
        by_keys.solved,
        by_keys.unchanged,
        by_keys.new,
        by_keys.exact,
    )


@given(st.lists(FINDINGS, max_size=20))
def test_the_findings_are_read_from_the_beginning_of_the_report(findings: list[Finding]) -> None:
    data = "".join(report_lines(report_of(*findings))).encode()
    assert list(read_findings(data[: findings_end(data)])) == findings
    assert json.loads(data)["rows"] == []


def test_of_many_findings_the_first_of_each_rule_stand_in_it_and_it_says_where_the_others_are() -> None:
    many = [
        Finding(
            "KA341",
            "error",
            "7 cifre.",
            "7 digits.",
            "Ark1",
            f"F{at}",
            row=at,
            column="F",
            found="\"<>&'" * 16,
        )
        for at in range(2, MOST_LISTED + 2)
    ]
    few = [replace(one, rule="KA352", severity="warning") for one in many[:3]]
    summary = summary_of(report_of(*many, *few), None)
    large, small = summary.groups
    assert (large.total, len(large.findings), large.alike) == (MOST_LISTED, MOST_SHOWN, True)
    assert large.names == (f"F{2 + MOST_SHOWN}:F{MOST_LISTED + 1}",)
    assert (small.total, len(small.findings)) == (3, 3)
    shown = summary_page(summary, "da", None).sections[0].groups[0]
    assert shown.more == "Vis 11 til 2.000 af 2.000: F12:F2001"


def test_where_many_rules_have_many_findings_each_has_one_at_least() -> None:
    rules = [f"KA{number}" for number in range(100, 100 + 2 * MOST_OF_ALL)]
    long = '"' * 80
    findings = [
        Finding(rule, "error", long, long, "Ark1", f"F{at}", row=at, column="F", found=long, suggestion=long)
        for rule in rules
        for at in range(2, 12)
    ]
    summary = summary_of(report_of(*findings), None)
    assert {len(group.findings) for group in summary.groups if group.is_cut} == {1}
    assert all(group.findings for group in summary.groups)


def test_a_summary_of_another_version_is_not_read() -> None:
    data = summary_of(report_of(), None).to_json() | {"schemaVersion": "2.0"}
    assert Summary.from_bytes(json.dumps(data).encode()) is None
