"""A finding has its sheet in every report, and no other sheet's finding is shown on the configuration's cells."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

from kleark.check import check, check_with_excerpt
from kleark.own_numbers.number_list import check_own_numbers
from kleark.registers.kle_register import embedded
from kleark.report import codequality, github, junit, sarif, text_report
from kleark.report.annotated.annotate import annotate
from kleark.report.checked_file import CheckedFile
from kleark.report.html_report import render_html
from kleark.report.locations import other_sheet, with_sheet
from kleark.report.model import Report, SheetFacts
from tests.support.reports import empty_phone, report_of
from tests.support.sheet_builder import Sheet, rows, written

if TYPE_CHECKING:
    from collections.abc import Callable

CPR = "010180-1234"


def workbook(name: str = "Sagsdata", place: str = "B3", own: str = "KLE-konfiguration") -> bytes:
    """Four clean rows, and a number at a place of another sheet where the configuration has a cell, too."""
    return written(
        Sheet(rows(4), name=own), Sheet([], {}, name=name, extra={"A1": "Sag", place: f"Sag {CPR}"})
    )


def all_formats(data: bytes) -> dict[str, str]:
    report, excerpt = check_with_excerpt(data, "ark.xlsx")
    files = [CheckedFile("ark.xlsx", report)]
    return {
        "text": text_report.render(report),
        "github": github.render(files),
        "codequality": codequality.render(files),
        "junit": junit.render(files),
        "sarif": sarif.render(files),
        "html": render_html(report, excerpt),
    }


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Sagsdata", "Sagsdata!B3"),
        ("Sager 2026", "'Sager 2026'!B3"),
        ("B7", "'B7'!B3"),
        ("Å's ark", "'Å''s ark'!B3"),
    ],
)
def test_each_format_says_on_which_sheet_a_finding_is(name: str, shown: str) -> None:
    for form, text in all_formats(workbook(name)).items():
        plain = text.replace("&#39;", "'").replace("&#x27;", "'")
        expected = f"{name}!B3" if form == "sarif" else shown
        assert expected in plain, form


def test_no_row_of_the_configuration_is_named_beside_it() -> None:
    report, excerpt = check_with_excerpt(workbook(), "ark.xlsx")
    (leak,) = (one for one in report.findings if one.rule == "KA601")
    assert (leak.sheet, leak.cell) == ("Sagsdata", "B3")
    assert excerpt is not None
    assert 3 not in excerpt.topics
    page = render_html(report, excerpt)
    group = page[page.index('id="error-KA601"') :]
    assert "15.17.12" not in group[: group.index('<p class="source">')]
    grid = page[page.index('class="grid"') :]
    assert "#error-KA601" not in grid[: grid.index("</table>")]


def test_an_excerpt_that_was_kept_from_before_shows_it_nowhere_either() -> None:
    report, excerpt = check_with_excerpt(written(Sheet(rows(4, contactPhone="x"))), "ark.xlsx")
    other = check(workbook(), "ark.xlsx")
    assert excerpt is not None
    assert 3 in excerpt.topics
    page = render_html(other, excerpt)
    assert 'href="#error-KA601"' not in page[page.index('class="grid"') :]
    assert (
        excerpt.topics[3].kle_number not in page[page.index('id="error-KA601"') : page.index('class="grid"')]
    )
    assert report.sheet is not None


def test_a_finding_on_the_sheet_that_was_judged_keeps_its_plain_address() -> None:
    data = written(Sheet(rows(2, contactPhone="x")))
    text = text_report.render(check(data, "ark.xlsx"))
    assert re.search(r"^  F2 ", text, re.MULTILINE)
    assert "!F2" not in text


def test_without_a_table_every_finding_has_its_sheet() -> None:
    for form, text in all_formats(
        written(Sheet([], {}, name="Data", extra={"A1": "Sag", "B3": CPR}))
    ).items():
        assert "Data!B3" in text, form


@pytest.mark.parametrize("render", [text_report.render, render_html], ids=["text", "html"])
def test_the_name_of_another_sheet_stands_for_all_of_it(render: Callable[[Report], str]) -> None:
    finding = replace(empty_phone(2), sheet="Sagsdata", cell=None, row=None, column=None, found=None)
    shown = render(report_of([finding])).replace("&#34;", '"')
    assert 'fanebladet "Sagsdata"' in shown


def test_too_large_a_table_names_its_sheet_in_each_format() -> None:
    data = written(Sheet(rows(2), name="Ark Ø", extra={"A12001": "x"}))
    for form, text in all_formats(data).items():
        assert "Ark Ø" in text, form
        assert "A12001" in text, form


def test_the_front_sheet_of_the_annotated_workbook_names_the_other_sheet() -> None:
    data = workbook()
    book = openpyxl.load_workbook(io.BytesIO(annotate(data, check(data, "ark.xlsx"))))
    front = book.worksheets[0]
    cells = {cell.value: cell for line in front.iter_rows() for cell in line if cell.value}
    assert "Sagsdata!B3" in cells
    link = cells["Sagsdata!B3"].hyperlink
    assert link is not None
    assert link.location == "'Sagsdata'!B3"


def test_of_many_on_another_sheet_each_has_its_name_in_the_text() -> None:
    places = {f"A{at}": CPR for at in range(1, 15)}
    data = written(Sheet(rows(4)), Sheet([], {}, name="Data", extra=places))
    text = text_report.render(check(data, "ark.xlsx"))
    assert text.count("Data!A") == 14


def test_a_place_with_its_sheet() -> None:
    assert with_sheet("B3", None, "da") == "B3"
    assert with_sheet(None, None, "da") is None
    assert with_sheet("A1:A4", "Data", "da") == "Data!A1:A4"
    assert with_sheet("5:5", "Data", "en") == "Data!5:5"
    assert with_sheet("række 5", "Data", "da") == 'fanebladet "Data", række 5'
    assert with_sheet(None, "Data", "en") == 'the sheet "Data"'


def test_which_sheet_is_another_one() -> None:
    report = report_of([])
    judged = Report(report.file, SheetFacts("Ark1", 1), report.counts, (), ())
    unknown = Report(report.file, None, report.counts, (), ())
    finding = replace(empty_phone(2), sheet="Ark1")
    assert (other_sheet(finding, judged), other_sheet(finding, unknown)) == (None, "Ark1")
    assert other_sheet(replace(finding, sheet=None), judged) is None


def test_a_csv_file_has_no_sheet_to_name() -> None:
    """Also where no list is found in it, so that no sheet of it was judged."""
    report = check_own_numbers(
        f"Navn;CPR\nHans;{CPR}\n".encode(), "egne.csv", embedded(), date(2026, 5, 1)
    ).report
    found = next(one for one in report.findings if one.rule == "KA601")
    assert (found.sheet, report.sheet, other_sheet(found, report)) == ("CSV", None, None)
    assert "CSV!" not in text_report.render(report) + render_html(report, None)
