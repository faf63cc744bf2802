"""What others build on: the report's JSON, and its text in a terminal."""

from __future__ import annotations

import copy
import io
import json
import re
import zipfile
from datetime import date
from functools import cache
from typing import Any

import pytest

from kleark.check import check
from kleark.report.as_json import report_lines
from kleark.report.findings import LONGEST_FOUND, MOST_LISTED, sanitise
from kleark.report.model import Report
from kleark.report.text_report import render
from kleark.rules.registry import all_rules
from kleark.sheet.workbook import CellError
from tests.support.report_schema import report_validator, violations
from tests.support.sheet_builder import CONTACT_POINT, Sheet, judge, judge_row, row, rows, sheet_of

NASTY = "\x1b[31mrød\x1b]0;titel\x07\u202eomvendt\u2066\r\nny linje\x9b2J\ud800\x00\u200b"
ESCAPES = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def a_zip(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


@cache
def unreadable() -> dict[str, Report]:
    files = {
        "tom.xlsx": b"",
        "stor.xlsx": b"PK\x03\x04" + b"0" * (5 * 2**20 + 1),
        "tekst.xlsx": b"KLE-nr.;KLE-navn\n15.20.24;Fleksjob\n",
        "gammel.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024,
        "dokument.pdf": b"%PDF-1.7\n",
        "arkiv.zip": a_zip(hej="x"),
        "afkortet.xlsx": b"PK\x03\x04" + b"\0" * 60,
    }
    return {name: check(data, name) for name, data in files.items()}


@cache
def reports() -> dict[str, Report]:
    broken = row(kleNumber=NASTY, contactPhone=CellError("#REF!"), infoUrl=None, showFrom=12)
    crowd = [row(contactPhone=f"x{at}", infoUrl=f"www{at}") for at in range(1200)]
    return {
        "clean": judge_row(kleNumber="27.69.08"),
        "warnings": judge(sheet_of(row(contactPhone=66131372, infoUrl="http://odense.dk"), row())),
        "both posts": judge(sheet_of(row(digitalPostUrl=CONTACT_POINT), *rows(3))),
        "no self-service": judge_row(selfServiceName=None, selfServiceUrl=None),
        "active": judge_row(showActiveRegardless="Ja"),
        "dragged": judge(
            sheet_of(*(one | {"showFrom": date(2020, 1, 1 + at)} for at, one in enumerate(rows(5))))
        ),
        "errors": judge(sheet_of(broken)),
        "header": judge(
            Sheet([row()], {"kleNumber": "KLE-nr.", "kleTitle": "KLE-navn", "sourceSystem": "Fagsystem"})
        ),
        "no table": judge(Sheet([], {"a": "b"})),
        "nasty names": judge(
            Sheet([broken], name="Ark\x1b[31m", extra={"L1": NASTY}), file_name=f"{NASTY}.xlsm"
        ),
        "crowd": judge(sheet_of(*crowd)),
        **unreadable(),
    }


@pytest.fixture(scope="module", params=list(reports()))
def report(request: pytest.FixtureRequest) -> Report:
    return reports()[request.param]


def test_every_report_holds_the_schema(report: Report) -> None:
    assert violations(report.to_json()) == []


def test_every_report_comes_back_from_its_json(report: Report) -> None:
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_the_lines_are_the_report(report: Report) -> None:
    assert json.loads("".join(report_lines(report))) == report.to_json()


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


def test_the_text_gives_the_verdict_before_the_findings() -> None:
    text = render(judge_row(contactPhone="x"))
    assert text.index("AFVIST: 1 fejl") < text.index("Skal rettes") < text.index("[KA340]")
    assert "REJECTED: 1 error" in render(judge_row(contactPhone="x"), "en")


def test_many_of_a_kind_are_drawn_together_with_all_their_cells() -> None:
    report = judge(sheet_of(*(row(contactPhone=f"x{at}") for at in range(25))))
    text = render(report)
    assert "25 telefonnumre har ikke 8 cifre" in text
    told = re.sub(r"\s+", " ", text)
    assert [at for at in range(2, 27) if not re.search(rf"\bF{at}\b", told)] == []


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


def test_a_shown_value_is_one_short_line() -> None:
    assert sanitise("a" * 500) == "a" * 79 + "…"
    assert sanitise(NASTY).isprintable()
    assert sanitise("010190-1234") == "******-****"
    assert sanitise("Åse & Øre {x}") == "Åse & Øre {x}"


def test_braces_in_a_cell_are_only_characters() -> None:
    finding = judge_row(contactPhone="{rule} {0} {found.__class__}").findings[-1]
    assert "{rule} {0} {found.__class__}" in finding.message_da
