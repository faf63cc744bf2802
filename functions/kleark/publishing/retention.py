"""Which snapshots may be deleted: a pure decision, without reading or writing."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from kleark.publishing.model import stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

REST = timedelta(days=1)
"""A younger snapshot is left alone: somebody may still be writing or sealing it, or making it live."""

QUIET = timedelta(minutes=15)
"""How long whoever was at work on an upload when its deletion was asked for may still write something of it: no
function lives longer. Until then a deletion has not come to its end, whatever is found."""

BACKUP_DAYS = 35
"""So long DynamoDB can give back the table as it was at any moment (point-in-time recovery)."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How far back a person can revert: so many months, and so many revisions, whichever keeps more."""

    months: int
    revisions: int

    def __post_init__(self) -> None:
        """Raises ValueError for a retention that keeps nothing."""
        if self.months < 1 or self.revisions < 1:
            raise ValueError("a retention keeps at least one month and one revision")


@dataclass(frozen=True, slots=True)
class SnapshotRecord:
    """What the table says of a snapshot. ``swept``: its rows are being deleted; ``rows_gone``: they are gone.

    ``opened_at``: when the writing of its rows last began, as `stamp` writes it. ``upload_id``: of the upload that
    the rows are of; empty for an empty snapshot that was made on purpose. ``sources``: see `model.Content`.
    """

    snapshot_id: str
    opened_at: str
    sealed: bool
    swept: bool = False
    rows_gone: bool = False
    upload_id: str = ""
    sources: str | None = None

    def holds_rows_of(self, upload_id: str) -> bool:
        """Whether some of its rows came from this upload."""
        return upload_id == self.upload_id or upload_id in (self.sources or "").split()


class CondemnResult(StrEnum):
    """The result of declaring a snapshot swept."""

    DONE = "done"
    LIVE_MOVED = "live_moved"
    """What is live, or scheduled, has changed since it was read: read and decide again."""
    SNAPSHOT_MOVED = "snapshot_moved"
    """It was opened or sealed since it was read: somebody needs it."""


@dataclass(frozen=True, slots=True)
class PastRevision:
    """A revision that the log holds: its snapshot, when it became live, and the upload that its rows are of."""

    revision: int
    snapshot_id: str
    at: str
    upload_id: str = ""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What one municipality has. ``live`` and ``scheduled``: the ids of their snapshots, if any."""

    live: str | None
    scheduled: str | None
    revisions: Sequence[PastRevision]
    snapshots: Sequence[SnapshotRecord]


def sweepable_snapshots(holdings: Holdings, retention: Retention, now: datetime) -> list[SnapshotRecord]:
    """The snapshots that nobody needs any more, and that are not being deleted already.

    One that never became live goes after a day; one that did, when no revision that is kept has it.
    """
    needed = snapshots_to_keep(holdings.revisions, retention, now) | {holdings.live, holdings.scheduled}
    quiet_since = stamp(now - REST)
    return [
        snapshot
        for snapshot in holdings.snapshots
        if not snapshot.swept and snapshot.opened_at < quiet_since and snapshot.snapshot_id not in needed
    ]


def unfinished_sweeps(snapshots: Iterable[SnapshotRecord]) -> list[SnapshotRecord]:
    """Those whose rows an earlier sweep began to delete, and may not have finished."""
    return [snapshot for snapshot in snapshots if snapshot.swept and not snapshot.rows_gone]


def snapshots_to_keep(
    revisions: Iterable[PastRevision], retention: Retention, now: datetime
) -> set[str | None]:
    """The snapshots of the revisions that a person can still revert to.

    A revision's age counts from when it ceased to be live: one that was live for three years and was replaced
    yesterday is what somebody may want back today.
    """
    in_order = sorted(revisions, key=lambda revision: revision.revision)
    since = stamp(months_before(now, retention.months))
    recent = {past.snapshot_id for past, following in pairwise(in_order) if following.at >= since}
    return {*recent, *(past.snapshot_id for past in in_order[-retention.revisions :])}


def expired_revisions(
    revisions: Iterable[PastRevision], newest: int, retention: Retention, now: datetime
) -> tuple[list[PastRevision], str]:
    """The first of these revisions, in order, that nobody can go back to any more, as `snapshots_to_keep` has it.

    Reads no further than it must.

    Args:
        revisions: Revisions in order, none left out, up to the newest one.
        newest: The newest revision.
        retention: How far back a person can go.
        now: The time.

    Returns:
        Those that have expired, and when the revision became live that replaced the one after them: until that is
        long enough ago, no other expires. Empty where it is kept by its number.
    """
    since = stamp(months_before(now, retention.months))
    expired: list[PastRevision] = []
    for past, following in pairwise(revisions):
        if past.revision > newest - retention.revisions:
            break
        if following.at >= since:
            return expired, following.at
        expired.append(past)
    return expired, ""


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and time so many months earlier; the last of the month where it has no such day."""
    utc = moment.astimezone(UTC)
    year, month = divmod(utc.year * 12 + utc.month - 1 - months, 12)
    day = min(utc.day, calendar.monthrange(year, month + 1)[1])
    return utc.replace(year=year, month=month + 1, day=day)
