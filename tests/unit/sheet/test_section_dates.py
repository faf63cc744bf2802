"""Which numbers are dates is said by the section of a number format that Excel shows them in."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from kleark.check import check
from kleark.sheet.columns import COLUMNS
from kleark.sheet.reader import read_workbook
from kleark.sheet.section_dates import as_shown, begins_otherwise
from tests.support.sheet_builder import HEADERS, TODAY, rows


def read(value: object, code: str, *, since_1904: bool = False, filler: int = 0) -> object:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"date_1904": since_1904}) as book:
        sheet = book.add_worksheet()
        sheet.write_number(0, 0, value, book.add_format({"num_format": code}))
        for number in range(filler):
            sheet.write_row(1 + number, 0, ["15.20.24", "Fleksjob", "FASIT"])
    return read_workbook(buffer.getvalue()).worksheets[0].rows[0][1][0]


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (45748, '[=0]"";dd-mm-yyyy', date(2025, 4, 1)),
        (45748, '[=0]"ingen";d. mmmm yyyy', date(2025, 4, 1)),
        (45748, '[$-406][=0]"";d. mmmm yyyy;@', date(2025, 4, 1)),
        (45748, '[Red][=0]"";[Blue]dd-mm-yyyy', date(2025, 4, 1)),
        (45748, '[<1]"";dd-mm-yyyy', date(2025, 4, 1)),
        (45748, '[=0]"";[<0]"fejl";dd-mm-yyyy', date(2025, 4, 1)),
        (45748, "[=0]0;[>0]dd-mm-yyyy", date(2025, 4, 1)),
        (45748, "[<=9999]General;dd-mm-yyyy", date(2025, 4, 1)),
        (45748.5, '[=0]"";dd-mm-yyyy hh:mm', datetime.fromisoformat("2025-04-01T12:00")),
        (0.5, '[=0]"";hh:mm', time(12)),
        (1.5, '[=0]"";[h]:mm', timedelta(hours=36)),
        (59, '[=0]"";dd-mm-yyyy', date(1900, 2, 28)),
        (61, '[=0]"";dd-mm-yyyy', date(1900, 3, 1)),
        # The section for numbers above 0 shows no date.
        (45748, "General;dd-mm-yyyy", 45748),
        (45748, ";dd-mm-yyyy", 45748),
        (45748, "0;;dd-mm-yyyy", 45748),
        (0, '[=0]"";dd-mm-yyyy', 0),
        (66131372, '[=0]"";dd-mm-yyyy', 66131372),
        (-5, '[=0]"";dd-mm-yyyy', -5),
        # Nor does a later one, whatever its letters are.
        (45748, '[=0]"";0" dage"', 45748),
        (45748, '[=0]"";\\d0', 45748),
        (45748, '[=0]"";[Red]General', 45748),
        # It begins with a date, and shows this number as a number.
        (45748, "[<40000]dd-mm-yyyy;0", 45748),
        (45748.25, "[<40000]dd-mm-yyyy;0.00", 45748.25),
        (45748, "dd-mm-yyyy;0", date(2025, 4, 1)),
        (45748, "dd-mm-yyyy;;", date(2025, 4, 1)),
        (0, "dd-mm-yyyy;;", 0),
    ],
)
def test_the_section_of_the_value_decides(value: object, code: str, shown: object) -> None:
    found = read(value, code)
    assert (type(found), found) == (type(shown), shown)


def test_days_since_1904_and_a_large_sheet() -> None:
    assert read(45748 - 1462, '[=0]"";dd-mm-yyyy', since_1904=True) == date(2025, 4, 1)
    assert read(45748 - 1462, "[<40000]dd-mm-yyyy;0", since_1904=True, filler=3) == 44286
    assert read(45748, '[=0]"";dd-mm-yyyy', filler=6_000) == date(2025, 4, 1)


@pytest.mark.parametrize("code", ["dd-mm-yyyy", "dd-mm-yyyy;@", "0;-0", '0;"d"0', "[h]:mm;[h]:mm"])
def test_a_format_of_one_kind_needs_no_look(code: str) -> None:
    assert not begins_otherwise(code)


def test_what_is_no_number_stays() -> None:
    row: list[object] = ["01-04-2025", True, None, 45748.0]
    codes = {(1, column): '[=0]"";dd-mm-yyyy' for column in (1, 2, 3, 4, 9)}
    (found,) = as_shown([(1, row)], codes, since_1904=False)
    assert found == (1, ["01-04-2025", True, None, date(2025, 4, 1)])


def configuration(code: str, value: Any) -> bytes:
    """A sheet of two rows, the show-from date of the second a number in a format."""
    buffer = io.BytesIO()
    keys = [column.key for column in COLUMNS if column.key in HEADERS]
    with xlsxwriter.Workbook(buffer, {"strings_to_urls": False}) as book:
        sheet, plain = book.add_worksheet(), book.add_format({"num_format": "dd-mm-yyyy"})
        sheet.write_row(0, 0, [HEADERS[key] for key in keys])
        for number, one in enumerate(rows(2), 1):
            for column, key in enumerate(keys):
                if key == "showFrom":
                    shown = book.add_format({"num_format": code}) if number == 2 else plain
                    sheet.write_number(number, column, value if number == 2 else 44287, shown)
                else:
                    sheet.write(number, column, one[key])
    return buffer.getvalue()


@pytest.mark.parametrize(
    "code", ['[=0]"";dd-mm-yyyy', '[$-406][=0]"ingen";d. mmmm yyyy;@', "[<1]0;dd-mm-yyyy"]
)
def test_a_column_that_hides_empty_dates_has_dates(code: str) -> None:
    report = check(configuration(code, 44287), "ark.xlsx", today=TODAY)
    assert (report.verdict, [finding.rule for finding in report.findings]) == ("accepted", ["KA504"])


def test_a_date_that_its_section_shows_in_part_is_told() -> None:
    report = check(configuration('[=0]"";mmmm yyyy', 44287), "ark.xlsx", today=TODAY)
    assert [finding.rule for finding in report.findings] == ["KA504", "KA414"]
