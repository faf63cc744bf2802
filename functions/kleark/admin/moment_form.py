"""The form by which somebody asks what a citizen saw at a moment, and perhaps of a case that they make up."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from kleark.admin.case_form import UNKNOWN_STATUS
from kleark.admin.history_form import DAY_WANTED, read_day
from kleark.exposure.case import Case, Status, status_of
from kleark.i18n.danish_time import UnusableTimeError, danish_day, danish_zone, parse_time, start_of_day
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

LONGEST = 40
DAY, CLOCK, CREATED, STATUS = "dato", "klokken", "oprettet", "status"
FIELDS = (DAY, CLOCK, CREATED, STATUS)
"""What the fields are called in the address, in their order on the page."""

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])")
_INSTANT = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class PastMoment:
    """What somebody asks about.

    Attributes:
        at: The moment, in UTC: the end of the minute that is named, else of the day; of today, now.
        day_begins: When its day began, in Denmark.
        day_ends: When that ended, or now.
        clock_is_given: Whether a minute is named.
        twice: Whether it was that time twice on the day, since the clocks went back: the later one is meant.
        created: When the case was created; None where no case is made up.
        status: The case's, where it has a known one.
    """

    at: datetime
    day_begins: datetime
    day_ends: datetime
    clock_is_given: bool
    twice: bool = False
    created: date | None = None
    status: Status | None = None

    def case(self, kle_number: str, source_system: str) -> Case:
        """The case that is made up; else one that was created on the day itself."""
        return Case(kle_number, source_system, self.created or self.day, self.status)

    @property
    def day(self) -> date:
        """The day in Denmark."""
        return danish_day(self.day_begins)


@dataclass(frozen=True, slots=True)
class MomentForm:
    """``values``: what was filled in. ``errors``: what is wrong, by field. ``moment``: None where nothing is asked."""

    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    moment: PastMoment | None = None


def moment_form(parameters: Mapping[str, str], now: datetime) -> MomentForm:
    """The form as it was sent in the address; empty where it was not. ``now``: in UTC."""
    values = {name: parameters.get(name, "").strip()[:LONGEST] for name in FIELDS}
    shown = {name: visible(value) for name, value in values.items()}
    if not any(values[name] for name in (DAY, CLOCK, CREATED)):
        return MomentForm(shown)
    errors: dict[str, str] = {}
    today = danish_day(now)
    day = read_day(values[DAY], today) if values[DAY] else None
    created = read_day(values[CREATED], today) if values[CREATED] else None
    if day is None:
        errors[DAY] = DAY_WANTED
    elif day > today:
        errors[DAY] = "Den dag er ikke kommet endnu. Skriv en dag, der har været, eller i dag"
    if values[CREATED] and created is None:
        errors[CREATED] = DAY_WANTED
    status = status_of(values[STATUS])
    if values[STATUS] and status is None and values[STATUS] != UNKNOWN_STATUS:
        errors[STATUS] = "Vælg sagens status"
    minute, twice = _minute(day, values[CLOCK], errors)
    if errors or day is None:
        return MomentForm(shown, errors)
    begins, ends = (one.astimezone(UTC) for one in (start_of_day(day), start_of_day(day + timedelta(days=1))))
    ends = min(ends - _INSTANT, now)
    at = min(minute + timedelta(minutes=1) - _INSTANT, now) if minute else ends
    if minute and minute > now:
        return MomentForm(shown, {CLOCK: "Det klokkeslæt er ikke kommet endnu"})
    status = status or (None if values[STATUS] else Status.IN_PROGRESS)
    return MomentForm(shown, {}, PastMoment(at, begins, ends, minute is not None, twice, created, status))


def _minute(day: date | None, clock: str, errors: dict[str, str]) -> tuple[datetime | None, bool]:
    """The minute in UTC, and whether it came twice that day. None where none is named, or what is named is none."""
    if not clock:
        return None, False
    found = _CLOCK.fullmatch(clock)
    if found is None:
        errors[CLOCK] = "Skriv et klokkeslæt som 14.30, eller lad feltet være tomt"
        return None, False
    if day is None:
        return None, False
    hour, minute = map(int, found.groups())
    text = f"{day.isoformat()}T{hour:02d}:{minute:02d}"
    try:
        return parse_time(text).astimezone(UTC), False
    except UnusableTimeError:
        later = datetime.fromisoformat(text).replace(tzinfo=danish_zone(), fold=1)
    if later.astimezone(UTC).astimezone(danish_zone()).replace(tzinfo=None) == later.replace(tzinfo=None):
        return later.astimezone(UTC), True
    errors[CLOCK] = f"Klokken {hour:02d}.{minute:02d} fandtes ikke den dag, for uret blev stillet frem"
    return None, False
