"""CPR numbers outside the rows: wherever a workbook can hold a text, one is found, placed and not repeated."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from kleark.check import check
from kleark.report.text_report import render
from kleark.sheet.reader import read_workbook
from tests.support.sheet_builder import TODAY, Sheet, rows, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl import Workbook

# No such person.
CPR = "010190-1234"


def changed(change: Callable[[Workbook], None]) -> bytes:
    """A clean sheet, changed by hand in Excel."""
    book = openpyxl.load_workbook(io.BytesIO(written(Sheet(rows(3)))))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def comment(book: Workbook) -> None:
    book.worksheets[0]["E3"].comment = Comment(f"Spørg til {CPR}", "Hanne")


def other_sheet(book: Workbook) -> None:
    book.create_sheet("Kladde")["B4"] = f"Sag {CPR}"


def number_cell(book: Workbook) -> None:
    book.create_sheet("Kladde")["B4"] = 101901234


def hidden_sheet(book: Workbook) -> None:
    other_sheet(book)
    book["Kladde"].sheet_state = "hidden"


def sheet_name(book: Workbook) -> None:
    book.create_sheet(CPR)["A1"] = "x"


def properties(book: Workbook) -> None:
    book.properties.description = f"Fra sag {CPR}"


def footer(book: Workbook) -> None:
    whole = book.worksheets[0].oddFooter
    assert whole is not None
    whole.left.text = f"Udskrevet {CPR}"


def help_text(book: Workbook) -> None:
    validation = DataValidation("list", formula1='"FASIT,KY"', prompt=f"Som {CPR}", promptTitle="Hjælp")
    validation.add("C2:C9")
    book.worksheets[0].add_data_validation(validation)


def title_above(book: Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.insert_rows(1, 2)
    sheet["A1"] = f"Konfiguration, {CPR}"


def note_below(book: Workbook) -> None:
    book.worksheets[0]["A9"] = f"Spørg {CPR}"


def own_column(book: Workbook) -> None:
    sheet = book.worksheets[0]
    sheet["L1"], sheet["L3"] = "Bemærkning", f"Se {CPR}"


def header(book: Workbook) -> None:
    book.worksheets[0]["L1"] = f"Sag {CPR}"


def link_behind_department(book: Workbook) -> None:
    cell = book.worksheets[0]["E2"]
    shown = cell.value
    cell.hyperlink = f"https://www.odense.dk/?cpr={CPR}"
    cell.value = shown


MAIN = "KLE-konfiguration"
CASES: list[tuple[Callable[[Workbook], None], str | None, str | None]] = [
    (comment, MAIN, "E3"),
    (other_sheet, "Kladde", "B4"),
    (number_cell, "Kladde", "B4"),
    (hidden_sheet, "Kladde", "B4"),
    (sheet_name, "******-****", None),
    (properties, None, None),
    (footer, MAIN, None),
    (help_text, MAIN, None),
    (title_above, MAIN, "A1"),
    (note_below, MAIN, "A9"),
    (own_column, MAIN, "L3"),
    (header, MAIN, "L1"),
    (link_behind_department, MAIN, "E2"),
]


@pytest.mark.parametrize(("change", "sheet", "cell"), CASES, ids=[case[0].__name__ for case in CASES])
def test_it_is_found_at_its_place_once_and_not_repeated(
    change: Callable[[Workbook], None], sheet: str | None, cell: str | None
) -> None:
    report = check(changed(change), "ark.xlsx", today=TODAY)
    found = [finding for finding in report.findings if finding.severity == "error"]
    assert [(one.rule, one.sheet, one.cell) for one in found] == [("KA601", sheet, cell)]
    for told in (json.dumps(report.to_json()), render(report), render(report, "en")):
        assert CPR not in told
        assert "0101901234" not in told


def test_it_is_found_where_there_is_no_table() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["C3"] = CPR
    stream = io.BytesIO()
    book.save(stream)
    report = check(stream.getvalue(), "ark.xlsx")
    assert ("KA601", "C3") in {(finding.rule, finding.cell) for finding in report.findings}


def test_it_is_found_in_a_text_box() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Ark1")
        sheet.write_string("A1", "x")
        sheet.insert_textbox("C3", f"Ring til {CPR}")
    report = check(stream.getvalue(), "ark.xlsx")
    assert ("KA601", "Ark1") in {(finding.rule, finding.sheet) for finding in report.findings}


def test_texts_with_few_digits_are_not_carried_along() -> None:
    def remark(book: Workbook) -> None:
        book.worksheets[0]["E3"].comment = Comment("Hanne: tjek 66131372", "Hanne")
        book.properties.title = "Konfiguration 2021-11-04"

    texts = read_workbook(changed(remark)).loose_texts
    assert [text.text for text in texts if "T" not in text.text] == []


def test_what_looks_like_it_is_left_alone() -> None:
    def identifiers(book: Workbook) -> None:
        book.properties.identifier = "9f0dd1f1-2f4f-4d3c-8a51-010190123456"
        book.worksheets[0]["E3"].comment = Comment("EAN 5798006622207, CVR 35209115, tlf. 66131372", "Hanne")
        book.create_sheet("Lister")["A1"] = 5798006622207

    report = check(changed(identifiers), "ark.xlsx", today=TODAY)
    assert "KA601" not in {finding.rule for finding in report.findings}
