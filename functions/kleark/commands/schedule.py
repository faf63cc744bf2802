"""``kleark schedule`` and ``cancel``: a publication at a given time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kleark.commands.answer_warnings import answers_given
from kleark.commands.arguments import OK, UsageError, write_json
from kleark.commands.publish import require_and_show
from kleark.commands.stack_session import on_stack, open_session
from kleark.i18n.danish_time import UnusableTimeError, format_time, parse_time
from kleark.publishing import manual
from kleark.publishing import schedule as schedules
from kleark.publishing.errors import NotScheduledError
from kleark.publishing.note import checked_note
from kleark.publishing.schedule_outlook import condition_text
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from kleark.commands.stack_session import StackSession
    from kleark.publishing.model import Scheduled


@on_stack
def schedule(options: argparse.Namespace) -> int:
    """Make an upload live at a given time."""
    due = _parse_due(options.at)
    session = open_session(options)
    upload_id = session.upload_named(options.upload)
    appointment = schedules.Appointment(upload_id, due)
    schedules.require_ahead(appointment, session.tenant)
    proposal, _, _ = manual.propose_upload(
        upload_id, session.tenant, session.stack.reports, part=options.part, seen=options.expect
    )
    change = require_and_show(proposal, session)
    confirmed = session.confirm_removals(proposal)
    change = replace(change, answers=answers_given(proposal, session))
    if waiting := session.tenant.table.scheduled(session.code):
        _print_pending(waiting, session, "Erstatter planen:", "In the place of:")
    session.confirm(
        f"Offentliggør det {format_time(due, 'da')} (dansk tid)?",
        f"Publish it {format_time(due, 'en')} (Danish time)?",
    )
    scheduled = schedules.schedule(
        appointment,
        change,
        session.tenant,
        session.stack.reports,
        session.stack.timer,
        confirm_removals=confirmed,
        part=options.part,
    )
    if options.output_format == "json":
        write_json(scheduled_json(scheduled))
        return OK
    if_da, if_en = (condition_text(scheduled, lang) for lang in ("da", "en"))
    session.print_line(
        f"Planlagt til {format_time(scheduled.due, 'da')}. Det sker kun, hvis {if_da}. "
        f"Annullér med: kleark cancel {session.code}",
        f"Scheduled for {format_time(scheduled.due, 'en')}. It happens only if {if_en}. "
        f"Cancel with: kleark cancel {session.code}",
    )
    return OK


@on_stack
def cancel(options: argparse.Namespace) -> int:
    """Cancel the scheduled publication."""
    session = open_session(options)
    checked_note(options.note)
    waiting = session.tenant.table.scheduled(session.code)
    if waiting is None:
        raise NotScheduledError
    _print_pending(waiting, session, "Det venter:", "This waits:")
    session.confirm("Annullér planen?", "Cancel it?")
    entry = schedules.cancel(
        session.actor, options.note, session.tenant, session.stack.timer, only=waiting.schedule_id
    )
    return session.print_entry(
        entry, "Planen er annulleret. Der er ikke planlagt noget.", "Cancelled. Nothing is scheduled."
    )


def scheduled_json(scheduled: Scheduled) -> dict[str, Any]:
    """The pending publication, for programs."""
    return {
        "uploadId": scheduled.content.upload_id,
        "due": scheduled.due,
        "againstRevision": scheduled.revision,
        "rows": scheduled.content.row_count,
        "part": scheduled.part,
        "actor": scheduled.actor,
        "note": scheduled.note,
    }


def _parse_due(text: str) -> datetime:
    """Raises UsageError."""
    try:
        return parse_time(text)
    except UnusableTimeError as error:
        raise UsageError(RefusalCode.MALFORMED_TIME, error.da, error.en) from error


def _print_pending(waiting: Scheduled, session: StackSession, da: str, en: str) -> None:
    short, revision, part = waiting.content.upload_id[:8], waiting.revision, waiting.part
    session.print_line(
        f"{da} {format_time(waiting.due, 'da')}, upload {short}{f', delen {part}' if part else ''}, ud fra version "
        f"{revision}",
        f"{en} {format_time(waiting.due, 'en')}, upload {short}{f', the part {part}' if part else ''}, planned against "
        f"revision {revision}",
    )
