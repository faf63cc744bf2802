"""``kleark replay``: have an upload taken in once more, or all that the bucket has and the table has not."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from kleark.commands.arguments import OK, progress, write_json
from kleark.commands.stack_session import on_stack, open_session
from kleark.i18n.formats import format_count, format_number
from kleark.intake.notification import ObjectCreated, notification_of
from kleark.intake.replay import DeletedUploadError, ReplayServices, replay_each, without_outcome
from kleark.publishing.errors import UnknownUploadError
from kleark.publishing.model import DELETION
from kleark.publishing.sheet_name import sheet_name
from kleark.publishing.state_messages import state_label
from kleark.publishing.upload_state import state_records, upload_state

if TYPE_CHECKING:
    import argparse

    from kleark.commands.stack_session import StackSession
    from kleark.publishing.model import Upload
    from kleark.publishing.upload_state import UploadState


@on_stack
def replay(options: argparse.Namespace) -> int:
    """Tell the validate function of uploads as S3 did when they came."""
    session = open_session(options)
    if options.all:
        return _replay_all(session)
    upload = session.tenant.table.upload(session.code, session.upload_named(options.upload))
    if upload is None:
        raise UnknownUploadError
    if upload.status in DELETION:
        raise DeletedUploadError
    before = _state_of(session, upload)
    session.print_line(
        f"Sendes igen: {sheet_name(upload)} · {state_label(before, 'da')}",
        f"To be sent again: {sheet_name(upload, 'en')} · {state_label(before, 'en')}",
    )
    session.confirm("Send det igen?", "Send it again?")
    _, event_time, _ = upload.order.split("|")
    session.stack.notifications.send(
        notification_of(ObjectCreated(upload.bucket, upload.key, upload.version_id, event_time))
    )
    if options.output_format == "json":
        write_json([{"uploadId": upload.upload_id, "status": upload.status.value}])
    session.print_line(
        f"Sendt. Se udfaldet med: kleark uploads {session.code}",
        f"Sent. See the outcome with: kleark uploads {session.code}",
    )
    return OK


def _state_of(session: StackSession, upload: Upload) -> UploadState:
    """What became of an upload, as `kleark uploads` tells it."""
    return upload_state(upload, state_records(session.stack.table, session.code, [upload]))


def _replay_all(session: StackSession) -> int:
    from kleark.adapters import clock

    stack, table = session.stack, session.tenant.table
    known = {upload.upload_id: upload.status for upload in table.uploads(session.code)}
    versions = without_outcome(stack.uploads.versions(stack.uploads_bucket, f"{session.code}/"), known)
    if versions:
        session.print_line(
            f"{format_number(len(versions), 'da')} ark i bøtten har intet udfald.",
            f"{format_count(len(versions), ('1 sheet', '{} sheets'), 'en')} in the bucket came to no outcome.",
        )
    else:
        session.print_line(
            "Alle ark i bøtten er behandlet færdig.", "Every sheet in the bucket came to an outcome."
        )
    done: list[Upload] = []
    if versions:
        session.confirm("Kontrollér dem igen, ét ad gangen?", "Check them again, one at a time?")

        def report(upload: Upload) -> None:
            done.append(upload)
            state = _state_of(session, upload)
            session.print_line(
                f"{len(done)}/{len(versions)}: {sheet_name(upload)}: {state_label(state, 'da')}",
                f"{len(done)}/{len(versions)}: {sheet_name(upload, 'en')}: {state_label(state, 'en')}",
            )

        with progress(session.code):
            services = ReplayServices(table, stack.notifications, clock.now, time.sleep)
            replay_each(session.code, versions, services, report)
    if session.options.output_format == "json":
        write_json([{"uploadId": upload.upload_id, "status": upload.status.value} for upload in done])
    return OK
