"""Show-from dates, and the answers about active cases."""

# ruff: noqa: DTZ001 (cells have no time zone)

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.cell_cases import (
    Case,
    CellCases,
    check_clean,
    check_error,
    check_repair,
    check_round_trip,
    check_warning,
    each,
    severities_at,
)
from tests.support.sheet_builder import (
    TODAY,
    judge,
    judge_row,
    on_rows,
    row,
    rows,
    sheet_of,
)

if TYPE_CHECKING:
    from kleark.sheet.workbook import CellValue

CASES = CellCases(
    errors=[
        ("showFrom", date(1905, 7, 13), "KA338", None),
        ("showFrom", "snarest", "KA330", None),
        ("showFrom", "april 2021", "KA330", None),
        ("showFrom", "2021", "KA330", None),
        ("showFrom", True, "KA330", None),
        ("showFrom", time(12), "KA330", None),
        ("showFrom", timedelta(days=1), "KA330", None),
        ("showFrom", 44287, "KA330", "01-04-2021"),
        ("showFrom", 20210401, "KA330", "01-04-2021"),
        ("showFrom", "20210401", "KA330", "01-04-2021"),
        ("showFrom", "01042021", "KA330", "01-04-2021"),
        ("showFrom", 1042021, "KA330", "01-04-2021"),
        ("showFrom", 44287.5, "KA330", None),
        ("showFrom", float("inf"), "KA330", None),
        ("showFrom", "٠١-٠٤-٢٠٢١", "KA330", None),
        ("showFrom", "31-02-2021", "KA331", None),
        ("showFrom", "29-02-2021", "KA331", None),
        ("showFrom", "2021-13-01", "KA331", "13-01-2021"),
        ("showFrom", "32/13/2021", "KA331", None),
        ("showFrom", "01-04-21", "KA332", "01-04-2021"),
        ("showFrom", "1/4/21", "KA332", "01-04-2021"),
        ("showFrom", "1-apr-21", "KA332", "01-04-2021"),
        ("showFrom", "12/31/2021", "KA333", "31-12-2021"),
        ("showFrom", "4-13-2021", "KA333", "13-04-2021"),
        ("showFrom", "01-01-1899", "KA334", None),
        ("showFrom", "01-01-0021", "KA334", None),
        ("showFrom", date(1899, 12, 31), "KA334", None),
        ("showFrom", date(2101, 1, 1), "KA334", None),
        ("showFrom", datetime(9999, 12, 31, 23, 59), "KA334", None),
    ],
    repairs=[
        *(
            ("showFrom", text, "KA335", "2021-04-01")
            for text in (
                *("01-04-2021", "1-4-2021", "1.4.2021", "01.04.2021", "1/4/2021", "1/4-2021", "1. 4. 2021"),
                *("2021-04-01", "2021/4/1", "1. apr 2021", "1. april 2021", "1.apr.2021", "1-apr-2021"),
                *("den 1. april 2021", "d. 1. april 2021", "den 1/4-2021", "1. APRIL 2021", "01–04–2021"),
                *(
                    "01‑04‑2021",
                    "2021-04-01T00:00:00",
                    "2021-04-01 12:30",
                    "01-04-2021 kl. 12.00",
                    "'01-04-2021",
                ),
            )
        ),
        ("showFrom", datetime(2021, 4, 1, 12, 30), "KA336", "2021-04-01"),
    ],
    warnings=[
        ("showFrom", date(2005, 12, 31), "KA421", None),
        ("showFrom", date(1900, 1, 1), "KA421", None),
        ("showFrom", date(2027, 4, 3), "KA422", None),
        ("showFrom", date(2100, 12, 31), "KA422", None),
    ],
    clean={
        "showFrom": (
            *(date(2020, 1, 1), datetime(2020, 1, 1), date(2020, 2, 29), date(2006, 1, 1), date(2027, 4, 2)),
        ),
    },
)
YES_AND_NO: dict[CellValue, bool] = {
    **dict.fromkeys(("Ja", "ja", "JA", "j", "x", "X", "Sand", "1", "Ja."), True),
    **dict.fromkeys((None, "", "Nej", "NEJ", "n", "Falsk", "0", "-"), False),
}


@each(CASES.errors)
def test_an_error_is_reported_once_at_its_cell_and_stops_the_row(case: Case) -> None:
    check_error(case)


@each(CASES.repairs)
def test_a_repair_is_reported_and_published(case: Case) -> None:
    check_repair(case)


@each(CASES.warnings)
def test_a_warning_is_reported_and_changes_nothing(case: Case) -> None:
    check_warning(case)


@each(CASES.right)
def test_what_is_right_is_left_alone(case: Case) -> None:
    check_clean(case)


@pytest.mark.parametrize("by", ["xlsxwriter", "openpyxl"])
def test_a_real_file_says_the_same_as_its_values(by: Any) -> None:
    check_round_trip(CASES, by)


@pytest.mark.parametrize(("answer", "meant"), YES_AND_NO.items(), ids=ascii)
def test_an_answer_about_active_cases_is_read(answer: CellValue, meant: bool) -> None:
    report = judge_row(showActiveRegardless=answer)
    assert on_rows(report) == []
    assert report.rows[0].row.show_active_regardless is meant


@pytest.mark.parametrize("answer", [True, False])
def test_a_logical_cell_is_an_answer(answer: bool) -> None:
    report = judge(
        sheet_of(row(showActiveRegardless=answer), row(kleNumber="27.69.08", showActiveRegardless=1))
    )
    assert [one.row.show_active_regardless for one in report.rows] == [answer, True]


@pytest.mark.parametrize("answer", ["måske", "Ja/Nej", 2, "nej tak"])
def test_any_other_answer_is_an_error(answer: CellValue) -> None:
    (finding,) = on_rows(judge_row(showActiveRegardless=answer))
    assert (finding.rule, finding.severity, finding.cell) == ("KA337", "error", "E2")


def test_without_the_column_the_date_applies_to_active_cases() -> None:
    assert judge_row().rows[0].row.show_active_regardless is False


def test_the_far_past_and_future_are_seen_from_the_day_of_the_check() -> None:
    given = sheet_of(row(showFrom=date(2016, 1, 1)))
    assert severities_at(judge(given, today=TODAY)) == []
    assert severities_at(judge(given, today=date(2040, 1, 1))) == [("KA421", "warning", "D2")]
    assert severities_at(judge(given, today=date(2014, 1, 1))) == [("KA422", "warning", "D2")]


def test_one_date_in_us_order_makes_the_others_doubtful() -> None:
    given = rows(3)
    for at, day in enumerate(("04/25/2021", "04/05/2021", "05-04-2021")):
        given[at]["showFrom"] = day
    found = [
        finding for finding in judge(sheet_of(*given)).findings if finding.column == "Fradato for visning"
    ]
    assert [(one.rule, one.row, one.suggestion) for one in found] == [
        ("KA333", 2, "25-04-2021"),
        ("KA333", 3, "05-04-2021"),
        ("KA335", 4, "05-04-2021"),
    ]
