"""``kleark live`` and ``kleark uploads``: what is live, what is pending, and what was uploaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.commands.arguments import OK, write_json
from kleark.commands.publish import warn_of_stale_schedule
from kleark.commands.schedule import scheduled_json
from kleark.commands.stack_session import on_stack, open_session
from kleark.i18n.danish_time import format_time
from kleark.i18n.formats import format_count
from kleark.publishing.messages import actor_name, by_actor, limit_text
from kleark.publishing.model import DELETION, Action, UploadStatus
from kleark.publishing.object_keys import deleted_key
from kleark.publishing.schedule_outlook import condition_text
from kleark.publishing.sheet_name import sheet_name
from kleark.publishing.state_messages import state_label
from kleark.publishing.upload_state import state_records, upload_state
from kleark.redaction.invisible import visible
from kleark.redaction.shown_name import shown_name
from kleark.report.terminal import wrap_lines

if TYPE_CHECKING:
    import argparse

    from kleark.commands.stack_session import StackSession
    from kleark.publishing.model import Live, LogEntry, Scheduled, Upload
    from kleark.publishing.upload_state import UploadState

LATEST_UPLOADS = 20

NEWEST_LOOKED_AT = 100
"""So many uploads are looked at for those that wait for a person."""


@on_stack
def show(options: argparse.Namespace) -> int:
    """Show what is live, since when and by whom; whether it is frozen; limit and four eyes; and what is pending."""
    session = open_session(options)
    table = session.stack.table
    live, scheduled = table.live(session.code, consistent=True), table.scheduled(session.code)
    made_by = table.log_entry(session.code, live.revision) if live.revision else None
    if options.output_format == "json":
        write_json(_live_json(session, live, scheduled, made_by))
        return OK
    session.print_line(*[f"{session.code} {session.municipality.official_name}"] * 2)
    _print_live(session, live, made_by)
    _print_frozen(session, live)
    session.print_line(
        f"  Grænse: et ark, der fjerner mere end {limit_text(live.removal_limit, 'da')} af rækkerne, venter på en "
        "bekræftelse",
        f"  Limit: a sheet that removes more than {limit_text(live.removal_limit, 'en')} of the rows awaits "
        "confirmation",
    )
    if live.four_eyes:
        session.print_line(
            "  Fire øjne: den, der lægger et ark op, kan ikke selv offentliggøre det",
            "  Four eyes: whoever uploads a sheet cannot publish it",
        )
    else:
        session.print_line("  Fire øjne kræves ikke", "  Four eyes are not required")
    waits_da, waits_en = (
        ("venter på svar", "wait") if live.wait_for_answers else ("vises automatisk", "go live")
    )
    session.print_line(
        f"  Ark med ubesvarede bemærkninger: {waits_da}", f"  Sheets with open warnings: {waits_en}"
    )
    _print_pending(session, live, scheduled)
    return OK


@on_stack
def uploads(options: argparse.Namespace) -> int:
    """List the latest uploads, newest first, with their status and its reason."""
    session = open_session(options)
    table = session.stack.table
    if options.all:
        newest, more = table.uploads(session.code), False
    else:
        found = table.newest_uploads(session.code, LATEST_UPLOADS + 1)
        newest, more = found[:LATEST_UPLOADS], len(found) > LATEST_UPLOADS
    records = state_records(table, session.code, newest)
    states = [upload_state(upload, records) for upload in newest]
    if options.output_format == "json":
        write_json([_upload_json(upload, state) for upload, state in zip(newest, states, strict=True)])
        return OK
    if not newest:
        session.print_line("Kommunen har ikke lagt noget op.", "The municipality has uploaded nothing.")
    for upload, state in zip(newest, states, strict=True):
        _print_upload(upload, state, session)
    if more:
        session.print_line("… og ældre. Vis dem med --all.", "… and older ones. Show them with --all.")
    return OK


def _print_live(session: StackSession, live: Live, made_by: LogEntry | None) -> None:
    if live.content is None:
        session.print_line("  Der er ikke offentliggjort noget", "  Nothing has been published")
        return
    count = live.content.row_count
    session.print_line(
        f"  Version {live.revision} vises nu: {format_count(count, ('1 række', '{} rækker'), 'da')}, siden "
        f"{format_time(live.published_at, 'da')}, {by_actor(made_by, 'da')}",
        f"  Revision {live.revision} is live: {format_count(count, ('1 row', '{} rows'), 'en')}, since "
        f"{format_time(live.published_at, 'en')}, {by_actor(made_by, 'en')}",
    )
    if live.content.upload_id:
        short, at = live.content.upload_id[:8], live.content.uploaded_at
        session.print_line(
            f"  Upload {short}, lagt op {format_time(at, 'da')}",
            f"  Upload {short}, uploaded {format_time(at, 'en')}",
        )


def _print_frozen(session: StackSession, live: Live) -> None:
    if not live.frozen:
        session.print_line("  Ikke låst", "  Not frozen")
        return
    # Since it was frozen only what makes no revision can have been done: little, but as far back as it takes.
    newest_first = session.stack.table.log_from(session.code)
    entry = next((entry for entry in newest_first if entry.action is Action.FREEZE), None)
    if entry is None:
        session.print_line("  LÅST", "  FROZEN")
        return
    note = f": {entry.note}" if entry.note else ""
    session.print_line(
        f"  LÅST {format_time(entry.at, 'da')} {by_actor(entry, 'da')}{note}",
        f"  FROZEN {format_time(entry.at, 'en')} {by_actor(entry, 'en')}{note}",
    )


def _print_pending(session: StackSession, live: Live, scheduled: Scheduled | None) -> None:
    newest = session.stack.table.newest_uploads(session.code, NEWEST_LOOKED_AT + 1)
    awaiting = [
        upload
        for upload in newest[:NEWEST_LOOKED_AT]
        if upload.status in (UploadStatus.AWAITING_CONFIRMATION, UploadStatus.AWAITING_ANSWERS)
    ]
    if scheduled:
        short, part = scheduled.content.upload_id[:8], scheduled.part
        if_da, if_en = (condition_text(scheduled, lang) for lang in ("da", "en"))
        of_da, of_en = (f" (delen {part})", f" (the part {part})") if part else ("", "")
        session.print_line(
            f"  Planlagt: upload {short}{of_da} {format_time(scheduled.due, 'da')}, hvis {if_da}, "
            f"af {actor_name(scheduled.actor, 'da')}",
            f"  Scheduled: upload {short}{of_en} {format_time(scheduled.due, 'en')}, if {if_en}, "
            f"by {actor_name(scheduled.actor, 'en')}",
        )
        warn_of_stale_schedule(session, live.revision, scheduled)
    for upload in awaiting:
        answers = upload.status is UploadStatus.AWAITING_ANSWERS
        da, en = ("svar", "answers") if answers else ("bekræftelse", "confirmation")
        session.print_line(
            f"  Venter på {da}: upload {upload.upload_id[:8]}, lagt op {format_time(upload.uploaded_at, 'da')}",
            f"  Awaits {en}: upload {upload.upload_id[:8]}, uploaded {format_time(upload.uploaded_at, 'en')}",
        )
    if not scheduled and not awaiting:
        session.print_line("  Der er ikke planlagt noget", "  Nothing is scheduled")
    if len(newest) > NEWEST_LOOKED_AT:
        session.print_line(
            f"  Kun de {NEWEST_LOOKED_AT} nyeste ark er set igennem. Se kleark uploads {session.code} --all",
            f"  Only the {NEWEST_LOOKED_AT} newest sheets were looked at. See kleark uploads {session.code} --all",
        )


def _print_upload(upload: Upload, state: UploadState, session: StackSession) -> None:
    name = sheet_name(upload, session.lang)
    by = f" · {actor_name(upload.uploaded_by, 'da')}" if upload.uploaded_by else ""
    session.print_line(
        f"{upload.upload_id[:12]}  {format_time(upload.uploaded_at, 'da'):<24} "
        f"{state_label(state, 'da')} · {name}{by}",
        f"{upload.upload_id[:12]}  {format_time(upload.uploaded_at, 'en'):<24} "
        f"{state_label(state, 'en')} · {name}{by}",
    )
    # Why, by the system and by the person who asked for its approval or sent it back. The system's reason is stored in
    # Danish; of a sheet that is the same as what was live, the line above says as much in both languages.
    reason = None if upload.status is UploadStatus.UNCHANGED else upload.reason
    for text in filter(None, (reason, state.note)):
        for line in wrap_lines(visible(text), " " * 14):
            session.print_line(line, line)


def _live_json(
    session: StackSession, live: Live, scheduled: Scheduled | None, maker: LogEntry | None
) -> dict[str, Any]:
    return {
        "municipalityCode": session.code,
        "revision": live.revision,
        "publishedAt": live.published_at or None,
        "actor": maker.actor if maker else None,
        "rows": live.content.row_count if live.content else None,
        "digest": live.content.digest if live.content else None,
        "uploadId": live.content.upload_id or None if live.content else None,
        "frozen": live.frozen,
        "removalLimit": live.removal_limit,
        "fourEyes": live.four_eyes,
        "waitForAnswers": live.wait_for_answers,
        "scheduled": scheduled_json(scheduled) if scheduled else None,
    }


def _upload_json(upload: Upload, state: UploadState) -> dict[str, Any]:
    return {
        "uploadId": upload.upload_id,
        "status": upload.status.value,
        "state": state.kind.value,
        "nextStep": state.step.value,
        "reason": upload.reason,
        "heldBackBy": list(upload.holding_rules),
        "key": _shown_key(upload),
        "uploadedAt": upload.uploaded_at,
        "uploadedBy": upload.uploaded_by,
        "part": upload.part,
        "verdict": upload.verdict,
        "rows": upload.row_count,
        "revision": upload.revision,
        "askedBy": upload.asked_by,
        "askedAt": upload.asked_at,
        "askedOf": upload.asked_of,
        "askedNote": upload.asked_note,
        "sentBackBy": upload.sent_back_by,
        "sentBackAt": upload.sent_back_at,
        "sentBackNote": upload.sent_back_note,
        "discardedBy": upload.discarded_by,
        "discardedAt": upload.discarded_at,
        "deletionAt": upload.deletion_at,
        "deletionBy": upload.deletion_by,
        "deletionNote": upload.deletion_note,
        "deletedAt": upload.deleted_at,
    }


def _shown_key(upload: Upload) -> str:
    """A sheet's name goes with it, as soon as its deletion was asked for."""
    return deleted_key(upload.municipality) if upload.status in DELETION else shown_name(upload.key)
