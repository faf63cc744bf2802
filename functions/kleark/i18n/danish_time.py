"""Times as people in Denmark write and read them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from kleark.i18n.formats import format_moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from kleark.i18n.language import Language


@cache
def danish_zone() -> ZoneInfo:
    """The time zone of Denmark."""
    # Imported where a time is given: it brings sysconfig, which each cold start would pay for.
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    return ZoneInfo("Europe/Copenhagen")


class UnusableTimeError(ValueError):
    """The text does not say one time. ``da``, ``en``: what to write instead."""

    def __init__(self, da: str, en: str) -> None:
        super().__init__(en)
        self.da = da
        self.en = en


def parse_time(text: str) -> datetime:
    """A time such as ``2026-12-01T00:00``, Danish unless it says its offset. Raises UnusableTimeError.

    Twice a year a Danish time does not exist, or exists twice: those are refused, with what to write instead.
    """
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise UnusableTimeError(
            f'"{text}" er ikke et tidspunkt. Skriv det som 2026-12-01T00:00 (dansk tid).',
            f'"{text}" is not a time. Write it like 2026-12-01T00:00 (Danish time).',
        ) from None
    if given.tzinfo is not None:
        return given
    early, late = (given.replace(tzinfo=danish_zone(), fold=fold) for fold in (0, 1))
    if early.utcoffset() == late.utcoffset():
        return early
    if early.astimezone(UTC).astimezone(danish_zone()).replace(tzinfo=None) != given:
        after = early.astimezone(UTC).astimezone(danish_zone()).strftime("%Y-%m-%dT%H:%M")
        raise UnusableTimeError(
            f"Klokken {given:%H.%M} findes ikke den dag, for uret stilles frem. Skriv f.eks. {after}.",
            f"There is no {given:%H:%M} on that day: the clocks go forward. Write {after}, for instance.",
        )
    summer, winter = (one.isoformat(timespec="minutes") for one in (early, late))
    raise UnusableTimeError(
        f"Klokken er {given:%H.%M} to gange den dag, for uret stilles tilbage. Skriv {summer} (sommertid) eller "
        f"{winter} (vintertid).",
        f"It is {given:%H:%M} twice on that day: the clocks go back. Write {summer} (summer time) or {winter} "
        "(winter time).",
    )


def danish_day(moment: datetime) -> date:
    """The day in Denmark: what happened at 2021-03-31T23:30Z happened on 1 April.

    Raises ValueError for a time without its zone.
    """
    if moment.tzinfo is None:
        raise ValueError("without its zone, a time is on no certain day")
    try:
        return moment.astimezone(danish_zone()).date()
    except OverflowError:
        # Within hours of the calendar's first or last day, where nothing happens.
        return moment.date()


def start_of_day(day: date) -> datetime:
    """Midnight in Denmark, with which the day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=danish_zone())


def format_time(stamp: str | datetime, lang: Language) -> str:
    """``1. dec. 2026 kl. 00.00``, in Danish time, of a time or of what `model.stamp` wrote."""
    when = datetime.fromisoformat(stamp) if isinstance(stamp, str) else stamp
    return format_moment(when.astimezone(danish_zone()), lang)


def format_clock(when: datetime) -> str:
    """``20.14``: the time of day in Denmark."""
    return f"{when.astimezone(danish_zone()):%H.%M}"
