"""What somebody types to find rows, and which rows it finds."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.row import ContactDetails, DigitalPost, Row, SelfService
from kleark.configuration.row_query import EVERY_ROW, RowField, RowQuery, UnfitQueryError, row_query
from tests.support.row_strategies import rows
from tests.support.world import row

POINT = "1f2e3d4c-0000-4000-8000-123456789abc"
ROW = replace(
    row(1),
    kle_number="15.20.24",
    contact_phone="66131372",
    contact_department="Kontaktcenter Åen",
    digital_post=DigitalPost(
        "https://post.borger.dk/?logon.aspx?portalid=1049&mailboxid=17933", "1049", "17933"
    ),
    self_service=SelfService("Søg her", "https://selvbetjening.odense.dk/Fleksjob"),
)
NEW_LINK = replace(
    ROW,
    digital_post=DigitalPost(
        f"https://post.borger.dk/send/{POINT}/{POINT[::-1]}/", group_id="g", point_id=POINT
    ),
)


@pytest.mark.parametrize("typed", ["15.20.24", "15 20 24", "152024", "15-20-24", " 15.20.24 ", "15,20,24"])
def test_a_kle_number_is_found_however_it_is_written(typed: str) -> None:
    query = row_query({RowField.KLE: typed})
    assert query == RowQuery(kle="15.20.24")
    assert query.matches(ROW)
    assert not query.matches(replace(ROW, kle_number="15.20.25"))


@pytest.mark.parametrize(
    ("typed", "others"),
    [
        ("15", ["15.00.00"]),
        ("15.20", ["15.20.00"]),
        ("15.20.", ["15.20.99"]),
        ("15.20.*", ["15.20.99"]),
        ("1520", []),
    ],
)
def test_the_beginning_of_a_kle_number_finds_all_below_it(typed: str, others: list[str]) -> None:
    query = row_query({RowField.KLE: typed})
    assert all(query.matches(replace(ROW, kle_number=one)) for one in ["15.20.24", *others])
    assert not query.matches(replace(ROW, kle_number="27.15.20"))


@pytest.mark.parametrize(
    "typed",
    [
        "66131372",
        "66 13 13 72",
        "6613 1372",
        "+45 6613 1372",
        "0045 66131372",
        "(+45) 66-13-13-72",
        "45 66131372",
        "66.13.13.72",
        "tel:+4566131372",
    ],
)
def test_a_phone_number_is_found_however_it_is_written(typed: str) -> None:
    query = row_query({RowField.PHONE: typed})
    assert query == RowQuery(phone="66131372")
    assert query.matches(ROW)
    assert not query.matches(replace(ROW, contact_phone="66131373"))


def test_a_number_that_begins_with_45_is_not_taken_for_a_country_code() -> None:
    assert row_query({RowField.PHONE: "45 66 13 13"}).phone == "45661313"


@pytest.mark.parametrize(
    "typed",
    [
        "17933",
        " 17933 ",
        "https://post.borger.dk/?logon.aspx?portalid=1&mailboxid=17933",
        "kontaktcenter",
        "ÅEN",
    ],
)
def test_a_mailbox_is_found_by_its_id_in_a_link_or_by_whom_one_writes_to(typed: str) -> None:
    assert row_query({RowField.MAILBOX: typed}).matches(ROW)


@pytest.mark.parametrize("typed", ["jobcenter@odense.dk", "Jobcenter@", "@odense.dk"])
def test_a_contact_is_found_by_its_mail_address(typed: str) -> None:
    details = ContactDetails("jobcenter@odense.dk")
    query = row_query({RowField.MAILBOX: typed})
    assert query.matches(replace(ROW, contact_details=details))
    assert not query.matches(
        replace(ROW, contact_details=ContactDetails(address="Flakhaven 2, jobcenter@odense.dk"))
    )
    assert not query.matches(ROW)


@pytest.mark.parametrize("typed", [POINT, POINT.upper(), f"post.borger.dk/send/{POINT}"])
def test_a_contact_point_is_found_by_its_id_or_link(typed: str) -> None:
    assert row_query({RowField.MAILBOX: typed}).matches(NEW_LINK)
    assert not row_query({RowField.MAILBOX: typed}).matches(ROW)


@pytest.mark.parametrize("typed", ["1793", "7933", "179330", "1049"])
def test_a_part_of_a_mailbox_s_id_is_another_mailbox(typed: str) -> None:
    assert not row_query({RowField.MAILBOX: typed}).matches(ROW)


@pytest.mark.parametrize("typed", ["odense.dk/borger", "selvbetjening.odense.dk/fleksjob", "MAILBOXID=17933"])
def test_a_link_is_found_by_a_part_of_it(typed: str) -> None:
    assert row_query({RowField.LINK: typed}).matches(ROW)
    assert not row_query({RowField.LINK: typed + "x"}).matches(ROW)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (RowField.KLE, "fleksjob"),
        (RowField.KLE, "1"),
        (RowField.KLE, "15.2"),
        (RowField.KLE, "15.20.24.01"),
        (RowField.KLE, "１５"),
        (RowField.PHONE, "6613137"),
        (RowField.PHONE, "+46 70 123 45 67"),
        (RowField.PHONE, "kontakt"),
        (RowField.PHONE, "٦٦١٣١٣٧٢"),
    ],
)
def test_what_no_row_could_have_is_refused_with_what_to_write(field: RowField, typed: str) -> None:
    with pytest.raises(UnfitQueryError) as refused:
        row_query({field: typed})
    assert refused.value.field is field
    assert refused.value.da.startswith("Skriv")
    assert refused.value.en.startswith("Write")


def test_nothing_typed_asks_for_nothing_and_all_of_it_must_hold() -> None:
    assert row_query({}) == EVERY_ROW == row_query({RowField.KLE: " ", RowField.LINK: ""})
    assert not EVERY_ROW
    assert EVERY_ROW.matches(ROW)
    both = RowQuery(kle="15.20", phone="66131372")
    assert both.matches(ROW)
    assert not both.matches(replace(ROW, contact_phone="66131373"))
    assert not both.matches(replace(ROW, kle_number="15.21.24"))


@given(rows)
def test_every_row_is_found_by_what_it_has(one: Row) -> None:
    found = row_query(
        {RowField.KLE: one.kle_number, RowField.PHONE: one.contact_phone, RowField.MAILBOX: "1"}
    )
    assert found.matches(one)


@given(st.text(max_size=30), st.sampled_from(RowField))
def test_whatever_is_typed_is_a_query_or_refused(typed: str, field: RowField) -> None:
    with suppress(UnfitQueryError):
        query = row_query({field: typed})
        assert bool(query) == bool(getattr(query, field))
