"""What the table remembers of a municipality: its uploads, what is live, and the log of how it came to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kleark.publishing.keys import MunicipalityCode


class UploadStatus(StrEnum):
    """How far an upload has come. Only `RECEIVED` and `QUEUED` are on their way; the others stand."""

    RECEIVED = "received"
    GONE = "gone"
    """The object was deleted before it could be read."""
    REJECTED = "rejected"
    CHECKED = "checked"
    """Without errors, and uploaded only to be checked."""
    QUEUED = "queued"
    """Without errors; report and configuration are durable; waiting for the publisher."""
    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    """The same rows were live already: no new revision."""
    SUPERSEDED = "superseded"
    """A later upload is live."""
    FROZEN = "frozen"
    """Nothing is published automatically while the municipality is frozen."""
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    """Too much would vanish: a person must say yes."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One version of one uploaded object. Times as `stamp` writes them.

    ``uploaded_at`` and ``order``: see `upload_order`. ``digest``: of the rows it would publish.
    ``reason``: why it was not published, in Danish, for the admin.
    """

    upload_id: str
    municipality: MunicipalityCode
    status: UploadStatus
    bucket: str
    key: str
    version_id: str
    uploaded_at: str
    order: str
    received_at: str
    verdict: str | None = None
    row_count: int | None = None
    digest: str | None = None
    reason: str | None = None
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """One sealed snapshot, and the upload that it came from."""

    snapshot_id: str
    digest: str
    row_count: int
    schema_version: str
    upload_id: str
    uploaded_at: str


@dataclass(frozen=True, slots=True)
class Live:
    """What the portal reads now. Before the first publication: revision 0 and no content.

    ``order``: of the newest upload that was ever judged live, so that a revert to an older snapshot does not
    let an old upload that arrives late back in.
    """

    revision: int = 0
    frozen: bool = False
    order: str = ""
    published_at: str = ""
    content: Content | None = None


class Action(StrEnum):
    PUBLISH = "publish"
    REVERT = "revert"


AUTOMATIC = "automatic"
"""The actor of a publication that no person asked for."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """How one revision came to be. ``restored``: the revision that a revert went back to."""

    revision: int
    action: Action
    content: Content
    at: str
    actor: str
    note: str
    added: int
    changed: int
    removed: int
    unchanged: int
    restored: int | None = None


def stamp(moment: datetime) -> str:
    """UTC with milliseconds, e.g. ``2025-11-03T09:15:02.123Z``: sorts as text in the order of time."""
    if moment.tzinfo is None:
        raise ValueError("a time without its zone cannot be compared")
    utc = moment.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"


def upload_order(uploaded_at: str, event_time: str, upload_id: str) -> str:
    """What "newer" means between two uploads of one municipality: text that sorts in their order.

    First the time at which the store itself says that the version was made: it is a property of the upload,
    read from S3, and the same however late, often or out of order its events arrive. S3 gives it in whole
    seconds, so within a second the event's own milliseconds decide, and at last the id, so that any two
    uploads have one order and never replace each other in turn.
    """
    return f"{uploaded_at}|{event_time}|{upload_id}"
