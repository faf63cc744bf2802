"""Cells in which Excel shows something else than what is read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from kleark.sheet.workbook import CellError, CellValue, Looks, NumberFormat, Workbook
from tests.support.sheet_builder import judge_workbook, on_rows, rows, sheet_of

if TYPE_CHECKING:
    from kleark.report.model import Report


def looking(looks: Looks, **cells: CellValue) -> Report:
    """The report on rows that look so; ``cells`` are the first row's."""
    given = rows(2)
    given[0] |= cells
    return judge_workbook(Workbook((replace(sheet_of(*given).worksheet(), looks=looks),)))


def said(report: Report) -> list[tuple[str, str | None, int | None, str | None]]:
    return [
        (one.rule, one.cell, one.row, one.suggestion) for one in on_rows(report) if one.severity != "info"
    ]


def struck(*cells: str, **more: Any) -> Looks:
    return Looks(struck=frozenset(cells), **more)


@pytest.mark.parametrize(
    "cells",
    [
        [f"{letter}3" for letter in "ABCDEFGHIJ"],
        [f"{letter}3" for letter in "ABCDEF"],
        ["A3"],
        ["A3", "B3"],
    ],
)
def test_a_struck_row_is_reported_once(cells: list[str]) -> None:
    report = looking(struck(*cells))
    assert said(report) == [("KA220", None, 3, None)]
    assert [one.row_number for one in report.rows] == [2, 3]


def test_a_struck_row_may_be_struck_in_runs() -> None:
    looks = Looks(struck=frozenset(["B3", "C3"]), cut={"A3": "", "E3": " "})
    assert said(looking(looks)) == [("KA220", None, 3, None)]


def test_struck_cells_are_reported_one_by_one() -> None:
    assert said(looking(struck("E2", "I2", "J2"))) == [
        ("KA221", "E2", 2, None),
        ("KA221", "I2", 2, None),
        ("KA221", "J2", 2, None),
    ]


def test_struck_words_are_told_with_what_is_left() -> None:
    report = looking(Looks(cut={"E2": " Jobcenter"}), contactDepartment="Ydelsescenter Jobcenter")
    assert said(report) == [("KA221", "E2", 2, "Jobcenter")]
    assert 'Uden det står der "Jobcenter".' in report.findings[-1].message_da
    assert report.rows[0].row.contact_department == "Ydelsescenter Jobcenter"


def test_a_number_of_which_a_part_is_struck_does_not_strike_the_row() -> None:
    report = looking(Looks(cut={"A2": "15.20.24"}), kleNumber="15.20.24")
    assert said(report) == [("KA221", "A2", 2, "15.20.24")]


@pytest.mark.parametrize("cell", ["B1", "A9", "K2", "J9"])
def test_looks_outside_the_data_rows_say_nothing(cell: str) -> None:
    looks = Looks(
        frozenset([cell]), {cell: "x"}, frozenset([cell]), {cell: NumberFormat(";;;")}, frozenset([cell])
    )
    assert said(looking(looks)) == []


def test_empty_cells_say_nothing() -> None:
    looks = struck("I2", "J2", unseen=frozenset(["I2"]), formats={"J2": NumberFormat(";;;")})
    assert said(looking(looks, selfServiceName=None, selfServiceUrl=None)) == []


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("I2", {}, ";;;"),
        ("J2", {}, ";;;"),
        ("F2", {"contactPhone": 66131372}, ";;"),
        ("F2", {"contactPhone": 66131372}, "[White]0"),
        ("E2", {}, ';;;""'),
    ],
)
def test_a_format_that_shows_nothing(cell: str, value: dict[str, CellValue], code: str) -> None:
    assert said(looking(Looks(formats={cell: NumberFormat(code)}), **value)) == [("KA222", cell, 2, None)]


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("F2", {"contactPhone": 66131372}, '"+46 "0'),
        ("F2", {"contactPhone": 66131372}, '00000000"0"'),
        ("F2", {"contactPhone": 66131372}, "0%"),
        ("F2", {}, '"+46 "@'),
        ("E2", {}, '@" (lukket)"'),
        ("C2", {"sourceSystem": 7}, '"FASIT"'),
        ("A2", {"kleNumber": 152024}, '00\\.00\\.00"0"'),
    ],
)
def test_a_format_that_shows_something_else(cell: str, value: dict[str, CellValue], code: str) -> None:
    found = said(looking(Looks(formats={cell: NumberFormat(code)}), **value))
    assert [one for one in found if one[0] == "KA224"] == [("KA224", cell, 2, None)]


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("F2", {"contactPhone": 66131372}, '"+45 "00" "00" "00" "00'),
        ("F2", {"contactPhone": 66131372}, '"Tlf. "0'),
        ("F2", {"contactPhone": 66131372}, "[Red]0"),
        ("F2", {}, ";;;@"),
        ("A2", {"kleNumber": 152024}, '00"."00"."00'),
        ("I2", {}, "[>5]0;;"),
        ("D2", {}, '"d. "dd-mm-yyyy'),
    ],
)
def test_a_format_that_is_read_the_same_says_nothing(
    cell: str, value: dict[str, CellValue], code: str
) -> None:
    found = said(looking(Looks(formats={cell: NumberFormat(code)}), **value))
    assert {one[0] for one in found} <= {"KA314"}


def test_a_format_explains_a_number_that_is_too_short() -> None:
    report = looking(Looks(formats={"F2": NumberFormat('0"2"')}), contactPhone=6613137)
    assert [(rule, cell) for rule, cell, _, _ in said(report)] == [("KA224", "F2"), ("KA340", "F2")]


def test_a_date_that_is_not_shown_whole() -> None:
    report = looking(Looks(formats={"D2": NumberFormat("mmm-yy")}))
    assert said(report) == [("KA414", "D2", 2, None)]
    assert "uden dag. Den er læst som 01-04-2021" in next(
        one.message_da for one in report.findings if one.rule == "KA414"
    )


def test_text_in_the_colour_of_its_ground() -> None:
    assert said(looking(Looks(unseen=frozenset(["E2", "F3"])))) == [
        ("KA223", "E2", 2, None),
        ("KA223", "F3", 3, None),
    ]


def test_a_data_type_with_a_value_behind_it() -> None:
    report = looking(Looks(rich=frozenset(["E2"])))
    assert said(report) == [("KA415", "E2", 2, None)]
    assert len(report.rows) == 2


def test_a_picture_in_a_cell_is_no_formula_error() -> None:
    report = looking(Looks(rich=frozenset(["E2"])), contactDepartment=CellError("#VALUE!", rich=True))
    assert said(report) == [("KA349", "E2", 2, None)]
    assert [one.row_number for one in report.rows] == [3]


@pytest.mark.parametrize("value", [CellError("#REF!"), "#REFERENCE!", "#REF!"])
@pytest.mark.parametrize("key", ["kleNumber", "showFrom", "contactPhone", "contactDepartment", "infoUrl"])
def test_an_error_value_is_one_in_every_column(key: str, value: CellValue) -> None:
    found = [one for one in looking(Looks(), **{key: value}).findings if one.severity == "error"]
    assert {(one.rule, one.row) for one in found} == {("KA324", 2)}
    danish = "#REF!" if value == "#REF!" else "#REFERENCE!"
    assert danish in found[0].message_da


@pytest.mark.parametrize(
    ("areas", "at"),
    [
        (("A2:J1048576",), "A2"),
        (("K2:M9", "E1:E3 B2"), "E2"),
        (("C3",), "C3"),
        (("K1:K9",), None),
        (("A1:J1",), None),
        (("A9:J12",), None),
        (("", "A:J", "noget"), None),
    ],
)
def test_a_condition_that_may_strike_or_hide_is_told_once(areas: tuple[str, ...], at: str | None) -> None:
    report = looking(Looks(conditional=areas))
    assert said(report) == ([("KA417", at, int(at[1:]), None)] if at else [])
    assert len(report.rows) == 2
