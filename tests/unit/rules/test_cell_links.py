"""Hyperlinks and formulas behind the cells of link columns."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]

from kleark.check import check
from kleark.sheet.workbook import UncachedFormula, Workbook
from tests.support.cell_cases import COLUMN, PAGE, linked, severities_at
from tests.support.sheet_builder import (
    MAILBOX,
    TODAY,
    Sheet,
    judge,
    judge_row,
    judge_workbook,
    on_rows,
    row,
    rows,
    sheet_of,
    written,
)

if TYPE_CHECKING:
    from kleark.report.model import Report
    from kleark.sheet.workbook import CellValue

LINKS = {"infoUrl": PAGE, "digitalPostUrl": MAILBOX + "17933", "selfServiceUrl": PAGE}


def with_formula(column: str, formula: str, result: CellValue) -> Report:
    """The report on a row with a formula in a cell, of which nobody can tell where its link leads."""
    worksheet = sheet_of(row(**{column: result})).worksheet()
    return judge_workbook(Workbook((replace(worksheet, formulas={f"{COLUMN[column]}2": formula}),)))


@pytest.mark.parametrize("column", LINKS)
def test_a_formula_without_result_is_the_link_that_it_names(column: str) -> None:
    formula = f'HYPERLINK("{LINKS[column]}","Læs mere")'
    report = judge(
        Sheet([row(**{column: UncachedFormula(formula)})], links={f"{COLUMN[column]}2": LINKS[column]})
    )
    assert severities_at(report) == [("KA435", "warning", f"{COLUMN[column]}2")]
    assert len(report.rows) == 1


@pytest.mark.parametrize("column", LINKS)
@pytest.mark.parametrize("by", ["openpyxl", "xlsxwriter"])
@pytest.mark.parametrize(
    "formula", ['HYPERLINK("{}","Læs mere")', 'HYPERLINK("{}")', 'HYPERLINK("htt"&"{}","x")']
)
def test_so_it_is_in_a_file(column: str, by: str, formula: str) -> None:
    link = LINKS[column].removeprefix("htt" if "&" in formula else "")
    written_formula = "=" + formula.format(link)
    cell = f"{COLUMN[column]}2"
    buffer = io.BytesIO()
    if by == "openpyxl":
        book = openpyxl.load_workbook(io.BytesIO(written(sheet_of(row(**{column: None})))))
        book.worksheets[0][cell] = written_formula
        book.save(buffer)
    else:
        with xlsxwriter.Workbook(buffer) as target:
            sheet = target.add_worksheet()
            day = target.add_format({"num_format": "dd-mm-yyyy"})
            for (number, at), value in sheet_of(row(**{column: None})).cells().items():
                if hasattr(value, "year"):
                    sheet.write_datetime(number - 1, at - 1, value, day)
                else:
                    sheet.write_string(number - 1, at - 1, str(value))
            sheet.write_formula(cell, written_formula)
    report = check(buffer.getvalue(), "ark.xlsx", today=TODAY)
    assert severities_at(report) == [("KA435", "warning", cell)]
    assert len(report.rows) == 1


@pytest.mark.parametrize("column", LINKS)
def test_a_nought_stored_for_a_formulas_link_says_nothing(column: str) -> None:
    report = linked(0, LINKS[column], column)
    assert severities_at(report) == [("KA435", "warning", f"{COLUMN[column]}2")]
    assert len(report.rows) == 1


@pytest.mark.parametrize("column", LINKS)
def test_an_address_made_of_other_cells_is_said_to_be_unknown(column: str) -> None:
    formula = 'HYPERLINK(K2&B2,"Læs mere")'
    for report in (
        judge_row(**{column: UncachedFormula(formula)}),
        with_formula(column, formula, "Læs mere"),
    ):
        (finding,) = on_rows(report)
        assert (finding.rule, finding.severity, finding.cell) == ("KA364", "error", f"{COLUMN[column]}2")
        assert finding.suggestion is None
        assert formula in finding.message_da


def test_another_formula_without_result_stays_one() -> None:
    assert severities_at(judge_row(infoUrl=UncachedFormula("Ark2!B4"))) == [("KA325", "error", "G2")]


def test_a_formula_whose_result_is_a_link_is_no_fault() -> None:
    assert severities_at(with_formula("infoUrl", "HYPERLINK(K2)", PAGE)) == []
    assert severities_at(with_formula("infoUrl", "K2", "Læs mere")) == [("KA353", "error", "G2")]


@pytest.mark.parametrize("target", [PAGE, "mailto:job@odense.dk", "#Ark2!A1"])
@pytest.mark.parametrize("emptied", [None, " "])
def test_a_hyperlink_left_on_an_emptied_cell_is_no_error(target: str, emptied: str | None) -> None:
    given = row(selfServiceName=None, selfServiceUrl=emptied)
    report = judge(Sheet([given], links={"J2": target}))
    assert severities_at(report) == [("KA445", "info", "J2")]
    assert report.verdict == "accepted"
    assert report.rows[0].row.self_service is None


def test_a_personal_number_in_a_left_hyperlink_is_told_all_the_same() -> None:
    report = judge(
        Sheet([row(selfServiceName=None, selfServiceUrl=None)], links={"J2": PAGE + "?cpr=010190-1234"})
    )
    assert severities_at(report) == [("KA445", "info", "J2"), ("KA601", "error", "J2")]


def test_with_a_name_beside_it_a_left_hyperlink_is_used() -> None:
    report = linked(None, PAGE, "selfServiceUrl")
    assert severities_at(report) == [("KA435", "warning", "J2")]
    assert report.rows[0].row.self_service is not None


def test_a_left_hyperlink_that_cannot_be_used_leaves_the_cell_empty() -> None:
    assert severities_at(linked(None, "mailto:job@odense.dk")) == [
        ("KA300", "error", "G2"),
        ("KA445", "info", "G2"),
    ]


@pytest.mark.parametrize("column", LINKS)
@pytest.mark.parametrize("formula", [False, True])
def test_what_lies_behind_a_merged_cell_lies_behind_each_of_its_rows(column: str, formula: bool) -> None:
    letters = COLUMN[column]
    made = openpyxl.load_workbook(io.BytesIO(written(sheet_of(*rows(3, **{column: "Læs mere"})))))
    worksheet = made.worksheets[0]
    if formula:
        worksheet[f"{letters}2"] = f'=HYPERLINK("{LINKS[column]}","Læs mere")'
    else:
        worksheet[f"{letters}2"].hyperlink = LINKS[column]
        worksheet[f"{letters}2"].value = "Læs mere"
    worksheet.merge_cells(f"{letters}2:{letters}4")
    buffer = io.BytesIO()
    made.save(buffer)
    report = check(buffer.getvalue(), "ark.xlsx", today=TODAY)
    assert [(at, severity) for rule, severity, at in severities_at(report) if rule == "KA435"] == [
        (f"{letters}{number}", "warning") for number in (2, 3, 4)
    ]
    assert len(report.rows) == 3
