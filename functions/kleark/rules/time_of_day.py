"""What a time of day beside a date says of the day: an offset, midnight in Denmark as UTC, or just beside midnight."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from kleark.data_classes import NamedTuple
from kleark.redaction.patterns import pattern

NEAR = timedelta(minutes=2)
"""So far beside an hour a time is taken for the hour: programs round fractions of a day."""
_DAY = timedelta(days=1)
_LONGEST = 120
"""Characters of a date with its time of day and the name of its zone; a longer text is none."""
_LATE = (timedelta(hours=22), timedelta(hours=23))

_TIME_OF_DAY = pattern(
    r"(?:T|,?\s)\s*(?:kl\.?\s*)?(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})"
    r"(?:[:.](?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?"
    r"(?:\s*(?P<zone>Z|UTC|GMT|CES?T|MES?Z|(?:UTC|GMT)?(?P<sign>[+\-−])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?))?"
    r"(?:\s*\[[A-Za-z_/]{1,40}\]|\s*\([^()]{1,60}\))?$",
    re.IGNORECASE,
)
_ZONES = {"CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2}


class Clock(NamedTuple):
    """A time of day. ``offset``: from UTC, where it is said."""

    since_midnight: timedelta
    offset: timedelta | None = None


def clock_of(moment: datetime) -> Clock | None:
    """The time of day of a date cell; None where it is midnight, which is none."""
    since = moment.replace(tzinfo=None) - datetime.combine(moment.date(), time.min)
    return Clock(since, moment.utcoffset()) if since or moment.tzinfo else None


def split_time(text: str) -> tuple[str, Clock | None]:
    """A text's date and its time of day; the text itself and None where it has no time of day."""
    if text.split() == [text] and "t" not in text.casefold():
        # A date alone, as nearly always: the pattern begins with a T or a space, and need not be compiled.
        return text, None
    found = _TIME_OF_DAY.search(text) if len(text) <= _LONGEST else None
    if found is None:
        return text, None
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] in "pP" else 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and minute + second):
        return text, None
    fraction = timedelta(microseconds=int((found["fraction"] or "0")[:6].ljust(6, "0")))
    since = timedelta(hours=hour, minutes=minute, seconds=second) + fraction
    return text[: found.start()].rstrip(), Clock(since, _offset(found))


def _offset(found: re.Match[str]) -> timedelta | None:
    if found["zone"] is None:
        return None
    if found["sign"] is None:
        return timedelta(hours=_ZONES.get(found["zone"].upper(), 0))
    away = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    return away if found["sign"] == "+" else -away


def in_denmark(day: date, clock: Clock) -> datetime:
    """Danish time at a moment, without its offset: read as UTC where its own is not said. Stays in the calendar."""
    moment = datetime.combine(day, time.min) + min(clock.since_midnight, _DAY - timedelta(microseconds=1))
    try:
        moment += max(clock.since_midnight - _DAY, timedelta()) - (clock.offset or timedelta())
        return moment + _danish_offset(moment)
    except OverflowError:
        return moment


def danish_day(day: date, clock: Clock) -> date:
    """The day in Denmark at a moment whose offset is known; within two minutes of midnight the nearest day."""
    moment = in_denmark(day, clock)
    since = clock_of(moment)
    return moment.date() if since is None else nearest_day(moment.date(), since)


def is_danish_midnight(day: date, clock: Clock) -> bool:
    """Whether a day begins in Denmark at that moment; in UTC that is at 22 in summer, at 23 in winter."""
    since = clock_of(in_denmark(day, clock))
    return since is None or is_beside_midnight(since)


def is_late(clock: Clock) -> bool:
    """Whether it is 22 or 23 o'clock, which midnight in Denmark is in UTC."""
    return any(abs(clock.since_midnight - hour) <= NEAR for hour in _LATE)


def is_beside_midnight(clock: Clock) -> bool:
    """Whether it is within two minutes of a midnight, before or after."""
    return min(clock.since_midnight, abs(_DAY - clock.since_midnight)) <= NEAR


def nearest_day(day: date, clock: Clock) -> date:
    """The day that begins nearest, of a time of day just beside midnight; in the calendar's last days, the same."""
    return following(day) if clock.since_midnight >= _DAY - NEAR else day


def following(day: date) -> date:
    """The next day; the calendar's last day is followed by itself."""
    return day if day == date.max else day + timedelta(days=1)


def _danish_offset(moment: datetime) -> timedelta:
    """How far Denmark is ahead of UTC, by the rule that the EU has had since 1996, and Denmark nearly so since 1981.

    By rule and not by a time zone's data: a judgement may not fail for want of them, and their import is slow.
    """
    starts = _last_sunday(moment.year, 3)
    ends = _last_sunday(moment.year, 10 if moment.year >= 1996 else 9)
    return timedelta(hours=2 if moment.year >= 1981 and starts <= moment < ends else 1)


def _last_sunday(year: int, month: int) -> datetime:
    """When clocks change: at 1 o'clock UTC."""
    last = datetime(year, month, 31 if month != 9 else 30, 1)  # noqa: DTZ001  UTC throughout
    return last - timedelta(days=last.isoweekday() % 7)
