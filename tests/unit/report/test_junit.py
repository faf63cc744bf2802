"""JUnit XML: valid, a suite a file, a failure an error."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import xmlschema

from kleark.report.checked_file import CheckedFile
from kleark.report.junit import render
from tests.support.reports import MENDED, ODENSE, ROOT, checked, empty_phone, report_of

if TYPE_CHECKING:
    from collections.abc import Sequence

SCHEMA = xmlschema.XMLSchema(Path(__file__).parent / "schemas" / "junit-10.xsd")


def suites_of(*files: CheckedFile, lang: Any = "da") -> Sequence[ET.Element]:
    text = render(files, lang)
    SCHEMA.validate(text)
    root = ET.fromstring(text)
    for name in ("tests", "failures", "errors"):
        assert root.get(name) == str(sum(int(suite.get(name, "")) for suite in root))
    return list(root)


def numbers(suite: ET.Element) -> dict[str, str | None]:
    return {name: suite.get(name) for name in ("name", "tests", "failures", "errors")}


def test_an_error_is_a_failed_test_that_says_what_to_write() -> None:
    (suite,) = suites_of(checked(ODENSE))
    name = "sample_sheets/odense-2021.xlsx"
    assert numbers(suite) == {"name": name, "tests": "1", "failures": "1", "errors": "0"}
    (case,) = suite.iter("testcase")
    assert (case.get("name"), case.get("classname")) == (
        f"{name} B7: Nummer og navn modsiger hinanden",
        "kleark.KA401",
    )
    (failure,) = case
    assert (failure.tag, failure.get("type")) == ("failure", "KA401")
    assert (failure.get("message") or "").endswith("Skriv: 15.17.26")


def test_warnings_and_notes_fail_nothing_and_are_told() -> None:
    (suite,) = suites_of(checked(MENDED), lang="en")
    assert numbers(suite) | {"name": ""} == {"name": "", "tests": "1", "failures": "0", "errors": "0"}
    (case,) = suite.iter("testcase")
    assert list(case) == []
    told = (suite.findtext("system-out") or "").splitlines()
    assert len(told) == len(checked(MENDED).report.findings)
    assert any(line.startswith("warning: E2:E10: ") and line.endswith("[KA503]") for line in told)
    assert any(line.startswith("info: ") and line.endswith("[KA504]") for line in told)


def test_a_file_that_cannot_be_read_is_an_error_and_not_a_failure() -> None:
    suite, unreadable = suites_of(checked(ODENSE), checked(ROOT / "README.md"))
    assert numbers(suite)["failures"] == "1"
    assert numbers(unreadable) == {"name": "README.md", "tests": "1", "failures": "0", "errors": "1"}
    assert [element.tag for element in unreadable.iter() if element.get("type") == "KA104"] == ["error"]


def test_counts_stand_in_the_properties() -> None:
    (suite,) = suites_of(checked(ODENSE))
    properties = {one.get("name"): one.get("value") for one in suite.iter("property")}
    assert properties.pop("sha256") == checked(ODENSE).report.file.sha256
    counts = checked(ODENSE).report.counts
    assert properties == {
        "verdict": "rejected",
        "rows": "9",
        "errors": "1",
        "warnings": str(counts.warnings),
        "infos": str(counts.infos),
        "repaired": str(counts.repaired),
    }


def test_markup_and_characters_that_xml_forbids_stay_text() -> None:
    hostile = "]]><failure/>&amp;\x00\x0b\ufffe\ud800\"'"
    finding = replace(empty_phone(2), suggestion=hostile)
    (suite,) = suites_of(CheckedFile(f"{hostile}.xlsx", report_of([finding])))
    written = "]]><failure/>&amp;[U+0000][U+000B][U+FFFE][U+D800]\"'"
    assert suite.get("name") == f"{written}.xlsx"
    (failure,) = suite.iter("failure")
    assert (failure.get("message") or "").endswith(f"Skriv: {written}")
