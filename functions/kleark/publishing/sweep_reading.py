"""What a sweep must look at in a municipality: all that it has, or what is new since the mark of the sweep before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kleark.publishing.model import Action, UploadStatus, stamp
from kleark.publishing.retention import (
    REST,
    Holdings,
    expired_revisions,
    months_before,
    sweepable_snapshots,
    unfinished_sweeps,
)
from kleark.publishing.sweep_marks import LogPlace, Reuse, SweptMark, is_due, reuses_among

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Live, LogEntry, Scheduled
    from kleark.publishing.ports import ConfigurationTable, SweepMarks, SweepTable
    from kleark.publishing.retention import PastRevision, Retention, SnapshotRecord


@dataclass(frozen=True, slots=True)
class SweepReader:
    """Reads one municipality for a sweep at one time. ``build``: see `VerifiedMark`."""

    code: MunicipalityCode
    table: ConfigurationTable
    sweep_table: SweepTable
    marks: SweepMarks
    retention: Retention
    now: datetime
    build: str

    def read(self) -> SweepReading:
        """What is new, or all where that cannot be told. Read LIVE first: any later change moves its lock."""
        mark = self.marks.swept(self.code)
        live = self.table.live(self.code, consistent=True)
        scheduled = self.table.scheduled(self.code)
        if mark is None or is_due(mark, self.code, self.build, self.now):
            return self._all(live, scheduled)
        entries = entries_since(mark.place, live, self.table, self.code)
        if entries is None:
            return self._all(live, scheduled)
        return self._new(mark, entries, live, scheduled)

    def deletions(self) -> Mapping[str, str]:
        """When each deletion was asked for that may not have come to its end, by the upload's id."""
        mark = self.marks.swept(self.code)
        if mark is not None and not is_due(mark, self.code, self.build, self.now):
            live = self.table.live(self.code, consistent=True)
            entries = entries_since(mark.place, live, self.table, self.code)
            if entries is not None:
                return self._deletions(mark, entries)
        return self.sweep_table.deletions_under_way(self.code)

    def _all(self, live: Live, scheduled: Scheduled | None) -> SweepReading:
        revisions = list(self.sweep_table.revisions(self.code))
        holdings = Holdings(
            live.content.snapshot_id if live.content else None,
            scheduled.content.snapshot_id if scheduled else None,
            revisions,
            self.sweep_table.snapshots(self.code),
        )
        sweepable = sweepable_snapshots(holdings, self.retention, self.now)
        expired, kept_since = expired_revisions(revisions, live.revision, self.retention, self.now)
        first_kept = len(expired) + (revisions[0].revision if revisions else 1)
        kept = {one.snapshot_id for one in revisions if one.revision >= first_kept}
        looked_at = kept | {one.snapshot_id for one in sweepable}
        mark = SweptMark(
            build=self.build,
            whole_at=stamp(self.now),
            place=LogPlace(live.revision, live.log_steps, live.log_head),
            first_kept=first_kept,
            kept_since=kept_since,
            opened_until=stamp(self.now - REST),
            waiting=tuple(
                one.snapshot_id
                for one in holdings.snapshots
                if not one.swept and one.snapshot_id not in looked_at
            ),
            reuses=tuple(one for one in _repeated(revisions) if one.revision <= live.revision),
            deletions=self.sweep_table.deletions_under_way(self.code),
        )
        return SweepReading(live.lock, unfinished_sweeps(holdings.snapshots), sweepable, mark, None)

    def _new(
        self, mark: SweptMark, entries: Sequence[LogEntry], live: Live, scheduled: Scheduled | None
    ) -> SweepReading:
        expired, kept_since = self._expired(mark, live)
        first_kept = mark.first_kept + len(expired)
        reuses = (*mark.reuses, *reuses_among(entries))
        quiet_since = stamp(self.now - REST)
        opened = self.sweep_table.opened_between(self.code, mark.opened_until, quiet_since)
        condemned = self._of_deleted_sheets(entries)
        expired_ids = [one.snapshot_id for one in expired]
        candidates = dict.fromkeys([*mark.waiting, *expired_ids, *opened, *condemned])
        found = filter(None, (self.sweep_table.snapshot(self.code, one) for one in candidates))
        records = [one for one in found if not one.rows_gone]
        kept = {one.snapshot_id for one in reuses if one.revision >= first_kept}
        kept |= {live.content.snapshot_id} if live.content else set()
        unknown = [
            one
            for one in records
            if not one.swept and one.snapshot_id not in kept and not self._is_young(one)
        ]
        kept |= self._in_revisions(unknown, expired, first_kept)
        promised = scheduled.content.snapshot_id if scheduled else None
        sweepable = [one for one in unknown if one.snapshot_id not in kept and one.snapshot_id != promised]
        waiting = [
            one.snapshot_id
            for one in records
            if not one.swept
            and one.snapshot_id not in kept
            and (self._is_young(one) or one.snapshot_id == promised)
        ]
        after = replace(
            mark,
            place=LogPlace(live.revision, live.log_steps, live.log_head),
            first_kept=first_kept,
            kept_since=kept_since,
            opened_until=max(quiet_since, mark.opened_until),
            waiting=tuple(waiting),
            reuses=reuses,
            deletions=self._deletions(mark, entries),
        )
        # A time alone is not worth writing: nothing was opened between the two.
        before = mark if opened else replace(mark, opened_until=after.opened_until)
        return SweepReading(live.lock, unfinished_sweeps(records), sweepable, after, before)

    def _expired(self, mark: SweptMark, live: Live) -> tuple[list[PastRevision], str]:
        """The revisions that have expired since, and when the next one will: as `expired_revisions`."""
        if mark.first_kept > live.revision - self.retention.revisions:
            return [], ""
        if mark.kept_since >= stamp(months_before(self.now, self.retention.months)):
            return [], mark.kept_since
        revisions = self.sweep_table.revisions(self.code, mark.first_kept)
        return expired_revisions(revisions, live.revision, self.retention, self.now)

    def _of_deleted_sheets(self, entries: Iterable[LogEntry]) -> list[str]:
        """The snapshots of sheets whose deletion was asked for since: their rows are to go. It is seldom asked for."""
        deleted = {entry.deleted_upload for entry in entries if entry.action is Action.DELETE}
        if not deleted:
            return []
        return [one.snapshot_id for one in self.sweep_table.snapshots(self.code) if one.upload_id in deleted]

    def _in_revisions(
        self, records: Sequence[SnapshotRecord], expired: Iterable[PastRevision], first: int
    ) -> set[str]:
        """Those of these snapshots that revisions have from ``first`` on.

        Most have been made live since they were opened, which their upload tells. Of what never was, and is about to
        go, it is not enough that nobody says so: all revisions are asked.
        """
        kept = {one.snapshot_id for one in records if self._is_in_revisions(one, first)}
        known = kept | {one.snapshot_id for one in expired}
        if all(one.snapshot_id in known for one in records):
            return kept
        return kept | {one.snapshot_id for one in self.sweep_table.revisions(self.code, first)}

    def _is_in_revisions(self, record: SnapshotRecord, first: int) -> bool:
        upload = self.table.upload(self.code, record.upload_id) if record.upload_id else None
        if upload is None or not upload.revision or upload.revision < first:
            return False
        entry = self.table.log_entry(self.code, upload.revision)
        return bool(entry and entry.content and entry.content.snapshot_id == record.snapshot_id)

    def _is_young(self, record: SnapshotRecord) -> bool:
        return record.opened_at >= stamp(self.now - REST)

    def _deletions(self, mark: SweptMark, entries: Iterable[LogEntry]) -> dict[str, str]:
        """Those of before, and those that the new entries tell of, unless they have come to their end."""
        asked = dict(mark.deletions)
        asked |= {
            entry.deleted_upload: entry.at
            for entry in entries
            if entry.action is Action.DELETE and entry.deleted_upload
        }
        return {upload_id: at for upload_id, at in asked.items() if self._is_being_deleted(upload_id)}

    def _is_being_deleted(self, upload_id: str) -> bool:
        upload = self.table.upload(self.code, upload_id)
        return upload is not None and upload.status is UploadStatus.BEING_DELETED


@dataclass(frozen=True, slots=True)
class SweepReading:
    """What a sweep must look at.

    Attributes:
        lock: Of LIVE as it was read, before all else.
        unfinished: Snapshots whose rows an earlier sweep began to delete.
        sweepable: Snapshots that nobody needs any more.
        mark: What can be said once these have gone.
        before: What was said already; None where nothing was that counts.
    """

    lock: int
    unfinished: Sequence[SnapshotRecord]
    sweepable: Sequence[SnapshotRecord]
    mark: SweptMark
    before: SweptMark | None

    @property
    def is_whole(self) -> bool:
        """Whether all was read."""
        return self.before is None


def entries_since(
    place: LogPlace, live: Live, table: ConfigurationTable, code: MunicipalityCode
) -> list[LogEntry] | None:
    """The entries of the log after ``place``, up to what LIVE says that it ends with.

    None where they do not lead from the one to the other: another log was restored, or this one was changed.
    """
    if live.log_head == place.head:
        return []
    if (live.revision, live.log_steps) < place.number:
        return None
    found = (
        entry
        for entry in table.log_entries(code, place.number)
        if (entry.revision, entry.step) <= (live.revision, live.log_steps)
    )
    if place.head:
        first = next(found, None)
        if first is None or LogPlace.of(first) != place:
            return None
    entries = list(found)
    return entries if entries and entries[-1].hash == live.log_head else None


def _repeated(revisions: Iterable[PastRevision]) -> list[Reuse]:
    seen: set[str] = set()
    reuses = []
    for one in revisions:
        if one.snapshot_id in seen:
            reuses.append(Reuse(one.revision, one.upload_id, one.snapshot_id))
        seen.add(one.snapshot_id)
    return reuses
