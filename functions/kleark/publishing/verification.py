"""The command that reads the logs of all municipalities, and tells which are not whole: nobody should have to ask.

What is new is verified at every sweep, and of what was verified before another stretch each time, round and round. So
what a sweep reads does not grow with the log, and a change of any entry is found: of the newest within the hour, of
the others when the round comes by.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kleark.publishing.log import LogCheck, entry_flaws, hash_of, logged_state, replay_entry
from kleark.publishing.model import stamp
from kleark.publishing.sweep_marks import LogPlace, VerifiedMark, is_due
from kleark.publishing.sweep_reading import entries_since

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.log import FlawedEntry
    from kleark.publishing.ports import ConfigurationTable, SweepMarks

READINGS = 3
"""How often a log is read, should it grow meanwhile."""

STRETCH = 20
"""So many entries that were verified before are verified once more at each sweep."""


@dataclass(frozen=True, slots=True)
class Verified:
    """Where it is kept how far logs were verified. ``build``: see `VerifiedMark`. ``now``: the time."""

    marks: SweepMarks
    build: str
    now: datetime


def verify_logs(
    codes: Iterable[MunicipalityCode],
    table: ConfigurationTable,
    time_is_up: Callable[[], bool],
    report_failure: Callable[[MunicipalityCode, Exception], None],
    verified: Verified | None = None,
) -> dict[MunicipalityCode, Sequence[FlawedEntry]]:
    """The flaws of each municipality whose log is not whole.

    Args:
        codes: The municipalities.
        table: The logs, and what is live.
        time_is_up: Asked before each: the rest is left to the next time.
        report_failure: Called for each municipality whose log could not be read. The others are still verified.
        verified: How far they were verified before; None to verify them from the beginning.
    """
    flawed: dict[MunicipalityCode, Sequence[FlawedEntry]] = {}
    for code in codes:
        if time_is_up():
            break
        try:
            if flaws := flaws_of(code, table, verified):
                flawed[code] = flaws
        except Exception as error:  # noqa: BLE001 (reported; the others are still verified)
            report_failure(code, error)
    return flawed


def flaws_of(
    code: MunicipalityCode, table: ConfigurationTable, verified: Verified | None = None
) -> Sequence[FlawedEntry]:
    """What is wrong with one log. Of one that grows at every reading, nothing is said until the next time.

    Whatever is found wrong in what is new, or in the stretch, is looked for from the beginning, and told from there.
    """
    if verified and _is_whole_since(code, table, verified):
        return ()
    flaws: Sequence[FlawedEntry] = ()
    for _ in range(READINGS):
        live = table.live(code, consistent=True)
        check = LogCheck(code)
        for entry in table.log_entries(code):
            check.add(entry)
        flaws = check.flaws_at(live)
        if not flaws:
            if verified and live.log_head:
                place = LogPlace(live.revision, live.log_steps, live.log_head)
                mark = VerifiedMark(
                    verified.build, stamp(verified.now), place, LogPlace(), logged_state(live)
                )
                verified.marks.put_verified(code, mark)
            return ()
        # A change between the two readings looks like a flaw, and moves the lock.
        if table.live(code, consistent=True) == live:
            return flaws
    return ()


def _is_whole_since(code: MunicipalityCode, table: ConfigurationTable, verified: Verified) -> bool:
    """Whether what is new follows from what was verified, and another stretch of that is still the same."""
    mark = verified.marks.verified(code)
    live = table.live(code, consistent=True)
    if mark is None or is_due(mark, code, verified.build, verified.now):
        return False
    place, state = mark.place, mark.state
    entries = entries_since(place, live, table, code)
    if entries is None:
        return False
    if entries:
        [before] = table.log_entries(code, place.number, 1)
        for entry in entries:
            if any(entry_flaws(code, entry, before)):
                return False
            before, state = entry, replay_entry(state, entry)
        place = LogPlace.of(before)
    if logged_state(state) != logged_state(live):
        return False
    around = _round(code, table, mark)
    if around is None:
        return False
    after = replace(mark, place=place, round=around, state=logged_state(state))
    if after != mark:
        verified.marks.put_verified(code, after)
    return True


def _round(code: MunicipalityCode, table: ConfigurationTable, mark: VerifiedMark) -> LogPlace | None:
    """How far the round has come after one stretch more; None where an entry is not what it was."""
    start = mark.round
    stretch = list(table.log_entries(code, start.number, STRETCH))
    before = None
    if start.head:
        if not stretch or LogPlace.of(stretch[0]) != start or stretch[0].hash != hash_of(code, stretch[0]):
            return None
        before = stretch.pop(0)
    for entry in stretch:
        if (entry.revision, entry.step) > mark.place.number:
            break
        if any(entry_flaws(code, entry, before)):
            return None
        before = entry
    if before is None or LogPlace.of(before).number >= mark.place.number:
        # All round: what was verified last must be what was verified then.
        return LogPlace() if before and LogPlace.of(before) == mark.place else None
    return LogPlace.of(before)
