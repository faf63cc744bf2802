"""Filters of the templates: dates, times, numbers and plurals in Danish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.i18n.danish_time import format_clock, format_time
from kleark.i18n.formats import format_count, format_date, format_number, plural

if TYPE_CHECKING:
    from datetime import date, datetime


def danish_date(value: date) -> str:
    """``1. apr. 2021``."""
    return format_date(value, "da")


def danish_moment(value: datetime | str) -> str:
    """``1. apr. 2021 kl. 20.14``, in Danish time."""
    return format_time(value, "da")


def danish_clock(value: datetime) -> str:
    """``20.14``, in Danish time."""
    return format_clock(value)


def danish_number(count: int) -> str:
    """``10.000``."""
    return format_number(count, "da")


def danish_amount(count: int, one: str, several: str) -> str:
    """``1 række``, ``10.000 rækker``. ``several``: with ``{}`` for the number."""
    return format_count(count, (one, several), "da")


def danish_plural(count: int, one: str, several: str) -> str:
    """The form that goes with a number which is not written beside it."""
    return plural(count, (one, several))
