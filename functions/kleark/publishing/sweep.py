"""The command that deletes snapshots that nobody needs, and retries what has stalled.

Where it is told to, it also moves uploads' records that an older release wrote to where this one has them.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kleark.inventory.sum_retention import outdated
from kleark.publishing.approval_request import may_wait_for_approval
from kleark.publishing.model import stamp
from kleark.publishing.retention import QUIET, CondemnResult, Retention
from kleark.publishing.sweep_reading import SweepReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.ports import (
        Announcements,
        CaseSumOrders,
        ConfigurationTable,
        ErasureQueue,
        OlderUploads,
        PublishQueue,
        RequestedUploads,
        SweepMarks,
        SweepTable,
    )
    from kleark.publishing.retention import SnapshotRecord
    from kleark.publishing.sweep_reading import SweepReading

PATIENCE = timedelta(minutes=15)
"""How long the scheduler and the announcer have before the sweep retries for them."""
GIVING_UP = timedelta(days=1)
"""A revision that is unannounced for longer, or a sheet that is still there, although every sweep retries it, needs a
person."""

MOST_MOVES = 200
"""So many uploads' records of one municipality are moved in one sweep; the next one carries on."""

READINGS = 3
"""How often a municipality is read in one sweep, should it change meanwhile."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a sweep did; for a dry run, what it would have done.

    Attributes:
        municipalities: Swept.
        snapshots: Declared swept.
        rows: Items of rows deleted (a dry run reads none, and says 0).
        finished: Deletions finished that earlier sweeps had begun.
        resent: Scheduled publications that were overdue.
        nudged: Municipalities with unannounced revisions.
        unannounced: Those of them whose revision has waited for over a day.
        erasing: Deletions of sheets that were asked for once more.
        unerased: Those of them that have waited for over a day.
        moved: Records of uploads moved to where this release has them.
        older: Records of uploads that are still where an older release put them.
        sums: Sums of past inventories deleted.
        left: Municipalities that kept changing.
        failed: Pieces of work that failed; each municipality has four.
        unreached: Pieces of work for which no time was left.
    """

    municipalities: int = 0
    snapshots: int = 0
    rows: int = 0
    finished: int = 0
    resent: int = 0
    nudged: int = 0
    unannounced: int = 0
    erasing: int = 0
    unerased: int = 0
    moved: int = 0
    older: int = 0
    sums: int = 0
    left: int = 0
    failed: int = 0
    unreached: int = 0

    def __add__(self, other: Counts) -> Counts:
        names = [field.name for field in fields(Counts)]
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def to_json(self) -> dict[str, int]:
        """The counts by their names."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SweepServices:
    """What a sweep works with.

    Attributes:
        table: What is live and scheduled.
        sweep_table: What only the sweep and erasure read and write.
        announcements: How far revisions are announced.
        queue: Where publication is requested.
        erasures: Where deletions are asked for.
        older: Uploads' records of an older release.
        marks: How far the sweeps before have come.
        requests: Which uploads wait for an approval.
        retention: Which snapshots are kept.
        now: The clock.
        time_is_up: Asked before each piece of work.
        dry_run: Nothing is written.
        move_older: Whether uploads' records of an older release are moved. No such release must be at work any more,
            nor come back: it would not find them.
        build: The release and its deployment: where another was at work, all is read once more.
        sums: What is kept of past inventories; None where nobody looks.
    """

    table: ConfigurationTable
    sweep_table: SweepTable
    announcements: Announcements
    queue: PublishQueue
    erasures: ErasureQueue
    older: OlderUploads
    marks: SweepMarks
    requests: RequestedUploads
    retention: Retention
    now: Callable[[], datetime]
    time_is_up: Callable[[], bool] = lambda: False
    dry_run: bool = False
    move_older: bool = False
    build: str = ""
    sums: CaseSumOrders | None = None


def sweep(
    codes: Iterable[MunicipalityCode],
    services: SweepServices,
    report_failure: Callable[[MunicipalityCode, Exception], None],
) -> Counts:
    """Sweep every municipality: first retry what somebody waits for, then delete snapshots, then move records.

    May be called again at any time, also while another sweep runs: each carries on where one stopped.

    Args:
        codes: The municipalities.
        services: What the sweep works with.
        report_failure: Called for each municipality whose work raised an error. The others are still swept.

    Returns:
        The sum of all counts.
    """
    in_order = sweep_order(codes, services.now())
    total = Counts()
    for work in (retry_stalled, sweep_snapshots, delete_old_sums, move_older_uploads):
        for code in in_order:
            if services.time_is_up():
                total += Counts(unreached=1)
                continue
            try:
                total += work(code, services)
            except Exception as error:  # noqa: BLE001 (reported and counted; the others are still swept)
                report_failure(code, error)
                total += Counts(failed=1)
    return total


def sweep_order(codes: Iterable[MunicipalityCode], now: datetime) -> list[MunicipalityCode]:
    """Another order at each sweep, so that it is not always the same ones that wait when time is up."""
    return sorted(codes, key=lambda code: hashlib.sha256(f"{stamp(now)}{code}".encode()).digest())


def retry_stalled(code: MunicipalityCode, services: SweepServices) -> Counts:
    """Retry what should have happened by itself: a publication that is due, an announcement, or a deletion."""
    return (
        _resend_overdue(code, services) + _nudge_announcer(code, services) + _resend_erasures(code, services)
    )


def _resend_overdue(code: MunicipalityCode, services: SweepServices) -> Counts:
    """Request an overdue publication, whose message was lost or is a dead letter. A second one does no harm."""
    scheduled = services.table.scheduled(code)
    if scheduled is None or scheduled.due > stamp(services.now() - PATIENCE):
        return Counts()
    if not services.dry_run:
        services.queue.send(code, scheduled.content.upload_id, scheduled.schedule_id)
    return Counts(resent=1)


def _nudge_announcer(code: MunicipalityCode, services: SweepServices) -> Counts:
    """Make the stream report LIVE to the announcer once more, rather than announce from here.

    There is one announcer, which keeps a municipality's events in order. Two that work on the same revision could
    both send it to the bus.
    """
    live = services.table.live(code, consistent=True)
    if not live.revision or live.published_at > stamp(services.now() - PATIENCE):
        return Counts()
    if services.announcements.last_revision(code) >= live.revision:
        return Counts()
    if not services.dry_run:
        services.sweep_table.nudge(code, live.lock)
    return Counts(nudged=1, unannounced=live.published_at < stamp(services.now() - GIVING_UP))


def _resend_erasures(code: MunicipalityCode, services: SweepServices) -> Counts:
    """Ask for deletions whose message was lost or is a dead letter, once they should have come to their end."""
    total = Counts()
    asked_before = stamp(services.now() - QUIET - PATIENCE)
    for upload_id, asked_at in _reader(code, services).deletions().items():
        if asked_at > asked_before:
            continue
        if not services.dry_run:
            services.erasures.send(code, upload_id)
        total += Counts(erasing=1, unerased=asked_at < stamp(services.now() - GIVING_UP))
    return total


def sweep_snapshots(code: MunicipalityCode, services: SweepServices) -> Counts:
    """Delete the rows of snapshots that nobody needs, first of those that an earlier sweep has begun with."""
    total = Counts(municipalities=1)
    for number in range(READINGS):
        reading = _reader(code, services).read()
        if not number:
            total += _finish_deletions(code, reading.unfinished, services)
        counts, moved = _sweep(code, reading, services)
        total += counts
        if moved is not None:
            if not services.dry_run and not services.time_is_up():
                _note(code, reading, moved, services)
            return total
    return total + Counts(left=1)


def delete_old_sums(code: MunicipalityCode, services: SweepServices) -> Counts:
    """Delete sums of past inventories that are kept no more: once a day, each municipality at an hour of its own."""
    now = services.now()
    if services.sums is None or now.hour != int(code) % 24:
        return Counts()
    orders = outdated(services.sums.orders(code), now.date())
    if not services.dry_run:
        for order in orders:
            services.sums.delete(code, order)
    return Counts(sums=len(orders))


def _reader(code: MunicipalityCode, services: SweepServices) -> SweepReader:
    return SweepReader(
        code,
        services.table,
        services.sweep_table,
        services.marks,
        services.retention,
        services.now(),
        services.build,
    )


def _note(code: MunicipalityCode, reading: SweepReading, moved: list[str], services: SweepServices) -> None:
    """Say how far this sweep has come, and which uploads wait for an approval. Only what is done is said."""
    _tidy_requests(code, services, anew=reading.is_whole)
    mark = replace(reading.mark, waiting=tuple(dict.fromkeys([*reading.mark.waiting, *moved])))
    if mark != reading.before:
        services.marks.put_swept(code, mark)


def _tidy_requests(code: MunicipalityCode, services: SweepServices, *, anew: bool) -> None:
    """Take off what nobody waits for any more. ``anew``: note what an older release has recorded, too."""
    noted = set(services.requests.ids(code))
    for upload_id in noted:
        upload = services.table.upload(code, upload_id)
        if upload is None or not may_wait_for_approval(upload):
            services.requests.remove(code, upload_id)
    for upload in services.table.uploads(code) if anew else ():
        if upload.upload_id not in noted and may_wait_for_approval(upload):
            services.requests.add(code, upload.upload_id)


def _sweep(
    code: MunicipalityCode, reading: SweepReading, services: SweepServices
) -> tuple[Counts, list[str] | None]:
    """What was done, and the snapshots that somebody has come back to; None for them where LIVE has moved."""
    total, moved = Counts(), []
    for snapshot in reading.sweepable:
        if services.time_is_up():
            break
        if services.dry_run:
            total += Counts(snapshots=1)
            continue
        condemned = services.sweep_table.condemn(code, reading.lock, snapshot, stamp(services.now()))
        if condemned is CondemnResult.LIVE_MOVED:
            return total, None
        if condemned is CondemnResult.DONE:
            total += Counts(snapshots=1, rows=_delete(code, snapshot, services))
        else:
            moved.append(snapshot.snapshot_id)
    return total, moved


def _finish_deletions(
    code: MunicipalityCode, snapshots: Sequence[SnapshotRecord], services: SweepServices
) -> Counts:
    total = Counts()
    for snapshot in snapshots:
        if services.time_is_up():
            break
        total += Counts(finished=1, rows=0 if services.dry_run else _delete(code, snapshot, services))
    return total


def _delete(code: MunicipalityCode, snapshot: SnapshotRecord, services: SweepServices) -> int:
    deleted = services.sweep_table.delete_rows(code, snapshot.snapshot_id)
    services.sweep_table.mark_rows_gone(code, snapshot.snapshot_id)
    return deleted


def move_older_uploads(code: MunicipalityCode, services: SweepServices) -> Counts:
    """Move uploads' records of an older release, where that is wanted; without it, count them."""
    ids = services.older.ids(code)
    moved = 0
    for upload_id in ids[:MOST_MOVES] if services.move_older else ():
        if services.time_is_up():
            break
        moved += services.dry_run or services.older.move(code, upload_id)
    return Counts(moved=moved, older=len(ids) - moved)
