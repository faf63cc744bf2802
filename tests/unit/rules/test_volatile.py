"""Show-from dates that move by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from kleark.sheet.workbook import Workbook, Worksheet
from tests.support.sheet_builder import judge_workbook, on_rows, rows, sheet_of

if TYPE_CHECKING:
    from kleark.report.model import Finding


def moving(formulas: dict[str, str], *others: Worksheet, count: int = 2) -> list[Finding]:
    """What is said of dates with these formulas behind them."""
    own = replace(sheet_of(*rows(count)).worksheet(), formulas=formulas)
    return [one for one in on_rows(judge_workbook(Workbook((own, *others)))) if one.rule == "KA416"]


@pytest.mark.parametrize(
    ("formula", "function"),
    [
        ("TODAY()", "IDAG()"),
        ("EDATE(TODAY(),-12)", "IDAG()"),
        ("today ( )-365", "IDAG()"),
        ("INT(NOW())", "NU()"),
        ("DATE(YEAR(TODAY())-1,1,1)", "IDAG()"),
        ("_xlfn.SINGLE(TODAY())", "IDAG()"),
        ("_xlfn._xlws.RANDARRAY(1,1,1,2)", "SLUMPMATRIX()"),
        ("DATE(2020,1,RANDBETWEEN(1,28))", "SLUMPMELLEM()"),
        ("RAND()*44000", "SLUMP()"),
        ("IDAG()", "IDAG()"),
        ("EDATO(IDAG();-12)", "IDAG()"),
        ("NU()", "NU()"),
        ('IF(A2="",TODAY(),DATE(2021,4,1))', "IDAG()"),
    ],
)
def test_a_formula_that_moves_is_reported_at_its_cell(formula: str, function: str) -> None:
    (finding,) = moving({"D2": formula})
    assert (finding.cell, finding.severity, finding.suggestion, finding.repaired) == (
        "D2",
        "warning",
        None,
        False,
    )
    assert function in finding.message_da


@pytest.mark.parametrize(
    "formula",
    [
        "DATE(2021,4,1)",
        '"TODAY()"&""',
        "MYTODAY()",
        "Z1",
        'DATEVALUE("01-04-2021")',
        "TODAY.OLD()",
        "MINIDAG()",
        "SUM(A1:B2)",
    ],
)
def test_other_formulas_are_left_alone(formula: str) -> None:
    assert moving({"D2": formula}) == []


def test_a_cell_that_refers_to_one_that_moves_moves_too() -> None:
    other = Worksheet("Op slag", formulas={"B1": "NOW()"})
    found = moving(
        {"D2": "$M$1", "M1": "M2-365", "M2": "TODAY()", "D3": "'Op slag'!$B$1", "E3": "TODAY()"}, other
    )
    assert [finding.cell for finding in found] == ["D2", "D3"]


def test_a_defined_name_is_followed() -> None:
    own = replace(sheet_of(*rows(3)).worksheet(), formulas={"D2": "Idag-365", "D3": "Start", "D4": "Fast"})
    names = {"idag": "TODAY()", "start": "'Op slag'!$B$1", "fast": "DATE(2021,4,1)"}
    other = Worksheet("Op slag", formulas={"B1": "Idag"})
    report = judge_workbook(Workbook((own, other), names=names))
    assert [one.cell for one in on_rows(report) if one.rule == "KA416"] == ["D2", "D3"]


def test_what_stands_between_the_corners_of_an_area_is_followed() -> None:
    other = Worksheet("Op slag", formulas={"B2": "NOW()"})
    found = moving(
        {
            "D2": "MAX($M$1:$M$3)",
            "M2": "TODAY()",
            "D3": "INDEX('Op slag'!A1:C4,2,2)",
            "D4": "MAX(N1:N9)",
            "D5": "MAX('Op slag'!A1:A9)",
        },
        other,
        count=4,
    )
    assert [finding.cell for finding in found] == ["D2", "D3"]


def test_cells_that_refer_to_each_other_come_to_an_end() -> None:
    assert moving({"D2": "D3", "D3": "D2"}) == []


def test_other_columns_may_move() -> None:
    assert moving({"E2": "TODAY()", "A2": "NOW()"}) == []


def test_every_row_is_reported() -> None:
    found = moving({f"D{number}": "TODAY()" for number in range(2, 6)}, count=4)
    assert [finding.cell for finding in found] == ["D2", "D3", "D4", "D5"]
    assert date(2021, 4, 1).strftime("%d-%m-%Y") in found[0].message_da
