"""Filters of the templates: dates, times and numbers in Danish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.i18n.danish_time import format_clock, format_time
from kleark.i18n.formats import format_date, format_number

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
