"""Times as people in Denmark write them: also those of the two odd hours of the year."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.i18n.danish_time import UnusableTimeError, danish_day, danish_zone, format_time, parse_time


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-12-01T00:00", datetime(2026, 11, 30, 23, 0, tzinfo=UTC)),
        ("2026-07-01T08:30", datetime(2026, 7, 1, 6, 30, tzinfo=UTC)),
        ("2026-12-01", datetime(2026, 11, 30, 23, 0, tzinfo=UTC)),
        ("2026-12-01T00:00Z", datetime(2026, 12, 1, tzinfo=UTC)),
        ("2026-12-01T00:00-05:00", datetime(2026, 12, 1, 5, 0, tzinfo=UTC)),
        ("2026-10-25T02:30+02:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25T02:30+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("2026-03-29T03:00", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("2026-10-25T03:00", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_a_danish_time_unless_it_says_its_offset(text: str, meant: datetime) -> None:
    assert parse_time(text) == meant


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("2026-03-29T02:00", ["2026-03-29T03:00"]),
        ("2026-03-29T02:59", ["2026-03-29T03:59"]),
        ("2026-10-25T02:00", ["2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00"]),
        ("2026-10-25T02:59", ["2026-10-25T02:59+02:00", "2026-10-25T02:59+01:00"]),
    ],
)
def test_an_hour_that_is_not_there_or_twice_is_refused_with_what_to_write(
    text: str, instead: list[str]
) -> None:
    with pytest.raises(UnusableTimeError) as refused:
        parse_time(text)
    for told in (refused.value.da, refused.value.en):
        for better in instead:
            assert better in told
            assert parse_time(better).tzinfo is not None


@pytest.mark.parametrize(
    "text", ["", "i morgen", "01-12-2026", "2026-13-01T00:00", "2026-12-01T24:01", "12:00"]
)
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(UnusableTimeError):
        parse_time(text)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2035, 1, 1)).map(lambda when: when.replace(microsecond=0)))  # noqa: DTZ001
def test_every_moment_can_be_written(when: datetime) -> None:
    """As it shows on a Danish clock where that is clear, and with its offset always."""
    moment = when.replace(tzinfo=UTC)
    local = moment.astimezone(danish_zone())
    assert parse_time(local.isoformat()) == moment
    if local.utcoffset() == (local.replace(fold=1 - local.fold)).utcoffset():
        assert parse_time(local.replace(tzinfo=None).isoformat()) == moment


def test_times_are_shown_as_on_a_danish_clock() -> None:
    assert format_time("2026-11-30T23:00:00.000Z", "da") == "1. dec. 2026 kl. 00.00"
    assert format_time(datetime(2026, 6, 30, 22, 5, tzinfo=UTC), "en") == "1 Jul 2026 at 00:05"


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2021-03-31T23:30:00+00:00", date(2021, 4, 1)),  # summer time: two hours ahead
        ("2021-03-31T21:59:59.999+00:00", date(2021, 3, 31)),
        ("2021-03-31T22:00:00+00:00", date(2021, 4, 1)),
        ("2021-12-31T22:59:59+00:00", date(2021, 12, 31)),  # winter time: one hour ahead
        ("2021-12-31T23:00:00+00:00", date(2022, 1, 1)),
        ("2021-04-01T00:30:00+02:00", date(2021, 4, 1)),
        ("2021-04-01T05:00:00+09:00", date(2021, 3, 31)),
        ("2021-03-28T01:30:00+01:00", date(2021, 3, 28)),  # the night when the clock is set forward
        ("0001-01-01T00:00:00+14:00", date(1, 1, 1)),
        ("9999-12-31T23:30:00+00:00", date(9999, 12, 31)),
    ],
)
def test_a_time_is_on_a_day_in_denmark(moment: str, day: date) -> None:
    assert danish_day(datetime.fromisoformat(moment)) == day


def test_a_time_without_its_zone_is_on_no_certain_day() -> None:
    with pytest.raises(ValueError, match="zone"):
        danish_day(datetime(2021, 4, 1, 12))  # noqa: DTZ001 (that is what is refused)
