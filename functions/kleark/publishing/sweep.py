"""The command that cleans up: snapshots that nobody needs go, and what was left undone is set going again."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import TYPE_CHECKING

from kleark.publishing.model import stamp
from kleark.publishing.retention import CondemnResult, Holdings, Retention, sweepable, unfinished

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.ports import Announcements, ConfigurationTable, PublishQueue, SweepTable
    from kleark.publishing.retention import SnapshotRecord

PATIENCE = timedelta(minutes=15)
"""So long the scheduler and the announcer have for themselves before they are helped."""
GIVING_UP = timedelta(days=1)
"""What is unannounced for longer than this, although it is helped at every sweep, needs a person."""

READINGS = 3
"""How often a municipality is read anew in one sweep because it changed meanwhile."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a sweep did; as a dry run, what it would have done.

    ``snapshots``: declared swept. ``rows``: items of rows deleted (a dry run reads none, and says 0).
    ``finished``: earlier sweeps' deletions carried to their end. ``resent``: scheduled publications that were
    overdue. ``nudged``: municipalities with unannounced revisions; ``unannounced``: those for over a day.
    ``left``: municipalities that kept changing. ``failed``, ``unreached``: turns, of which each has two.
    """

    municipalities: int = 0
    snapshots: int = 0
    rows: int = 0
    finished: int = 0
    resent: int = 0
    nudged: int = 0
    unannounced: int = 0
    left: int = 0
    failed: int = 0
    unreached: int = 0

    def __add__(self, other: Counts) -> Counts:
        names = [field.name for field in fields(Counts)]
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def to_json(self) -> dict[str, int]:
        """By their names."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SweepServices:
    """What sweeping needs. ``time_is_up``: asked before each piece of work. ``dry_run``: nothing is written."""

    table: ConfigurationTable
    store: SweepTable
    marks: Announcements
    queue: PublishQueue
    retention: Retention
    now: Callable[[], datetime]
    time_is_up: Callable[[], bool] = lambda: False
    dry_run: bool = False


def sweep(
    codes: Iterable[MunicipalityCode],
    means: SweepServices,
    failed: Callable[[MunicipalityCode, Exception], None],
) -> Counts:
    """Sweep every municipality: first what somebody waits for, then what lies about.

    May be called again at any time, also while another sweep is at work: each carries on where one stopped.
    ``failed`` is told of each municipality that raised; the others have their turn.
    """
    in_turn = turns(codes, means.now())
    total = Counts()
    for work in (retry_stalled, clean):
        for code in in_turn:
            if means.time_is_up():
                total += Counts(unreached=1)
                continue
            try:
                total += work(code, means)
            except Exception as error:  # noqa: BLE001 (told, and counted; the others have their turn)
                failed(code, error)
                total += Counts(failed=1)
    return total


def turns(codes: Iterable[MunicipalityCode], now: datetime) -> list[MunicipalityCode]:
    """Another order at each sweep, so that when time is up it is not always the same ones that wait."""
    return sorted(codes, key=lambda code: hashlib.sha256(f"{stamp(now)}{code}".encode()).digest())


def retry_stalled(code: MunicipalityCode, means: SweepServices) -> Counts:
    """Set going again what should have happened by itself: a publication that is due, an announcement."""
    return _resend_overdue(code, means) + _nudge_announcer(code, means)


def _resend_overdue(code: MunicipalityCode, means: SweepServices) -> Counts:
    """The schedule's message was lost, or is a dead letter. A second one does no harm."""
    scheduled = means.table.scheduled(code)
    if scheduled is None or scheduled.due > stamp(means.now() - PATIENCE):
        return Counts()
    if not means.dry_run:
        means.queue.send(code, scheduled.content.upload_id, scheduled.schedule_id)
    return Counts(resent=1)


def _nudge_announcer(code: MunicipalityCode, means: SweepServices) -> Counts:
    """Have the stream tell the announcer of LIVE once more, rather than announce from here.

    So there is one announcer, which keeps a municipality's events in order; two that work on the same
    revision could both hand it to the bus.
    """
    live = means.table.live(code, consistent=True)
    if not live.revision or live.published_at > stamp(means.now() - PATIENCE):
        return Counts()
    if means.marks.last_revision(code) >= live.revision:
        return Counts()
    if not means.dry_run:
        means.store.nudge(code, live.lock)
    return Counts(nudged=1, unannounced=live.published_at < stamp(means.now() - GIVING_UP))


def clean(code: MunicipalityCode, means: SweepServices) -> Counts:
    """Delete the rows of snapshots that nobody needs; first of those that an earlier sweep had begun with."""
    total = Counts(municipalities=1)
    for reading in range(READINGS):
        lock, holdings = _read(code, means)
        if not reading:
            total += _finish(code, unfinished(holdings.snapshots), means)
        counts, steady = _sweep(code, lock, sweepable(holdings, means.retention, means.now()), means)
        total += counts
        if steady:
            return total
    return total + Counts(left=1)


def _read(code: MunicipalityCode, means: SweepServices) -> tuple[int, Holdings]:
    """LIVE first: whatever is read after it, and changes what is needed, moves its lock."""
    live = means.table.live(code, consistent=True)
    scheduled = means.table.scheduled(code)
    holdings = Holdings(
        live=live.content.snapshot_id if live.content else None,
        scheduled=scheduled.content.snapshot_id if scheduled else None,
        revisions=means.store.revisions(code),
        snapshots=means.store.snapshots(code),
    )
    return live.lock, holdings


def _sweep(
    code: MunicipalityCode, lock: int, snapshots: list[SnapshotRecord], means: SweepServices
) -> tuple[Counts, bool]:
    """Give what was done, and whether what is live stood still."""
    total = Counts()
    for snapshot in snapshots:
        if means.time_is_up():
            break
        if means.dry_run:
            total += Counts(snapshots=1)
            continue
        condemned = means.store.condemn(code, lock, snapshot, stamp(means.now()))
        if condemned is CondemnResult.LIVE_MOVED:
            return total, False
        if condemned is CondemnResult.DONE:
            total += Counts(snapshots=1, rows=_delete(code, snapshot, means))
    return total, True


def _finish(code: MunicipalityCode, snapshots: list[SnapshotRecord], means: SweepServices) -> Counts:
    total = Counts()
    for snapshot in snapshots:
        if means.time_is_up():
            break
        total += Counts(finished=1, rows=0 if means.dry_run else _delete(code, snapshot, means))
    return total


def _delete(code: MunicipalityCode, snapshot: SnapshotRecord, means: SweepServices) -> int:
    deleted = means.store.delete_rows(code, snapshot.snapshot_id)
    means.store.mark_rows_gone(code, snapshot.snapshot_id)
    return deleted
