"""The moments at which what citizens see changes by itself: a sheet is published at its time, a show-from date comes.

Time is counted in days, as cases are. What is live changes within a day, so a day on which something is published
stands there twice: before and after.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from kleark.exposure.case import Case

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from kleark.configuration.row import Row
    from kleark.exposure.case import Status


class Why(Enum):
    """What makes a moment one to look at."""

    NOW = "now"
    IN_FORCE = "in_force"
    """Other rows become live."""
    SHOW_FROM = "show_from"
    """From this day on, rows show cases that are created then."""
    CHOSEN = "chosen"
    """Somebody wants to look at it."""


class Moment(NamedTuple):
    """``after``: whether the other rows are live by then."""

    day: date
    after: bool
    why: Why


def moments(
    today: date, before: Iterable[Row], after: Iterable[Row] | None = None, due: date | None = None
) -> tuple[Moment, ...]:
    """The moments from today on, in their order. Between two of them, whether a new case is shown does not change.

    Args:
        today: The day in Denmark.
        before: The rows that are live today.
        after: Those that become live; None: nothing else does.
        due: The day on which they do; None: today.
    """
    turn = None if after is None else max(today, due or today)
    days_before = {row.show_from for row in before if row.show_from > today}
    days_after = {row.show_from for row in after or () if turn is not None and row.show_from > turn}
    return (
        Moment(today, after=False, why=Why.NOW),
        *(
            Moment(day, after=False, why=Why.SHOW_FROM)
            for day in sorted(days_before)
            if turn is None or day <= turn
        ),
        *((Moment(turn, after=True, why=Why.IN_FORCE),) if turn else ()),
        *(Moment(day, after=True, why=Why.SHOW_FROM) for day in sorted(days_after)),
    )


def look_at(day: date, known: Sequence[Moment]) -> tuple[tuple[Moment, ...], Moment]:
    """The moments with ``day`` among them, and which one that is: the last on it. A day that is over is today."""
    if day < known[0].day:
        return tuple(known), known[0]
    passed = [moment for moment in known if moment.day <= day]
    if passed[-1].day == day:
        return tuple(known), passed[-1]
    chosen = Moment(day, passed[-1].after, Why.CHOSEN)
    return (*passed, chosen, *known[len(passed) :]), chosen


def case_by(day: date, show_from: date, kle_number: str, system: str, status: Status) -> Case:
    """The case by which a row is seen on a day: created on its show-from date, or the newest where that is to come."""
    return Case(kle_number, system, min(day, show_from), status)
