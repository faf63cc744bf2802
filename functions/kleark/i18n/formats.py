"""Dates and times as they are written in Danish and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from kleark.i18n.language import Language

_MONTHS: dict[Language, tuple[str, ...]] = {
    "da": ("jan.", "feb.", "mar.", "apr.", "maj", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_DATE: dict[Language, str] = {"da": "{day}. {month} {year}", "en": "{day} {month} {year}"}
_TIME: dict[Language, str] = {
    "da": "{date} kl. {hour:02d}.{minute:02d}",
    "en": "{date} at {hour:02d}:{minute:02d}",
}


def day(value: date, lang: Language) -> str:
    """``1. apr. 2021``."""
    return _DATE[lang].format(day=value.day, month=_MONTHS[lang][value.month - 1], year=value.year)


def moment(value: datetime, lang: Language) -> str:
    """``1. apr. 2021 kl. 20.14``."""
    return _TIME[lang].format(date=day(value, lang), hour=value.hour, minute=value.minute)
