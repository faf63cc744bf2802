"""What else a citizen is told of a contact: kept where it can be used; a person's own mailbox only after a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from kleark.configuration.plan import LiveRows
from kleark.configuration.row import ContactDetails
from kleark.registers.municipalities import municipality
from kleark.rules.contact_details import (
    HOURS_CONVERTED,
    NO_ADDRESS,
    OTHER_MUNICIPALITY,
    OWN_MAILBOX,
    read_email,
    read_hours,
    read_line,
)
from kleark.rules.model import Remark
from tests.support.sheet_builder import HEADERS, Sheet, judge, row
from tests.unit.configuration.test_row import ROW

if TYPE_CHECKING:
    from kleark.sheet.workbook import CellValue

LONG = "a" * 60 + "@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + "." + "e" * 60 + ".dk"


@pytest.mark.parametrize(
    "address",
    [
        "jobcenter@odense.dk",
        "Jobcenter@Odense.dk",
        "job-center.nord@odense.dk",
        "ydelse_syd@odense.dk",
        "borgerservice@sønderborg.dk",
        "post@kommune.odense.dk",
        "info@xn--snderborg-q8a.dk",
        "sygedagpenge2@odense.dk",
        "genoptraening@odense.dk",
    ],
)
def test_a_shared_mailbox_is_kept_as_it_is_written(address: str) -> None:
    assert read_email(address) == (address, ())


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("mailto:jobcenter@odense.dk", "jobcenter@odense.dk"),
        ("Mail: jobcenter@odense.dk.", "jobcenter@odense.dk"),
        ("a.b@odense.dk; c@odense.dk", None),
        ("jobcenter@odense", None),
        ("jobcenter", None),
        ("jobcenter @odense.dk", None),
        ("sønderborg@odense.dk", None),
        ("jobcenter@odense..dk", None),
        ("@odense.dk", None),
        ("https://www.odense.dk", None),
        (LONG, None),
    ],
)
def test_what_is_not_one_address_is_an_error(text: str, suggestion: str | None) -> None:
    read = read_email(text)
    assert read.value is None
    assert read.remarks == (Remark(NO_ADDRESS, {"found": text}, suggestion),)


@pytest.mark.parametrize(
    "address",
    [
        "anna.andersen@odense.dk",
        "Anna-Marie.Holm@odense.dk",
        "anad@odense.dk",
        "abc12@odense.dk",
        "info@gmail.com",
    ],
)
def test_what_looks_like_a_persons_own_waits_for_an_answer(address: str) -> None:
    read = read_email(address)
    assert read.value == address
    assert [one.rule for one in read.remarks] == [OWN_MAILBOX]
    assert (OWN_MAILBOX.severity, OWN_MAILBOX.holds_back) == ("warning", True)


@pytest.mark.parametrize(
    ("address", "name", "suggestion"),
    [
        ("jobcenter@svendborg.dk", "Svendborg Kommune", "jobcenter@odense.dk"),
        ("Jobcenter@Svendborg.DK", "Svendborg Kommune", "Jobcenter@odense.dk"),
        ("post@jobcenter.svendborg.dk", "Svendborg Kommune", "post@odense.dk"),
        ("borgerservice@kk.dk", "Københavns Kommune", "borgerservice@odense.dk"),
        ("info@egedal.dk", "Egedal Kommune", "info@odense.dk"),
    ],
)
def test_an_address_of_another_municipality_is_a_warning(address: str, name: str, suggestion: str) -> None:
    read = read_email(address, municipality("0461"))
    assert read == (
        address,
        (Remark(OTHER_MUNICIPALITY, {"found": address, "name": name}, suggestion),),
    )
    assert (OTHER_MUNICIPALITY.severity, OTHER_MUNICIPALITY.holds_back) == ("warning", False)
    assert read_email(address) == (address, ()), "nobody knows whose sheet it is"


@pytest.mark.parametrize(
    "address",
    [
        "jobcenter@odense.dk",
        "post@kommune.odense.dk",
        "post@faelles-jobcenter.dk",
        "udbetaling@atp.dk",
        "post@notsvendborg.dk",
        "post@svendborg.com",
        "post@svendborg.dk.example.com",
        "jobcenter@sønderborg.dk",
        "post@xn--snderborg-q8a.dk",
    ],
)
def test_of_own_and_of_unknown_domains_nothing_is_said(address: str) -> None:
    assert read_email(address, municipality("0461")) == (address, ())


def test_the_own_domain_is_suggested_where_there_is_one_and_the_mailbox_is_nobodys_own() -> None:
    of_two = read_email("jobcenter@odense.dk", municipality("0240"))
    assert [(one.rule, one.suggestion) for one in of_two.remarks] == [(OTHER_MUNICIPALITY, None)]
    persons = read_email("anna.andersen@svendborg.dk", municipality("0461"))
    assert [(one.rule, one.suggestion) for one in persons.remarks] == [
        (OWN_MAILBOX, None),
        (OTHER_MUNICIPALITY, None),
    ]


def test_it_is_found_at_its_cell_of_a_municipalitys_sheet() -> None:
    lines = [row(contactEmail="jobcenter@svendborg.dk"), row(sourceSystem="KSD")]
    sheet = Sheet(lines, HEADERS | FIELDS)
    [found] = [one for one in judge(sheet, municipality=municipality("0461")).findings if one.rule == "KA395"]
    assert (found.suggestion, found.row) == ("jobcenter@odense.dk", 2)


@pytest.mark.parametrize("value", [None, "", " ", "-", "ingen", "N/A"])
def test_nothing_is_nothing(value: CellValue) -> None:
    for read in (read_email, read_line, read_hours):
        assert read(value).value is None
        assert not read(value).failed


MORNING = datetime(2026, 12, 9, 9)  # noqa: DTZ001 (as in a cell)


@pytest.mark.parametrize("value", [date(2026, 12, 9), MORNING, time(9), timedelta(hours=33), 9, 9.5, True])
def test_hours_that_excel_has_converted_are_an_error(value: CellValue) -> None:
    read = read_hours(value)
    assert (read.value, [one.rule for one in read.remarks]) == (None, [HOURS_CONVERTED])


@pytest.mark.parametrize("text", ["9-12", "Mandag til torsdag 9-15, fredag 9-13", "Hele døgnet"])
def test_hours_are_words(text: str) -> None:
    assert read_hours(text) == (text, ())


FIELDS = {"contactEmail": "E-mail", "contactAddress": "Adresse", "contactPhoneHours": "Telefontid"}
HOURS = {"contactOpeningHours": "Åbningstider"}


def test_they_are_read_with_their_row() -> None:
    lines = [
        row(
            contactEmail="jobcenter@odense.dk",
            contactAddress="Flakhaven 2\n5000 Odense C",
            contactPhoneHours="9-15",
            contactOpeningHours="10-14",
        ),
        row(sourceSystem="KSD"),
    ]
    report = judge(Sheet(lines, HEADERS | FIELDS | HOURS))
    assert [one.row.contact_details for one in report.rows] == [
        ContactDetails("jobcenter@odense.dk", "Flakhaven 2 5000 Odense C", "9-15", "10-14"),
        None,
    ]


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("contactAddress", "x" * 201, "KA320"),
        ("contactPhoneHours", "x" * 201, "KA320"),
        ("contactAddress", "<b>Flakhaven</b> 2", "KA321"),
        ("contactOpeningHours", "9-12\u202e", "KA322"),
        ("contactAddress", "Flakhaven 2, 010170-1234", "KA601"),
        ("contactEmail", "010170-1234@odense.dk", "KA601"),
        ("contactEmail", "jobcenter", "KA391"),
        ("contactPhoneHours", date(2026, 12, 9), "KA393"),
    ],
)
def test_what_cannot_be_shown_stops_the_row_where_the_column_is_in_use(
    key: str, value: CellValue, rule: str
) -> None:
    sheet = Sheet([row(**{key: value})], HEADERS | {key: (FIELDS | HOURS)[key]})
    used = replace(ROW, contact_details=ContactDetails("post@odense.dk", "Flakhaven 2", "9-15", "10-14"))
    report = judge(sheet, live=lambda: LiveRows((used,), 1))
    assert rule in {one.rule for one in report.findings if one.severity == "error"}
    assert not report.rows
    assert "010170" not in str(report.to_json())


def test_ten_digits_that_may_be_a_personal_number_are_hidden_in_what_is_shown() -> None:
    details = {"contactAddress": "Sagsnr. 0101801234"}
    report = judge(Sheet([row(**details)], HEADERS | {"contactAddress": "Adresse"}))
    assert "KA602" in {one.rule for one in report.findings}
    assert "0101801234" not in str(report.to_json())
