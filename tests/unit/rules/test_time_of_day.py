"""Times of day as texts say them, and what they say of the day in Denmark."""

# ruff: noqa: DTZ001 (cells have no time zone)

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kleark.i18n.danish_time import danish_zone
from kleark.rules.time_of_day import (
    Clock,
    clock_of,
    danish_day,
    following,
    in_denmark,
    is_beside_midnight,
    is_danish_midnight,
    is_late,
    nearest_day,
    split_time,
)

H = timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "bare", "hours", "offset"),
    [
        ("2021-03-31T22:00:00.000Z", "2021-03-31", 22, 0),
        ("2021-03-31T22:00:00z", "2021-03-31", 22, 0),
        ("2021-03-31T22:00Z", "2021-03-31", 22, 0),
        ("2021-03-31 22:00:00+00:00", "2021-03-31", 22, 0),
        ("2021-03-31 22:00:00 UTC", "2021-03-31", 22, 0),
        ("2021-03-31 22:00:00+00", "2021-03-31", 22, 0),
        ("2021-04-01T00:00:00+02:00", "2021-04-01", 0, 2),
        ("2021-04-01T00:00:00+0200", "2021-04-01", 0, 2),
        ("2021-04-01T00:00:00−05:00", "2021-04-01", 0, -5),
        ("2021-04-01T00:00+02:00[Europe/Copenhagen]", "2021-04-01", 0, 2),
        ("2021-04-01 00:00:00 CEST", "2021-04-01", 0, 2),
        ("2021-01-01 00:00 CET", "2021-01-01", 0, 1),
        ("Thu Apr 01 2021 00:00:00 GMT+0200 (Central European Summer Time)", "Thu Apr 01 2021", 0, 2),
        ("Wed, 31 Mar 2021 22:00:00 GMT", "Wed, 31 Mar 2021", 22, 0),
        ("2021-04-01 12:30", "2021-04-01", 12.5, None),
        ("01-04-2021 kl. 12.30", "01-04-2021", 12.5, None),
        ("31-03-2021 10:00:00 PM", "31-03-2021", 22, None),
        ("01-04-2021 12:00 am", "01-04-2021", 0, None),
        ("2021-03-31T24:00:00", "2021-03-31", 24, None),
    ],
)
def test_a_time_of_day_is_split_from_its_date(
    text: str, bare: str, hours: float, offset: float | None
) -> None:
    said = Clock(timedelta(hours=hours), None if offset is None else timedelta(hours=offset))
    assert split_time(text) == (bare, said)


@pytest.mark.parametrize(
    "text",
    ["2021-04-01", "01-04-2021", "1. 4. 2021", "2021-04-01 25:00", "2021-04-01 12:60", "x" * 200 + " 12:00"],
)
def test_what_is_no_time_of_day_stays_with_the_text(text: str) -> None:
    assert split_time(text) == (text, None)


def test_midnight_in_a_date_cell_is_no_time_of_day() -> None:
    assert clock_of(datetime(2021, 4, 1)) is None
    assert clock_of(datetime(2021, 4, 1, 22)) == Clock(22 * H)


@pytest.mark.parametrize(
    ("day", "hour", "begins"),
    [
        (date(2021, 3, 31), 22, True),
        (date(2021, 3, 31), 23, False),
        (date(2020, 12, 31), 23, True),
        (date(2020, 12, 31), 22, False),
        # The clocks change on 28 March and 31 October 2021.
        (date(2021, 3, 27), 23, True),
        (date(2021, 3, 28), 22, True),
        (date(2021, 10, 30), 22, True),
        (date(2021, 10, 31), 23, True),
        (date.max, 23, False),
    ],
)
def test_midnight_in_denmark_goes_by_the_season(day: date, hour: int, begins: bool) -> None:
    assert is_danish_midnight(day, Clock(hour * H)) is begins


def test_summer_time_is_that_of_the_time_zone() -> None:
    moment, zone = datetime(1981, 1, 1), danish_zone()
    while moment.year < 2040:
        local = moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
        assert in_denmark(moment.date(), clock_of(moment) or Clock(0 * H)) == local
        moment += timedelta(hours=5, minutes=59)


def test_within_two_minutes_is_the_hour() -> None:
    for seconds in (-120, -0.001, 0, 30, 120):
        beside = timedelta(seconds=seconds)
        assert is_late(Clock(22 * H + beside))
        assert is_danish_midnight(date(2021, 3, 31), Clock(22 * H + beside))
        assert is_beside_midnight(Clock((24 * H + beside) % (24 * H)))
    assert not is_late(Clock(22 * H + timedelta(seconds=121)))
    assert not is_beside_midnight(Clock(timedelta(seconds=121)))


def test_the_nearest_day_is_the_next_one_only_before_midnight() -> None:
    day = date(2021, 3, 31)
    assert nearest_day(day, Clock(24 * H - timedelta(seconds=1))) == date(2021, 4, 1)
    assert nearest_day(day, Clock(timedelta(seconds=30))) == day
    assert following(date.max) == date.max


@pytest.mark.parametrize(
    ("day", "clock", "meant"),
    [
        (date(2021, 3, 31), Clock(22 * H, 0 * H), date(2021, 4, 1)),
        (date(2021, 3, 31), Clock(21.9999 * H, 0 * H), date(2021, 4, 1)),
        (date(2021, 3, 31), Clock(21.5 * H, 0 * H), date(2021, 3, 31)),
        (date(2021, 4, 1), Clock(0 * H, 2 * H), date(2021, 4, 1)),
        (date(2021, 4, 1), Clock(0 * H, 0 * H), date(2021, 4, 1)),
        (date(2021, 4, 1), Clock(0 * H, 14 * H), date(2021, 3, 31)),
        (date(2021, 3, 31), Clock(19 * H, -5 * H), date(2021, 4, 1)),
        (date.max, Clock(23 * H, 0 * H), date.max),
        (date.min, Clock(0 * H, 2 * H), date.min),
    ],
)
def test_an_offset_says_the_day_in_denmark(day: date, clock: Clock, meant: date) -> None:
    assert danish_day(day, clock) == meant
