"""Hidden numbers: none is left, wherever it stood, and the workbook is one that every program opens."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import openpyxl
import pytest
import python_calamine

from kleark.check import check
from kleark.ooxml.hiding import hide_numbers
from kleark.ooxml.parts import Parts
from kleark.rules.personal_data import PERSONAL_DATA
from kleark.rules.place_sentences import PLACE_SENTENCES
from tests.support.leaking_workbooks import (
    BARE,
    CPR,
    NUMBER,
    OTHER,
    SHEET,
    Package,
    cell,
    leaking_workbooks,
    pivot,
    pivot_numbers,
    review_cycle,
)
from tests.support.packages import contents, opened
from tests.support.sheet_builder import TODAY
from tests.support.workbooks import by_xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAKING = leaking_workbooks()
WRITTEN = (CPR, BARE, NUMBER, OTHER, "1.01801234", "020280-1234")


def hidden(data: bytes) -> bytes:
    parts = Parts(data)
    assert hide_numbers(parts)
    return parts.to_bytes()


def text_of(data: bytes) -> str:
    """All parts, and once more without their tags, in which a number can be cut in two."""
    whole = "\n".join(
        content.decode() for name, content in contents(data).items() if name.endswith(("l", "s"))
    )
    return whole + re.sub("<[^>]*>", "", whole)


@pytest.mark.parametrize("name", LEAKING)
def test_it_is_found_in_its_place_and_named_so(name: str) -> None:
    data, place, at = LEAKING[name]
    report = check(data, "ark.xlsx", today=TODAY)
    found = [finding for finding in report.findings if finding.rule in PERSONAL_DATA]
    assert found
    assert at is None or at in {finding.cell for finding in found}
    assert any(words(place, "place_da") in finding.message_da for finding in found)
    assert any(words(place, "how_da") in finding.message_da for finding in found)
    assert CPR not in str(report.to_json())


def words(place: str, which: str) -> str:
    return str(PLACE_SENTENCES[place][which])


@pytest.mark.parametrize("name", LEAKING)
def test_none_is_left_and_nothing_new_is_found(name: str) -> None:
    result = hidden(LEAKING[name][0])
    assert not [number for number in WRITTEN if number in text_of(result)]
    report = check(result, "ark.xlsx", today=TODAY)
    assert not PERSONAL_DATA & {finding.rule for finding in report.findings}
    assert [finding.rule for finding in report.findings if finding.severity == "error"] == []
    parts = Parts(result)
    assert not hide_numbers(parts)


@pytest.mark.parametrize("name", LEAKING)
def test_what_is_hidden_in_opens_in_the_libraries(name: str) -> None:
    result = hidden(LEAKING[name][0])
    opened(result)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(result))
    assert book.get_sheet_by_index(0).to_python()


def test_a_number_that_outlook_sets_is_kept() -> None:
    parts = Parts(review_cycle())
    assert not hide_numbers(parts)
    report = check(review_cycle(), "ark.xlsx", today=TODAY)
    assert not PERSONAL_DATA & {finding.rule for finding in report.findings}


def pivot_fields(data: bytes) -> list[tuple[Mapping[str, str], list[tuple[str, str | None]]]]:
    root = ElementTree.fromstring(contents(data)["xl/pivotCache/pivotCacheDefinition1.xml"])
    return [
        (items.attrib, [(item.tag.rpartition("}")[2], item.get("v")) for item in items])
        for items in root.iter()
        if items.tag.endswith("}sharedItems")
    ]


def test_a_pivot_caches_numbers_become_texts_and_its_flags_say_so() -> None:
    listed, plain, clean = pivot_fields(hidden(pivot_numbers()))
    assert listed[1] == [("s", "******-****"), ("s", "******-**** (2)"), ("n", "7")]
    assert dict(listed[0]) == {
        "containsMixedTypes": "1",
        "containsNumber": "1",
        "containsInteger": "1",
        "minValue": "7",
        "maxValue": "7",
        "count": "3",
    }
    assert dict(plain[0]) == {
        "containsMixedTypes": "1",
        "containsNumber": "1",
        "containsInteger": "1",
        "minValue": "12",
        "maxValue": "12",
    }
    assert clean[0]["containsSemiMixedTypes"] == "0"
    records = contents(hidden(pivot_numbers()))["xl/pivotCache/pivotCacheRecords1.xml"].decode()
    assert '<r><x v="0"/><s v="******-****"/><n v="1"/></r>' in records


def test_a_pivot_field_of_hidden_numbers_alone_holds_texts() -> None:
    flags = 'containsSemiMixedTypes="0" containsString="0" containsNumber="1" containsInteger="1"'
    items = f'<sharedItems {flags} minValue="{NUMBER}" maxValue="{OTHER}"/>'
    field = f'<cacheField name="Nr" numFmtId="0">{items}</cacheField>'
    records = f'<r><n v="{NUMBER}"/></r><r><n v="{OTHER}"></n></r>'
    result = hidden(pivot(field, records))
    assert [dict(attributes) for attributes, _ in pivot_fields(result)] == [{}]
    assert contents(result)["xl/pivotCache/pivotCacheRecords1.xml"].count(b'v="******-****"') == 2


def sheet_cell(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["N2"]


def test_a_number_cell_becomes_a_text_and_a_formula_stays_one() -> None:
    assert sheet_cell(hidden(cell(f"<v>{NUMBER}</v>", ' s="1"'))).value == "******-****"
    kept = sheet_cell(hidden(cell(f"<f>SUM(A1)</f><v>{NUMBER}</v>")))
    assert kept.value == "=SUM(A1)"


@pytest.mark.parametrize(
    ("formula", "masked"),
    [
        (f'LEN("{CPR}")', '=LEN("xxxxxx-xxxx")'),
        (f"IF(A1={BARE},1,2)", "=IF(A1=0,1,2)"),
        (f"{NUMBER}.0", "=0"),
        (f"'Sag {CPR}'!A1+Sag{BARE}!A1", "='Sag xxxxxx-xxxx'!A1+'Sagxxxxxx-xxxx'!A1"),
        (f"SUM(Tabel1[Sag {CPR}])", "=SUM(Tabel1[Sag ******-****])"),
        (f"SUM(Sag_{BARE})", "=SUM(Sag_xxxxxxxxxx)"),
    ],
)
def test_a_formula_stays_one(formula: str, masked: str) -> None:
    assert sheet_cell(hidden(cell(f"<f>{formula}</f><v>1</v>"))).value == masked


def test_names_that_differ_still_do_and_a_table_has_its_headings() -> None:
    result = hidden(LEAKING["table"][0])
    sheet = opened(result).worksheets[0]
    columns = [column.name for column in sheet.tables["Tabel1"].tableColumns]
    assert columns == ["Sag ******-****", "Sag ******-****2"]
    assert [sheet["N1"].value, sheet["O1"].value] == columns
    formula = sheet.tables["Tabel1"].tableColumns[1].calculatedColumnFormula
    assert formula.attr_text == "Tabel1[Sag ******-****]"


def test_tabs_that_differ_still_do() -> None:
    book = openpyxl.Workbook()
    for name in (f"Sag {BARE}", "Sag 0202801234", f"{BARE} om en meget lang sag"):
        book.create_sheet(name)["A1"] = "='Sag 0202801234'!A1"
    stream = io.BytesIO()
    book.save(stream)
    result = opened(hidden(stream.getvalue()))
    assert result.sheetnames[1:] == ["Sag xxxxxx-xxxx", "Sag xxxxxx-xxxx2", "xxxxxxxxxx om en meget lang sag"]
    assert result.worksheets[1]["A1"].value == "='Sag xxxxxx-xxxx2'!A1"


def test_a_number_in_a_part_that_is_no_xml_is_hidden_too() -> None:
    parts = Parts(LEAKING["custom-xml"][0])
    parts.write("customXml/item2.xml", f"<sag>{CPR}".encode())
    parts.write("customXml/note.txt", f"Sag {CPR}".encode())
    parts.write("xl/media/image1.png", b"\x89PNG\0" + CPR.encode())
    assert hide_numbers(parts)
    assert parts.raw("customXml/item2.xml") == b"<sag>******-****"
    assert parts.raw("customXml/note.txt") == b"Sag ******-****"


def test_a_text_that_cells_share_is_hidden_where_a_number_was_found_in_one_of_them() -> None:
    rows = [("Nr.", "P-nummer"), ("0101801234", "1003345678"), ("x", "0101801234")]
    for cells, expected in (
        ({"Ark1": {(2, 1)}}, ["******-****", "1003345678", "******-****"]),
        ({"Ark1": set()}, ["0101801234", "1003345678", "0101801234"]),
        (None, ["******-****", "******-****", "******-****"]),
    ):
        parts = Parts(by_xlsxwriter(rows))
        hide_numbers(parts, cells)
        sheet = opened(parts.to_bytes()).worksheets[0]
        assert [sheet[cell].value for cell in ("A2", "B2", "B3")] == expected


def test_runs_with_a_number_in_several_keep_the_rest() -> None:
    runs = "<is><r><t>Sag 0101</t></r><r><t>80-12</t></r><r><t>34 og mere</t></r></is>"
    result = contents(hidden(cell(runs, ' t="inlineStr"')))["xl/worksheets/sheet1.xml"].decode()
    assert "<r><t>Sag ******-****</t></r><r><t></t></r><r><t> og mere</t></r>" in result


@pytest.mark.parametrize("between", ["<br/>", "<br></br>", "<br/><!-- x -->", "<?x y?>", "<br/><![CDATA[]]>"])
def test_a_number_around_a_line_s_end_is_hidden(between: str) -> None:
    package = Package()
    drawing = (
        f'<xml xmlns:v="urn:schemas-microsoft-com:vml"><div>Ring <b>0101</b>{between}80-1234 nu</div></xml>'
    )
    package.add("xl/drawings/vmlDrawing1.vml", drawing, "", SHEET, "vmlDrawing")
    kinds = "application/vnd.openxmlformats-officedocument.vmlDrawing"
    package.insert("[Content_Types].xml", "</Types>", f'<Default Extension="vml" ContentType="{kinds}"/>')
    result = contents(hidden(package.bytes()))["xl/drawings/vmlDrawing1.vml"].decode()
    assert "".join(ElementTree.fromstring(result).itertext()) == "Ring ******-**** nu"
