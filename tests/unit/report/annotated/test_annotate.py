"""The annotated workbook: what is marked, what is kept, and that it can be uploaded again as it is."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName

from kleark.check import check
from kleark.registers.municipalities import municipality
from kleark.report.annotated.annotate import annotate
from kleark.report.annotated.fills import DARK, LIGHT
from kleark.sheet.reader import UnreadableFile, read_workbook
from tests.support.packages import contents, opened
from tests.support.sheet_builder import TODAY, Sheet, row, rows, sheet_of, written
from tests.support.workbooks import zipped

if TYPE_CHECKING:
    from kleark.report.model import Report

ODENSE = (Path(__file__).parents[4] / "sample_sheets" / "odense-2021.xlsx").read_bytes()


def judged(data: bytes) -> Report:
    return check(data, "ark.xlsx", municipality("0461"), today=TODAY)


def marked(data: bytes) -> bytes:
    return annotate(data, judged(data))


def essence(report: Report) -> tuple[object, ...]:
    return report.sheet, report.counts, report.findings, report.rows


def wrong_sheet() -> Sheet:
    return sheet_of(
        *rows(3), row(kleNumber="15.27.26", kleTitle="Jobafklaringsforløb", infoUrl="http://a.dk")
    )


def test_what_is_added_has_the_names_and_targets_that_excel_gives() -> None:
    """ExcelJS 4.4.0, excelts 10.2.0 and R's openxlsx 4.2.5 find comments, shapes and sheets by these names alone.

    xlsx-populate 1.21.0 takes the sheets in the order of their names, and Octave's io 2.6.4 in that of their ids.
    """
    made = contents(marked(ODENSE))
    assert set(made) - set(contents(ODENSE)) == {
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/worksheets/sheet2.xml",
        "xl/worksheets/_rels/sheet2.xml.rels",
    }
    assert "xl/worksheets/_rels/sheet1.xml.rels" not in made, "the front sheet's links stay in the workbook"
    of_sheet = made["xl/worksheets/_rels/sheet2.xml.rels"]
    assert b'"../comments1.xml"' in of_sheet
    assert b'"../drawings/vmlDrawing1.vml"' in of_sheet
    assert re.findall(
        rb'Id="(\w+)"[^>]*Target="/?(?:xl/)?worksheets/(\w+).xml"', made["xl/_rels/workbook.xml.rels"]
    ) == [(b"rId1", b"sheet2"), (b"rId0", b"sheet1")]


def test_the_admins_sheets_get_names_that_follow_the_tabs_and_all_else_in_them_stays() -> None:
    book = openpyxl.load_workbook(io.BytesIO(ODENSE))
    book.create_sheet("Noter")["A1"] = "et ark ved siden af"
    book.create_sheet("Arkiv")["A1"].hyperlink = "https://www.odense.dk/arkiv"
    stream = io.BytesIO()
    book.save(stream)
    before = contents(stream.getvalue())
    made = contents(marked(stream.getvalue()))
    places = {name: re.sub(r"(?<=/sheet)\d+", lambda match: str(int(match[0]) + 1), name) for name in before}
    changed = {name for name, place in places.items() if made[place] != before[name]}
    assert changed == {
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
    }
    assert "xl/worksheets/_rels/sheet3.xml.rels" in before


def test_names_that_are_taken_are_left_alone() -> None:
    with_taken = zipped(contents(ODENSE) | {"xl/comments1.xml": b"<comments/>"})
    assert {"xl/comments1.xml", "xl/comments2.xml"} <= set(contents(marked(with_taken)))


def test_each_finding_of_odense_is_a_comment_and_a_fill_on_its_cell() -> None:
    sheet = opened(marked(ODENSE)).worksheets[1]
    comments = {
        cell.coordinate: cell.comment.text for line in sheet.iter_rows() for cell in line if cell.comment
    }
    assert set(comments) == {"E2", "G2", "H6", "I6", "B7"}
    assert "Skal rettes: 15.27.26 findes ikke" in comments["B7"]
    assert "Skriv: 15.17.26" in comments["B7"]
    colours = {
        cell.coordinate: cell.fill.fgColor.rgb
        for line in sheet.iter_rows(min_row=2)
        for cell in line
        if cell.fill.fill_type
    }
    assert colours["B7"] == LIGHT["error"]
    assert {colours[f"E{n}"] for n in range(2, 11)} == {LIGHT["warning"]}
    assert colours["H6"] == LIGHT["repaired"]
    assert sheet["H6"].font.underline == "single", "the link looks as it did"


def test_the_first_sheet_tells_the_verdict_and_leads_to_each_cell() -> None:
    book = opened(marked(ODENSE))
    front = book.worksheets[0]
    assert book.sheetnames == ["Kontrol", "KLE-konfiguration"]
    assert book.active is front
    assert front["A2"].value == "AFVIST"
    # What was corrected counts once, as in text and on the page.
    assert front["A3"].value == "9 rækker, 1 fejl, 1 advarsel, 1 oplysning, 3 rettet for dig"
    table = {line[6].value: line for line in front.iter_rows(min_row=7) if line[6].value}
    assert table["KA401"][0].value.startswith("15.27.26 findes ikke")
    assert table["KA401"][4].value == "15.17.26"
    assert table["KA401"][1].hyperlink.location == "'KLE-konfiguration'!B7"
    assert table["KA503"][1].hyperlink.location == "'KLE-konfiguration'!E2:E10"
    assert [sheet.sheet_view.tabSelected for sheet in book.worksheets] == [True, None]


@pytest.mark.parametrize("by", ["xlsxwriter", "openpyxl"])
def test_an_annotated_sheet_uploaded_as_it_is_gets_the_same_report(by: str) -> None:
    for data in (ODENSE, written(wrong_sheet(), by=by)):  # type: ignore[arg-type]
        first = marked(data)
        assert essence(judged(first)) == essence(judged(data))
        again = annotate(first, judged(first))
        assert essence(judged(again)) == essence(judged(data))
        assert opened(again).sheetnames[0] == "Kontrol"
        comments = [content for name, content in contents(again).items() if "comment" in name]
        assert b"".join(comments).count(b">Kleark</") == 1, "named as an author once"
        assert len(opened(again).sheetnames) == len(opened(data).sheetnames) + 1


def test_a_mended_cell_loses_its_marks_and_gets_its_own_fill_back() -> None:
    book = openpyxl.load_workbook(io.BytesIO(ODENSE))
    book.worksheets[0]["B7"].fill = PatternFill("solid", fgColor="FF00FF00")
    stream = io.BytesIO()
    book.save(stream)
    once = openpyxl.load_workbook(io.BytesIO(marked(stream.getvalue())))
    sheet = once.worksheets[1]
    assert sheet["B7"].fill.fgColor.rgb == LIGHT["error"]
    sheet["B7"].value = "15.17.26"
    stream = io.BytesIO()
    once.save(stream)
    twice = opened(marked(stream.getvalue())).worksheets[1]
    assert twice["B7"].comment is None
    assert twice["B7"].fill.fgColor.rgb == "FF00FF00"
    assert twice["H6"].comment is not None


def test_comments_fills_and_names_of_the_admin_are_kept() -> None:
    book = openpyxl.load_workbook(io.BytesIO(ODENSE))
    sheet = book.worksheets[0]
    sheet["B7"].comment = Comment("Husk at spørge Mette", "Anna")
    sheet["C3"].comment = Comment("Min egen note", "Anna")
    sheet["A1"].fill = PatternFill("solid", fgColor="FF00FF00")
    other = book.create_sheet("Noter")
    other["A1"] = "et ark ved siden af"
    sheet.defined_names["Lokalt"] = DefinedName("Lokalt", attr_text="'KLE-konfiguration'!$A$1")
    stream = io.BytesIO()
    book.save(stream)
    data = stream.getvalue()
    result = opened(marked(data))
    kept = result.worksheets[1]
    assert kept["B7"].comment.text.startswith("Husk at spørge Mette\n— Kleark —\nSkal rettes")
    assert kept["C3"].comment.text == "Min egen note"
    assert kept["C3"].comment.author == "Anna"
    assert kept["A1"].fill.fgColor.rgb == "FF00FF00"
    assert result.sheetnames == ["Kontrol", "KLE-konfiguration", "Noter"]
    assert "Lokalt" in kept.defined_names, "the name moved with its sheet"
    assert result.worksheets[2]["A1"].value == "et ark ved siden af"
    twice = opened(annotate(marked(data), judged(data))).worksheets[1]
    assert twice["B7"].comment.text == kept["B7"].comment.text


def test_white_text_gets_a_dark_fill() -> None:
    book = openpyxl.load_workbook(io.BytesIO(ODENSE))
    book.worksheets[0]["B7"].font = Font(color="FFFFFFFF")
    stream = io.BytesIO()
    book.save(stream)
    cell = opened(marked(stream.getvalue())).worksheets[1]["B7"]
    assert cell.fill.fgColor.rgb == DARK["error"]


def contrast(colour: str, text: str) -> float:
    """WCAG 2.1's contrast ratio."""

    def luminance(rgb: str) -> float:
        parts = [int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(colour[-6:]), luminance(text)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_text_can_be_read_on_every_fill() -> None:
    assert min(contrast(colour, "000000") for colour in LIGHT.values()) >= 13
    assert min(contrast(colour, "FFFFFF") for colour in DARK.values()) >= 6


def test_cpr_numbers_are_hidden_in_every_part() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Ark1")
    for at, header in enumerate(["KLE-nr.", "KLE-navn", "Fagsystem", "Kontaktafdeling"]):
        sheet.write(0, at, header)
    bold = book.add_format({"bold": True})
    sheet.write(1, 0, "15.20.24")
    sheet.write(1, 1, "Fleksjob for 010180-1234")
    sheet.write_rich_string(1, 2, "01", bold, "0180", "-1234")
    sheet.write_number(1, 3, 101801234)
    sheet.write_comment(1, 0, "Ring til 010180-1234")
    sheet.write_url(2, 0, "https://a.dk/?p=010180-1234", string="link")
    sheet.write_formula(3, 0, '="010180-1234"', None, "010180-1234")
    book.add_worksheet("Sag 0101801234").hide()
    book.set_properties({"subject": "Sag 010180-1234"})
    book.close()
    result = marked(stream.getvalue())
    for name, content in contents(result).items():
        text = re.sub(r"<[^>]*>", "", content.decode())
        assert not re.search(r"0?10180-?1234", content.decode() + text), name
    read = read_workbook(result)
    values = dict(read.worksheets[0].rows)
    assert values[2] == ("15.20.24", "Fleksjob for ******-****", "******-****", "******-****")
    assert opened(result).sheetnames == ["Kontrol", "Ark1", "Sag xxxxxx-xxxx"]


@pytest.mark.parametrize("number", ["010180-1234", "0101801234"])
def test_numbers_in_styles_are_hidden_where_formats_are_added(number: str) -> None:
    parts = contents(written(wrong_sheet()))
    styles = parts["xl/styles.xml"].replace(b'name="Normal"', f'name="Sag {number}"'.encode())
    result = contents(marked(zipped(parts | {"xl/styles.xml": styles})))["xl/styles.xml"]
    assert b"Sag ******-****" in result
    assert number.encode() not in result
    assert result.count(b"<xf ") > styles.count(b"<xf ")


def test_nothing_that_is_written_is_a_formula() -> None:
    sheet = sheet_of(*rows(3), row(contactDepartment='=cmd|"/c calc"!A1', selfServiceName="@SUM(1)"))
    result = marked(written(sheet))
    front = opened(result).worksheets[0]
    cells = [cell for line in front.iter_rows() for cell in line if cell.value is not None]
    assert any(str(cell.value).startswith("=") for cell in cells)
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)


def test_findings_on_rows_and_headers_stand_on_a_cell_of_that_row() -> None:
    sheet = sheet_of(*rows(3))
    data = written(Sheet(sheet.rows, {k: v for k, v in sheet.headers.items() if k != "contactPhone"}))
    result = opened(marked(data)).worksheets[1]
    assert "Kontakttelefon" in result["A1"].comment.text


def test_a_sheet_of_the_admins_own_called_kontrol_is_kept_and_read() -> None:
    data = written(Sheet(wrong_sheet().rows, name="Kontrol"))
    result = marked(data)
    assert opened(result).sheetnames == ["Kontrol (Kleark)", "Kontrol"]
    assert essence(judged(result)) == essence(judged(data))


def test_a_file_that_cannot_be_read_gets_no_annotation() -> None:
    with pytest.raises(UnreadableFile):
        annotate(b"PK\x03\x04 nothing", judged(b"PK\x03\x04 nothing"))


def test_ids_and_references_are_unique_and_whole() -> None:
    book = openpyxl.load_workbook(io.BytesIO(ODENSE))
    for at in range(2, 9):
        book.worksheets[0][f"A{at}"].comment = Comment("note", "Anna")
    stream = io.BytesIO()
    book.save(stream)
    made = contents(marked(stream.getvalue()))
    drawings = [content.decode() for name, content in made.items() if name.endswith(".vml")]
    shapes = [shape for text in drawings for shape in re.findall(r'<(?:\w+:)?shape [^>]*?id="([^"]+)"', text)]
    assert len(shapes) == len(set(shapes)) == 7 + 5
    types = made["[Content_Types].xml"].decode()
    for name in made:
        extension = name.rpartition(".")[2]
        assert f'PartName="/{name}"' in types or f'Extension="{extension}"' in types, name
    assert len(re.findall(r"<legacyDrawing\b", made["xl/worksheets/sheet2.xml"].decode())) == 1


@pytest.mark.parametrize(
    "trailing",
    [
        "<!-- the end -->",
        "<!-- </Types></worksheet></styleSheet> -->",
        "<?kind </x>?>",
        "\n<!--</a>-->\n<?b </c>?>\n",
    ],
)
def test_what_follows_a_root_stays_behind_it(trailing: str) -> None:
    """In each part that is written in, and twice, so that ours are recognised there too."""
    made = contents(written(wrong_sheet(), by="openpyxl"))
    data = zipped({name: part + trailing.encode() for name, part in made.items()})
    once = marked(data)
    twice = marked(once)
    for one in (once, twice):
        assert essence(judged(one)) == essence(judged(data))
        for name, part in contents(one).items():
            assert not name.endswith((".xml", ".rels", ".vml")) or ElementTree.fromstring(part) is not None
        assert opened(one).sheetnames[0] == "Kontrol"
    assert sum(part.endswith(trailing.encode()) for part in contents(once).values()) == len(made)


def test_shapes_are_added_to_drawings_that_something_follows() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(wrong_sheet())))
    book.worksheets[0]["A1"].comment = Comment("min egen", "mig")
    saved = io.BytesIO()
    book.save(saved)
    made = {
        name: part + b"<!-- </xml> -->" if name.endswith(".vml") else part
        for name, part in contents(saved.getvalue()).items()
    }
    [drawing] = [part for name, part in contents(marked(zipped(made))).items() if name.endswith(".vml")]
    assert len(re.findall(rb"<v:shape\s", drawing)) > 1
    assert ElementTree.fromstring(drawing) is not None
