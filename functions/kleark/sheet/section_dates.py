"""Numbers that Excel shows as dates though their format does not begin with one, as in ``[=0]"";dd-mm-yyyy``.

The libraries look at the first section of a number format alone. Which one is shown depends on the value.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kleark.sheet.format_sections import (
    Section,
    is_date,
    is_elapsed,
    number_section,
    number_sections,
    sections,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kleark.sheet.address import Cell
    from kleark.sheet.values import ReadRow

# Excel's days count from here, as those from March 1900 on have it: it knows a 29 February 1900.
_DAY_ZERO, _DAY_ZERO_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 (cells have no time zone)
_LEAP_DAY_1900 = 60
_LAST_DAY = 2_958_466
_MILLISECONDS = 86_400_000


def begins_otherwise(code: str) -> bool:
    """Whether some section shows a date where the first shows none, or the other way round."""
    return len({is_date(section) for section in number_sections(sections(code))}) > 1


def as_shown(rows: Iterable[ReadRow], codes: Mapping[Cell, str], *, since_1904: bool) -> Iterator[ReadRow]:
    """The rows, with dates where Excel shows dates, and numbers where it shows numbers. ``codes``: by cell."""
    by_row: dict[int, list[tuple[int, list[Section]]]] = {}
    parts = {code: sections(code) for code in set(codes.values())}
    for (row, column), code in codes.items():
        by_row.setdefault(row, []).append((column, parts[code]))
    for number, values in rows:
        for column, sections_of in by_row.get(number, ()):
            if column <= len(values):
                values[column - 1] = _value_shown(values[column - 1], sections_of, since_1904=since_1904)
        yield number, values


def _value_shown(value: object, parts: list[Section], *, since_1904: bool) -> object:
    days = _days(value, since_1904=since_1904)
    if days is None:
        return value
    section, _ = number_section(parts, days)
    shows_date = section is not None and is_date(section)
    if shows_date == (not isinstance(value, int | float)):
        return value
    if not shows_date:
        return days
    return _moment(days, since_1904=since_1904, elapsed=section is not None and is_elapsed(section))


def _days(value: object, *, since_1904: bool) -> float | None:
    """A cell's value as the number that stands in it; None where that is no number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    if not isinstance(value, date):
        return None
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
    days = (moment - (_DAY_ZERO_1904 if since_1904 else _DAY_ZERO)) / timedelta(days=1)
    return days - 1 if days <= _LEAP_DAY_1900 and not since_1904 else days


def _moment(days: float, *, since_1904: bool, elapsed: bool) -> object:
    """The date, time of day or both that Excel shows; the number itself where it shows none of them."""
    if not 0 <= days < _LAST_DAY:
        return days
    span = timedelta(milliseconds=round(days * _MILLISECONDS))
    if elapsed:
        return span
    if days < 1:
        return (_DAY_ZERO + span).time()
    early = days < _LEAP_DAY_1900 and not since_1904
    try:
        moment = (_DAY_ZERO_1904 if since_1904 else _DAY_ZERO) + span + timedelta(days=early)
    except OverflowError:
        return days
    return moment.date() if moment.time() == time() else moment
