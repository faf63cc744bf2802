"""How cells look, as `read_workbook` tells it of files by the programs that admins use."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

from kleark.sheet.archive import open_archive
from kleark.sheet.looks import watch_for
from kleark.sheet.reader import read_workbook
from kleark.sheet.workbook import CellError, Looks, NumberFormat, Worksheet
from kleark.sheet.workbook_parts import open_package
from tests.support.packages import add, built, package
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

NOTHING = Looks()
PIXEL = (
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360"
    "00000002000148afa4710000000049454e44ae426082"
)
"""A picture of one point, as PNG."""


def dressed(*cells: tuple[str, object, dict[str, Any]], filler: int = 0) -> Looks:
    """The looks of cells with these values and formats; ``filler``: so many plain rows below, from row 10 on."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        plain = book.add_format({"num_format": "dd-mm-yyyy"})
        for cell, value, properties in cells:
            sheet.write(cell, value, book.add_format(properties))
        for number in range(filler):
            sheet.write_row(9 + number, 0, ["15.20.24", "Fleksjob", "FASIT"])
            sheet.write_number(9 + number, 3, 44287, plain)
    return looks_of(buffer.getvalue())


def looks_of(data: bytes) -> Looks:
    return only_sheet(data).looks


def only_sheet(data: bytes) -> Worksheet:
    (sheet,) = read_workbook(data).worksheets
    return sheet


@pytest.mark.parametrize("filler", [0, 3_000])
def test_strikethrough_colour_and_number_format(filler: int) -> None:
    looks = dressed(
        ("A1", "x", {"font_strikeout": True}),
        ("B1", 5, {"font_strikeout": True, "num_format": ";;;"}),
        ("C1", "x", {"font_color": "#FFFFFF"}),
        ("D1", "x", {"font_color": "#FFFFFF", "bg_color": "#003366"}),
        ("E1", "x", {"font_color": "#003366", "bg_color": "#003366", "pattern": 1}),
        ("F1", 66131372, {"num_format": '"+46 "0'}),
        ("G1", 44287, {"num_format": "dd-mm-yyyy"}),
        ("H1", 44287, {"num_format": 0x11}),
        ("I1", "x", {"font_size": 1}),
        ("J1", "x", {"font_color": "#FDFDFD"}),
        ("K1", "x", {"bg_color": "#000000"}),
        ("L1", None, {"font_strikeout": True}),
        ("M1", "x", {"font_color": "#FF0000", "num_format": "0.00", "bold": True}),
        filler=filler,
    )
    assert looks == Looks(
        struck=frozenset(["A1", "B1"]),
        unseen=frozenset(["C1", "E1", "I1", "J1", "K1"]),
        formats={"B1": NumberFormat(";;;"), "F1": NumberFormat('"+46 "0'), "H1": NumberFormat("mmm-yy")},
    )


def test_a_struck_row_below_many_plain_ones() -> None:
    struck = {"font_strikeout": True}
    looks = dressed(("A4000", "x", struck), ("B4000", 7, struck), filler=3_000)
    assert looks == Looks(struck=frozenset(["A4000", "B4000"]))


def test_what_is_white_on_dark_is_no_white_ground() -> None:
    looks = dressed(("A1", 1, {"num_format": "[White]0", "bg_color": "#003366", "pattern": 1}))
    assert looks == Looks(formats={"A1": NumberFormat("[White]0", on_white=False)})


def test_runs_among_the_shared_texts() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet, struck = book.add_worksheet(), book.add_format({"font_strikeout": True})
        bold = book.add_format({"bold": True})
        sheet.write("A1", "Ydelsescenter Jobcenter")
        sheet.write_rich_string("B1", struck, "Ydelsescenter ", "Jobcenter")
        sheet.write_rich_string("C1", bold, "Ydelsescenter ", "Jobcenter")
        sheet.write_rich_string("D1", "Job", struck, "center", " ", struck, "Nord")
        sheet.write("E1", "strike")
    assert looks_of(buffer.getvalue()) == Looks(cut={"B1": "Jobcenter", "D1": "Job "})


def test_runs_in_their_cells_by_openpyxl() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    struck = InlineFont(strike=True)
    sheet["B2"] = CellRichText(TextBlock(struck, "Gammel "), "Ny")
    sheet["C2"] = CellRichText(TextBlock(InlineFont(b=True), "Gammel "), "Ny")
    sheet["D2"] = CellRichText(TextBlock(struck, "A"), TextBlock(struck, "B"))
    sheet["E2"] = "x"
    sheet["E2"].font = Font(strike=True)
    sheet["F2"] = "x"
    sheet["F2"].font = Font(color="00FFFFFF")
    sheet["G2"] = "x"
    sheet["G2"].font = Font(color="00FFFFFF")
    sheet["G2"].fill = PatternFill("solid", fgColor="00C00000")
    assert looks_of(saved(book)) == Looks(
        struck=frozenset(["E2"]), cut={"B2": "Ny", "D2": ""}, unseen=frozenset(["F2"])
    )


def inline(cell: str, *runs: str) -> str:
    return f'<c r="{cell}" t="inlineStr"><is>{"".join(runs)}</is></c>'


def test_runs_in_their_cells_part_by_part() -> None:
    struck, plain = "<r><rPr><strike/></rPr><t>væk</t></r>", "<r><t>her</t></r>"
    data = workbook(
        row(
            1,
            inline("A1", struck, plain),
            inline("B1", plain, plain),
            inline("C1", '<r><rPr><strike val="0"/></rPr><t>her</t></r>'),
            inline("D1", '<r><rPr><strike/></rPr><t xml:space="preserve"> </t></r>', plain),
            inline("E1", plain, struck, struck, '<rPh sb="0" eb="1"><t>talt</t></rPh>'),
        )
    )
    assert looks_of(data) == Looks(cut={"A1": "her", "E1": "her"})


STYLED = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="14" formatCode=";;;"/></numFmts>'
    '<fonts count="5"><font/><font><strike val="false"/></font><font><color theme="0"/></font>'
    '<font><color theme="0" tint="-0.5"/></font><font><color indexed="9"/></font></fonts>'
    '<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor theme="4"/></patternFill></fill>'
    '<fill><gradientFill><stop position="0"><color rgb="FFFFFFFF"/></stop></gradientFill></fill></fills>'
    '<cellStyleXfs count="1"><xf fontId="2"/></cellStyleXfs>'
    '<cellXfs count="9"><xf/><xf fontId="1"/><xf fontId="2"/><xf fontId="3"/><xf fontId="4"/>'
    '<xf fontId="2" fillId="2"/><xf fontId="2" fillId="1"/><xf fontId="2" fillId="3"/><xf numFmtId="14"/></cellXfs>'
    '<dxfs count="1"><dxf><font><strike/><color rgb="FFFFFFFF"/></font></dxf></dxfs></styleSheet>'
)


def test_colours_of_the_theme_and_of_the_palette() -> None:
    cells = [f'<c r="{letter}1" s="{at}"><v>1</v></c>' for at, letter in enumerate("ABCDEFGHI")]
    made = parts(row(1, *cells))
    add(made, "xl/styles.xml", STYLED, "styles", "spreadsheetml.styles+xml")
    assert looks_of(built(made)) == Looks(unseen=frozenset(["C1", "E1"]), formats={"I1": NumberFormat(";;;")})


def test_the_first_format_is_that_of_cells_without_one() -> None:
    styles = STYLED.replace("<xf/>", '<xf fontId="2"/>')
    made = parts(row(1, '<c r="A1"><v>1</v></c>', text_cell("B1", "x"), '<c r="C1" s="1"><v>1</v></c>'))
    add(made, "xl/styles.xml", styles, "styles", "spreadsheetml.styles+xml")
    assert looks_of(built(made)).unseen == frozenset(["A1", "B1"])


@pytest.mark.parametrize(
    "styles", ["<styleSheet/>", "<styleSheet><cellXfs><xf fontId='9' fillId='-1'/></cellXfs></styleSheet>"]
)
def test_formats_that_refer_to_nothing(styles: str) -> None:
    made = parts(row(1, '<c r="A1" s="0"><v>1</v></c>', '<c r="B1" s="77"><v>1</v></c>'))
    add(made, "xl/styles.xml", styles, "styles", "spreadsheetml.styles+xml")
    assert looks_of(built(made)) == NOTHING


def test_most_workbooks_have_nothing_to_look_at() -> None:
    assert looks_of(built(package(row(1, '<c r="A1" s="2"><v>1</v></c>')))) == NOTHING
    assert not NOTHING


def test_there_is_nothing_to_watch_for_in_what_programs_write_by_themselves() -> None:
    for data in (by_openpyxl([["x", 1]]), by_xlsxwriter([["x", 1, dt.date(2021, 4, 1)]])):
        entries = open_archive(data)
        assert not watch_for(data, entries, open_package(data, entries), b"")


def test_rows_and_columns_without_size_are_hidden() -> None:
    data = workbook(
        row(1, text_cell("A1", "x"))
        + "".join(
            f'<row r="{number}" ht="{height}" customHeight="1"><c r="A{number}"><v>1</v></c></row>'
            for number, height in ((2, "0"), (3, "0.1"), (4, "0.75"), (5, "0,1"))
        ),
        before='<cols><col min="2" max="3" width="0" customWidth="1"/><col min="4" max="4" width="0.5"/>'
        '<col min="5" max="5" width="0.14"/></cols>',
    )
    sheet = only_sheet(data)
    assert sheet.hidden_rows == frozenset([2, 3])
    assert sheet.hidden_columns == frozenset([2, 3, 5])


RICH = "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"
OFFICE = "http://schemas.microsoft.com/office/2017/06/relationships"


def rich_workbook(*kinds: str) -> bytes:
    """A sheet with an error in A1, A2 … each with the metadata of a rich value of these kinds, and a text in B1."""
    cells = "".join(
        row(
            at,
            f'<c r="A{at}" t="e" vm="{at}"><v>#VALUE!</v></c>',
            f'<c r="B{at}" t="str" vm="{at}"><v>x</v></c>',
        )
        for at in range(1, len(kinds) + 1)
    )
    made = parts(cells)
    places = range(len(kinds))
    made["xl/metadata.xml"] = (
        f'<metadata xmlns="{MAIN}" xmlns:r="{RICH}"><futureMetadata name="XLDAPR"><bk/></futureMetadata>'
        '<futureMetadata name="XLRICHVALUE">'
        + "".join(f'<bk><extLst><ext uri="x"><r:rvb i="{at}"/></ext></extLst></bk>' for at in places)
        + '</futureMetadata><cellMetadata><bk><rc t="1" v="0"/></bk></cellMetadata><valueMetadata>'
        + "".join(f'<bk><rc t="2" v="{at}"/></bk>' for at in places)
        + "</valueMetadata></metadata>"
    )
    made["xl/richData/rdrichvalue.xml"] = (
        "<rvData>" + "".join(f'<rv s="{at}"/>' for at in places) + "</rvData>"
    )
    made["xl/richData/rdrichvaluestructure.xml"] = (
        "<rvStructures>" + "".join(f'<s t="{kind}"/>' for kind in kinds) + "</rvStructures>"
    )
    made["xl/_rels/workbook.xml.rels"] = relationships(
        ("rId1", f"{RELATIONSHIPS}/worksheet", "worksheets/sheet1.xml"),
        ("rId2", f"{RELATIONSHIPS}/sheetMetadata", "metadata.xml"),
        ("rId3", f"{OFFICE}/rdRichValue", "richData/rdrichvalue.xml"),
        ("rId4", f"{OFFICE}/rdRichValueStructure", "richData/rdrichvaluestructure.xml"),
    )
    return zipped(made)


def test_pictures_and_data_types_are_told_from_errors() -> None:
    sheet = only_sheet(rich_workbook("_localImage", "_error", "_linkedentity"))
    assert sheet.rows == (
        (1, (CellError("#VALUE!", rich=True), "x")),
        (2, (CellError("#VALUE!"), "x")),
        (3, (CellError("#VALUE!", rich=True), "x")),
    )
    assert sheet.looks == Looks(rich=frozenset(["A1", "B1", "A3", "B3"]))


@pytest.mark.parametrize(
    ("changes", "hides"),
    [
        ({"font_strikeout": True}, True),
        ({"font_color": "#FFFFFF"}, True),
        ({"font_color": "#003366", "bg_color": "#003366"}, True),
        ({"num_format": ";;;"}, True),
        ({"num_format": '"";"";""'}, True),
        ({"font_color": "#FFFFFF", "bg_color": "#003366"}, False),
        ({"bg_color": "#FFFFFF", "border": 1, "border_color": "#FFFFFF"}, False),
        ({"font_color": "#FF0000", "bold": True, "num_format": "0.00"}, False),
    ],
)
@pytest.mark.parametrize("filler", [0, 3_000])
def test_a_condition_that_strikes_or_hides(changes: dict[str, Any], hides: bool, filler: int) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        harmless = {"type": "formula", "criteria": "=$A1=1", "format": book.add_format({"bold": True})}
        sheet.conditional_format("C1:C9", harmless)
        sheet.conditional_format("A1:B9", harmless | {"format": book.add_format(changes)})
        for number in range(filler):
            sheet.write_row(number, 0, ["15.20.24", "Fleksjob", "FASIT"])
    assert looks_of(buffer.getvalue()) == (Looks(conditional=("A1:B9",)) if hides else NOTHING)


def test_a_picture_in_a_cell_as_xlsxwriter_places_it() -> None:
    """It calls one part ``/xl/…``, as no part may be called."""
    picture = io.BytesIO(bytes.fromhex(PIXEL))
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().embed_image("E3", "pixel.png", {"image_data": picture})
    sheet = only_sheet(buffer.getvalue())
    assert sheet.looks == Looks(rich=frozenset(["E3"]))
    assert sheet.rows == ((3, (None, None, None, None, CellError("#VALUE!", rich=True))),)
