"""No CPR number gets by, none is repeated, and nothing else is taken for one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from kleark.check import check
from kleark.redaction.cpr import find_in_cell, is_certain
from kleark.report.as_json import report_lines
from kleark.report.findings import holding_rules
from kleark.report.text_report import render
from kleark.sheet.workbook import UncachedFormula
from tests.support.cell_cases import (
    COLUMN,
    ODENSE,
    TEXTS,
    Case,
    CellCases,
    check_error,
    check_round_trip,
    each,
)
from tests.support.cpr_numbers import NUMBER, WRITTEN
from tests.support.sheet_builder import (
    MAILBOX,
    TODAY,
    Sheet,
    judge,
    judge_row,
    on_rows,
    row,
    rules_at,
    written,
)

if TYPE_CHECKING:
    from kleark.sheet.workbook import CellValue


@pytest.mark.parametrize(
    "column", ["kleNumber", "kleTitle", "showFrom", "contactPhone", "infoUrl", "digitalPostUrl"]
)
@pytest.mark.parametrize("value", [*WRITTEN, 101901234], ids=ascii)
def test_no_form_of_the_report_repeats_a_number(column: str, value: CellValue) -> None:
    sheet = Sheet(
        [row(**{column: value}), {"kleTitle": value}],
        first=2,
        name="010190-1234",
        extra={"L2": "010190-1234", "L3": "010190-1234", "A1": "CPR 010190-1234"},
        links={"I3": f"{MAILBOX}1"},
    )
    report = judge(sheet, file_name="010190-1234.xlsx")
    assert "KA601" in {finding.rule for finding in on_rows(report)}
    assert report.rows == () or not is_certain(find_in_cell(value))
    told = json.dumps(report.to_json(), ensure_ascii=False)
    for text in (told, "".join(report_lines(report)), render(report), render(report, "en", colour=True)):
        plain = text.replace(report.file.sha256, "").replace("-", "").replace(" ", "").replace("[U+200B]", "")
        assert NUMBER not in plain
        assert NUMBER[1:] not in plain


CASES = CellCases(
    errors=[
        *((key, "010190-1234", "KA601", None) for key in COLUMN),
        *((key, "Ring CPR 0101901234", "KA601", None) for key in TEXTS),
        ("infoUrl", ODENSE + "sag/010190-1234", "KA601", None),
        ("infoUrl", ODENSE + "?cpr=0101901234", "KA601", None),
    ],
    warnings=[("contactDepartment", "Ring 0101901234", "KA602", None)],
)


@each(CASES.errors)
def test_an_error_is_reported_once_at_its_cell_and_stops_the_row(case: Case) -> None:
    check_error(case)


@pytest.mark.parametrize("key", TEXTS)
def test_ten_bare_digits_are_a_warning_that_holds_the_sheet_back(key: str) -> None:
    report = judge_row(**{key: "Ring 0101901234"})
    found = [finding for finding in on_rows(report) if finding.rule == "KA602"]
    assert [(one.severity, one.cell, one.suggestion) for one in found] == [
        ("warning", f"{COLUMN[key]}2", None)
    ]
    assert found[0].found == "******-****" or found[0].found == "Ring ******-****"
    assert holding_rules(report.findings) == ("KA602",)
    assert report.verdict == "accepted_with_warnings"
    assert NUMBER in json.dumps([one.row.to_json() for one in report.rows]), (
        "what is published is what was written"
    )
    assert NUMBER not in json.dumps(report.to_json())


HEADED = [
    ("P-nummer", 1003345678, set()),
    ("P-nr.", "1003345678", set()),
    ("Ordrenr.", 1012345678, set()),
    ("Noter", 1012345678, {("KA602", "K2")}),
    ("Noter", 101901234, {("KA601", "K2")}),
    ("Noter", 101901234.0, {("KA601", "K2")}),
    ("CPR-nr.", 1012345678, {("KA601", "K2")}),
    ("CPR-nr.", "101901234", {("KA601", "K2")}),
    ("Ordrenr.", "010190-1234", {("KA602", "K2")}),
    ("Noter", -1701899834, set()),
    ("Noter", 1012345678.5, set()),
]


@pytest.mark.parametrize(("heading", "value", "expected"), HEADED)
def test_a_column_s_heading_says_what_its_numbers_are(
    heading: str, value: CellValue, expected: set[tuple[str, str]]
) -> None:
    report = judge(Sheet([row(kleNumber="15.20.24")], extra={"K1": heading, "K2": value}))
    assert {one for one in rules_at(report) if one[0] in ("KA601", "KA602")} == expected


def test_where_a_sheet_has_no_header_the_texts_around_name_its_numbers() -> None:
    cells: dict[str, CellValue] = {
        "A1": "P-nr",
        "B1": "Antal",
        "A2": 1003345678,
        "B2": 2,
        "C4": "CPR",
        "D4": 3112991234,
    }
    other = Sheet([], headers={}, name="Data", extra=cells)
    report = judge(Sheet([row(kleNumber="15.20.24")]), other)
    found = {(one.rule, one.sheet, one.cell) for one in report.findings if one.rule in ("KA601", "KA602")}
    assert found == {("KA601", "Data", "D4")}


def test_the_heading_right_above_counts_beside_a_title_over_the_list() -> None:
    cells: dict[str, CellValue] = {"A1": "Liste 2021", "A3": "P-nummer", "A4": 1003345678, "A5": 1012345678}
    other = Sheet([], headers={}, name="Data", extra=cells)
    report = judge(Sheet([row(kleNumber="15.20.24")]), other)
    assert not {one.rule for one in report.findings} & {"KA601", "KA602"}


@pytest.mark.parametrize("by", ["xlsxwriter", "openpyxl"])
def test_a_real_file_says_the_same_as_its_values(by: Any) -> None:
    check_round_trip(CASES, by)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *((key, "Sag ******-****") for key in TEXTS),
        ("kleTitle", "******-****"),
        ("showFrom", "******-****"),
        ("contactPhone", "******-****"),
        ("infoUrl", ODENSE + "sag/******-****"),
        ("selfServiceUrl", ODENSE + "?cpr=******-****"),
        ("digitalPostUrl", MAILBOX + "******-****"),
    ],
)
def test_what_was_hidden_in_a_cell_is_not_published(key: str, value: str) -> None:
    report = judge(Sheet([row(**{key: value})], first=2))
    assert [(one.rule, one.cell) for one in on_rows(report) if one.severity == "error"] == [
        ("KA601", Sheet([], first=2).cell(key))
    ]
    assert report.rows == ()


def test_a_number_in_a_formula_without_a_result_is_found_and_not_repeated() -> None:
    formula = UncachedFormula('IF(A1=101901234,"Jobcenter","x")')
    data = written(Sheet([row(kleNumber="15.20.24", contactDepartment=formula)]), by="xlsxwriter")
    report = check(data, "ark.xlsx", today=TODAY)
    assert [one.rule for one in report.findings if one.rule in ("KA601", "KA602")] == ["KA601"]
    assert "1901234" not in json.dumps(report.to_json())


def test_without_a_heading_the_text_beside_names_a_number() -> None:
    report = judge(Sheet([row(kleNumber="15.20.24")], extra={"N2": "CPR:", "O2": 3112991234}))
    assert [one.rule for one in report.findings if one.rule in ("KA601", "KA602")] == ["KA601"]
