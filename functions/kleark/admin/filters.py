"""Times, dates and numbers as the page tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.i18n.danish_time import shown_time
from kleark.i18n.formats import day
from kleark.report.html_messages import grouped

if TYPE_CHECKING:
    from datetime import date, datetime


def date_told(value: date) -> str:
    """``1. apr. 2021``."""
    return day(value, "da")


def moment_told(value: datetime | str) -> str:
    """``1. apr. 2021 kl. 20.14``, in Danish time."""
    return shown_time(value, "da")


def number_told(count: int) -> str:
    """``10.000``."""
    return grouped(count, "da")
