"""What others build on: the report's JSON, and its text in a terminal."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.row import DigitalPost, SelfService
from kleark.report.as_json import report_lines
from kleark.report.findings import LONGEST_FOUND, MOST_LISTED
from kleark.report.model import Counts, FileFacts, Report, SourcedRow
from kleark.report.text_report import render
from kleark.rules.registry import all_rules
from tests.support import row_strategies
from tests.support.report_samples import reports, unreadable
from tests.support.report_schema import report_validator, violations
from tests.support.sheet_builder import CONTACT_POINT, judge_row

ESCAPES = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


@pytest.fixture(scope="module", params=list(reports()))
def report(request: pytest.FixtureRequest) -> Report:
    return reports()[request.param]


def test_every_report_holds_the_schema(report: Report) -> None:
    assert violations(report.to_json()) == []


def test_every_report_comes_back_from_its_json(report: Report) -> None:
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_the_lines_are_the_report(report: Report) -> None:
    assert json.loads("".join(report_lines(report))) == report.to_json()


LINKS = st.text(min_size=1, max_size=20)
POSTS = st.one_of(
    st.builds(DigitalPost, LINKS, st.sampled_from(["1049", "7"]), st.text(max_size=8)),
    st.builds(
        DigitalPost, LINKS, group_id=st.text(max_size=8) | st.none(), point_id=st.text(max_size=8) | st.none()
    ),
    st.builds(DigitalPost, LINKS, st.just("1049")),
)
ANY_ROW = st.builds(
    replace,
    row_strategies.rows,
    info_url=LINKS,
    digital_post=POSTS,
    self_service=st.none() | st.builds(SelfService, LINKS, LINKS),
)


@given(st.lists(st.builds(SourcedRow, ANY_ROW, st.text(max_size=31), st.integers(1, 1_048_576)), max_size=5))
def test_a_row_is_the_line_that_an_encoder_would_write(rows: list[SourcedRow]) -> None:
    sheet = Report(FileFacts("ark.xlsx", 1, ""), None, Counts(len(rows), 0, 0, 0, 0), (), tuple(rows))
    written = "".join(report_lines(sheet)).partition('"rows": [')[2].removeprefix("\n")
    expected = ",\n".join(json.dumps(row.to_json(), ensure_ascii=False) for row in sheet.hidden().rows)
    assert written.startswith(f"{expected}],\n")


def test_one_finding_is_one_line(report: Report) -> None:
    written = {line.rstrip("],") for line in "".join(report_lines(report)).splitlines()}
    for finding in report.findings:
        assert json.dumps(finding.to_json(), ensure_ascii=False) in written


def test_the_counts_are_those_of_the_findings(report: Report) -> None:
    counts = report.counts
    if len(report.findings) > MOST_LISTED:
        assert counts.errors > MOST_LISTED
        return
    by_severity = [
        sum(one.severity == name for one in report.findings) for name in ("error", "warning", "info")
    ]
    assert by_severity == [counts.errors, counts.warnings, counts.infos]
    assert counts.repaired == sum(one.repaired for one in report.findings)


def test_the_verdict_follows_from_the_counts(report: Report) -> None:
    if report.counts.errors:
        assert report.verdict == "rejected"
    elif report.counts.warnings:
        assert report.verdict == "accepted_with_warnings"
    else:
        assert report.verdict == "accepted"


def test_a_finding_agrees_with_its_rule_and_place(report: Report) -> None:
    for finding in report.findings:
        rule = all_rules()[finding.rule]
        assert finding.severity == rule.severity
        if finding.cell is not None:
            assert finding.cell.endswith(str(finding.row))
            assert finding.column is not None
            assert finding.sheet is not None
        if finding.range is not None:
            assert finding.range.split(":")[0] == finding.cell
        for message in (finding.message_da, finding.message_en):
            assert "{" not in message.replace("{emne}", "")
            assert '""' not in message
            assert message[0].isupper() or message[0] in '"1234567890' or message.startswith(("http", "www"))
            assert message[-1] in ".?" or rule.id == "KA435"


def test_what_is_repeated_is_short_and_harmless(report: Report) -> None:
    for finding in report.findings:
        assert len(finding.found or "") <= LONGEST_FOUND
        for text in (
            finding.found,
            finding.suggestion,
            finding.message_da,
            finding.message_en,
            finding.column,
        ):
            assert not ESCAPES.search(text or "")
    assert not ESCAPES.search(report.file.name)
    json.dumps(report.to_json(), ensure_ascii=False).encode()


@pytest.mark.parametrize("lang", ["da", "en"])
def test_the_text_begins_no_terminal_escape(report: Report, lang: Any) -> None:
    text = render(report, lang)
    assert not ESCAPES.search(text)
    assert text.endswith("\n")
    painted = render(report, lang, colour=True)
    assert re.sub(r"\x1b\[[0-9]+m", "", painted) == text
    text.encode()


@pytest.mark.parametrize("lang", ["da", "en"])
def test_the_text_tells_every_rule_that_fired(report: Report, lang: Any) -> None:
    text = render(report, lang)
    for finding in report.findings:
        assert f"[{finding.rule}]" in text


def test_an_unreadable_file_is_one_finding_without_a_place() -> None:
    for name, report in unreadable().items():
        (finding,) = report.findings
        assert (finding.rule[:3], finding.severity, finding.cell, finding.sheet) == (
            "KA1",
            "error",
            None,
            None,
        ), name
        assert report.sheet is None
        assert not report.readable
        assert report.rows == ()
        assert report.verdict == "rejected"


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "maybe"},
        {"rows": [{"kleNumber": "15.20.24"}]},
        {"schemaVersion": "2.0"},
        {"extra": 1},
        {"findings": [{"rule": "KA1"}]},
        {"sheet": {"name": "Ark1", "headerRow": 0}},
    ],
)
def test_the_schema_refuses_what_is_no_report(change: dict[str, Any]) -> None:
    good = judge_row().to_json()
    assert report_validator().is_valid(good)
    assert not report_validator().is_valid(good | change)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("contactPhone", "66131372\n"),
        ("contactPhone", "16131372"),
        ("kleNumber", "15.20.24\n"),
        ("showFrom", "2021-02-30"),
        ("infoUrl", "http://odense.dk"),
        ("digitalPost", {"url": CONTACT_POINT}),
        ("digitalPost", {"url": "https://evil.com/", "portalId": "1", "mailboxId": "2"}),
        ("selfService", {"name": "x"}),
        ("unknown", 1),
    ],
)
def test_the_schema_refuses_a_row_that_is_not_fit_to_publish(field: str, value: object) -> None:
    changed = copy.deepcopy(judge_row().to_json())
    changed["rows"][0][field] = value
    assert not report_validator().is_valid(changed)
