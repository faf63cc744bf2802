"""No CPR number gets by, none is repeated, and nothing else is taken for one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from kleark.report.as_json import report_lines
from kleark.report.text_report import render
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
from tests.support.sheet_builder import MAILBOX, Sheet, judge, on_rows, row

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
    assert report.rows == ()
    told = json.dumps(report.to_json(), ensure_ascii=False)
    for text in (told, "".join(report_lines(report)), render(report), render(report, "en", colour=True)):
        plain = text.replace(report.file.sha256, "").replace("-", "").replace(" ", "").replace("[U+200B]", "")
        assert NUMBER not in plain
        assert NUMBER[1:] not in plain


CASES = CellCases(
    errors=[
        *((key, "010190-1234", "KA601", None) for key in COLUMN),
        *((key, "Ring 0101901234", "KA601", None) for key in TEXTS),
        ("infoUrl", ODENSE + "sag/010190-1234", "KA601", None),
        ("infoUrl", ODENSE + "?cpr=0101901234", "KA601", None),
    ],
)


@each(CASES.errors)
def test_an_error_is_reported_once_at_its_cell_and_stops_the_row(case: Case) -> None:
    check_error(case)


@pytest.mark.parametrize("by", ["xlsxwriter", "openpyxl"])
def test_a_real_file_says_the_same_as_its_values(by: Any) -> None:
    check_round_trip(CASES, by)
