"""What the watch has found in what is live: what to do about it, and "set, og i orden"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kleark.admin.finding_lines import found_lines
from kleark.admin.flash import Flash, flash_redirect
from kleark.admin.note_errors import NOTE_REFUSALS, note_error
from kleark.admin.page_actions import with_entry
from kleark.admin.rendering import page
from kleark.i18n.danish_time import danish_day
from kleark.publishing.errors import NothingToChangeError, Refusal
from kleark.publishing.set_aside import FINDING_ID
from kleark.publishing.setting_aside import LONGEST, DayNotAheadError, set_aside, take_up

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.admin.finding_lines import FoundLines
    from kleark.http.messages import Response
    from kleark.publishing.model import LogEntry

TICK = "fund-"
"""What the names of the boxes begin with; the finding's id follows."""
ONE, UNTIL, NOTE = "fund", "til", "note"
USUAL = timedelta(days=90)
"""After so long something that was set aside usually comes back, unless the person says another day."""


@dataclass(frozen=True, slots=True)
class AsideForm:
    """What was typed, and what is wrong with it. ``field``: the id of the field that has to be fixed.

    ``taking_up``: the finding that was to be taken up; empty where it is about setting aside.
    """

    ticked: frozenset[str] = frozenset()
    until: str = ""
    note: str = ""
    text: str = ""
    field: str = ""
    taking_up: str = ""

    def error_of(self, field: str) -> str:
        """What is wrong with a field; empty where nothing is."""
        return self.text if self.field == field else ""


def findings(visit: PageVisit) -> Response:
    """The findings, newest first."""
    return _page(visit, AsideForm())


def put_aside(visit: PageVisit) -> Response:
    """Say that the ticked ones are as they should be, until a day."""
    form = visit.request.form
    ids = (name.removeprefix(TICK) for name in form if name.startswith(TICK))
    ticked = frozenset(one for one in ids if FINDING_ID.fullmatch(one))
    typed = AsideForm(ticked, form.get(UNTIL, ""), form.get(NOTE, ""))
    still_open = {one.finding.finding_id for one in found_lines(visit).open}
    if not ticked & still_open:
        if ticked:
            return flash_redirect(visit, "/kontrol", Flash.UNCHANGED)  # pressed twice, or it has gone since
        return _refused(visit, typed, "Sæt kryds ved det, der er set, og i orden.", "fund")
    try:
        until = date.fromisoformat(typed.until)
    except ValueError:
        return _refused(visit, typed, "Vælg den dag, det skal frem igen.", "til")
    try:
        entry = set_aside(ticked & still_open, until, visit.person.actor, typed.note, visit.tenant)
    except Refusal as refusal:
        text = note_error(refusal, typed.note) or refusal.da
        return _refused(visit, typed, text, _field(refusal))
    return with_entry(flash_redirect(visit, "/kontrol", Flash.FINDINGS_SET_ASIDE), entry)


def bring_back(visit: PageVisit) -> Response:
    """Let one come back at once."""
    form = visit.request.form
    typed = AsideForm(note=form.get(NOTE, ""), taking_up=form.get(ONE, ""))
    try:
        entry = take_up([typed.taking_up], visit.person.actor, typed.note, visit.tenant)
    except NothingToChangeError:
        return flash_redirect(visit, "/kontrol", Flash.UNCHANGED)  # pressed twice, or a colleague was faster
    except Refusal as refusal:
        text = note_error(refusal, typed.note) or refusal.da
        return _refused(visit, typed, text, f"hvorfor-{typed.taking_up}")
    return with_entry(flash_redirect(visit, "/kontrol", Flash.FINDINGS_TAKEN_UP), entry)


def _field(refusal: Refusal) -> str:
    if isinstance(refusal, DayNotAheadError):
        return "til"
    return "begrundelse" if isinstance(refusal, NOTE_REFUSALS) else "fund"


def _refused(visit: PageVisit, typed: AsideForm, text: str, field: str) -> Response:
    return _page(visit, replace(typed, text=text, field=field), 422)


def _page(visit: PageVisit, typed: AsideForm, status: int = 200) -> Response:
    found = found_lines(visit)
    today = danish_day(visit.context.now())
    return page(
        visit,
        "watch_findings.html.jinja",
        status,
        here="/",
        found=found,
        told=_set_by(visit, found),
        typed=typed,
        tick=TICK,
        until=typed.until or (today + USUAL).isoformat(),
        earliest=(today + timedelta(days=1)).isoformat(),
        latest=(today + LONGEST).isoformat(),
    )


def _set_by(visit: PageVisit, found: FoundLines) -> dict[str, LogEntry]:
    """Who has set each aside, when and why, by the finding's id: as the log proves it."""
    numbers = {(one.set_aside.revision, one.set_aside.step) for one in found.aside if one.set_aside}
    entries = {
        (entry.revision, entry.step): entry
        for number in sorted(numbers)
        for entry in visit.table.log_entries(visit.person.code, number, 1)
    }
    return {
        one.finding.finding_id: entries[one.set_aside.revision, one.set_aside.step]
        for one in found.aside
        if one.set_aside and (one.set_aside.revision, one.set_aside.step) in entries
    }
