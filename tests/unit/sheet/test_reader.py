"""What `read_workbook` makes of good files, whoever wrote them."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from openpyxl.styles import PatternFill

from kleark.sheet.reader import read_workbook
from kleark.sheet.workbook import CellError, UncachedFormula, Worksheet
from tests.support.workbooks import (
    MAIN,
    RELATIONSHIPS,
    by_openpyxl,
    by_xlsxwriter,
    parts,
    relationships,
    row,
    saved,
    text_cell,
    workbook,
    zipped,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def only_sheet(data: bytes) -> Worksheet:
    (sheet,) = read_workbook(data).worksheets
    return sheet


@pytest.mark.parametrize("write", [by_xlsxwriter, by_openpyxl])
def test_each_kind_of_value(write: Callable[[list[list[object]]], bytes]) -> None:
    values: list[object] = [
        "15.62.05",
        66131372,
        1.5,
        True,
        False,
        dt.date(2020, 1, 1),
        dt.datetime(2020, 1, 1, 12, 30),  # noqa: DTZ001  a sheet has no time zones
        dt.time(15, 10, 5),
        'æøå "quoted" \\ back',
        "line\nbreak\tand \u00a0 space",
        "\U0001f600 decomposed a\u030a",
    ]
    assert only_sheet(write([values])).rows == ((1, tuple(values)),)


def test_whole_floats_are_numbers_without_a_fraction() -> None:
    (value,) = only_sheet(by_xlsxwriter([[156205.0]])).rows[0][1]
    assert (value, type(value)) == (156205, int)


def test_duration() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().write_number("A1", 1.5, book.add_format({"num_format": "[h]:mm"}))
    assert only_sheet(buffer.getvalue()).rows == ((1, (dt.timedelta(hours=36),)),)


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    days = [[dt.date(2020, 1, 1), dt.date(2021, 12, 31)]]
    assert only_sheet(by_xlsxwriter(days, date_1904=True)).rows == ((1, tuple(days[0])),)


def test_addresses_are_true_below_and_beside_empty_cells() -> None:
    sheet = only_sheet(by_xlsxwriter([[], [], [None, None, "C3"], [], [None, "B5"]]))
    assert sheet.rows == ((3, (None, None, "C3")), (5, (None, "B5")))


def test_empty_texts_are_no_values() -> None:
    data = workbook(row(1, text_cell("A1", ""), text_cell("B1", "x")) + row(2, text_cell("A2", "")))
    assert only_sheet(data).rows == ((1, (None, "x")),)


def test_formatted_empty_rows_are_no_rows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "KLE-nr."
    for number in range(2, 3_002):
        sheet.cell(number, 1).fill = PatternFill("solid", fgColor="FFFF00")
    assert only_sheet(saved(book)).rows == ((1, ("KLE-nr.",)),)


def test_formatted_empty_cell_beyond_what_is_read_costs_nothing() -> None:
    data = workbook(row(1, text_cell("A1", "x")) + row(12_001, '<c r="IW12001" s="0"/>'))
    assert only_sheet(data).rows == ((1, ("x",)),)


def test_rows_out_of_order_and_a_wrong_dimension() -> None:
    data = workbook(
        row(3, text_cell("B3", "b3"), text_cell("A3", "a3")) + row(1, text_cell("A1", "a1")),
        before='<dimension ref="A1:A1"/>',
    )
    assert only_sheet(data).rows == ((1, ("a1",)), (3, ("a3", "b3")))


def test_cells_without_addresses() -> None:
    text = '<c t="inlineStr"><is><t>{}</t></is></c>'
    data = workbook(
        f'<row r="4">{text.format("a")}{text_cell("D4", "d")}<c t="e"><v>#REF!</v></c></row>'
        f"<row>{text.format('next')}<c><f>A1</f></c></row>"
    )
    sheet = only_sheet(data)
    assert sheet.rows == (
        (4, ("a", None, None, "d", CellError("#REF!"))),
        (5, ("next", UncachedFormula("A1"))),
    )
    assert dict(sheet.formulas) == {"B5": "A1"}


def test_cell_that_says_to_be_in_another_row() -> None:
    data = workbook(row(1, '<c r="B7" t="e"><v>#N/A</v></c>', '<c t="e"><v>#REF!</v></c>'))
    assert only_sheet(data).rows == ((1, (None, None, CellError("#REF!"))), (7, (None, CellError("#N/A"))))


@pytest.mark.parametrize("code", ["#REF!", "#N/A", "#DIV/0!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"])
def test_errors_of_formulas(code: str) -> None:
    data = workbook(row(2, f'<c r="B2" t="e"><f>X</f><v>{code}</v></c>', '<c r="C2"><v>4</v></c>'))
    assert only_sheet(data).rows == ((2, (None, CellError(code), 4)),)


def test_formulas_with_and_without_a_stored_result() -> None:
    data = workbook(
        row(
            1,
            '<c r="A1"><f>1+1</f><v>2</v></c>',
            '<c r="B1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c>',
            '<c r="C1"><f>NOW()</f></c>',
            '<c r="D1"><f>NOW()</f><v></v></c>',
            '<c r="E1" t="str"><f>""</f><v></v></c>',
            '<c r="F1"><f t="shared" ref="F1:G1" si="0">A1*2</f><v>4</v></c>',
            '<c r="G1"><f t="shared" si="0"/></c>',
            '<c r="H1"><f>A1-2</f><v>0</v></c>',
        )
    )
    sheet = only_sheet(data)
    assert sheet.rows == (
        (
            1,
            (
                2,
                "ab",
                UncachedFormula("NOW()"),
                UncachedFormula("NOW()"),
                None,
                4,
                UncachedFormula("A1*2"),
                0,
            ),
        ),
    )
    assert sheet.formulas["B1"] == '"a"&"b"'
    assert sheet.formulas["G1"] == "A1*2"


def test_the_zero_that_xlsxwriter_stores_for_every_formula_is_no_result() -> None:
    assert only_sheet(by_xlsxwriter([["=A9*2", 0]])).rows == ((1, (UncachedFormula("A9*2"), 0)),)


def test_a_result_given_to_xlsxwriter_is_one() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().write_formula("A1", "=1+1", None, 2)
    assert only_sheet(buffer.getvalue()).rows == ((1, (2,)),)


def test_openpyxl_stores_no_results() -> None:
    assert only_sheet(by_openpyxl([["=1+1"]])).rows == ((1, (UncachedFormula("1+1"),)),)


def test_formulas_are_shortened() -> None:
    formula = only_sheet(by_openpyxl([["=" + "+".join(["1"] * 500)]])).formulas["A1"]
    assert len(formula) == 200


def test_formulas_of_conditional_formats_are_in_no_cell() -> None:
    extension = '<extLst><ext xmlns:xm="m"><xm:f>Ark1!$A$1</xm:f><xm:v>1</xm:v></ext></extLst>'
    assert dict(only_sheet(workbook(row(1, text_cell("A1", "x")), after=extension)).formulas) == {}


def test_links_lead_to_their_targets() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_url("H7", "https://www.odense.dk/borger#kontakt", string="https://www.aarhus.dk")
        sheet.write_url("A1", "internal:Sheet1!A2")
    assert dict(only_sheet(buffer.getvalue()).hyperlinks) == {
        "H7": "https://www.odense.dk/borger#kontakt",
        "A1": "#Sheet1!A2",
    }


@pytest.mark.parametrize(
    ("formula", "target"),
    [
        ('HYPERLINK("https://www.odense.dk","Odense")', "https://www.odense.dk"),
        ('HYPERLINK( "https://a.dk/?q=""x""" )', 'https://a.dk/?q="x"'),
        ('hyperlink("mailto:a@b.dk", B1)', "mailto:a@b.dk"),
        ("HYPERLINK(B1)", None),
        ('HYPERLINK("https://a.dk/"&amp;B1,"x")', None),
        ('HYPERLINK("https://a.dk', None),
        ('"HYPERLINK("', None),
    ],
)
def test_links_by_formula(formula: str, target: str | None) -> None:
    data = workbook(row(1, f'<c r="A1" t="str"><f>{formula}</f><v>Odense</v></c>'))
    assert only_sheet(data).hyperlinks.get("A1") == target


def test_link_and_merge_go_no_further_than_the_values() -> None:
    everything = "A1:IW12001"
    data = workbook(
        row(2, text_cell("B2", "x")),
        after=f'<mergeCells><mergeCell ref="{everything}"/></mergeCells>'
        f'<hyperlinks><hyperlink ref="{everything}" r:id="rId1"/></hyperlinks>',
        sheet_relationships=relationships(("rId1", "hyperlink", "https://a.dk/"), external=True),
    )
    sheet = only_sheet(data)
    assert dict(sheet.hyperlinks) == {"B2": "https://a.dk/"}
    assert sheet.merged == (everything,)


def test_hidden_rows_columns_and_sheets() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name in ("Synligt", "Skjult", "Meget skjult"):
            book.add_worksheet(name).write("A3", name)
        first, second, third = book.worksheets()
        first.set_row(2, None, None, {"hidden": True})
        first.set_column("B:C", None, None, {"hidden": True})
        first.merge_range("A5:C5", "x")
        second.hide()
        third.very_hidden()
        book.add_chartsheet("Diagram")
    sheets = read_workbook(buffer.getvalue()).worksheets
    assert [(s.name, s.visibility) for s in sheets] == [
        ("Synligt", "visible"),
        ("Skjult", "hidden"),
        ("Meget skjult", "veryHidden"),
    ]
    assert sheets[0].hidden_rows == {3}
    assert sheets[0].hidden_columns == {2, 3}
    assert sheets[0].merged == ("A5:C5",)
    assert sheets[2].rows == ((3, ("Meget skjult",)),)


def test_rich_and_escaped_text() -> None:
    data = workbook(
        row(
            1,
            '<c r="A1" t="inlineStr"><is><r><t>Dag</t></r><r><rPr><b/></rPr><t>penge</t></r></is></c>',
            text_cell("B1", "a_x000D_b"),
            '<c r="C1" t="inlineStr"><is><t><![CDATA[<c r="Z9">]]>&#230;</t></is></c>',
        )
    )
    assert only_sheet(data).rows == ((1, ("Dagpenge", "a\rb", '<c r="Z9">æ')),)


def test_prefixes_on_every_element() -> None:
    contents = parts()
    contents["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c>'
        '<x:c r="B1"><x:f>A1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    )
    contents["xl/workbook.xml"] = (
        f'<x:workbook xmlns:x="{MAIN}" xmlns:q="{RELATIONSHIPS}"><x:sheets>'
        '<x:sheet name="Ark1" sheetId="1" q:id="rId1"/></x:sheets></x:workbook>'
    )
    assert only_sheet(zipped(contents)).rows == ((1, (7, UncachedFormula("A1"))),)


def test_strict_open_xml() -> None:
    contents = {
        name: str(content)
        .replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        .replace(RELATIONSHIPS, "http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name, content in parts(
            row(1, text_cell("A1", "x"), '<c r="B1" t="d"><v>2020-01-01</v></c>')
        ).items()
    }
    assert only_sheet(zipped(contents)).rows == ((1, ("x", dt.date(2020, 1, 1))),)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    contents = parts(row(1, text_cell("A1", "Fleksjob æøå")))
    sheet = str(contents["xl/worksheets/sheet1.xml"])
    declared = encoding.removesuffix("-sig")
    contents["xl/worksheets/sheet1.xml"] = f'<?xml version="1.0" encoding="{declared}"?>{sheet}'.encode(
        encoding
    )
    assert only_sheet(zipped(contents)).rows == ((1, ("Fleksjob æøå",)),)


def test_workbook_part_by_another_name() -> None:
    contents = parts(row(1, text_cell("A1", "x")))
    contents["xl/bog.xml"] = contents.pop("xl/workbook.xml")
    contents["xl/_rels/bog.xml.rels"] = contents.pop("xl/_rels/workbook.xml.rels")
    for name in ("_rels/.rels", "[Content_Types].xml"):
        contents[name] = str(contents[name]).replace("xl/workbook.xml", "xl/bog.xml")
    assert only_sheet(zipped(contents)).rows == ((1, ("x",)),)


def test_ten_thousand_rows() -> None:
    rows = [[f"15.{number:05d}", number, dt.date(2020, 1, 1)] for number in range(10_000)]
    sheet = only_sheet(by_xlsxwriter(rows))
    assert sheet.rows[-1] == (10_000, ("15.09999", 9_999, dt.date(2020, 1, 1)))
    assert len(sheet.rows) == 10_000


def test_no_cell_is_longer_than_excel_lets_it_be() -> None:
    (value,) = only_sheet(workbook(row(1, text_cell("A1", "x" * 40_000)))).rows[0][1]
    assert value == "x" * 32_767
