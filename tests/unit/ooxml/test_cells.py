"""New values are written, and nothing else: compared part by part, and read back by two libraries."""

from __future__ import annotations

from datetime import date

import pytest

from kleark.ooxml.cell_edits import NewCell, cell_splices
from kleark.ooxml.cells import NewValue, write_values
from kleark.ooxml.worksheet import map_sheet
from kleark.sheet.reader import UnreadableFile, read_workbook
from tests.support.packages import add, built, changed_parts, contents, opened, package
from tests.support.workbooks import MAIN, parts, row, text_cell

SHEET = "xl/worksheets/sheet1.xml"


def sheet_xml(data: bytes) -> str:
    return contents(data)[SHEET].decode()


def value_at(data: bytes, cell: str) -> object:
    return opened(data).worksheets[0][cell].value


def test_only_the_worksheet_changes_and_the_parts_keep_their_order() -> None:
    made = package(row(1, text_cell("A1", "a"), text_cell("B1", "b")))
    made["docProps/odd name æ.bin"] = b"\x00\x01"
    data = built(made)
    written = write_values(data, "Ark1", {(1, 2): NewValue("ny & <bedre>")}).data
    assert changed_parts(data, written) == {SHEET}
    assert list(contents(written)) == list(contents(data))
    assert sheet_xml(written) == sheet_xml(data).replace(
        '<t xml:space="preserve">b<', "<t>ny &amp; &lt;bedre&gt;<"
    )
    assert value_at(written, "B1") == "ny & <bedre>"


def test_a_cell_keeps_its_format_and_loses_what_belonged_to_its_old_value() -> None:
    data = built(package('<row r="1"><c r="A1" s="2" t="s" cm="1" vm="2"><v>0</v></c></row>'))
    written = write_values(data, "Ark1", {(1, 1): NewValue("tekst")}).data
    assert '<c r="A1" s="2" t="inlineStr"><is><t>tekst</t></is></c>' in sheet_xml(written)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        # Octave's io 2.6.4 reads a text only where the kind stands last.
        ('c r="A1" t="s"', 'c r="A1" s="7" t="s"'),
        ('x:c r="A1" t="s"', 'x:c r="A1" s="7" t="s"'),
        ('c r="A1" s="1" t="s"', 'c r="A1" s="7" t="s"'),
        ('c r="A1"', 'c r="A1" s="7"'),
        ("c r='A1' t='s'", "c r='A1' t='s' s=\"7\""),
        ('c r="A1" t="s" cm="1"', 'c r="A1" t="s" cm="1" s="7"'),
    ],
)
@pytest.mark.parametrize("end", ["/", ""])
def test_a_cells_kind_stands_behind_the_format_that_it_gets(tag: str, expected: str, end: str) -> None:
    rest = "" if end else f"<v>0</v></{tag.split(maxsplit=1)[0]}>"
    content = f'<sheetData><row r="1"><{tag}{end}>{rest}</row></sheetData>'
    content = f'<worksheet xmlns="{MAIN}" xmlns:x="{MAIN}">{content}</worksheet>'
    sheet_map = map_sheet(content.encode(), SHEET, {1: {1}})
    (splice,) = cell_splices(content.encode(), sheet_map, {(1, 1): NewCell(style=7)})
    assert splice.content.decode() == content[splice.start : splice.end].replace(tag, expected)


@pytest.mark.parametrize(
    ("sheet_data", "cell", "expected"),
    [
        ('<row r="2"><c r="A2"/><c r="D2"/></row>', (2, 2), '<c r="A2"/><c r="B2" t="inlineStr">'),
        ('<row r="2" spans="1:1"><c r="A2"/></row>', (2, 3), '<row r="2"><c r="A2"/><c r="C2"'),
        ('<row r="2"/><row r="4"/>', (2, 1), '<row r="2"><c r="A2" t="inlineStr">'),
        ('<row r="2"/><row r="4"/>', (3, 1), '<row r="2"/><row r="3"><c r="A3"'),
        ('<row r="2"/>', (9, 1), '<row r="2"/><row r="9"><c r="A9"'),
        ("", (1, 1), '<sheetData><row r="1"><c r="A1"'),
        ("<row><c><v>1</v></c><c><v>2</v></c></row>", (1, 2), "<row><c><v>1</v></c><c t="),
    ],
    ids=["between", "last", "empty row", "new row", "new last row", "empty sheet", "no addresses"],
)
def test_cells_and_rows_that_were_not_there_are_inserted_in_place(
    sheet_data: str, cell: tuple[int, int], expected: str
) -> None:
    written = write_values(built(package(sheet_data)), "Ark1", {cell: NewValue("x")}).data
    assert expected in sheet_xml(written)
    read = dict(read_workbook(written).worksheets[0].rows)
    assert read[cell[0]][cell[1] - 1] == "x"


def test_a_sheet_data_element_that_closes_itself_is_opened() -> None:
    made = package()
    made[SHEET] = str(made[SHEET]).replace("<sheetData></sheetData>", "<sheetData/>")
    written = write_values(built(made), "Ark1", {(1, 1): NewValue("x")}).data
    assert value_at(written, "A1") == "x"


def test_what_only_looks_like_a_row_behind_the_last_one_hides_no_end() -> None:
    """Ends are not asked for in rows that stay as they are, up to the last: which one that is, a comment may feign."""
    three = "".join(row(number, text_cell(f"A{number}", "x")) for number in (1, 2, 3))
    for behind in ("", "<!-- <row > -->", "<!-- <row r='9'> -->"):
        data = built(package(three + behind))
        written = write_values(data, "Ark1", {(1, 1): NewValue("y"), (5, 2): NewValue("z")}).data
        sheet = opened(written).worksheets[0]
        assert [(cell.coordinate, cell.value) for cells in sheet for cell in cells if cell.value] == [
            ("A1", "y"), ("A2", "x"), ("A3", "x"), ("B5", "z")
        ]  # fmt: skip


def test_prefixes_of_the_writer_are_kept() -> None:
    made = package()
    made[SHEET] = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    written = write_values(
        built(made), "Ark1", {(1, 1): NewValue("a"), (1, 2): NewValue("b"), (2, 1): NewValue("c")}
    )
    assert '<x:c r="A1" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c>' in sheet_xml(written.data)
    assert [value_at(written.data, cell) for cell in ("A1", "B1", "A2")] == ["a", "b", "c"]


def test_a_part_in_utf_16_is_written_in_utf_8() -> None:
    made = package(row(1, text_cell("A1", "æ")))
    made[SHEET] = ('<?xml version="1.0" encoding="UTF-16"?>' + str(made[SHEET])).encode("utf-16")
    written = write_values(built(made), "Ark1", {(1, 2): NewValue("ø")}).data
    assert contents(written)[SHEET].startswith(b'<?xml version="1.0" encoding="UTF-8"')
    assert (value_at(written, "A1"), value_at(written, "B1")) == ("æ", "ø")


def test_a_date_is_a_true_date_in_the_format_of_its_column() -> None:
    data = built(package(row(1, '<c r="A1" s="1"><v>43831</v></c>') + row(2, text_cell("A2", "1/4-21"))))
    written = write_values(data, "Ark1", {(2, 1): NewValue(date(2021, 4, 1))}).data
    assert '<c r="A2" s="1"><v>44287</v></c>' not in sheet_xml(data)
    assert '<c r="A2" s="1"><v>44287</v></c>' in sheet_xml(written)
    assert changed_parts(data, written) == {SHEET}


def test_a_date_in_a_column_without_dates_gets_a_date_format_and_keeps_the_rest_of_its_own() -> None:
    data = built(package(row(1, '<c r="A1" s="2" t="inlineStr"><is><t>x</t></is></c>')))
    written = write_values(data, "Ark1", {(1, 1): NewValue(date(2021, 4, 1))}).data
    cell = opened(written).worksheets[0]["A1"]
    assert cell.is_date
    assert cell.value.date() == date(2021, 4, 1)
    assert cell.font.color.rgb == "FFFFFFFF"
    assert cell.alignment.wrap_text
    assert changed_parts(data, written) == {SHEET, "xl/styles.xml"}


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    made = package(row(1, '<c r="A1" s="1"><v>1</v></c>'), workbook="")
    made["xl/workbook.xml"] = str(made["xl/workbook.xml"]).replace(
        "<sheets>", '<workbookPr date1904="1"/><sheets>'
    )
    written = write_values(built(made), "Ark1", {(1, 1): NewValue(date(2021, 4, 1))}).data
    assert read_workbook(written).worksheets[0].rows[0][1][0] == date(2021, 4, 1)


@pytest.mark.parametrize("text", ["15.20.24", "66131372", "=HYPERLINK(1)", "+45", "-1", "@SUM(A1)"])
def test_what_excel_would_take_for_something_else_is_kept_as_text(text: str) -> None:
    data = built(package(row(1, '<c r="A1" s="1"><v>43831</v></c>')))
    written = write_values(data, "Ark1", {(1, 1): NewValue(text)}).data
    cell = opened(written).worksheets[0]["A1"]
    assert (cell.value, cell.data_type, cell.number_format, cell.quotePrefix) == (text, "s", "@", True)


@pytest.mark.parametrize(("style", "shown"), [("", "General"), (' s="1"', "0"), (' s="2"', "General")])
def test_a_number_keeps_the_format_of_its_cell_unless_that_is_for_dates(style: str, shown: str) -> None:
    data = built(package(row(1, f'<c r="A1"{style} t="inlineStr"><is><t>+45</t></is></c>')))
    written = write_values(data, "Ark1", {(1, 1): NewValue(66131372)}).data
    cell = opened(written).worksheets[0]["A1"]
    assert (cell.value, cell.data_type, cell.number_format) == (66131372, "n", shown)


def test_a_number_in_a_cell_for_texts_stays_a_number_when_somebody_edits_it() -> None:
    data = built(package(row(1, text_cell("A1", "x"))))
    text = write_values(data, "Ark1", {(1, 1): NewValue("+45 66131372")}).data
    cell = opened(write_values(text, "Ark1", {(1, 1): NewValue(66131372)}).data).worksheets[0]["A1"]
    assert (cell.value, cell.data_type, cell.number_format) == (66131372, "n", "0")
    assert not cell.quotePrefix


def test_a_workbook_without_styles_gets_them_when_they_are_needed() -> None:
    data = built(parts(row(1, text_cell("A1", "x"))))
    written = write_values(data, "Ark1", {(1, 1): NewValue(date(2021, 4, 1))}).data
    assert opened(written).worksheets[0]["A1"].is_date


def test_no_control_character_gets_into_the_file() -> None:
    data = built(package(row(1, text_cell("A1", "x"))))
    written = write_values(data, "Ark1", {(1, 1): NewValue("a\x00b\x1f\ud800c\r_x0041_")}).data
    assert read_workbook(written).worksheets[0].rows == ((1, ("abc\r_x0041_",)),)


def test_other_cells_keep_a_shared_formula_whose_text_stood_in_an_overwritten_one() -> None:
    data = built(
        package(
            row(1, '<c r="B1"><f t="shared" ref="B1:B3" si="0">A1&amp;"x"</f><v>1</v></c>')
            + row(2, '<c r="B2"><f t="shared" si="0"/><v>2</v></c>')
            + row(3, '<c r="B3"><f t="shared" si="0"/><v>3</v></c>')
        )
    )
    written = write_values(data, "Ark1", {(1, 2): NewValue("ny")}).data
    assert [value_at(written, cell) for cell in ("B1", "B2", "B3")] == ["ny", '=A2&"x"', '=A3&"x"']
    assert "<v>3</v>" in sheet_xml(written)


def test_cells_of_an_array_formula_and_hidden_ones_of_a_merged_cell_are_left() -> None:
    data = built(
        package(
            row(1, '<c r="A1"><f t="array" ref="A1:A2">B1:B2</f><v>1</v></c>')
            + row(2, '<c r="A2"><v>2</v></c>', text_cell("C2", "c"), '<c r="D2"/>'),
            after='<mergeCells count="1"><mergeCell ref="C2:D2"/></mergeCells>',
        )
    )
    written = write_values(
        data, "Ark1", {(2, 1): NewValue("x"), (2, 4): NewValue("y"), (2, 3): NewValue("z")}
    )
    assert written.unchanged == {(2, 1), (2, 4)}
    assert changed_parts(data, written.data) == {SHEET}
    assert value_at(written.data, "C2") == "z"


def test_the_chain_of_calculation_goes_when_a_formula_does() -> None:
    made = package(row(1, '<c r="A1"><f>1+1</f><v>2</v></c>', text_cell("B1", "b")))
    chain = f'<calcChain xmlns="{MAIN}"><c r="A1" i="1"/></calcChain>'
    add(made, "xl/calcChain.xml", chain, "calcChain", "spreadsheetml.calcChain+xml")
    data = built(made)
    kept = write_values(data, "Ark1", {(1, 2): NewValue("x")}).data
    assert changed_parts(data, kept) == {SHEET}
    written = write_values(data, "Ark1", {(1, 1): NewValue("x")}).data
    assert "xl/calcChain.xml" not in contents(written)
    assert b"calcChain" not in contents(written)["[Content_Types].xml"]
    assert b"calcChain" not in contents(written)["xl/_rels/workbook.xml.rels"]
    assert value_at(written, "A1") == "x"


def test_a_sheet_that_is_not_there_and_a_file_that_is_none() -> None:
    with pytest.raises(KeyError):
        write_values(built(package()), "Ark9", {})
    with pytest.raises(UnreadableFile):
        write_values(b"PK\x03\x04 nothing", "Ark1", {})


def test_an_emptied_cell_keeps_its_format_and_one_that_is_not_there_is_not_made() -> None:
    data = built(package('<row r="1"><c r="A1" s="2" t="str"><f>"x"</f><v>x</v></c></row>'))
    written = write_values(data, "Ark1", {(1, 1): NewValue(None), (1, 2): NewValue(None)}).data
    assert '<row r="1"><c r="A1" s="2"/></row>' in sheet_xml(written)
