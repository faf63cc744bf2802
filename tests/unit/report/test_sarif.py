"""SARIF: valid, telling where and what, and with fingerprints that outlive an edit elsewhere."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from kleark.report.checked_file import CheckedFile
from kleark.report.sarif import FINGERPRINT, render
from tests.support.reports import MENDED, ODENSE, ROOT, checked, empty_phone, report_of

SCHEMA = json.loads(
    (Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.4.json").read_text(encoding="utf-8")
)


def run_of(*files: CheckedFile, lang: Any = "da") -> dict[str, Any]:
    log = json.loads(render(files, lang))
    Draft4Validator(SCHEMA, format_checker=Draft4Validator.FORMAT_CHECKER).validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def fingerprints(*files: CheckedFile) -> list[str]:
    return [result["partialFingerprints"][FINGERPRINT] for result in run_of(*files)["results"]]


def result_of(run: dict[str, Any], rule: str) -> dict[str, Any]:
    (result,) = (result for result in run["results"] if result["ruleId"] == rule)
    assert isinstance(result, dict)
    return result


def test_a_finding_is_at_its_cell_with_what_to_write() -> None:
    result = result_of(run_of(checked(ODENSE)), "KA401")
    assert result["level"] == "error"
    assert result["message"]["text"].endswith("som har nummer 15.17.26. Skriv: 15.17.26")
    assert result["properties"] == {"found": "15.27.26", "suggestion": "15.17.26", "repaired": False}
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "sample_sheets/odense-2021.xlsx", "index": 0},
        "region": {"startLine": 7},
    }
    assert location["logicalLocations"] == [
        {"name": "B7", "fullyQualifiedName": "KLE-konfiguration!B7", "kind": "cell"}
    ]


def test_a_finding_on_a_range_spans_its_rows() -> None:
    (location,) = result_of(run_of(checked(ODENSE)), "KA503")["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 2, "endLine": 10}
    assert location["logicalLocations"][0]["name"] == "E2:E10"


def test_a_finding_on_the_whole_file_has_no_line() -> None:
    (location,) = result_of(run_of(checked(ROOT / "README.md")), "KA104")["locations"]
    assert location == {"physicalLocation": {"artifactLocation": {"uri": "README.md", "index": 0}}}


def test_levels_are_those_of_the_severities() -> None:
    levels = {result["ruleId"]: result["level"] for result in run_of(checked(ODENSE))["results"]}
    assert (levels["KA401"], levels["KA503"], levels["KA504"]) == ("error", "warning", "note")


def test_each_result_points_at_its_rule_with_help() -> None:
    run = run_of(checked(ODENSE), lang="en")
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    (contradiction,) = (rule for rule in rules if rule["id"] == "KA401")
    assert "Decide whether" in contradiction["help"]["text"]


def test_several_files_are_one_run() -> None:
    run = run_of(checked(ODENSE), checked(MENDED))
    uris = [artifact["location"]["uri"] for artifact in run["artifacts"]]
    assert uris == ["sample_sheets/odense-2021.xlsx", "sample_sheets/odense-2021-rettet.xlsx"]
    at = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["index"]
        for result in run["results"]
        if result["ruleId"] == "KA401"
    }
    assert at == {0}


def test_fingerprints_tell_every_finding_apart() -> None:
    found = fingerprints(checked(ODENSE), checked(MENDED))
    assert len(set(found)) == len(found)


def test_fingerprints_outlive_rows_put_in_above() -> None:
    before = [empty_phone(3), empty_phone(5, found="6613"), empty_phone(8)]
    after = [empty_phone(2, found="nyt"), empty_phone(4), empty_phone(6, found="6613"), empty_phone(9)]
    old = fingerprints(CheckedFile("ark.xlsx", report_of(before)))
    new = fingerprints(CheckedFile("ark.xlsx", report_of(after)))
    assert new[1:] == old
    assert new[0] not in old


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("ark/Odense æøå 100%.xlsx", "ark/Odense%20%C3%A6%C3%B8%C3%A5%20100%25.xlsx"),
        ("javascript:alert(1).xlsx", "javascript%3Aalert%281%29.xlsx"),
        ("./a/../b.xlsx", "a/../b.xlsx"),
        ("/srv/ark.xlsx", "file:///srv/ark.xlsx"),
        ("ark\udce6.xlsx", "ark%E6.xlsx"),
    ],
)
def test_paths_are_uris(path: str, uri: str) -> None:
    (artifact,) = run_of(CheckedFile(path, report_of([empty_phone(2)])))["artifacts"]
    assert artifact["location"]["uri"] == uri


def test_what_cannot_be_seen_is_written_out() -> None:
    finding = replace(empty_phone(2), suggestion="66\u202e13\x1b[31m\ud800")
    (result,) = run_of(CheckedFile("ark.xlsx", report_of([finding])))["results"]
    assert result["message"]["text"].endswith("Skriv: 66[U+202E]13[U+001B][31m[U+D800]")
