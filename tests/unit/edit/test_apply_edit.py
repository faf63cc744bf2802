"""An edit is carried out on a workbook: its cells change, and no others; what cannot be done is told."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from kleark.check import check
from kleark.edit.apply_edit import EditResult, NoTableError, UneditedCell, apply_edit
from kleark.edit.row_search import NumberedRow, replace_in_rows, row_texts
from kleark.edit.sheet_edit import AddedRow, CellEdit, RowEdit, SheetEdit
from kleark.registers.municipalities import municipality
from kleark.sheet.reader import UnreadableFile
from tests.support.packages import built, changed_parts, opened, package
from tests.support.sheet_builder import TODAY, rows, sheet_of, written
from tests.support.workbooks import row as row_xml
from tests.support.workbooks import saved, text_cell

if TYPE_CHECKING:
    from kleark.report.model import Report

ODENSE = (Path(__file__).parents[3] / "sample_sheets" / "odense-2021-rettet.xlsx").read_bytes()
SHEET = "xl/worksheets/sheet1.xml"


def judged(data: bytes) -> Report:
    return check(data, "ark.xlsx", municipality("0461"), today=TODAY)


def told(result: EditResult) -> list[tuple[str, str | None, str | None]]:
    return [(one.cell, one.before, one.after) for one in result.changes]


def test_a_phone_number_is_replaced_in_every_row_and_nothing_else() -> None:
    numbered = [NumberedRow(one.row_number, one.row) for one in judged(ODENSE).rows]
    matches = list(replace_in_rows(numbered, "66131372", "66131373"))
    edit = SheetEdit(rows=tuple(RowEdit(one.found.number, one.after) for one in matches))
    result = apply_edit(ODENSE, edit)
    assert [one.before for one in result.changes] == ["66131372"] * 9
    assert {one.column for one in result.changes} == {"Kontakttelefon"}
    assert changed_parts(ODENSE, result.data) <= {SHEET, "xl/calcChain.xml"}
    before, after = ([row_texts(one.row) for one in judged(data).rows] for data in (ODENSE, result.data))
    assert after == [{**texts, "contactPhone": "66131373"} for texts in before]
    assert not result.unedited


def test_what_stands_there_already_is_no_change() -> None:
    result = apply_edit(
        ODENSE, SheetEdit(rows=(RowEdit(2, {"contactPhone": "66131372", "showFrom": "1.1.2020"}),))
    )
    assert (result.data, result.changes, result.removed, result.unedited) == (ODENSE, (), (), ())


def test_a_date_is_a_date_and_what_is_none_stays_as_it_was_typed() -> None:
    data = written(sheet_of(*rows(2)))
    edit = SheetEdit(rows=(RowEdit(2, {"showFrom": "3/2/2021"}), RowEdit(3, {"showFrom": "31-02-2021"})))
    sheet = opened(apply_edit(data, edit).data).worksheets[0]
    column = next(cell.column_letter for cell in sheet[1] if cell.value == "Fradato for visning")
    assert sheet[f"{column}2"].value == datetime(2021, 2, 3)  # noqa: DTZ001 (as Excel has it)
    assert sheet[f"{column}3"].value == "31-02-2021"


def test_an_area_gets_the_same_value_and_a_column_of_links_leads_there() -> None:
    result = apply_edit(ODENSE, SheetEdit((CellEdit("H2:H4", "https://www.odense.dk/ny"),)))
    assert [one.cell for one in result.changes] == ["H2", "H3", "H4"]
    assert {one.row.info_url for one in judged(result.data).rows[:3]} == {"https://www.odense.dk/ny"}


def test_another_value_than_expected_is_left_alone() -> None:
    edit = SheetEdit(
        (CellEdit("G2", "66131373", before="11111111"), CellEdit("G3", "66131373", before="66131372"))
    )
    result = apply_edit(ODENSE, edit)
    assert [one.cell for one in result.changes] == ["G3"]
    assert result.unedited == (UneditedCell("G2", "other_value"),)


def test_a_row_is_taken_out_and_those_below_stay_where_they_are() -> None:
    before = judged(ODENSE)
    result = apply_edit(ODENSE, SheetEdit(removed=(4,)))
    assert (result.removed, result.changes, result.unedited) == ((4,), (), ())
    assert judged(result.data).rows == tuple(one for one in before.rows if one.row_number != 4)
    assert all(cell.value is None and cell.hyperlink is None for cell in opened(result.data).worksheets[0][4])


def test_what_is_not_there_is_told() -> None:
    edit = SheetEdit(
        rows=(RowEdit(90, {"kleTitle": "x"}), RowEdit(2, {"showActiveRegardless": "Ja"})), removed=(91,)
    )
    result = apply_edit(ODENSE, edit)
    assert {(one.cell, one.reason) for one in result.unedited} == {
        ("90", "no_row"),
        ("91", "no_row"),
        ("2, Deaktiver fradato for aktive sager og tilhørende ydelser", "no_column"),
    }
    assert result.data == ODENSE


def test_a_row_that_shares_a_merged_cell_is_taken_out_wholly_or_not_at_all() -> None:
    header = row_xml(1, *(text_cell(f"{letter}1", name) for letter, name in zip("ABC", NAMES, strict=True)))
    data = built(
        package(
            header
            + row_xml(2, text_cell("A2", "15.62.05"), text_cell("B2", "Dagpenge"), text_cell("C2", "KSD"))
            + row_xml(3, text_cell("A3", "15.62.10"), text_cell("B3", "Kontanthjælp"))
            + row_xml(
                4, text_cell("A4", "15.62.15"), text_cell("B4", "Uddannelseshjælp"), text_cell("C4", "KSD")
            ),
            after='<mergeCells count="1"><mergeCell ref="C2:C3"/></mergeCells>',
        )
    )
    result = apply_edit(data, SheetEdit(removed=(3, 4)))
    assert result.removed == (4,)
    assert result.unedited == (UneditedCell("3", "merged_or_array"),)
    assert opened(result.data).worksheets[0]["A3"].value == "15.62.10"


NAMES = ("KLE-nr.", "KLE-navn", "Fagsystem")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no zip"])
def test_what_cannot_be_read_is_not_edited(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        apply_edit(data, SheetEdit(removed=(2,)))


def test_without_a_table_no_row_is_meant() -> None:
    with pytest.raises(NoTableError):
        apply_edit(built(package(row_xml(1, text_cell("A1", "noget")))), SheetEdit((CellEdit("A1", "x"),)))


BASE = written(sheet_of(*rows(5)))


@settings(max_examples=12)
@given(
    st.dictionaries(
        st.integers(2, 6), st.sampled_from(["Borgerservice", "Ydelse", "Jobcenter"]), min_size=1, max_size=5
    ),
    st.sets(st.integers(2, 6), max_size=2),
)
def test_an_edit_does_what_it_says_and_nothing_to_other_rows(
    wanted: dict[int, str], removed: set[int]
) -> None:
    edit = SheetEdit(
        rows=tuple(RowEdit(number, {"contactDepartment": text}) for number, text in wanted.items()),
        removed=tuple(removed),
    )
    after = {one.row_number: row_texts(one.row) for one in judged(apply_edit(BASE, edit).data).rows}
    before = {one.row_number: row_texts(one.row) for one in judged(BASE).rows}
    assert after == {
        number: {**texts, **({"contactDepartment": wanted[number]} if number in wanted else {})}
        for number, texts in before.items()
        if number not in removed
    }


def test_a_personal_number_is_not_told_on() -> None:
    secret = "0101011234"
    result = apply_edit(BASE, SheetEdit(rows=(RowEdit(2, {"contactDepartment": f"Ring {secret}"}),)))
    assert secret not in str(result.changes)


def test_rows_are_added_where_nothing_stands_and_look_like_the_one_they_are_like() -> None:
    book = opened(ODENSE)
    for cell in book.worksheets[0][2]:
        cell.font = Font(name="Courier New", bold=True)
    data = saved(book)
    values = row_texts(judged(data).rows[0].row)
    new = AddedRow({**values, "sourceSystem": "KSD"}, like=2)
    other = AddedRow({**values, "sourceSystem": "Momentum"})
    result = apply_edit(data, SheetEdit(added=(new, other)))
    last = book.worksheets[0].max_row
    assert (result.added, result.changes, result.unedited) == ((last + 1, last + 2), (), ())
    assert changed_parts(data, result.data) <= {SHEET, "xl/calcChain.xml", "xl/styles.xml"}
    systems = [one.row.source_system for one in judged(result.data).rows]
    assert systems == [*(one.row.source_system for one in judged(data).rows), "KSD", "Momentum"]
    sheet = opened(result.data).worksheets[0]
    fonts = [{cell.font.name for cell in sheet[at] if cell.value} for at in (last + 1, last + 2)]
    assert fonts[0] == {"Courier New"} != fonts[1]


def test_what_stands_below_the_rows_keeps_its_place() -> None:
    first, *others = rows(3)
    sheet = sheet_of(first, *others)
    book = opened(written(sheet))
    book.worksheets[0]["A5"] = "Spørg Anne, hvis noget mangler"
    data = saved(book)
    [one, *_] = judged(data).rows
    result = apply_edit(data, SheetEdit(added=(AddedRow({**row_texts(one.row), "sourceSystem": "KSD"}),)))
    assert result.added == (6,)
    assert opened(result.data).worksheets[0]["A5"].value == "Spørg Anne, hvis noget mangler"
    assert [one.row_number for one in judged(result.data).rows] == [2, 3, 4, 6]


def test_an_edit_of_before_there_were_added_rows_is_read_and_has_the_bytes_it_had() -> None:
    edit = SheetEdit(rows=(RowEdit(2, {"contactPhone": "65515151"}),), removed=(3,))
    assert "added" not in edit.to_json()
    assert SheetEdit.from_json(edit.to_json()) == edit
    added = SheetEdit(
        added=(AddedRow({"contactPhone": "65515151"}, like=2), AddedRow({"kleNumber": "15.62.05"}))
    )
    assert SheetEdit.from_json(added.to_json()) == added
    assert added.canonical() != SheetEdit().canonical()
