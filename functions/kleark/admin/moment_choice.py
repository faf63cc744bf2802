"""The choice of a moment to look at what citizens see: now, once a sheet is live, and as show-from dates come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from kleark.exposure.timeline import Moment, Why, look_at
from kleark.i18n.danish_time import danish_day, format_time
from kleark.i18n.formats import format_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.admin.app_context import PageVisit
    from kleark.publishing.model import Live, Scheduled, Upload

PARAMETER = "tid"
NOW, AFTER = "nu", "efter"
"""What the address says of the moments that are not named by their day."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A moment that can be chosen. ``value``: what the address says; ``label``: what people read."""

    value: str
    label: str
    moment: Moment


@dataclass(frozen=True, slots=True)
class MomentChoice:
    """``stops``: in the order of time. ``chosen``: one of them; ``usual``: whether nobody asked for another."""

    stops: tuple[Stop, ...]
    chosen: Stop
    usual: bool

    @property
    def query(self) -> dict[str, str]:
        """What the addresses of pages at the same moment say of it."""
        return {} if self.usual else {PARAMETER: self.chosen.value}


@dataclass(frozen=True, slots=True)
class Turn:
    """When a sheet becomes live. ``due``: None where no time is set; ``label``: the moment in words."""

    due: datetime | None
    label: str

    @property
    def day(self) -> date | None:
        """The day in Denmark on which it does."""
        return danish_day(self.due) if self.due else None


def turn_of(upload: Upload, live: Live, scheduled: Scheduled | None) -> Turn | None:
    """When an upload becomes live; None where it is."""
    if live.content is not None and live.content.upload_id == upload.upload_id:
        return None
    if scheduled is not None and scheduled.content.upload_id == upload.upload_id:
        when = format_time(scheduled.due, "da")
        return Turn(datetime.fromisoformat(scheduled.due), f"{when}, når arket er offentliggjort")
    return Turn(None, "Når arket er offentliggjort")


def today_of(visit: PageVisit) -> date:
    """The day in Denmark."""
    return danish_day(visit.context.now())


def choose_moment(asked: str, known: Sequence[Moment], turn: Turn | None) -> MomentChoice:
    """The choice, with the moment that ``asked`` names, or else the one at which the sheet becomes live.

    ``asked``: `NOW`, `AFTER`, or a day as ``2027-01-15``.
    """
    usual = next((moment for moment in known if moment.why is Why.IN_FORCE), known[0])
    every, chosen = _asked_moment(asked, known, usual)
    stops = tuple(_stop(moment, turn) for moment in every)
    return MomentChoice(stops, next(stop for stop in stops if stop.moment == chosen), chosen == usual)


def _asked_moment(asked: str, known: Sequence[Moment], usual: Moment) -> tuple[tuple[Moment, ...], Moment]:
    if asked == NOW:
        return tuple(known), known[0]
    try:
        return look_at(date.fromisoformat(asked), known)
    except ValueError:
        return tuple(known), usual


def _stop(moment: Moment, turn: Turn | None) -> Stop:
    day = format_date(moment.day, "da")
    if moment.why is Why.NOW:
        return Stop(NOW, f"Nu, {day}", moment)
    if moment.why is Why.IN_FORCE and turn is not None:
        return Stop(AFTER, turn.label, moment)
    label = f"{day} (fradato)" if moment.why is Why.SHOW_FROM else day
    return Stop(moment.day.isoformat(), label, moment)
