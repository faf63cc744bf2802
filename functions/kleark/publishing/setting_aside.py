"""What a person does with findings of the watch: sets them aside until a day, with a reason, or takes them up again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kleark.publishing.change import ATTEMPTS, Change, ChangeResult
from kleark.publishing.errors import ConcurrentChangeError, NothingToChangeError, Refusal
from kleark.publishing.log import apply_entry, next_entry
from kleark.publishing.model import Action, LogEntry
from kleark.publishing.note import checked_note
from kleark.publishing.set_aside import FINDING_ID, count_set_aside, set_aside_after, set_aside_now
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from kleark.publishing.tenant import Tenant

MOST_SET_ASIDE = 60
"""So many findings at most are set aside at a time. Whoever needs more has something else to put right."""

LONGEST = timedelta(days=366)
"""Everything comes back within a year: what is right today may not be then."""


class DayNotAheadError(Refusal):
    """The day on which findings come back is not after today, or too far ahead."""

    code = RefusalCode.TIME_NOT_AHEAD

    def __init__(self) -> None:
        super().__init__(
            "Vælg en dag, der er tidligst i morgen og højst et år ude i fremtiden.",
            "Choose a day that is tomorrow at the earliest, and a year ahead at most.",
        )


class TooManySetAsideError(Refusal):
    """More findings are set aside than may be."""

    code = RefusalCode.TOO_MANY_SET_ASIDE

    def __init__(self) -> None:
        super().__init__(
            f"Der kan højst være sat {MOST_SET_ASIDE} fund til side ad gangen. Ret nogle af dem i stedet.",
            f"At most {MOST_SET_ASIDE} findings can be set aside at a time. Mend some of them instead.",
        )

    @property
    def facts(self) -> Mapping[str, object]:
        return {"most": MOST_SET_ASIDE}


def set_aside(findings: Collection[str], until: date, actor: str, note: str, tenant: Tenant) -> LogEntry:
    """Say that findings are as they should be, until a day on which they come back.

    Args:
        findings: Their ids.
        until: The day.
        actor: Who says so, as the log names them.
        note: Why; required.
        tenant: The municipality.

    Raises:
        DayNotAheadError: The day is not after today, or more than a year ahead.
        TooManySetAsideError: More would be set aside than may be.
        MissingNoteError: The note is missing, or too long.
        UnfitNoteError: The note holds what must not be in the log.
        NothingToChangeError: There are no findings.
        ConcurrentChangeError: What is live changed at every attempt.
    """
    today = tenant.now().date()
    if not today < until <= today + LONGEST:
        raise DayNotAheadError
    return _change(findings, until.isoformat(), actor, note, tenant)


def take_up(findings: Collection[str], actor: str, note: str, tenant: Tenant) -> LogEntry:
    """Let findings come back at once.

    Raises:
        NothingToChangeError: None of them is set aside.
        Refusal: Whatever else `set_aside` refuses.
    """
    return _change(findings, None, actor, note, tenant)


def _change(findings: Collection[str], until: str | None, actor: str, note: str, tenant: Tenant) -> LogEntry:
    note = checked_note(note, required=True)
    ids = sorted(one for one in set(findings) if FINDING_ID.fullmatch(one))
    for _ in range(ATTEMPTS):
        live = tenant.table.live(tenant.code, consistent=True)
        if until is None:
            ids = [one for one in ids if one in set_aside_now(live, tenant.now().date())]
        if not ids:
            raise NothingToChangeError(
                "Der er ikke valgt nogen fund, som det kan gøres ved.",
                "No findings are chosen to which that can be done.",
            )
        draft = LogEntry(0, Action.SET_ASIDE, tenant.at, actor, note, findings=" ".join(ids), until=until)
        entry = next_entry(tenant.code, live, draft)
        becomes = replace(live, set_aside=set_aside_after(live.set_aside, entry))
        if count_set_aside(becomes.set_aside) > MOST_SET_ASIDE:
            raise TooManySetAsideError
        done = tenant.table.commit(tenant.code, Change(live, apply_entry(becomes, entry), entry))
        if done is ChangeResult.DONE:
            return entry
    raise ConcurrentChangeError
