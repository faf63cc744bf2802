"""The command with which an approver has a sheet deleted that must not be kept.

It says what is to go and that nothing can use it any more, all in one change; `kleark.erasure` carries it out. That
change depends on LIVE's lock, as every change of what is live or scheduled does, so that each of them is either seen
here, or refused:

    a person looks at X: not live ─────────────────────▶ deletes X: refused, LIVE's lock has moved
    another         publishes X, or reverts to it ──▶

    a person deletes X: its status says so, its snapshots are condemned
    another, who planned before  ─────▶ publishes X, or reverts to it: refused, by lock, status and seal
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kleark.publishing.change import ATTEMPTS, Change, ChangeResult, Transition
from kleark.publishing.deletion_errors import NotDeletableError, UnconfirmedDeletionError
from kleark.publishing.errors import (
    ConcurrentChangeError,
    NothingToChangeError,
    UnknownUploadError,
)
from kleark.publishing.log import MAKES_A_REVISION, apply_entry, next_entry
from kleark.publishing.model import DELETION, Action, LogEntry, UploadStatus
from kleark.publishing.note import checked_note
from kleark.publishing.retention import BACKUP_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.publishing.model import Live, Scheduled, Upload
    from kleark.publishing.ports import ErasureQueue
    from kleark.publishing.tenant import Tenant


@dataclass(frozen=True, slots=True)
class DeletionRequest:
    """Who asks, as the log names them, and why. ``confirmed``: they have said expressly that the sheet shall go."""

    actor: str
    note: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class DeletionProposal:
    """What deleting a sheet would mean, for the person to look at.

    Attributes:
        upload: The sheet.
        revisions: Those that were made of it, and that nobody can go back to afterwards.
        same_rows: The municipality's other sheets with exactly its rows, which hold the same.
        kept: Those of them that cannot be deleted now, and are not among ``same_rows``.
        same_place: Its other sheets that were put into the bucket in the same place, as other versions.
        refusal: Why it cannot be deleted now; None where it can.
    """

    upload: Upload
    revisions: tuple[int, ...]
    same_rows: tuple[Upload, ...]
    kept: tuple[Upload, ...]
    same_place: tuple[Upload, ...]
    refusal: NotDeletableError | None


def propose_deletion(upload_id: str, tenant: Tenant) -> DeletionProposal:
    """What `delete_upload` would do.

    Raises:
        UnknownUploadError: There is no such upload.
        NothingToChangeError: It is deleted, or being deleted, already.
    """
    live, scheduled = _read(tenant)
    upload = _deletable(upload_id, tenant)
    others = [
        one
        for one in tenant.table.uploads(tenant.code)
        if one.upload_id != upload_id and one.status not in DELETION
    ]
    same = [one for one in others if upload.digest and one.digest == upload.digest]
    return DeletionProposal(
        upload=upload,
        revisions=revisions_of(upload_id, tenant.table.log(tenant.code)),
        same_rows=tuple(one for one in same if not deletion_refusal(one.upload_id, live, scheduled)),
        kept=tuple(one for one in same if deletion_refusal(one.upload_id, live, scheduled)),
        same_place=tuple(one for one in others if one.key == upload.key),
        refusal=deletion_refusal(upload_id, live, scheduled),
    )


def revisions_of(upload_id: str, log: Iterable[LogEntry]) -> tuple[int, ...]:
    """The revisions with rows of an upload: by its publication, by a revert, or since a part's sheet left them."""
    return tuple(
        entry.revision
        for entry in log
        if entry.action in MAKES_A_REVISION and entry.content and upload_id in entry.content.upload_ids
    )


def deletion_refusal(upload_id: str, live: Live, scheduled: Scheduled | None) -> NotDeletableError | None:
    """Why an upload must be kept: citizens see it, or are going to. ``live``, ``scheduled``: of one reading.

    Citizens see it, too, where a part's sheet was published over it and left some of its rows.
    """
    if live.content is not None and upload_id in live.content.upload_ids:
        return NotDeletableError("live")
    if scheduled is not None and scheduled.content.upload_id == upload_id:
        return NotDeletableError("scheduled")
    return None


def delete_upload(upload_id: str, request: DeletionRequest, tenant: Tenant, queue: ErasureQueue) -> LogEntry:
    """Have an upload deleted: from now on nothing can be done with it, and soon nothing of it is left.

    Args:
        upload_id: The upload.
        request: Who asks, and why.
        tenant: The municipality.
        queue: Where the deletion is asked for.

    Returns:
        The entry of the log.

    Raises:
        MissingNoteError: The note is missing, or too long.
        UnfitNoteError: The note holds what must not be in the log.
        UnconfirmedDeletionError: The person has not confirmed it.
        UnknownUploadError: There is no such upload.
        NothingToChangeError: It is deleted, or being deleted, already.
        NotDeletableError: It is live or scheduled.
        ConcurrentChangeError: What is live changed at every attempt.
    """
    request = replace(request, note=checked_note(request.note, required=True))
    if not request.confirmed:
        raise UnconfirmedDeletionError
    for _ in range(ATTEMPTS):
        live, scheduled = _read(tenant)
        upload = _deletable(upload_id, tenant)
        if refusal := deletion_refusal(upload_id, live, scheduled):
            raise refusal
        change = _deletion_change(upload, live, request, tenant)
        if tenant.table.commit(tenant.code, change) is ChangeResult.DONE:
            # It is asked for now: where no message can be sent, the sweep sends one within the hour.
            with suppress(Exception):
                queue.send(tenant.code, upload_id)
            assert change.entry is not None
            return change.entry
    raise ConcurrentChangeError


def backups_until(upload: Upload) -> datetime | None:
    """Until when backups of the table hold a deleted sheet's rows; None where it is not deleted to its end yet."""
    if upload.deleted_at is None:
        return None
    return datetime.fromisoformat(upload.deleted_at) + timedelta(days=BACKUP_DAYS)


def _read(tenant: Tenant) -> tuple[Live, Scheduled | None]:
    """What must not be deleted. LIVE first: its lock then holds for both, and for all that is read afterwards."""
    live = tenant.table.live(tenant.code, consistent=True)
    return live, tenant.table.scheduled(tenant.code)


def _deletable(upload_id: str, tenant: Tenant) -> Upload:
    upload = tenant.table.upload(tenant.code, upload_id)
    if upload is None:
        raise UnknownUploadError
    if upload.status in DELETION:
        raise NothingToChangeError("Arket er slettet i forvejen.", "The sheet has been deleted already.")
    return upload


def _deletion_change(upload: Upload, live: Live, request: DeletionRequest, tenant: Tenant) -> Change:
    """The record forgets at once what follows from the sheet's content, as does all that is condemned."""
    draft = LogEntry(
        0, Action.DELETE, tenant.at, request.actor, request.note, deleted_upload=upload.upload_id
    )
    entry = next_entry(tenant.code, live, draft)
    deleting = replace(
        upload,
        status=UploadStatus.BEING_DELETED,
        digest=None,
        reason=None,
        held_back_by=None,
        asked_note=None,
        sent_back_note=None,
        deletion_at=entry.at,
        deletion_by=request.actor,
        deletion_note=request.note,
    )
    return Change(
        planned=live,
        becomes=apply_entry(live, entry),
        entry=entry,
        transitions=(Transition(deleting, upload.status),),
        condemned=tuple(tenant.table.snapshots_of(tenant.code, upload.upload_id)),
    )
