"""`fix`: what is certain is fixed, suggestions only when asked for, and the result is checked before it is given."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from kleark.check import check, check_with_workbook
from kleark.fix.fix import FixResult, fix
from kleark.fix.output import render_json, render_text
from kleark.ooxml.cells import NewValue
from kleark.ooxml.editor import Editor
from kleark.ooxml.errors import UneditableFileError
from kleark.registers.municipalities import municipality
from kleark.report.annotated.annotate import annotate
from kleark.report.findings import MOST_LISTED
from tests.support.leaking_workbooks import leaking_workbooks
from tests.support.packages import changed_parts, contents, opened
from tests.support.sheet_builder import MAILBOX, TODAY, Sheet, row, rows, sheet_of, written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.ooxml.cells import WriteResult
    from kleark.sheet.address import Cell
    from kleark.sheet.workbook import CellValue

ODENSE = Path(__file__).parents[3] / "sample_sheets" / "odense-2021.xlsx"


def fixed(sheet: Sheet, *, suggestions: bool = False) -> FixResult:
    return fix(written(sheet), "ark.xlsx", municipality("0461"), today=TODAY, suggestions=suggestions)


def last(**overrides: CellValue) -> dict[str, CellValue]:
    """A row that those of `rows(3)` do not contradict."""
    return row(**{"kleNumber": "15.62.15", "kleTitle": "Uddannelseshjælp", **overrides})


def changes(result: FixResult) -> Mapping[str, tuple[str | None, str]]:
    return {change.cell: (change.before, change.after) for change in result.changes}


def rules(result: FixResult) -> set[str]:
    """The rules of the report on the result, but those on what is missing and on coverage."""
    return {finding.rule for finding in result.after.findings} - {"KA504", "KA505"}


def test_odense_gets_its_certain_repairs_and_keeps_what_a_human_must_judge() -> None:
    data = ODENSE.read_bytes()
    result = fix(data, "odense.xlsx", municipality("0461"))
    told = changes(result)
    assert set(told) == {"H6", "I6"}
    assert rules(result) == {"KA345", "KA401", "KA503"}
    sheet = opened(result.data).worksheets[0]
    assert sheet["H6"].value.startswith("https://www.odense.dk/om-kommunen/")
    assert sheet["H6"].hyperlink.target == sheet["H6"].value
    assert sheet["G2"].value == 66131372
    assert sheet["B7"].value == "15.27.26"
    assert changed_parts(data, result.data) == {
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
    }


def test_odense_with_suggestions_has_nothing_left_to_mend() -> None:
    result = fix(ODENSE.read_bytes(), "odense.xlsx", municipality("0461"), suggestions=True)
    assert rules(result) == {"KA345"}
    assert result.after.verdict == "accepted"
    sheet = opened(result.data).worksheets[0]
    assert sheet["B7"].value == "15.17.26"
    assert {sheet[f"E{n}"].value for n in range(2, 11)} == {datetime(2020, 1, 1)}  # noqa: DTZ001
    assert {sheet[f"E{n}"].number_format for n in range(2, 11)} == {"dd-mm-yyyy"}
    assert "E2" not in changes(result), "the first cell of the dragged ones is right as it is"


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("infoUrl", "  http://www.odense.dk/side  ", "https://www.odense.dk/side"),
        ("contactPhone", "+45 66 13 13 72", 66131372),
        ("contactPhone", 4566131372, 66131372),
        ("kleNumber", "15-62-15", "15.62.15"),
        ("kleNumber", date(2024, 1, 15), None),
        ("contactDepartment", "Jobcenter  Odense\u200b ", "Jobcenter Odense"),
        ("contactDepartment", "Jobcenter A\u030abenra\u030a", "Jobcenter Åbenrå"),
        ("selfServiceName", "Søg\nfleksjob", "Søg fleksjob"),
        ("digitalPostUrl", MAILBOX.replace("dk/?", "dk?").replace("https", "http") + "5", MAILBOX + "5"),
    ],
)
def test_a_certain_repair_is_written(key: str, value: CellValue, expected: str | int | None) -> None:
    sheet = sheet_of(*rows(3), last(**{key: value}))
    result = fixed(sheet)
    cell = sheet.cell(key, 3)
    if expected is None:
        assert cell not in changes(result)
        return
    assert cell in changes(result)
    assert opened(result.data).worksheets[0][cell].value == expected
    # A phone number is written as a number, which is what KA345 tells and what helps.
    left = {"KA345"} if isinstance(expected, int) else set()
    assert {finding.rule for finding in result.after.findings if finding.cell == cell} == left


def test_a_phone_number_that_is_a_number_stays_one() -> None:
    sheet = sheet_of(*rows(3), last(contactPhone=66131372))
    assert sheet.cell("contactPhone", 3) not in changes(fixed(sheet, suggestions=True))


def test_a_text_date_becomes_a_true_date() -> None:
    sheet = sheet_of(*rows(3), last(showFrom="1. apr. 2021"))
    result = fixed(sheet)
    cell = opened(result.data).worksheets[0][sheet.cell("showFrom", 3)]
    assert (cell.value.date(), cell.number_format) == (date(2021, 4, 1), "dd-mm-yyyy")


def test_a_suggestion_that_would_make_a_new_error_is_taken_back() -> None:
    """The number suggested for the second row is the first row's, with other content."""
    first = row(kleNumber="15.20.24", kleTitle="Fleksjob", contactDepartment="A")
    second = row(kleNumber="15.20.42", kleTitle="Fleksjob", contactDepartment="B")
    other = row(kleNumber="15.17.12", kleTitle="Revalidering", infoUrl="http://www.odense.dk/a")
    sheet = sheet_of(first, second, other)
    result = fixed(sheet, suggestions=True)
    before = {finding.rule for finding in result.before.findings}
    assert "KA501" not in before
    assert "KA501" not in rules(result)
    assert sheet.cell("kleNumber", 1) not in changes(result)
    assert changes(result)[sheet.cell("infoUrl", 2)][1] == "https://www.odense.dk/a"


def test_a_broken_link_behind_a_right_text_gets_the_texts_address() -> None:
    page = "https://www.odense.dk/fleksjob"
    result = fixed(Sheet([row(infoUrl=page)], links={"G2": "mailto:job@odense.dk"}), suggestions=True)
    assert changes(result) == {"G2": (page, page)}
    assert opened(result.data).worksheets[0]["G2"].hyperlink.target == page
    assert rules(result) == set()
    assert f"G2  {page} (linket bag teksten)  [KA365]" in render_text(result, "ud.xlsx", "da")


def test_a_link_inside_another_programs_address_is_written_where_suggestions_are() -> None:
    wrapped = "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.odense.dk%2Ffleksjob"
    sheet = sheet_of(row(infoUrl=wrapped))
    assert changes(fixed(sheet)) == {}
    result = fixed(sheet, suggestions=True)
    assert changes(result)["G2"][1] == "https://www.odense.dk/fleksjob"
    assert rules(result) == set()


def test_a_clean_sheet_is_given_back_as_it_is() -> None:
    data = written(sheet_of(*rows(3)))
    result = fix(data, "ark.xlsx", municipality("0461"), today=TODAY, suggestions=True)
    assert result.data == data
    assert result.changes == ()


@pytest.mark.parametrize("data", [b"", b"a;b;c\n", b"PK\x03\x04 broken"])
def test_a_file_that_cannot_be_read_comes_back_as_it_is(data: bytes) -> None:
    result = fix(data, "ark.xlsx")
    assert result.data == data
    assert not result.before.readable


def test_what_was_changed_is_told_without_personal_data() -> None:
    sheet = sheet_of(*rows(3), last(selfServiceName="Ring\ntil 010180-1234"))
    result = fixed(sheet, suggestions=True)
    assert "010180" not in render_text(result, "ud.xlsx", "da") + render_json(result, "ud.xlsx")


def test_a_corrected_workbook_carries_no_cpr_number_on() -> None:
    sheet = Sheet([*rows(3), last(contactPhone="+45 66131372")], extra={"N2": "010180-1234", "N3": 101801234})
    result = fixed(sheet)
    assert result.changes
    assert result.hidden == 2
    assert not [name for name, content in contents(result.data).items() if b"101801234" in content]
    assert not [name for name, content in contents(result.data).items() if b"010180-1234" in content]
    assert [opened(result.data).worksheets[0][cell].value for cell in ("N2", "N3")] == ["******-****"] * 2
    assert rules(result) == {"KA345"}, "the report is on what was given back"
    assert "skjult" in render_text(result, "ud.xlsx", "da")
    assert json.loads(render_json(result, "ud.xlsx"))["hidden"] == 2


@pytest.mark.parametrize("by", ["xlsxwriter", "openpyxl"])
def test_what_is_hidden_is_what_was_found_under_its_heading(by: Literal["xlsxwriter", "openpyxl"]) -> None:
    production_units: dict[str, CellValue] = {"N1": "P-nummer", "N2": "1003345678", "N3": 1012345678}
    persons: dict[str, CellValue] = {"O1": "CPR-nr.", "O2": "101801234", "O3": 101801234, "O4": "0101801234"}
    sheet = Sheet(rows(4), extra=production_units | persons)
    data = written(sheet, by=by)
    result = fix(data, "ark.xlsx", today=TODAY)
    cells = opened(result.data).worksheets[0]
    assert [cells[cell].value for cell in ("N2", "N3")] == ["1003345678", 1012345678]
    assert [cells[cell].value for cell in ("O2", "O3", "O4")] == ["******-****"] * 3
    marked = opened(annotate(data, check(data, "ark.xlsx", today=TODAY))).worksheets[1]
    assert [marked[cell].value for cell in ("N2", "N3")] == ["1003345678", 1012345678]
    assert [marked[cell].value for cell in ("O2", "O3", "O4")] == ["******-****"] * 3


@pytest.mark.parametrize("name", leaking_workbooks())
def test_it_is_hidden_also_where_nothing_is_to_be_fixed(name: str) -> None:
    data = leaking_workbooks()[name][0]
    result = fix(data, "ark.xlsx", municipality("0461"), today=TODAY)
    assert result.changes == ()
    assert result.data != data
    assert result.after.verdict != "rejected"
    opened(result.data)


def test_every_part_but_the_sheet_and_its_formats_is_kept() -> None:
    writers: tuple[Literal["xlsxwriter", "openpyxl"], ...] = ("xlsxwriter", "openpyxl")
    for by in writers:
        data = written(sheet_of(*rows(3), last(contactPhone="+45 66131372")), by=by)
        result = fix(data, "ark.xlsx", today=TODAY)
        assert result.changes
        assert changed_parts(data, result.data) <= {"xl/worksheets/sheet1.xml", "xl/styles.xml"}
        assert list(contents(result.data)) == list(contents(data))
        assert check(result.data, "ark.xlsx", today=TODAY).counts.errors == 0


def test_every_repair_of_a_sheet_with_more_findings_than_a_report_lists_is_made() -> None:
    count = MOST_LISTED + 500
    sheet = sheet_of(*(row(kleNumber="15.99.99", contactPhone="+45 66131372") for _ in range(count)))
    result = fixed(sheet)
    assert len(result.changes) == count
    assert "KA344" not in rules(result)


def test_what_keeps_its_finding_is_not_reported_as_fixed_and_not_written() -> None:
    """As where what is written is not what is read: here the phone number comes back as it was."""
    sheet = sheet_of(*rows(3), last(contactPhone="+45 66131372", infoUrl="http://www.odense.dk/side"))
    phone, link = sheet.cell("contactPhone", 3), sheet.cell("infoUrl", 3)

    class Forgetful(Editor):
        def write_values(self, data: bytes, sheet_name: str, values: Mapping[Cell, NewValue]) -> WriteResult:
            kept = {
                cell: NewValue(f"+45 {value.content}") if str(value.content).isdigit() else value
                for cell, value in values.items()
            }
            return super().write_values(data, sheet_name, kept)

    result = fix(written(sheet), "ark.xlsx", municipality("0461"), today=TODAY, editor=Forgetful())
    assert set(changes(result)) == {link}
    assert [(one.cell, one.reason) for one in result.unfixed] == [(phone, "fixed_in_vain")]
    cells = opened(result.data).worksheets[0]
    assert (cells[phone].value, cells[link].value) == ("+45 66131372", "https://www.odense.dk/side")
    assert "KA344" in rules(result)
    told = render_text(result, "ud.xlsx", "da")
    assert told.startswith("ud.xlsx: 1 celle rettet, ")
    assert f"Ikke rettet: {phone}: " in told


def test_the_counts_of_text_and_json_are_those_of_a_check_of_the_file() -> None:
    result = fix(ODENSE.read_bytes(), "odense.xlsx", municipality("0461"), suggestions="of_errors")
    counts = check(result.data, "odense.xlsx", municipality("0461")).counts
    assert result.left == counts.errors + counts.warnings
    document = json.loads(render_json(result, "ud.xlsx"))
    assert document["counts"] == {"changed": len(result.changes), "left": result.left}
    assert f"{len(result.changes)} celler rettet, {result.left} tilbage" in render_text(
        result, "ud.xlsx", "da"
    )


def test_what_is_known_of_a_sheet_is_not_looked_up_again() -> None:
    data = written(sheet_of(*rows(3), last(contactPhone="+45 66131372")))
    judged = check_with_workbook(data, "ark.xlsx", municipality("0461"), today=TODAY)
    known = fix(data, "ark.xlsx", municipality("0461"), today=TODAY, judged=judged)
    assert known == fix(data, "ark.xlsx", municipality("0461"), today=TODAY)


def test_without_time_to_check_the_result_nothing_is_written() -> None:
    data = written(sheet_of(*rows(3), last(contactPhone="+45 66131372")))
    judged = check_with_workbook(data, "ark.xlsx", municipality("0461"), today=TODAY)
    slow = replace(judged, cpu_seconds=60.0)
    with pytest.raises(UneditableFileError):
        fix(data, "ark.xlsx", municipality("0461"), today=TODAY, judged=slow)
