"""No CPR number gets by, none is repeated, and nothing else is taken for one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from kleark.redaction.cpr import cell_holds_cpr, holds_cpr, mask
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
from tests.support.sheet_builder import MAILBOX, Sheet, judge, on_rows, row

if TYPE_CHECKING:
    from kleark.sheet.workbook import CellValue

# No such person: the day of birth exists, and serial numbers were given out otherwise in that year.
NUMBER = "0101901234"
WRITTEN = (
    *(
        "010190-1234",
        "0101901234",
        "010190 1234",
        "010190 - 1234",
        "010190–1234",
        "010190‑1234",
        "010190—1234",
    ),
    *("010190−1234", "010190  1234", "010190\u00a01234", "010190\n1234", "010190_1234", "01.01.90-1234"),
    *("010190\u200b-1234", "010190\u00ad1234", "0101\u200d90-1234", "０１０１９０-１２３４", "٠١٠١٩٠-١٢٣٤"),
    *(
        "CPR010190-1234",
        "Ida010190-1234",
        "ring 0101901234.",
        "sag 010190-1234/2",
        "(010190-1234)",
        "310290-0000",
    ),
    *("010190-1234,020290-1234", "https://odense.dk/010190-1234", "https://odense.dk/?cpr=0101901234"),
    *("https://odense.dk/0101901234/x", "\u202e010190-1234"),
)
NOT_ONE = (
    *("66131372", "35209115", "320190-1234", "011390-1234", "01019012345", "10101901234", "2021-010203-4567"),
    *("010190-12345", "5798006622207", "20210102031234", "2021-01-01-1234", "01-01-2020", "15.20.24", ""),
    *("9f0dd1f1-2f4f-4d3c-8a51-010190123456", "01019012-1234-4234-8234-010190123456", "010190abcd", "010190"),
    *("a0101901234b", "?mailboxid=0101901234", "portalid=0101901234", "Tlf. 66 13 13 72", "kl. 0800-1600"),
)


@pytest.mark.parametrize("text", WRITTEN, ids=ascii)
def test_a_number_is_known_however_it_is_written(text: str) -> None:
    assert holds_cpr(text)
    assert cell_holds_cpr(text)


@pytest.mark.parametrize("text", NOT_ONE, ids=ascii)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_cpr(text)
    assert not cell_holds_cpr(text)


@pytest.mark.parametrize("value", [101901234, 3112991234])
def test_a_number_cell_may_have_lost_its_zero(value: int) -> None:
    assert cell_holds_cpr(value)


@pytest.mark.parametrize("value", [66131372, 35209115, 1234567890, 17933, True, 45661313.72, None])
def test_other_cells_are_left_alone(value: CellValue) -> None:
    assert not cell_holds_cpr(value)


@pytest.mark.parametrize("text", WRITTEN, ids=ascii)
def test_what_is_masked_holds_no_number(text: str) -> None:
    assert not holds_cpr(mask(text))
    assert _nowhere(mask(text))


def _nowhere(text: str) -> bool:
    bare = "".join(char for char in text if char.isdecimal())
    return not any(number in bare for number in (NUMBER, NUMBER[1:], "3102900000", "0202901234"))


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
