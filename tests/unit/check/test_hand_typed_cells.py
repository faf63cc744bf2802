"""What an admin's hand and other programs do to cells that no single rule's test thought of."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from kleark.registers.kle_register import embedded
from tests.support.sheet_builder import CONTACT_POINT, judge, judge_row, on_rows, row, rules_at, sheet_of

if TYPE_CHECKING:
    from kleark.sheet.workbook import CellValue

PAGE = "https://www.odense.dk/dagpenge"


@pytest.mark.parametrize(
    ("column", "value", "rule", "suggestion"),
    [
        ("contactDepartment", "#N/A", "KA324", None),
        ("contactDepartment", "#REFERENCE!", "KA324", None),
        ("sourceSystem", "#VÆRDI!", "KA324", None),
        ("contactDepartment", "########", "KA301", None),
        ("contactDepartment", 0, "KA301", None),
        ("contactDepartment", "BÃ¸rn og unge", "KA302", "Børn og unge"),
        ("contactDepartment", "B\ufffdrn og unge", "KA302", None),
        ("showFrom", date(1905, 7, 13), "KA338", None),
        ("showFrom", "1. apr. '21", "KA332", "01-04-2021"),
        ("showFrom", "torsdag den 1. april 2021", "KA335", "01-04-2021"),
        ("showFrom", "1 May 2021", "KA335", "01-05-2021"),
        ("infoUrl", f"Dagpenge: {PAGE}", "KA353", PAGE),
        ("infoUrl", f"Se {PAGE}", "KA353", PAGE),
        ("infoUrl", f"www.odense.dk eller {PAGE}", "KA353", None),
        ("infoUrl", "htttps://www.odense.dk/dagpenge", "KA350", PAGE),
        ("infoUrl", "https;//www.odense.dk/dagpenge", "KA350", PAGE),
        ("infoUrl", "https://www.example.com/side", "KA360", None),
        (
            "infoUrl",
            "https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.dk",
            "KA434",
            "https://x.dk",
        ),
        ("kleNumber", "51.20.24", "KA406", "15.20.24"),
    ],
)
def test_it_is_told_at_its_cell(column: str, value: CellValue, rule: str, suggestion: str | None) -> None:
    (finding,) = on_rows(judge_row(**{column: value}))
    assert (finding.rule, finding.suggestion) == (rule, suggestion)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("contactDepartment", "Job#1"),
        ("contactDepartment", "São Paulo-vej"),
        ("contactDepartment", "Afsnit Ã"),
        ("showFrom", date(2008, 7, 13)),
        ("infoUrl", "https://www.example.dk/side"),
    ],
)
def test_what_only_looks_like_it_is_left_alone(column: str, value: CellValue) -> None:
    assert on_rows(judge_row(**{column: value})) == []


def test_a_count_of_days_is_the_date_that_excel_made() -> None:
    """15.04.00 became 15 April 2000, and the cell's format was then set to a plain number."""
    title = embedded().topics["15.04.00"].title
    (finding,) = on_rows(judge_row(kleNumber=36631, kleTitle=title))
    assert (finding.rule, finding.suggestion, finding.repaired) == ("KA315", "15.04.00", True)


def test_digits_that_do_not_fit_the_name_are_not_guessed_at() -> None:
    report = judge_row(kleNumber=36631)
    (finding,) = on_rows(report)
    assert (finding.rule, finding.suggestion, report.rows) == ("KA310", "15.20.24", ())


def numbered(*numbers: str, titles: tuple[str, ...] = ()) -> set[tuple[str, str | None]]:
    """The dragged numbers in a sheet with these KLE numbers."""
    names = titles or ("Botilbud",) * len(numbers)
    given = [
        row(kleNumber=number, kleTitle=name, digitalPostUrl=CONTACT_POINT)
        for number, name in zip(numbers, names, strict=True)
    ]
    return {one for one in rules_at(judge(sheet_of(*given))) if one[0] == "KA503"}


def test_numbers_that_count_up_under_one_name_are_dragged() -> None:
    assert numbered("27.66.05", "27.66.06", "27.66.07", "27.66.08") == {("KA503", "A2:A5")}


def test_numbers_that_count_up_to_topics_that_do_not_exist_are_dragged() -> None:
    names = ("Dagpenge", "Et", "To", "Tre")
    assert numbered("15.62.05", "15.62.06", "15.62.07", "15.62.08", titles=names) == {("KA503", "A2:A5")}


def test_a_sorted_list_of_topics_is_not_dragged() -> None:
    assert numbered("17.66.05", "17.66.06", "17.66.07", "17.66.08", titles=("A", "B", "C", "D")) == set()
    assert numbered("17.66.05", "17.66.06", "17.66.07") == set()


def test_departments_that_count_up_are_dragged() -> None:
    given = [row(sourceSystem=system, contactDepartment=f"Team {at}") for at, system in enumerate("ABCD", 3)]
    assert ("KA503", "E2:E5") in rules_at(judge(sheet_of(*given)))
