"""What is said of a workbook besides its table: where it fetches data, and what is too large to be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kleark.sheet.workbook import ExternalKind, Workbook, Worksheet
from tests.support.sheet_builder import Sheet, judge_workbook, rows

CONFIGURATION = Sheet(rows(2)).worksheet()


def told(workbook: Workbook) -> list[tuple[str, str, str | None]]:
    report = judge_workbook(workbook)
    return [
        (one.rule, one.severity, one.sheet)
        for one in report.findings
        if one.rule in ("KA225", "KA228", "KA229")
    ]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("workbook", "en anden projektmappe"),
        ("dde", "et andet program (DDE)"),
        ("web", "en webside"),
        ("query", "en forespørgsel (Power Query)"),
        ("database", "en database"),
        ("text", "en tekstfil"),
    ],
)
def test_data_from_elsewhere_is_a_warning_that_says_from_where(kind: ExternalKind, words: str) -> None:
    workbook = Workbook((CONFIGURATION,), (), (kind,))
    assert told(workbook) == [("KA228", "warning", None)]
    report = judge_workbook(workbook)
    assert report.verdict == "accepted_with_warnings"
    assert words in next(one.message_da for one in report.findings if one.rule == "KA228")


@pytest.mark.parametrize(
    "formula",
    ['WEBSERVICE("https://a.dk")', "_xlfn.WEBSERVICE(A1)", "RTD(\"a.b\",,\"c\")", "cmd|'/x'!A1", "_xlfn.IMAGE(\"https://a.dk/b.png\")",
     "'C:\\Ark\\[priser.xlsx]Ark1'!A1", "VLOOKUP(A1,[1]Ark1!$A:$B,2,0)", "'[2]Ark 1'!B2", "[liste.csv]liste!A1"],
)  # fmt: skip
def test_a_formula_that_fetches_data_is_the_same(formula: str) -> None:
    workbook = Workbook((replace(CONFIGURATION, formulas={"Z9": formula}),))
    assert told(workbook) == [("KA228", "warning", None)]


@pytest.mark.parametrize(
    "formula",
    [
        "Ark2!A1",
        "SUM(A1:A9)",
        'HYPERLINK("https://a.dk","x")',
        'IF(A1="a|b!",1,2)',
        "PARTD(1)",
        "Tabel1[2]*Ark2!A1",
        "Tabel1[[#This Row],[a.xlsx]]",
        'IF(A1="[1]Ark1!A1",1,2)',
        "[@[1]]",
    ],
)
def test_other_formulas_are_not(formula: str) -> None:
    assert told(Workbook((replace(CONFIGURATION, formulas={"Z9": formula}),))) == []


def test_a_large_sheet_is_a_note_and_one_that_was_not_searched_a_warning() -> None:
    large = Worksheet("Data", beyond="A12001")
    assert told(Workbook((CONFIGURATION, large))) == [("KA225", "info", "Data")]
    assert told(Workbook((CONFIGURATION, replace(large, searched=False)))) == [("KA229", "warning", "Data")]
    assert told(Workbook((CONFIGURATION, Worksheet("Data")))) == []


def test_a_table_that_is_too_large_is_refused() -> None:
    report = judge_workbook(Workbook((replace(CONFIGURATION, beyond="IW1"),)))
    assert [(one.rule, one.sheet, one.cell) for one in report.findings] == [
        ("KA111", CONFIGURATION.name, "IW1")
    ]
    assert report.rows == ()
