"""The template in a program that calculates: names come by themselves, and Excel's checks agree with the rules."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from kleark.registers.kle_register import embedded
from kleark.rules.context import Context
from kleark.rules.digital_post import read_digital_post
from kleark.rules.links import read_link
from kleark.rules.phone import read_phone
from kleark.sheet import columns
from kleark.template.data_validation import validation_of
from kleark.template.template_workbook import TABLE
from tests.support.template_rows import DAY, ODENSE, POINT, POST, ROWS, filled_in, judged, published, template

if TYPE_CHECKING:
    from kleark.rules.model import Judged
    from kleark.sheet.columns import Column
    from tests.office.conftest import Calculate

IN_REGISTER = ROWS[:2]
SITE = "https://www.odense.dk/borger"
# Of each column, values that Excel may see: right and wrong ones by the rules.
TRIED: dict[Column, tuple[str | int, ...]] = {
    columns.CONTACT_PHONE: (
        "66131372",
        66131372,
        "20000000",
        "6613137",
        "661313722",
        "16131372",
        "06131372",
        "6613 137",
        "6613.137",
        "-6131372",
        "6,131372",
        "6613137a",
        "1,2E+008",
        "+4566131",
    ),
    columns.INFO_URL: (f"{SITE}/fleksjob", "www.odense.dk", "mailto:job@odense.dk", f"{SITE}/job og mere"),
    columns.DIGITAL_POST: (
        f"{POST}10671",
        f"https://post.borger.dk/send/{POINT[0]}/{POINT[1]}/",
        f"{POST}10671".replace("1049", "1094"),
        f"{POST}10671".replace("portalid=1049&", ""),
        f"{SITE}/kontakt",
        "10671",
    ),
}


@pytest.fixture(scope="session")
def calculated(calculate: Calculate) -> dict[str, bytes]:
    """All workbooks of these tests, opened and saved in one run."""
    without_names = frozenset([columns.KLE_TITLE])
    return calculate(
        {
            "tom": template(),
            "udfyldt": filled_in(template(), IN_REGISTER, but=without_names),
            "fyldt": template(ROWS, of_odense=True),
            "betingelser": conditions(),
        }
    )


def test_names_come_by_themselves_and_the_sheet_is_accepted(calculated: dict[str, bytes]) -> None:
    report = judged(calculated["udfyldt"])
    assert published(report) == IN_REGISTER
    assert [(one.rule, one.cell) for one in report.findings if one.row] == []
    assert report.verdict == "accepted"


def test_an_untouched_template_stays_an_empty_table(calculated: dict[str, bytes]) -> None:
    assert [finding.rule for finding in judged(calculated["tom"]).findings] == ["KA205"]


def test_a_filled_template_publishes_the_same_rows_after_it_was_saved(calculated: dict[str, bytes]) -> None:
    assert published(judged(calculated["fyldt"])) == ROWS


def test_checks_are_still_there_after_it_was_saved(calculated: dict[str, bytes]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(calculated["tom"]))[TABLE]
    kinds = {str(one.cells)[0]: one.type for one in sheet.data_validations.dataValidation}
    assert [kinds.get(letter) for letter in "ACDEGHI"] == [
        "list",
        "list",
        "date",
        "list",
        "custom",
        "custom",
        "custom",
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [(column, value) for column, values in TRIED.items() for value in values],
    ids=lambda part: part if isinstance(part, (str, int)) else part.key,
)
def test_excel_refuses_what_the_rules_refuse(
    calculated: dict[str, bytes], column: Column, value: str | int
) -> None:
    place = places()[column, value]
    sheet = results(calculated["betingelser"])
    # A formula that fails refuses the value, as one that is false does.
    accepts = sheet[place] is True
    assert accepts is not verdict(column, value).failed


def verdict(column: Column, value: str | int) -> Judged[object]:
    context = Context(embedded(), DAY, ODENSE)
    if column is columns.CONTACT_PHONE:
        read: Judged[object] = read_phone(value)  # type: ignore[assignment]  # a reading is only read
    elif column is columns.INFO_URL:
        read = read_link(value, None, context)  # type: ignore[assignment]
    else:
        read = read_digital_post(value, None, context)  # type: ignore[assignment]
    return read


def places() -> dict[tuple[Column, str | int], str]:
    """Where in the workbook of `conditions` the verdict on each value stands."""
    tried = [(column, value) for column, values in TRIED.items() for value in values]
    return {pair: f"Z{row}" for row, pair in enumerate(tried, 2)}


def conditions() -> bytes:
    """Each value in its column's cell, and beside it the condition that Excel would judge it by."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_urls": False, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    for (column, value), place in places().items():
        row, at = int(place[1:]), columns.COLUMNS.index(column)
        formula = validation_of(column, ODENSE)["value"].replace(f"{chr(65 + at)}2", f"{chr(65 + at)}{row}")
        sheet.write(row - 1, at, value)
        sheet.write_formula(place, formula, None, "")
    book.close()
    return stream.getvalue()


@cache
def results(data: bytes) -> dict[str, object]:
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    return {place: sheet[place].value for place in places().values()}


def test_dates_are_dates_after_it_was_saved(calculated: dict[str, bytes]) -> None:
    days = [row.show_from for row in published(judged(calculated["fyldt"]))]
    assert days == [date(2021, 4, 1)] * len(ROWS)
