"""``kleark live`` and ``kleark uploads``: what is live, what waits, and what was uploaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.commands.arguments import OK
from kleark.commands.publish import tell_doomed
from kleark.commands.schedule import scheduled_json
from kleark.commands.stack_session import on_stack, open_session, write_json
from kleark.i18n.danish_time import format_time
from kleark.publishing.log import MAKES_A_REVISION
from kleark.publishing.messages import STATUS, by_whom, percent, who
from kleark.publishing.model import Action, UploadStatus
from kleark.report.terminal import wrap_lines

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from kleark.commands.stack_session import StackSession
    from kleark.publishing.model import Live, LogEntry, Scheduled, Upload

LATEST_UPLOADS = 20


@on_stack
def show(options: argparse.Namespace) -> int:
    """Tell what is live: revision, since when, by whom; whether it is frozen; limit and four eyes; and what waits."""
    desk = open_session(options)
    table = desk.place.table
    live, scheduled, log = (
        table.live(desk.code, consistent=True),
        table.scheduled(desk.code),
        table.log(desk.code),
    )
    if options.output_format == "json":
        write_json(_live_json(desk, live, scheduled, log))
        return OK
    desk.say(*[f"{desk.code} {desk.municipality.official_name}"] * 2)
    _tell_live(desk, live, log)
    _tell_frozen(desk, live, log)
    desk.say(
        f"  Grænse: et ark, der fjerner mere end {percent(live.removal_limit, 'da')} af rækkerne, venter på en "
        "bekræftelse",
        f"  Limit: a sheet that removes more than {percent(live.removal_limit, 'en')} of the rows awaits confirmation",
    )
    if live.four_eyes:
        desk.say(
            "  Fire øjne: den, der lægger et ark op, kan ikke selv offentliggøre det",
            "  Four eyes: whoever uploads a sheet cannot publish it",
        )
    else:
        desk.say("  Fire øjne kræves ikke", "  Four eyes are not required")
    _tell_waiting(desk, live, scheduled)
    return OK


@on_stack
def uploads(options: argparse.Namespace) -> int:
    """List the latest uploads, newest first, with what became of them and why."""
    desk = open_session(options)
    found = desk.stack.table.uploads(desk.code)
    listed = found if options.all else found[:LATEST_UPLOADS]
    if options.output_format == "json":
        write_json([_upload_json(upload) for upload in listed])
        return OK
    if not found:
        desk.say("Kommunen har ikke lagt noget op.", "The municipality has uploaded nothing.")
    for upload in listed:
        _tell_upload(upload, desk)
    if len(found) > len(listed):
        desk.say(
            f"… og {len(found) - len(listed)} ældre. Vis dem med --all.",
            f"… and {len(found) - len(listed)} older. Show them with --all.",
        )
    return OK


def _tell_live(desk: StackSession, live: Live, log: Sequence[LogEntry]) -> None:
    if live.content is None:
        desk.say("  Der er ikke offentliggjort noget", "  Nothing has been published")
        return
    made_by, rows = _maker(live, log), live.content.row_count
    desk.say(
        f"  Version {live.revision} vises nu: {rows} {'række' if rows == 1 else 'rækker'}, siden "
        f"{format_time(live.published_at, 'da')}, {by_whom(made_by, 'da')}",
        f"  Revision {live.revision} is live: {rows} {'row' if rows == 1 else 'rows'}, since "
        f"{format_time(live.published_at, 'en')}, {by_whom(made_by, 'en')}",
    )
    if live.content.upload_id:
        short, at = live.content.upload_id[:8], live.content.uploaded_at
        desk.say(
            f"  Upload {short}, lagt op {format_time(at, 'da')}",
            f"  Upload {short}, uploaded {format_time(at, 'en')}",
        )


def _tell_frozen(desk: StackSession, live: Live, log: Sequence[LogEntry]) -> None:
    if not live.frozen:
        desk.say("  Ikke låst", "  Not frozen")
        return
    entry = next((entry for entry in reversed(log) if entry.action is Action.FREEZE), None)
    if entry is None:
        desk.say("  LÅST", "  FROZEN")
        return
    desk.say(
        f"  LÅST {format_time(entry.at, 'da')} af {who(entry.actor, 'da')}: {entry.note}",
        f"  FROZEN {format_time(entry.at, 'en')} by {who(entry.actor, 'en')}: {entry.note}",
    )


def _tell_waiting(desk: StackSession, live: Live, scheduled: Scheduled | None) -> None:
    awaiting = [
        upload
        for upload in desk.stack.table.uploads(desk.code)
        if upload.status is UploadStatus.AWAITING_CONFIRMATION
    ]
    if scheduled:
        short, revision = scheduled.content.upload_id[:8], scheduled.revision
        desk.say(
            f"  Planlagt: upload {short} {format_time(scheduled.due, 'da')}, hvis version {revision} stadig vises, "
            f"af {who(scheduled.actor, 'da')}",
            f"  Scheduled: upload {short} {format_time(scheduled.due, 'en')}, if revision {revision} is still live, "
            f"by {who(scheduled.actor, 'en')}",
        )
        tell_doomed(desk, live.revision, scheduled)
    for upload in awaiting:
        desk.say(
            f"  Venter på bekræftelse: upload {upload.upload_id[:8]}, lagt op {format_time(upload.uploaded_at, 'da')}",
            f"  Awaits confirmation: upload {upload.upload_id[:8]}, uploaded {format_time(upload.uploaded_at, 'en')}",
        )
    if not scheduled and not awaiting:
        desk.say("  Intet venter", "  Nothing waits")


def _tell_upload(upload: Upload, desk: StackSession) -> None:
    name = upload.key.rpartition("/")[2]
    revision = {"da": "version", "en": "revision"}
    number = {
        lang: f" ({word} {upload.revision})" if upload.revision else "" for lang, word in revision.items()
    }
    by = f" · {who(upload.uploaded_by, 'da')}" if upload.uploaded_by else ""
    desk.say(
        f"{upload.upload_id[:12]}  {format_time(upload.uploaded_at, 'da'):<24} "
        f"{STATUS[upload.status]['da']}{number['da']} · {name}{by}",
        f"{upload.upload_id[:12]}  {format_time(upload.uploaded_at, 'en'):<24} "
        f"{STATUS[upload.status]['en']}{number['en']} · {name}{by}",
    )
    for line in wrap_lines(upload.reason or "", " " * 14):
        desk.say(line, line)


def _maker(live: Live, log: Sequence[LogEntry]) -> LogEntry | None:
    made = (e for e in log if e.revision == live.revision and e.action in MAKES_A_REVISION)
    return next(made, None)


def _live_json(
    desk: StackSession, live: Live, scheduled: Scheduled | None, log: Sequence[LogEntry]
) -> dict[str, Any]:
    maker = _maker(live, log)
    return {
        "municipalityCode": desk.code,
        "revision": live.revision,
        "publishedAt": live.published_at or None,
        "actor": maker.actor if maker else None,
        "rows": live.content.row_count if live.content else None,
        "digest": live.content.digest if live.content else None,
        "uploadId": live.content.upload_id or None if live.content else None,
        "frozen": live.frozen,
        "removalLimit": live.removal_limit,
        "fourEyes": live.four_eyes,
        "scheduled": scheduled_json(scheduled) if scheduled else None,
    }


def _upload_json(upload: Upload) -> dict[str, Any]:
    return {
        "uploadId": upload.upload_id,
        "status": upload.status.value,
        "reason": upload.reason,
        "key": upload.key,
        "uploadedAt": upload.uploaded_at,
        "uploadedBy": upload.uploaded_by,
        "verdict": upload.verdict,
        "rows": upload.row_count,
        "revision": upload.revision,
    }
