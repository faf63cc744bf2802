"""The command that brings a validated upload to its end: live, or not, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kleark.publishing.configuration import verified_snapshot
from kleark.publishing.flip import Decision, FlipResult, Outcome, decide
from kleark.publishing.keys import snapshot_id
from kleark.publishing.model import AUTOMATIC, Action, Content, Live, LogEntry, Upload, UploadStatus, stamp
from kleark.publishing.plan import Plan, difference
from kleark.publishing.snapshot import SCHEMA_VERSION, Snapshot, assembled

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kleark.adapters.dynamodb import Table
    from kleark.adapters.s3 import ReportStore
    from kleark.publishing.keys import MunicipalityCode
    from kleark.row import Row

ATTEMPTS = 5


class UnknownUploadError(Exception):
    """No upload of this municipality has this id, or it was never validated to its end."""


class ContendedError(Exception):
    """What is live kept changing. Nothing is lost: the message comes again."""


class BrokenSnapshotError(Exception):
    """The rows in the table are not the rows that were sealed, or were to be sealed."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What became of an upload. ``entry``: the log's, if it became a revision. ``plan``: if one was made."""

    outcome: Outcome
    reason: str | None = None
    entry: LogEntry | None = None
    plan: Plan | None = None


def publish(
    code: MunicipalityCode, upload_id: str, table: Table, reports: ReportStore, now: Callable[[], datetime]
) -> Publication:
    """Publish an upload automatically, unless it must not be. May be called again at any time, by anyone.

    Raises UnknownUploadError, ContendedError, BrokenSnapshotError, and what the adapters raise: then nothing
    that a reader sees has changed, and calling again carries on.
    """
    upload = table.upload(code, upload_id)
    if upload is None or upload.status is UploadStatus.RECEIVED:
        raise UnknownUploadError("no validated upload has this id")
    if upload.status is not UploadStatus.QUEUED:
        return Publication(Outcome.ALREADY_SETTLED)
    snapshot = verified_snapshot(reports.configuration(code, upload_id), upload)
    for _ in range(ATTEMPTS):
        publication, result = _attempt(upload, snapshot, table, stamp(now()))
        if result is FlipResult.DONE:
            return publication
        if result is FlipResult.UPLOAD_SETTLED:
            return Publication(Outcome.ALREADY_SETTLED)
    raise ContendedError("what is live changed at every attempt")


def _attempt(upload: Upload, snapshot: Snapshot, table: Table, at: str) -> tuple[Publication, FlipResult]:
    live = table.live(upload.municipality, consistent=True)
    plan = difference(sealed_rows(upload.municipality, live.content, table), (r.row() for r in snapshot.rows))
    decision = decide(upload, snapshot.digest, live, plan)
    if decision.outcome is not Outcome.PUBLISHED:
        settled = Publication(decision.outcome, decision.reason, plan=plan)
        return settled, _settle(upload, live, decision, table)
    content = _content(upload, snapshot)
    stage(upload.municipality, content, snapshot, table, at)
    entry = log_entry(live, content, plan, at=at, action=Action.PUBLISH, actor=AUTOMATIC)
    published = replace(upload, status=UploadStatus.PUBLISHED, revision=entry.revision)
    result = table.flip(upload.municipality, live, entry, published)
    return Publication(Outcome.PUBLISHED, entry=entry, plan=plan), result


def _settle(upload: Upload, live: Live, decision: Decision, table: Table) -> FlipResult:
    status = decision.outcome.status
    if status is None:
        return FlipResult.UPLOAD_SETTLED
    settled = replace(upload, status=status, reason=decision.reason)
    if decision.outcome is Outcome.UNCHANGED:
        return table.keep_live(upload.municipality, live, replace(settled, revision=live.revision))
    return table.settle(settled)


def stage(code: MunicipalityCode, content: Content, snapshot: Snapshot, table: Table, at: str) -> None:
    """Write the rows and seal them, unless that is done. Raises BrokenSnapshotError."""
    if table.open_snapshot(code, content, at):
        return
    table.write_rows(code, content.snapshot_id, snapshot.rows)
    written = assembled(table.rows(code, content.snapshot_id))
    if written != snapshot:
        raise BrokenSnapshotError("the rows read back are not the rows written")
    table.seal(code, content)


def sealed_rows(code: MunicipalityCode, content: Content | None, table: Table) -> list[Row]:
    """The rows of a sealed snapshot, whole. Raises BrokenSnapshotError when they are not what was sealed."""
    if content is None:
        return []
    stored = assembled(table.rows(code, content.snapshot_id))
    if stored.digest != content.digest:
        raise BrokenSnapshotError("the rows of a sealed snapshot have changed")
    return [row.row() for row in stored.rows]


def log_entry(  # noqa: PLR0913 (a record: every part is named at the call)
    live: Live,
    content: Content,
    plan: Plan,
    *,
    at: str,
    action: Action,
    actor: str,
    note: str = "",
    restored: int | None = None,
) -> LogEntry:
    """The entry of the revision that follows ``live``."""
    return LogEntry(
        revision=live.revision + 1,
        action=action,
        content=content,
        at=at,
        actor=actor,
        note=note,
        added=len(plan.added),
        changed=len(plan.changed),
        removed=len(plan.removed),
        unchanged=len(plan.unchanged),
        restored=restored,
    )


def _content(upload: Upload, snapshot: Snapshot) -> Content:
    return Content(
        snapshot_id=snapshot_id(upload.upload_id, snapshot.digest, SCHEMA_VERSION),
        digest=snapshot.digest,
        row_count=len(snapshot.rows),
        schema_version=SCHEMA_VERSION,
        upload_id=upload.upload_id,
        uploaded_at=upload.uploaded_at,
    )
