"""Which moment is meant by a day and a clock in Denmark, and what is said of those that are none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.admin.moment_form import moment_form
from kleark.exposure.case import Status
from kleark.i18n.danish_time import danish_zone

NOW = datetime(2026, 11, 29, 14, 30, 20, tzinfo=UTC)


def at(**fields: str) -> datetime:
    form = moment_form(fields, NOW)
    assert form.moment, form.errors
    return form.moment.at


def test_a_day_without_a_clock_is_its_end_in_denmark() -> None:
    assert at(dato="3-5-2026") == datetime(2026, 5, 3, 21, 59, 59, 999_000, tzinfo=UTC)
    assert at(dato="3. nov. 2026") == datetime(2026, 11, 3, 22, 59, 59, 999_000, tzinfo=UTC)
    assert at(dato="29-11-2026") == NOW


@pytest.mark.parametrize("clock", ["10.15", "10:15"])
def test_a_clock_is_the_end_of_its_minute(clock: str) -> None:
    assert at(dato="3-5-2026", klokken=clock) == datetime(2026, 5, 3, 8, 15, 59, 999_000, tzinfo=UTC)


def test_midnight_belongs_to_the_day_that_it_begins() -> None:
    assert at(dato="3-5-2026", klokken="0.00") == datetime(2026, 5, 2, 22, 0, 59, 999_000, tzinfo=UTC)
    assert at(dato="3-5-2026", klokken="23.59") == at(dato="3-5-2026")


def test_a_time_that_came_twice_is_the_later_one_and_says_so() -> None:
    form = moment_form({"dato": "25-10-2026", "klokken": "2.30"}, NOW)
    assert form.moment is not None
    assert (form.moment.at, form.moment.twice) == (
        datetime(2026, 10, 25, 1, 30, 59, 999_000, tzinfo=UTC),
        True,
    )


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"dato": "i går"}, "dato", "Skriv dag, måned og år"),
        ({"klokken": "10.15"}, "dato", "Skriv dag, måned og år"),
        ({"dato": "30-11-2026"}, "dato", "ikke kommet endnu"),
        ({"dato": "29-11-2026", "klokken": "15.45"}, "klokken", "ikke kommet endnu"),
        ({"dato": "3-5-2026", "klokken": "25.00"}, "klokken", "Skriv et klokkeslæt"),
        ({"dato": "3-5-2026", "klokken": "kvart i ti"}, "klokken", "Skriv et klokkeslæt"),
        ({"dato": "29-3-2026", "klokken": "2.30"}, "klokken", "fandtes ikke den dag"),
        ({"dato": "3-5-2026", "oprettet": "engang"}, "oprettet", "Skriv dag, måned og år"),
        ({"dato": "3-5-2026", "status": "Færdig"}, "status", "Vælg sagens status"),
    ],
)
def test_what_is_no_moment_is_said_at_its_field(fields: dict[str, str], field: str, said: str) -> None:
    form = moment_form(fields, NOW)
    assert form.moment is None
    assert list(form.errors) == [field]
    assert said in form.errors[field]


def test_nothing_filled_in_asks_nothing() -> None:
    assert moment_form({}, NOW).moment is None
    assert moment_form({"status": "Behandles"}, NOW).errors == {}


def test_a_case_that_is_made_up_and_one_that_is_not() -> None:
    made_up = moment_form({"dato": "3-5-2026", "oprettet": "1-4-2021", "status": "Ukendt"}, NOW).moment
    assert made_up is not None
    case = made_up.case("15.20.24", "KSD")
    assert (case.created, case.status) == (date(2021, 4, 1), None)
    usual = moment_form({"dato": "3-5-2026"}, NOW).moment
    assert usual is not None
    assert usual.case("15.20.24", "KSD").created == date(2026, 5, 3)
    assert usual.status is Status.IN_PROGRESS


@given(st.dates(date(2000, 1, 1), date(2026, 11, 28)), st.integers(0, 23), st.integers(0, 59))
def test_every_minute_of_a_day_lies_in_it(day: date, hour: int, minute: int) -> None:
    fields = {"dato": f"{day.day}-{day.month}-{day.year}"}
    whole = moment_form(fields, NOW).moment
    assert whole is not None
    assert whole.at == whole.day_ends
    form = moment_form(fields | {"klokken": f"{hour}.{minute:02d}"}, NOW)
    if form.moment is None:
        assert "fandtes ikke" in form.errors["klokken"]
        return
    assert whole.day_begins <= form.moment.at <= whole.day_ends
    local = form.moment.at.astimezone(danish_zone())
    assert (local.date(), local.hour, local.minute) == (day, hour, minute)
    assert form.moment.day_ends - form.moment.day_begins < timedelta(hours=25)
