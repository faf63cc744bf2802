"""What shows only when rows are seen together."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.support.cell_cases import PAGE, severities_at
from tests.support.obligatory import OBLIGATORY
from tests.support.sheet_builder import (
    MAILBOX,
    judge,
    judge_row,
    on_rows,
    row,
    rows,
    rules_at,
    sheet_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.report.model import Report
    from kleark.sheet.workbook import CellValue


def test_a_conflict_is_an_error_on_the_later_row() -> None:
    report = judge(sheet_of(row(), row(contactPhone="66131373")))
    assert severities_at(report) == [("KA501", "error", "A3")]
    assert "række 2" in report.findings[-1].message_da
    assert report.verdict == "rejected"


def test_an_identical_row_is_kept_once_and_told() -> None:
    report = judge(sheet_of(row(), row(kleNumber="15.17.12", kleTitle="Revalidering"), row()))
    assert severities_at(report) == [("KA502", "warning", "A4")]
    assert [one.row_number for one in report.rows] == [2, 3]
    assert (report.counts.rows, report.counts.repaired) == (3, 1)


@pytest.mark.parametrize(("one", "other"), [("FASIT", "fasit"), ("Alle", "*"), (" FASIT", "FASIT")])
def test_a_system_is_the_same_in_other_letters(one: str, other: str) -> None:
    report = judge(sheet_of(row(sourceSystem=one), row(sourceSystem=other)))
    assert ("KA502", "A3") in rules_at(report)


def test_the_same_number_in_two_systems_is_two_rows() -> None:
    report = judge(sheet_of(row(), row(sourceSystem="Momentum", contactPhone="66131373")))
    assert severities_at(report) == []
    assert len(report.rows) == 2


@pytest.mark.parametrize(("one", "other"), [("Alle", "FASIT"), ("FASIT", "*")])
def test_all_systems_and_one_of_them_are_two_rows_for_one_case(one: str, other: str) -> None:
    report = judge(sheet_of(row(sourceSystem=one), row(sourceSystem=other, contactPhone="66131373")))
    assert severities_at(report) == [("KA506", "warning", "A3")]
    named = 2 if one == "FASIT" else 3
    assert on_rows(report)[0].message_da.endswith(f"For sager fra FASIT gælder række {named} alene.")
    assert len(report.rows) == 2


def test_a_repaired_number_can_conflict_too() -> None:
    report = judge(sheet_of(row(), row(kleNumber="15-20-24", contactPhone="66131373")))
    assert ("KA501", "A3") in rules_at(report)


def creeping(column: str, value: Callable[[int], CellValue], count: int) -> Report:
    given = rows(count)
    for at, one in enumerate(given):
        one[column] = value(at)
    return judge(sheet_of(*given))


@pytest.mark.parametrize(
    ("column", "value", "count", "span", "first"),
    [
        (
            "showFrom",
            lambda at: date(2020, 2, 27 + at) if at < 3 else date(2020, 3, at - 2),
            5,
            "D2:D6",
            "27-02-2020",
        ),
        ("showFrom", lambda at: date(2020, 1, 1 + at), 3, "D2:D4", "01-01-2020"),
        ("showFrom", lambda at: date(2020, 1, max(at, 3)), 7, "D5:D8", "03-01-2020"),
        ("showFrom", lambda at: f"{1 + at:02d}-01-2020", 4, "D2:D5", "01-01-2020"),
        ("contactPhone", lambda at: 66131397 + at, 6, "F2:F7", "66131397"),
        ("contactPhone", lambda at: f"66 13 13 {72 + at}", 4, "F2:F5", "66131372"),
        ("digitalPostUrl", lambda at: f"{MAILBOX}{9998 + at}", 5, "H2:H6", f"{MAILBOX}9998"),
        ("infoUrl", lambda at: f"{PAGE}/{at}", 5, "G2:G6", f"{PAGE}/0"),
        ("infoUrl", lambda at: f"{PAGE}/{8 + at}/ung", 5, "G2:G6", f"{PAGE}/8/ung"),
        ("selfServiceUrl", lambda at: f"{PAGE}{1 + at}", 4, "J2:J5", f"{PAGE}1"),
    ],
)
def test_a_dragged_column_is_told_once_for_its_range(
    column: str, value: Callable[[int], CellValue], count: int, span: str, first: str
) -> None:
    report = creeping(column, value, count)
    (dragged,) = (one for one in report.findings if one.rule == "KA503")
    assert (dragged.severity, dragged.range, dragged.suggestion) == ("warning", span, first)
    assert dragged.cell == span.partition(":")[0]
    assert len(report.rows) == count


@pytest.mark.parametrize(
    ("column", "value", "count"),
    [
        ("showFrom", lambda at: date(2020, 1, 1), 7),
        ("showFrom", lambda at: date(2020, 1 + at, 1), 7),
        ("showFrom", lambda at: date(2020 + at % 3, 1, 1), 7),
        ("showFrom", lambda at: date(2020, 1, 1 + at % 2), 7),
        ("contactPhone", lambda at: 66131372 + at, 3),
        ("contactPhone", lambda at: 66131372 + 10 * at, 7),
        ("digitalPostUrl", lambda at: f"{MAILBOX}{100 + at * at}", 7),
        ("infoUrl", lambda at: f"{PAGE}{'abcdefg'[at]}1", 7),
    ],
)
def test_values_that_only_look_alike_are_not_dragged(
    column: str, value: Callable[[int], CellValue], count: int
) -> None:
    assert "KA503" not in {one.rule for one in creeping(column, value, count).findings}


def test_missing_obligatory_topics_are_one_information_that_names_them_all() -> None:
    (finding,) = judge_row().findings
    assert (finding.rule, finding.severity, finding.cell, finding.row) == ("KA504", "info", None, None)
    missing = [number for number in OBLIGATORY if number != "15.20.24"]
    assert ", ".join(missing) in finding.message_da
    assert ", ".join(missing) in finding.message_en


def test_a_sheet_about_other_fields_need_not_hold_them() -> None:
    report = judge_row(kleNumber="17.02.08", kleTitle="Helhedsaftaler")
    assert [(one.rule, one.severity) for one in report.findings] == [("KA505", "info")]
    assert "17.02.08" in report.findings[0].message_da


def test_numbers_outside_the_coverage_are_told_once() -> None:
    given = [row(kleNumber=f"17.69.{at:02d}", kleTitle="Støtte") for at in range(12)]
    report = judge(sheet_of(*given, row(kleNumber="33.03.00", kleTitle="Indsamling")))
    (finding,) = (one for one in report.findings if one.rule == "KA505")
    assert "13" in finding.message_da
    assert len(report.rows) == 13
