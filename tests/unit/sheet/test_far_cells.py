"""A sheet that goes on beyond our last row or column refuses nothing, is searched, and is no table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kleark.check import check
from kleark.sheet import limits
from kleark.sheet.far_cells import number_text, shared_texts, text_of_interest, without_far_cells
from kleark.sheet.reader import read_workbook
from tests.support.sheet_builder import Sheet, rows, written
from tests.support.workbooks import MAIN, parts, row, text_cell, workbook

if TYPE_CHECKING:
    from kleark.report.model import Finding

CPR = "010180-1234"


def data_sheet(last: int, value: object = 7, **extra: object) -> Sheet:
    """Data beside the configuration: a column of numbers down to row ``last``."""
    cells = {f"A{number}": value for number in (2, 3, 11_999, 12_000, last)}
    return Sheet([], {}, name="Sagsdata", extra={"A1": "Sagsnummer"} | cells | extra)  # type: ignore[arg-type]


def findings(*sheets: Sheet, rule: str) -> list[Finding]:
    return [one for one in check(written(*sheets), "ark.xlsx").findings if one.rule == rule]


def test_a_large_sheet_beside_the_configuration_is_told_and_refuses_nothing() -> None:
    report = check(written(Sheet(rows(3)), data_sheet(12_499)), "ark.xlsx")
    assert report.verdict != "rejected"
    assert len(report.rows) == 3
    (told,) = (one for one in report.findings if one.rule == "KA225")
    assert (told.severity, told.sheet, told.cell) == ("info", "Sagsdata", None)
    assert "A12499" in told.message_da


@pytest.mark.parametrize("place", ["A12499", "B12001", "IW5", "C13000"])
@pytest.mark.parametrize(
    ("value", "rule"),
    [(CPR, "KA601"), (101801234, "KA601"), (1_508_801_234, "KA602"), ("0101801234", "KA602")],
)
def test_a_number_far_out_is_found_at_its_cell_as_one_nearby_is(place: str, value: object, rule: str) -> None:
    for at in (place, "B5"):
        (leak,) = findings(Sheet(rows(3)), data_sheet(12_200, **{at: value}), rule=rule)
        assert (leak.sheet, leak.cell) == ("Sagsdata", at)


def test_a_number_in_a_shared_or_inline_text_far_out_is_found() -> None:
    for writer in ("xlsxwriter", "openpyxl"):
        report = check(
            written(Sheet(rows(2)), data_sheet(12_100, A12050=f"Sag {CPR}"), by=writer), "ark.xlsx"
        )
        assert [(one.sheet, one.cell) for one in report.findings if one.rule == "KA601"] == [
            ("Sagsdata", "A12050")
        ]
    data = workbook(row(12_005, text_cell("B12005", CPR), '<c r="C12005"><v>7</v></c>'))
    (text,) = read_workbook(data).loose_texts
    assert (text.place, text.sheet, text.cell, text.text) == ("cell", "Ark1", "B12005", CPR)


@pytest.mark.parametrize("place", ["A12001", "IW3"])
def test_a_configuration_that_goes_on_too_far_is_refused_with_its_sheet(place: str) -> None:
    sheet = Sheet(rows(3), name="Ark Ø", extra={place: "x"})
    (refusal,) = check(written(data_sheet(10), sheet), "ark.xlsx").findings
    assert (refusal.rule, refusal.sheet, refusal.cell) == ("KA111", "Ark Ø", place)
    assert f'Celle {place} på fanebladet "Ark Ø"' in refusal.message_da


def test_a_large_hidden_table_beside_the_visible_one_is_not_read() -> None:
    old = Sheet(rows(3), name="Gammel", visibility="hidden", extra={"A12001": "x"})
    report = check(written(Sheet(rows(3)), old), "ark.xlsx")
    assert report.verdict != "rejected"
    assert {"KA207", "KA225"} <= {one.rule for one in report.findings}


def test_more_numbers_than_are_told_of_are_said_to_be_unsearched(monkeypatch: pytest.MonkeyPatch) -> None:
    content = row(12_001, *(f'<c r="A12001"><v>{1_234_567_890 + at}</v></c>' for at in range(3)))
    part = str(parts(content)["xl/worksheets/sheet1.xml"]).encode()
    monkeypatch.setattr(limits, "FAR_TEXTS", 2)
    near = without_far_cells(part, "a.xml", "A12001", "Ark1")
    assert (len(near.texts), near.complete) == (2, False)
    monkeypatch.setattr(limits, "FAR_TEXTS", 3)
    assert without_far_cells(part, "a.xml", "A12001", "Ark1").complete


def test_what_is_cut_out_is_what_is_far_and_nothing_else() -> None:
    content = (
        row(1, text_cell("A1", "a > b"), '<c r="IW1"/>', '<c r="IX1" t="inlineStr"><is><t>x</t></is></c>')
        + '<row r="12000"><c><v>1</v></c></row><row><c><v>2</v></c><c s="1"/></row>'
    )
    part = str(parts(content)["xl/worksheets/sheet1.xml"])
    near = without_far_cells(part.encode(), "a.xml", "IX1", "Ark1").content.decode()
    expected = row(1, text_cell("A1", "a > b")) + '<row r="12000"><c><v>1</v></c></row><row></row>'
    assert near == part.replace(content, expected)


def test_plain_rows_are_cut_at_once_and_near_ones_after_them_are_kept() -> None:
    far = "".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c></row>' for at in range(12_001, 12_050))
    number = '<row r="12050"><c r="A12050" s="0"><v>101801234</v></c><c r="B12050" t="s"><v>7</v></c></row>'
    part = str(parts(far + number + row(3, text_cell("A3", "x")))["xl/worksheets/sheet1.xml"])
    near = without_far_cells(part.encode(), "a.xml", "A12001", "Ark1")
    assert near.content.decode() == part.replace(far + number, "")
    assert (near.texts, near.shared) == ([("A12050", "101801234")], [("B12050", 7)])


def test_a_sheet_that_is_more_than_can_be_told_is_searched_and_refuses_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wide = Sheet(
        [],
        {},
        name="Data",
        extra={f"{c}{r}": f"tekst {c} {r}" * 900 for c in "ABCDE" for r in range(1, 400)} | {"C398": CPR},
    )
    report = check(written(wide, Sheet(rows(3))), "ark.xlsx")
    assert [(one.sheet, one.cell) for one in report.findings if one.rule == "KA601"] == [("Data", "C398")]
    assert len([one for one in report.findings if one.rule == "KA225"]) == 1
    assert report.counts.rows == 3


def test_texts_and_numbers_of_interest() -> None:
    assert (number_text(101801234), number_text(1234567890.0)) == ("101801234", "1234567890")
    assert [number_text(value) for value in (True, 12345678, 12345678901, 123456789.5, "x", None)] == [
        None
    ] * 6
    assert text_of_interest(CPR) == CPR
    assert text_of_interest("15.20.24") is None


def test_only_the_wanted_shared_texts_are_looked_at() -> None:
    items = f"<si><t>{CPR}</t></si><si><r><t>0101</t></r><r><t>801234</t></r></si><si><t>a</t></si>"
    part = f'<sst xmlns="{MAIN}">{items}</sst>'
    assert shared_texts([part.encode()], "a.xml", {1, 2}) == {1: "0101801234"}
