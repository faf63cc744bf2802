"""Rows are found by what stands in them, and a value is replaced where it stands for itself."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from kleark.configuration.row import DigitalPost, Row, SelfService, ShownTitles
from kleark.edit.row_search import NumberedRow, find_rows, replace_in_rows, row_texts
from kleark.edit.sheet_edit import COLUMN_BY_KEY
from kleark.sheet.columns import COLUMNS
from tests.support.row_strategies import configurations

LINK = "https://post.borger.dk/?logon.aspx?portalid=1049&mailboxid=17933"


def row(number: str = "15.62.05", **others: object) -> Row:
    values: dict[str, object] = {
        "kle_number": number,
        "kle_title": "Dagpenge",
        "source_system": "*",
        "show_from": date(2020, 1, 1),
        "show_active_regardless": False,
        "contact_department": "Kontaktcenter",
        "contact_phone": "66131372",
        "info_url": "https://www.odense.dk/dagpenge",
        "digital_post": DigitalPost(LINK, "1049", "17933"),
        "self_service": SelfService("Søg", "https://www.odense.dk/soeg"),
    }
    return Row(**{**values, **others})  # type: ignore[arg-type]


ROWS = [
    NumberedRow(2, row()),
    NumberedRow(3, row("15.62.10", contact_phone="66131373")),
    NumberedRow(7, row("15.62.15")),
]


def numbers(*found: NumberedRow) -> list[int]:
    return [one.number for one in found]


def test_a_row_is_written_as_in_the_sheet() -> None:
    texts = row_texts(row())
    assert texts.keys() == {column.key for column in COLUMNS}
    assert (texts["sourceSystem"], texts["showFrom"], texts["showActiveRegardless"]) == (
        "Alle",
        "01-01-2020",
        "Nej",
    )
    assert row_texts(row(self_service=None))["selfServiceUrl"] == ""


def test_of_columns_that_few_sheets_have_a_row_tells_those_that_it_has() -> None:
    one = row(shown_titles=ShownTitles(documents=False))
    texts = row_texts(one)
    assert {key: text for key, text in texts.items() if key not in row_texts(row())} == {
        "showDocumentTitles": "Nej"
    }
    assert texts.keys() <= COLUMN_BY_KEY.keys()
    rows = [*ROWS, NumberedRow(9, one)]
    assert numbers(*find_rows(rows, "nej", "showDocumentTitles")) == [9]
    assert numbers(*find_rows(rows, "ja", "showCaseTitle")) == []
    (match,) = replace_in_rows(rows, "Nej", "Ja", "showDocumentTitles")
    assert (match.found.number, match.after) == (9, {"showDocumentTitles": "Ja"})


@pytest.mark.parametrize("typed", ["66131372", "6613 1372", "+45 66 13 13 72", " 66-13-13-72 "])
def test_a_phone_number_is_found_and_replaced_however_it_is_spaced(typed: str) -> None:
    assert numbers(*find_rows(ROWS, typed)) == [2, 7]
    replaced = list(replace_in_rows(ROWS, typed, "65515151"))
    assert numbers(*(one.found for one in replaced)) == [2, 7]
    assert {tuple(one.after.items()) for one in replaced} == {(("contactPhone", "65515151"),)}


def test_rows_are_found_whatever_the_case_in_one_column_or_in_all() -> None:
    assert numbers(*find_rows(ROWS, "KONTAKTCENTER")) == [2, 3, 7]
    assert numbers(*find_rows(ROWS, "")) == [2, 3, 7]
    assert numbers(*find_rows(ROWS, "dagpenge", "infoUrl")) == [2, 3, 7]
    assert numbers(*find_rows(ROWS, "dagpenge", "contactDepartment")) == []


def test_only_what_stands_for_itself_is_replaced() -> None:
    assert not list(replace_in_rows(ROWS, "1793", "1794"))
    assert not list(replace_in_rows(ROWS, "Kontakt", "Borger"))
    assert [one.after["digitalPostUrl"] for one in replace_in_rows(ROWS[:1], "17933", "17934")] == [
        LINK.replace("17933", "17934")
    ]
    assert not list(replace_in_rows(ROWS, "www.odense.dk", "www.odense.dk"))
    with pytest.raises(ValueError, match="nothing"):
        next(replace_in_rows(ROWS, " ", "x"))


def test_what_is_typed_is_no_pattern() -> None:
    assert not list(replace_in_rows(ROWS, ".*", r"\1"))
    assert next(replace_in_rows(ROWS, "Dagpenge", r"\1 (a)")).after["kleTitle"] == r"\1 (a)"


@given(configurations)
def test_what_is_replaced_is_in_a_row_that_is_found(rows: list[Row]) -> None:
    numbered = [NumberedRow(at, one) for at, one in enumerate(rows, 2)]
    replaced = {one.found.number for one in replace_in_rows(numbered, "66131372", "66131370")}
    assert replaced == {at for at, one in numbered if one.contact_phone == "66131372"}
    assert replaced <= {one.number for one in find_rows(numbered, "66131372")}
