"""Show-from dates, and the answers about active cases."""

# ruff: noqa: DTZ001 (cells have no time zone)

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from kleark.check import check
from kleark.fix.fix import fix
from kleark.report.findings import holding_rules
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
    HEADERS,
    TODAY,
    judge,
    judge_row,
    on_rows,
    row,
    rows,
    sheet_of,
    written,
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
        # Moments counted from 1970: midnight in Denmark on 1 April, 22:00 UTC the day before.
        ("showFrom", 1617228000, "KA330", "01-04-2021"),
        ("showFrom", 1617228000000, "KA330", "01-04-2021"),
        ("showFrom", "1617228000000", "KA330", "01-04-2021"),
        ("showFrom", "/Date(1617228000000)/", "KA330", "01-04-2021"),
        ("showFrom", "/Date(1617228000000+0200)/", "KA330", "01-04-2021"),
        ("showFrom", "20210331T220000Z", "KA330", "01-04-2021"),
        ("showFrom", "20210401T000000+0200", "KA330", "01-04-2021"),
        ("showFrom", "20210401T1530", "KA330", "01-04-2021"),
        ("showFrom", "2021-03-31 22:75", "KA330", None),
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
        ("showFrom", datetime(2021, 4, 1, 2), "KA336", "2021-04-01"),
        ("showFrom", datetime(2021, 3, 31, 22), "KA339", "2021-04-01"),
        ("showFrom", datetime(2020, 12, 31, 23), "KA339", "2021-01-01"),
        ("showFrom", datetime(2021, 3, 31, 21, 59, 59, 999000), "KA339", "2021-04-01"),
        ("showFrom", datetime(2021, 3, 31, 22, 0, 28), "KA339", "2021-04-01"),
        ("showFrom", "2021-03-31T22:00:00", "KA339", "2021-04-01"),
        ("showFrom", "31. marts 2021 kl. 22.00", "KA339", "2021-04-01"),
        ("showFrom", datetime(2021, 4, 1, 0, 0, 30), "KA336", "2021-04-01"),
        ("showFrom", datetime(2021, 3, 31, 23, 59, 30), "KA347", "2021-04-01"),
        ("showFrom", datetime(2021, 3, 31, 23, 59, 59, 999000), "KA347", "2021-04-01"),
        ("showFrom", "31-03-2021 23:59:59", "KA347", "2021-04-01"),
        ("showFrom", "01-04-2021 00:00:30", "KA335", "2021-04-01"),
        ("showFrom", "April 1, 2021", "KA335", "2021-04-01"),
        ("showFrom", "Thursday, 1 April 2021", "KA335", "2021-04-01"),
        ("showFrom", "tors. 1. april 2021", "KA335", "2021-04-01"),
        *(
            ("showFrom", text, "KA335", "2021-04-01")
            for text in (
                *("2021-04-01T00:00:00+02:00", "2021-04-01T00:00:00.000+02:00", "2021-04-01T00:00+02:00"),
                *("2021-04-01T00:00:00Z", "2021-04-01T00:00:00+00:00", "2021-04-01 00:00:00 UTC"),
                "Thu Apr 01 2021 00:00:00 GMT+0200 (Central European Summer Time)",
            )
        ),
        *(
            ("showFrom", text, "KA348", "2021-04-01")
            for text in (
                *(
                    "2021-03-31T22:00:00.000Z",
                    "2021-03-31T22:00:00Z",
                    "2021-03-31T22:00Z",
                    "2021-03-31 22:00:00Z",
                ),
                *("2021-03-31T22:00:00+00:00", "2021-03-31T22:00:00+0000", "2021-03-31 22:00:00+00"),
                *("2021-03-31T21:59:59.999Z", "2021-03-31T23:30:00Z", "2021-03-31T23:00:00+01:00"),
                *("2021-03-31 22:00:00 UTC", "Wed, 31 Mar 2021 22:00:00 GMT", "31-03-2021 22:00 GMT"),
                *("2021-03-31T17:00:00-05:00", "2021-04-02T00:00:00+14:00"),
                "Wed Mar 31 2021 22:00:00 GMT+0000 (Coordinated Universal Time)",
            )
        ),
        ("showFrom", "2020-12-31T23:00:00Z", "KA348", "2021-01-01"),
        ("showFrom", "2020-12-31T23:00:00.000+00:00", "KA348", "2021-01-01"),
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
        sheet_of(row(showActiveRegardless=answer), row(kleNumber="17.02.08", showActiveRegardless=1))
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


def dates(*values: CellValue) -> list[tuple[str, int | None, str | None, bool]]:
    """What is said of a column of these dates: rule, row, suggestion, and whether it was repaired."""
    given = rows(len(values))
    for one, value in zip(given, values, strict=True):
        one["showFrom"] = value
    report = judge(sheet_of(*given))
    assert report.verdict != "rejected"
    return [
        (one.rule, one.row, one.suggestion, one.repaired)
        for one in report.findings
        if one.column == "Fradato for visning" and one.rule != "KA503"
    ]


SUMMER, WINTER = datetime(2021, 3, 31, 22), datetime(2020, 12, 31, 23)


def test_danish_midnight_in_utc_is_the_next_day_where_the_column_agrees() -> None:
    assert dates(SUMMER, WINTER) == [
        ("KA339", 2, "01-04-2021", True),
        ("KA339", 3, "01-01-2021", True),
    ]


@pytest.mark.parametrize(
    "other",
    [
        date(2021, 4, 1),
        datetime(2021, 4, 1),
        "01-04-2021",
        "2021-03-31T22:00:00.000Z",
        "2021-04-01T00:00:00+02:00",
        "2021-04-01T00:00:00",
        datetime(2021, 4, 1, 0, 0, 30),
        datetime(2021, 3, 31, 21, 59, 59, 999000),
        "31-03-2021 22:00",
        "31-03-2021 10:00 PM",
    ],
)
def test_dates_without_a_time_of_day_and_those_with_an_offset_do_not_disagree(other: CellValue) -> None:
    assert ("KA339", 2, "01-04-2021", True) in dates(SUMMER, other)


@pytest.mark.parametrize(
    "other",
    [
        datetime(2021, 1, 31, 22),  # 23 in Denmark
        datetime(2021, 6, 30, 23),  # 1 in Denmark
        datetime(2021, 4, 1, 12, 30),
        "2021-04-01 12:30",
        "2021-04-01T12:30:00Z",
        "2021-04-01T00:00:00Z",
    ],
)
def test_where_the_column_does_not_agree_both_days_are_named(other: CellValue) -> None:
    assert ("KA346", 2, "01-04-2021", False) in dates(SUMMER, other)
    assert ("KA346", 3, "01-01-2021", False) in dates(other, WINTER)


def test_a_day_in_doubt_is_published_as_it_is_written() -> None:
    report = judge_row(showFrom=datetime(2021, 1, 31, 22))
    (finding,) = on_rows(report)
    assert (finding.rule, finding.severity, finding.suggestion, finding.repaired) == (
        *("KA346", "warning", "01-02-2021"),
        False,
    )
    assert "31-01-2021 eller 01-02-2021" in finding.message_da
    assert report.rows[0].row.show_from == date(2021, 1, 31)
    assert holding_rules(report.findings) == ("KA346",)


@pytest.mark.parametrize("text", ["31-01-2021 22:00", "2021-01-31T22:00:00", "31. januar 2021 kl. 22.00"])
def test_a_text_in_doubt_is_not_written_anew_without_its_time(text: str) -> None:
    assert dates(text) == [("KA346", 2, "01-02-2021", False)]


def test_summer_time_by_the_day_that_the_clocks_change() -> None:
    assert dates(datetime(2021, 3, 27, 23), datetime(2021, 3, 28, 22), datetime(2021, 10, 31, 23)) == [
        ("KA339", 2, "28-03-2021", True),
        ("KA339", 3, "29-03-2021", True),
        ("KA339", 4, "01-11-2021", True),
    ]


def test_a_month_first_date_with_a_time_suggests_the_danish_day() -> None:
    (finding,) = on_rows(judge_row(showFrom="3/31/2021 22:00:00Z"))
    assert (finding.rule, finding.suggestion) == ("KA333", "01-04-2021")


@pytest.mark.parametrize("date_1904", [False, True])
def test_a_file_says_the_same(date_1904: bool) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "dd-mm-yyyy", "date_1904": date_1904}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(HEADERS.values()))
        for at, (one, moment) in enumerate(zip(rows(2), (SUMMER, WINTER), strict=True), 1):
            values = one | {"showFrom": moment}
            for column, key in enumerate(HEADERS):
                sheet.write(at, column, values[key])
    report = check(stream.getvalue(), "ark.xlsx", today=TODAY)
    assert [sourced.row.show_from for sourced in report.rows] == [date(2021, 4, 1), date(2021, 1, 1)]


def test_what_is_fixed_stays_fixed() -> None:
    given = rows(2)
    given[0]["showFrom"], given[1]["showFrom"] = SUMMER, datetime(2021, 4, 1, 12)
    result = fix(written(sheet_of(*given)), "ark.xlsx", today=TODAY, suggestions=True)
    assert [sourced.row.show_from for sourced in result.after.rows] == [date(2021, 4, 1), date(2021, 4, 1)]
    assert not {"KA336", "KA339", "KA346"} & {finding.rule for finding in result.after.findings}
