"""The show-from date, and whether active cases are shown regardless of it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from kleark.data_classes import NamedTuple
from kleark.i18n.formats import format_short_date
from kleark.redaction.patterns import pattern
from kleark.rules import dates_rules as rules
from kleark.rules import time_of_day
from kleark.rules.digits import clean_digits, without_direction_marks
from kleark.rules.model import Judged, Remark, Rule
from kleark.rules.text import clean, excel_text
from kleark.rules.time_of_day import Clock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.sheet.workbook import CellValue

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januar january",
            "feb februar february",
            "mar marts march",
            "apr april",
            "maj may",
            "jun juni june",
            "jul juli july",
            "aug august",
            "sep sept september",
            "okt oktober oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_SEPARATOR = r"\s*[-‐-―−./ ]\s*"
_DAY_FIRST = pattern(
    rf"(?:'|d\.\s*|den\s+)?([0-9]{{1,2}}){_SEPARATOR}([0-9]{{1,2}}){_SEPARATOR}([0-9]{{4}}|[0-9]{{2}})\.?"
)
_YEAR_FIRST = pattern(r"'?([0-9]{4})[-‐-―−./]([0-9]{1,2})[-‐-―−./]([0-9]{1,2})")
_WEEKDAY = (
    r"(?:(?:(?:man|tirs|ons|tors|fre|lør|søn)(?:dag)?|tir|tor|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|"
    r"thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\.?,?\s+)?"
)
_MONTH_NAMED = pattern(
    rf"{_WEEKDAY}(?:d\.\s*|den\s+)?([0-9]{{1,2}})\.?\s*[- ]?\s*([A-Za-z]{{3,9}})\.?"
    r"\s*[-, ]?\s*'?([0-9]{4}|[0-9]{2})",
    re.IGNORECASE,
)
_MONTH_FIRST = pattern(
    rf"{_WEEKDAY}([A-Za-z]{{3,9}})\.?\s+([0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+([0-9]{{4}})", re.IGNORECASE
)
_YES = frozenset({"ja", "j", "yes", "y", "x", "sand", "true", "1"})
_NO = frozenset({"nej", "n", "no", "falsk", "false", "0", "-"})

# The days that Excel makes of the numbers of years, 1950 to 2100, in a cell for days.
_DAY_ZERO = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = (_DAY_ZERO + timedelta(days=year) for year in (1950, 2100))
_A_YEAR = timedelta(days=366)
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
_JSON_DATE = pattern(r"\\?/?Date\(([0-9]{1,13})(?:[+-][0-9]{4})?\)\\?/?")
_BASIC = pattern(
    r"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2}):?([0-9]{2})(?::?([0-9]{2})(?:[.,][0-9]{1,9})?)?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?",
    re.IGNORECASE,
)
_SHORTEST_MOMENT = len("20210331T2200")
# Seconds since 1970, from 2000 to 2050; programs write thousandths as well.
_EPOCH = range(946_684_800, 2_524_608_000)


class _Parts(NamedTuple):
    """A date's digits, as they stand; ``swaps``: day and month may have changed places."""

    year: str
    month: str
    day: str
    swaps: bool = False


class _Column(NamedTuple):
    """What a column's cells say together: see `are_in_us_order` and `are_danish_midnights`."""

    us_order: bool = False
    danish_midnights: bool = False


def optional_short_date(day: date | None) -> str | None:
    """`show`, for a day that may not be known."""
    return None if day is None else format_short_date(day)


def are_in_us_order(values: Iterable[CellValue]) -> bool:
    """Whether a column holds a date that can only be month/day/year: then the others may well be, too."""
    texts = (value for value in values if isinstance(value, str) and "/" in value)
    parts = (_DAY_FIRST.fullmatch(_split_text(text)[0]) for text in texts)
    return any(found and int(found[1]) <= 12 < int(found[2]) for found in parts)


def are_danish_midnights(values: Iterable[CellValue]) -> bool:
    """Whether all times of day in a column are midnight in Denmark: then 22:00 in summer, or 23:00 in winter, is UTC.

    A time just beside midnight is none: a program rounded.
    """
    seen = False
    for value in {value for value in values if type(value) in (datetime, str)}:
        day, clock = _day_and_clock(value)
        if day is None or clock is None or (clock.offset is None and time_of_day.is_beside_midnight(clock)):
            continue
        if not time_of_day.is_danish_midnight(day, clock):
            return False
        seen = True
    return seen


def read_date(
    value: CellValue, today: date, *, us_order: bool = False, danish_midnights: bool = False
) -> Judged[date]:
    """The show-from date of a cell.

    ``us_order``, ``danish_midnights``: what `are_in_us_order` and `are_danish_midnights` say of its column.
    """
    column = _Column(us_order, danish_midnights)
    if isinstance(value, datetime):
        return _read_moment(value, today, column)
    if isinstance(value, date):
        if _FIRST_YEAR <= value <= _LAST_YEAR:
            year = (value - _DAY_ZERO).days
            return Judged(
                None, (Remark(rules.YEAR_AS_DATE, {"found": format_short_date(value), "year": year}),)
            )
        return within_reason(value, today)
    if isinstance(value, int | float | time | timedelta):
        return _read_number(value)
    cleaned = clean_digits(value)
    if cleaned.value is None or cleaned.failed:
        return Judged(None, cleaned.remarks)
    judged = _read_text(cleaned.value, today, column)
    return Judged(judged.value, cleaned.remarks + judged.remarks)


def read_yes_or_no(
    value: CellValue, empty: bool | None = False, unclear: Rule = rules.NOT_YES_OR_NO
) -> Judged[bool]:
    """Whether active cases are shown whatever their creation date; an empty cell says no.

    ``empty``: what an empty cell of another column says. ``unclear``: the rule that neither yes nor no breaks there.
    """
    if isinstance(value, bool):
        return Judged(value)
    cleaned = clean(value)
    if cleaned.value is None or cleaned.failed:
        return Judged(empty, cleaned.remarks)
    answer = cleaned.value.casefold().rstrip(".")
    if answer in _YES:
        return Judged(True, cleaned.remarks)
    if answer in _NO:
        return Judged(False, cleaned.remarks)
    return Judged(None, (*cleaned.remarks, Remark(unclear, {"found": cleaned.value})))


def _read_moment(value: datetime, today: date, column: _Column) -> Judged[date]:
    """A date cell, which may have a time of day."""
    clock = time_of_day.clock_of(value)
    if clock is None:
        return within_reason(value.date(), today)
    nearest_second = value if value.date() == date.max else value + timedelta(milliseconds=500)
    found = nearest_second.strftime("%d-%m-%Y %H:%M")
    day, remark = _settle_day(value.date(), clock, found, column)
    if remark is None:
        params = {"found": found, "value": format_short_date(day)}
        remark = Remark(rules.TIME_DROPPED, params, suggestion=format_short_date(day), repaired=True)
    return within_reason(day, today, (remark,))


def _settle_day(day: date, clock: Clock, found: str, column: _Column) -> tuple[date, Remark | None]:
    """The day that is meant by a date and its time of day, and what is to be said of it where that is another day.

    A bare 22:00 or 23:00 that the column does not explain stays the day that is written, and in doubt.
    """
    if clock.offset is not None:
        meant, about = time_of_day.danish_day(day, clock), rules.OTHER_DAY
    elif time_of_day.is_beside_midnight(clock):
        meant, about = time_of_day.nearest_day(day, clock), rules.NEXT_DAY
    elif not time_of_day.is_late(clock):
        return day, None
    elif column.danish_midnights:
        meant, about = time_of_day.danish_day(day, clock), rules.UTC_MIDNIGHT
    else:
        return day, _doubt(day, clock, found)
    if meant == day:
        return day, None
    params = {"found": found, "value": format_short_date(meant)}
    return meant, Remark(about, params, suggestion=format_short_date(meant), repaired=True)


def _doubt(day: date, clock: Clock, found: str) -> Remark:
    following = format_short_date(time_of_day.following(day))
    hour = round(clock.since_midnight / timedelta(hours=1))
    params = {"found": found, "day": format_short_date(day), "next": following, "clock": f"{hour}:00"}
    return Remark(rules.DOUBTFUL_DAY, params, suggestion=following)


def _read_number(value: float | time | timedelta) -> Judged[date]:
    """A number without a date format: Excel's count of days since 30 December 1899, or digits run together."""
    meant: date | None = None
    if isinstance(value, int) and not isinstance(value, bool):
        digits = f"{value:08d}"
        if value >= 1_000_000 and len(digits) == 8:
            meant = _run_together(digits)
        elif 36_526 <= value <= 55_152:  # 2000 to 2050
            meant = _DAY_ZERO + timedelta(days=value)
        else:
            meant = _since_1970(value)
    found = {"found": excel_text(value)}
    return Judged(None, (Remark(rules.NOT_A_DATE, found, suggestion=optional_short_date(meant)),))


def _run_together(digits: str) -> date | None:
    """01042021 or 20210401, where only one of them is a day of our time."""
    days = (_day(digits[4:], digits[2:4], digits[:2]), _day(digits[:4], digits[4:6], digits[6:]))
    meant = [day for day in days if day is not None and EARLIEST <= day <= LATEST]
    return meant[0] if len(meant) == 1 else None


def _since_1970(value: int) -> date | None:
    """The day in Denmark at a moment that a program counts in seconds, or in thousandths of them, since 1970."""
    seconds = value if value in _EPOCH else value // 1_000
    if seconds not in _EPOCH:
        return None
    moment = datetime.fromtimestamp(seconds, UTC)
    return time_of_day.danish_day(moment.date(), time_of_day.clock_of(moment) or Clock(timedelta()))


def _day_and_clock(value: CellValue) -> tuple[date | None, Clock | None]:
    """What a cell says of the day and of the time of day, where it says either."""
    if isinstance(value, datetime):
        return value.date(), time_of_day.clock_of(value)
    bare, clock = _split_text(value) if isinstance(value, str) else ("", None)
    parts = _parts(bare) if clock else None
    return (None if parts is None else _day(*parts[:3])), clock


def _split_text(text: str) -> tuple[str, Clock | None]:
    return time_of_day.split_time(without_direction_marks(text).strip())


def _parts(bare: str) -> _Parts | None:
    """The digits of a date without a time of day; None where it is none."""
    if found := _YEAR_FIRST.fullmatch(bare):
        return _Parts(found[1], found[2], found[3])
    if found := _DAY_FIRST.fullmatch(bare):
        day, month, year = found.groups()
        return _Parts(year, month, day, swaps=True)
    if bare.lower() == bare.upper():
        # No letters, and so no month by its name.
        return None
    if (found := _MONTH_NAMED.fullmatch(bare)) and found[2].casefold() in _MONTHS:
        return _Parts(found[3], str(_MONTHS[found[2].casefold()]), found[1])
    if (found := _MONTH_FIRST.fullmatch(bare)) and found[1].casefold() in _MONTHS:
        return _Parts(found[3], str(_MONTHS[found[1].casefold()]), found[2])
    return None


def _read_text(text: str, today: date, column: _Column) -> Judged[date]:
    bare, clock = time_of_day.split_time(text)
    parts = _parts(bare)
    if parts is None and clock is not None:
        parts, clock = _parts(text), None
    if parts is None:
        return Judged(None, (Remark(rules.NOT_A_DATE, {"found": text}, suggestion=_digits_as_date(text)),))

    def meant(*digits: str) -> str | None:
        """The day that is meant by year, month and day in an order that a person must confirm."""
        day = _day(*digits)
        if day is None or clock is None:
            return optional_short_date(day)
        return format_short_date(_settle_day(day, clock, text, column)[0])

    found = {"found": text}
    year, month, day, swaps = parts
    if len(year) == 2:
        return Judged(None, (Remark(rules.TWO_DIGIT_YEAR, found, meant(f"20{year}", month, day)),))
    swapped = meant(year, day, month) if swaps or text[:4].isdigit() else None
    if column.us_order and swaps and "/" in bare and swapped is not None and int(day) != int(month):
        return Judged(None, (Remark(rules.US_ORDER, found, swapped),))
    exact = _day(year, month, day)
    if exact is not None:
        return _read_exact(text, exact, clock, today, column)
    about = rules.US_ORDER if swaps and swapped is not None else rules.IMPOSSIBLE
    return Judged(None, (Remark(about, found, suggestion=swapped),))


def _digits_as_date(text: str) -> str | None:
    """The day that digits alone say, or as programs write moments: ``/Date(1617228000000)/``, ``20210331T220000Z``."""
    if len(text) >= _SHORTEST_MOMENT and (found := _BASIC.fullmatch(text)):
        day = _day(*found.groups()[:3])
        _, clock = time_of_day.split_time(f"T{found[4]}:{found[5]}:{found[6] or '00'}{found[7] or ''}")
        if day is None or clock is None or clock.offset is None:
            return optional_short_date(day)
        return format_short_date(time_of_day.danish_day(day, clock))
    if "Date(" in text and (found := _JSON_DATE.fullmatch(text)):
        text = found[1]
    if not (text.isascii() and text.isdigit() and len(text) <= 13):
        return None
    return optional_short_date(_run_together(text) if len(text) == 8 else _since_1970(int(text)))


def _read_exact(text: str, day: date, clock: Clock | None, today: date, column: _Column) -> Judged[date]:
    """A text that says one day, and perhaps a time of day."""
    remark = None
    if clock is not None:
        day, remark = _settle_day(day, clock, text, column)
    if remark is None:
        shown = format_short_date(day)
        remark = Remark(rules.TEXT_DATE, {"found": text, "value": shown}, shown, repaired=True)
    return within_reason(day, today, (remark,))


def within_reason(day: date, today: date, remarks: tuple[Remark, ...] = ()) -> Judged[date]:
    """A day that was read, and whether it is one that a show-from date can be by ``today``."""
    if not EARLIEST <= day <= LATEST:
        return Judged(None, (Remark(rules.ABSURD_YEAR, {"found": format_short_date(day)}),))
    if day.year < today.year - 20:
        remarks += (Remark(rules.FAR_PAST, {"found": format_short_date(day)}),)
    elif day > today + _A_YEAR:
        remarks += (Remark(rules.FAR_FUTURE, {"found": format_short_date(day)}),)
    return Judged(day, remarks)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
