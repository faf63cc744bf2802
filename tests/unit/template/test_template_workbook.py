"""The template as it is written: right for our own reader, with Excel's checks in it, and without surprises."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

import openpyxl
import pytest

from kleark.configuration.row import ContactDetails, ShownTitles
from kleark.registers.kle_register import KleRegister, Topic, embedded
from kleark.sheet import columns
from kleark.sheet.address import column_letters
from kleark.sheet.columns import COLUMNS
from kleark.sheet.reader import read_workbook
from kleark.sheet.table import find_header, find_tables
from kleark.template.template_workbook import (
    GUIDE,
    PREPARED_ROWS,
    SYSTEMS,
    TABLE,
    TOPICS,
    VERSION,
    write_template,
)
from tests.support.template_rows import (
    DAY,
    FLEXIBLE_JOB,
    ODENSE,
    ROWS,
    filled_in,
    judged,
    published,
    template,
)

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

    from kleark.sheet.columns import Column


@cache
def book(*, filled: bool = False) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(template(ROWS if filled else (), of_odense=filled)))


def table(*, filled: bool = False) -> Worksheet:
    sheet: Worksheet = book(filled=filled)[TABLE]
    return sheet


def validation(column: Column, *, filled: bool = False) -> DataValidation:
    cell = f"{letters(column)}2"
    found = [one for one in table(filled=filled).data_validations.dataValidation if cell in one.cells]
    assert len(found) == 1
    only: DataValidation = found[0]
    return only


def letters(column: Column) -> str:
    return column_letters(COLUMNS.index(column) + 1)


def test_an_untouched_template_is_an_empty_table_and_nothing_odd() -> None:
    report = judged(template())
    assert [finding.rule for finding in report.findings] == ["KA205"]
    assert report.sheet is not None
    assert (report.sheet.name, report.sheet.header_row) == (TABLE, 1)


def test_only_the_table_is_taken_for_one() -> None:
    workbook = read_workbook(template(ROWS))
    assert [worksheet.name for worksheet in workbook.worksheets] == [TABLE, GUIDE, TOPICS]
    assert [found.worksheet.name for found in find_tables(workbook)] == [TABLE]


def test_headers_are_kombits_in_their_order() -> None:
    header = find_header(read_workbook(template()).worksheets[0])
    assert header is not None
    assert list(header.names.values()) == [column.header for column in COLUMNS]
    assert header.unknown == ()


def test_a_filled_template_publishes_the_rows_it_was_filled_with() -> None:
    report = judged(template(ROWS, of_odense=True))
    assert published(report) == ROWS
    assert report.verdict != "rejected"
    # Only the own name is remarked on, as in its own sheet, and that phone numbers are numbers, which is as it
    # should be.
    assert [(one.rule, one.cell) for one in report.findings if one.row] == [("KA345", "G2"), ("KA405", "B4")]


def test_columns_that_it_does_not_offer_are_there_where_the_rows_have_them() -> None:
    """Going back to a revision whose sheet is gone must not lose what a municipality has decided."""
    titles = (ShownTitles(cases=True), None, ShownTitles(cases=False), None)
    details = (None, ContactDetails("jobcenter@odense.dk", "Flakhaven 2", "'9-12", "9-12"), None, None)
    rows = tuple(
        replace(one, shown_titles=choice, contact_details=more)
        for one, choice, more in zip(ROWS, titles, details, strict=True)
    )
    report = judged(template(rows))
    assert published(report) == rows
    headers = {one.column for one in report.findings if one.rule == "KA230"}
    assert headers == {"Vis sagstitel", "Kontakt e-mail", "Kontaktadresse", "Telefontid", "Åbningstid"}


def test_otherwise_they_are_not_there_nor_in_its_guide() -> None:
    for data in (template(), template(ROWS)):
        book = openpyxl.load_workbook(io.BytesIO(data))
        texts = {str(cell.value) for tab in book for row in tab.iter_rows() for cell in row if cell.value}
        assert not any("sagstitel" in text.casefold() or "KA39" in text for text in texts)


def test_a_filled_template_filled_again_is_the_same() -> None:
    once = judged(template(ROWS))
    assert published(judged(template(published(once)))) == ROWS


def test_rows_entered_by_another_library_are_accepted() -> None:
    report = judged(filled_in(template(), ROWS))
    assert published(report) == ROWS
    assert [finding.rule for finding in report.findings if finding.severity == "error"] == []


def test_a_name_that_nobody_calculated_is_told() -> None:
    report = judged(filled_in(template(), ROWS[:1], but=frozenset([columns.KLE_TITLE])))
    assert [(one.rule, one.cell) for one in report.findings if one.severity == "error"] == [("KA325", "B2")]


def test_names_are_looked_up_in_prepared_rows_and_kept_where_they_differ() -> None:
    sheet = table(filled=True)
    names = {number: sheet.cell(number, 2).value for number in (2, 3, 4, 5, 6, PREPARED_ROWS + 1)}
    assert all(
        str(names[number]).startswith("=IFERROR(VLOOKUP(TRIM($A") for number in (2, 3, 6, PREPARED_ROWS + 1)
    )
    assert names[4] == "Sygedagpenge og opfølgning"
    assert names[5] == "Helhedsaftaler"
    assert sheet.cell(PREPARED_ROWS + 2, 2).value is None


def test_many_rows_leave_room_for_more() -> None:
    rows = [
        replace(FLEXIBLE_JOB, source_system=f"System {chr(65 + at // 26)}{chr(65 + at % 26)}")
        for at in range(240)
    ]
    data = template(rows)
    assert published(judged(data)) == tuple(rows)
    sheet = openpyxl.load_workbook(io.BytesIO(data))[TABLE]
    assert str(sheet["B291"].value).startswith("=IFERROR(")


def test_texts_are_texts_whatever_they_begin_with() -> None:
    evil = '=HYPERLINK("https://ond.example","Klik")'
    row = replace(FLEXIBLE_JOB, kle_title="+1+1", source_system="@SUM(1)", contact_department=evil)
    sheet = openpyxl.load_workbook(io.BytesIO(template([row])))[TABLE]
    assert [(sheet[cell].value, sheet[cell].data_type) for cell in ("B2", "C2", "F2")] == [
        ("+1+1", "s"),
        ("@SUM(1)", "s"),
        (evil, "s"),
    ]
    assert sheet["H2"].hyperlink is None


@pytest.mark.parametrize(
    ("column", "number_format", "data_type"),
    [(columns.KLE_NUMBER, "@", "s"), (columns.CONTACT_PHONE, "0", "n")],
    ids=["KLE number", "phone number"],
)
def test_excel_is_kept_from_converting_and_counting(
    column: Column, number_format: str, data_type: str
) -> None:
    """A number that is dragged is copied; a text that ends in digits counts up."""
    sheet = table(filled=True)
    cell = sheet[f"{letters(column)}2"]
    assert (cell.number_format, cell.data_type) == (number_format, data_type)
    assert sheet.column_dimensions[letters(column)].number_format == number_format


def test_dates_are_dates() -> None:
    sheet = table(filled=True)
    assert sheet["D2"].value == datetime(2021, 4, 1)  # noqa: DTZ001 (the format has no zone)
    assert sheet["D2"].number_format == "dd-mm-yyyy"
    assert sheet.column_dimensions["D"].number_format == "dd-mm-yyyy"


def test_the_header_stays_in_sight() -> None:
    assert table().freeze_panes == "C2"
    assert book().index(book()[TABLE]) == 0
    assert table().sheet_view.tabSelected


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.key)
def test_every_column_says_what_to_do_and_what_was_wrong(column: Column) -> None:
    one = validation(column)
    assert one.showInputMessage
    assert one.prompt
    assert one.error
    assert str(one.cells) == f"{str(one.cells)[0]}2:{str(one.cells)[0]}10001"


def test_dates_phones_and_answers_are_held_to_the_rules() -> None:
    day, phone, answer = map(validation, (columns.SHOW_FROM, columns.CONTACT_PHONE, columns.SHOW_ACTIVE))
    # 1 January 1900 and 31 December 2100 as Excel counts days.
    assert (day.type, day.operator or "between", day.formula1, day.formula2) == (
        "date",
        "between",
        "1",
        "73415",
    )
    assert (phone.type, phone.errorStyle or "stop") == ("custom", "stop")
    assert (answer.type, answer.formula1, answer.allowBlank) == ("list", '"Ja,Nej"', True)


def test_numbers_are_chosen_from_the_register_and_others_asked_about() -> None:
    one = validation(columns.KLE_NUMBER)
    assert (one.type, one.formula1, one.errorStyle) == ("list", "KLE_numre", "warning")
    assert book().defined_names["KLE_numre"].attr_text == f"'{TOPICS}'!$A$2:$A$361"
    assert book()[TOPICS]["A361"].value == max(embedded().topics)
    assert book()[TOPICS]["A362"].value is None


def test_any_source_system_can_be_written_and_those_in_use_are_suggested() -> None:
    one = validation(columns.SOURCE_SYSTEM, filled=True)
    assert (one.type, one.formula1, one.showErrorMessage) == ("list", "Fagsystemer", False)
    area = book(filled=True).defined_names["Fagsystemer"].attr_text
    assert area == f"'{TOPICS}'!$E$2:$E${len(SYSTEMS) + 2}"
    suggested = [book(filled=True)[TOPICS].cell(row, 5).value for row in range(2, len(SYSTEMS) + 3)]
    assert suggested == [*SYSTEMS, "Momentum 2, Odense"]


def test_the_municipalitys_own_mailboxes_are_asked_for() -> None:
    assert "portalid=1049&" in str(validation(columns.DIGITAL_POST, filled=True).formula1)
    assert "portalid" not in str(validation(columns.DIGITAL_POST).formula1)


def test_it_says_which_template_and_which_register_it_is() -> None:
    properties = {one.name: one.value for one in book(filled=True).custom_doc_props.props}  # type: ignore[attr-defined]  # the stubs lack it
    assert properties == {
        "Skabelon": f"version {VERSION}",
        "KLE-register": "udgave 01-05-2025, hovedgruppe 15, 27, 32",
        "Dannet": "01-04-2026",
        "Kommune": "Odense (0461)",
        "Udfyldt med": "4 rækker fra version 12",
    }
    visible = book(filled=True)[GUIDE]["A2"].value
    assert visible == " · ".join(f"{name}: {value}" for name, value in properties.items())


def test_retired_numbers_are_not_offered() -> None:
    topics = (
        Topic("15.20.21", "Skånejob", date(2013, 1, 1), ("15.20.24",)),
        Topic("15.20.22", "Løntilskud [udgår 2027]"),
        Topic("15.20.24", "Fleksjob"),
    )
    register = KleRegister(DAY, {topic.kle_number: topic for topic in topics}, frozenset(["15"]))
    sheet = openpyxl.load_workbook(io.BytesIO(write_template(register, DAY)))[TOPICS]
    listed = [tuple(cell.value for cell in row[:3]) for row in sheet.iter_rows(min_row=2, max_row=3)]
    assert listed == [("15.20.22", "Løntilskud", "Udgår i 2027"), ("15.20.24", "Fleksjob", "Obligatorisk")]


def test_the_same_template_is_the_same_bytes() -> None:
    assert template(ROWS, of_odense=True) == template(ROWS, of_odense=True)
    assert ODENSE is not None
