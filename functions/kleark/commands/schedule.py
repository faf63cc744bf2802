"""``kleark schedule`` and ``cancel``: a publication that waits for its time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.commands.arguments import OK, UsageError
from kleark.commands.publish import looked_at
from kleark.commands.stack_session import on_stack, open_session, write_json
from kleark.i18n.danish_time import UnusableTimeError, format_time, parse_time
from kleark.publishing import manual
from kleark.publishing import schedule as schedules
from kleark.publishing.errors import NotScheduledError
from kleark.publishing.note import checked_note
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from kleark.commands.stack_session import StackSession
    from kleark.publishing.model import Scheduled


@on_stack
def schedule(options: argparse.Namespace) -> int:
    """Let an upload go live at a time."""
    due = _due(options.at)
    desk = open_session(options)
    upload_id = desk.upload_named(options.upload)
    appointment = schedules.Appointment(upload_id, due)
    schedules.require_ahead(appointment, desk.place)
    proposal, _, _ = manual.propose_upload(upload_id, desk.place, desk.stack.reports)
    mandate = looked_at(proposal, desk)
    confirmed = desk.confirm_removals(proposal)
    if waiting := desk.place.table.scheduled(desk.code):
        _tell_waiting(waiting, desk, "Erstatter planen:", "In the place of:")
    desk.agree(
        f"Offentliggør det {format_time(due, 'da')} (dansk tid)?",
        f"Publish it {format_time(due, 'en')} (Danish time)?",
    )
    scheduled = schedules.schedule(
        appointment,
        mandate,
        desk.place,
        desk.stack.reports,
        desk.stack.timer,
        confirm_removals=confirmed,
    )
    if options.output_format == "json":
        write_json(scheduled_json(scheduled))
        return OK
    desk.say(
        f"Planlagt til {format_time(scheduled.due, 'da')}. Det sker kun, hvis version {scheduled.revision} stadig "
        f"vises da. Fortryd med: kleark cancel {desk.code}",
        f"Scheduled for {format_time(scheduled.due, 'en')}. It happens only if revision {scheduled.revision} is "
        f"still live then. Undo with: kleark cancel {desk.code}",
    )
    return OK


@on_stack
def cancel(options: argparse.Namespace) -> int:
    """Let nothing wait any more."""
    desk = open_session(options)
    checked_note(options.note)
    waiting = desk.place.table.scheduled(desk.code)
    if waiting is None:
        raise NotScheduledError
    _tell_waiting(waiting, desk, "Det venter:", "This waits:")
    desk.agree("Tag planen af?", "Cancel it?")
    entry = schedules.cancel(desk.actor, options.note, desk.place, desk.stack.timer, only=waiting.schedule_id)
    return desk.done(entry, "Planen er taget af. Intet venter.", "Cancelled. Nothing waits.")


def scheduled_json(scheduled: Scheduled) -> dict[str, Any]:
    """What waits, for programs."""
    return {
        "uploadId": scheduled.content.upload_id,
        "due": scheduled.due,
        "againstRevision": scheduled.revision,
        "rows": scheduled.content.row_count,
        "actor": scheduled.actor,
        "note": scheduled.note,
    }


def _due(text: str) -> datetime:
    """Raises UsageError."""
    try:
        return parse_time(text)
    except UnusableTimeError as error:
        raise UsageError(RefusalCode.MALFORMED_TIME, error.da, error.en) from error


def _tell_waiting(waiting: Scheduled, desk: StackSession, da: str, en: str) -> None:
    short, revision = waiting.content.upload_id[:8], waiting.revision
    desk.say(
        f"{da} {format_time(waiting.due, 'da')}, upload {short}, ud fra version {revision}",
        f"{en} {format_time(waiting.due, 'en')}, upload {short}, planned against revision {revision}",
    )
