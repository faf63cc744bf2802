"""GitLab's Code Quality report: its form, where and how bad, and fingerprints that are SARIF's."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kleark.report import sarif
from kleark.report.checked_file import CheckedFile, fingerprints
from kleark.report.codequality import render
from tests.support.reports import MENDED, ODENSE, ROOT, checked, empty_phone, report_of

SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "additionalProperties": False,
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\\./)."},
                    "lines": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""What GitLab's documentation asks of a report ("Code Quality report format"), all of it required. It has no schema."""


def issues_of(*files: CheckedFile, lang: Any = "da") -> list[dict[str, Any]]:
    text = render(files, lang)
    assert text.endswith("]\n")
    assert not text.startswith("\ufeff")
    issues = json.loads(text)
    Draft202012Validator(SCHEMA).validate(issues)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert isinstance(issues, list)
    return issues


def test_a_finding_says_where_and_what_to_write() -> None:
    (issue,) = (one for one in issues_of(checked(ODENSE)) if one["check_name"] == "KA401")
    assert issue["severity"] == "major"
    assert issue["location"] == {"path": "sample_sheets/odense-2021.xlsx", "lines": {"begin": 7}}
    assert issue["description"].startswith("B7: ")
    assert issue["description"].endswith("Skriv: 15.17.26")


def test_severities() -> None:
    found = {issue["check_name"]: issue["severity"] for issue in issues_of(checked(ODENSE))}
    assert (found["KA401"], found["KA503"], found["KA504"]) == ("major", "minor", "info")


def test_what_is_about_the_whole_file_is_at_its_first_line() -> None:
    issues = issues_of(checked(ROOT / "README.md"), lang="en")
    (issue,) = (one for one in issues if one["check_name"] == "KA104")
    assert issue["location"] == {"path": "README.md", "lines": {"begin": 1}}


def test_several_files_are_one_list_and_no_finding_an_empty_one() -> None:
    both = issues_of(checked(ODENSE), checked(MENDED))
    assert {one["location"]["path"] for one in both} == {
        "sample_sheets/odense-2021.xlsx",
        "sample_sheets/odense-2021-rettet.xlsx",
    }
    assert issues_of() == issues_of(CheckedFile("ark.xlsx", report_of([]))) == []


def test_fingerprints_are_those_of_sarif_and_outlive_rows_put_in_above() -> None:
    (run,) = json.loads(sarif.render([checked(ODENSE)]))["runs"]
    of_sarif = [result["partialFingerprints"][sarif.FINGERPRINT] for result in run["results"]]
    assert [issue["fingerprint"] for issue in issues_of(checked(ODENSE))] == of_sarif
    before = CheckedFile("ark.xlsx", report_of([empty_phone(3), empty_phone(5)]))
    after = CheckedFile("ark.xlsx", report_of([empty_phone(4), empty_phone(6)]))
    assert fingerprints(before) == fingerprints(after)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("./ark/Odense æøå.xlsx", "ark/Odense æøå.xlsx"),
        ("-ark.xlsx", "-ark.xlsx"),
        ("ark\udce6\u202e.xlsx", "ark[U+DCE6][U+202E].xlsx"),
    ],
)
def test_paths_are_as_git_has_them(path: str, told: str) -> None:
    (issue,) = issues_of(CheckedFile(path, report_of([empty_phone(2)])))
    assert issue["location"]["path"] == told


def test_what_cannot_be_seen_is_written_out() -> None:
    (issue,) = issues_of(
        CheckedFile("ark.xlsx", report_of([replace(empty_phone(2), suggestion="66\u202e13\ud800")]))
    )
    assert issue["description"].endswith("Skriv: 66[U+202E]13[U+D800]")
