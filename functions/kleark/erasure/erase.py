"""The command that deletes all of a sheet, and goes on until nothing of it is left.

It does what an approver asked for (`kleark.publishing.deletion`), with rights that the page does not have. May be
called again at any time, and by two at once: each deletes what it finds. A deletion comes to its end with a pass that
finds nothing, at a time when nobody can be at work on the upload any more:

    a person asks ─ status, seal ──▶ first pass: all that is there ──▶ a quarter of an hour later: another pass
    a validator, begun before      ──────▶ writes annotated.xlsx                     finds it, and so a third: nothing
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from kleark.publishing.deletion import deletion_refusal, revisions_of
from kleark.publishing.errors import UnknownUploadError
from kleark.publishing.model import DELETION, UploadStatus, stamp
from kleark.publishing.object_keys import report_prefix
from kleark.publishing.retention import QUIET, CondemnResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kleark.erasure.ports import ErasureTable, StoredVersion, VersionedBucket
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Upload
    from kleark.publishing.ports import ConfigurationTable, ErasureQueue, ReportStore, SweepTable

PASSES = 4
"""As many as it takes where somebody writes between two of them; a message that comes again begins anew."""


class LeftoverError(Exception):
    """Something was found at every pass. The message is delivered again."""


class NeededError(Exception):
    """The sheet is live or scheduled, which what asks for deletions rules out: a person must look."""


class ErasureOutcome(StrEnum):
    """What became of a request to carry out a deletion."""

    ERASED = "erased"
    """Nothing is left, and the record says so."""
    WAITING = "waiting"
    """Nothing is left now, but somebody may still be writing: it is looked at once more later."""
    ALREADY_ERASED = "already_erased"
    NOT_ASKED_FOR = "not_asked_for"
    """Nobody has asked for this upload's deletion, so nothing is done."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was deleted: ``sheets``: versions of the sheet and markers; ``files`` of its report, with all versions;
    ``rows``: items of rows; ``snapshots`` condemned; ``quotes``: other uploads' reports that quoted its rows."""

    sheets: int = 0
    files: int = 0
    rows: int = 0
    snapshots: int = 0
    quotes: int = 0

    def __add__(self, other: Erased) -> Erased:
        names = [field.name for field in fields(Erased)]
        return Erased(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def found_nothing(self) -> bool:
        """Whether there was nothing to delete."""
        return self == Erased()


@dataclass(frozen=True, slots=True)
class ErasureServices:
    """What erasure works with.

    Attributes:
        table: The uploads' records, what is live, and the log.
        sweep_table: Condemns snapshots and deletes their rows.
        records: Ends a deletion in the upload's record.
        uploads: The bucket of uploads.
        stored_reports: The bucket of reports.
        reports: Writes to the same.
        queue: Where it asks itself to look again later.
        now: The clock.
    """

    table: ConfigurationTable
    sweep_table: SweepTable
    records: ErasureTable
    uploads: VersionedBucket
    stored_reports: VersionedBucket
    reports: ReportStore
    queue: ErasureQueue
    now: Callable[[], datetime]


def erase(code: MunicipalityCode, upload_id: str, services: ErasureServices) -> tuple[ErasureOutcome, Erased]:
    """Delete all of an upload whose deletion was asked for, and make sure that nothing is left.

    Raises:
        UnknownUploadError: There is no such upload.
        NeededError: It is live or scheduled.
        LeftoverError: Something was found at every pass.
    """
    live = services.table.live(code, consistent=True)
    scheduled = services.table.scheduled(code)
    upload = services.table.upload(code, upload_id)
    if upload is None:
        raise UnknownUploadError
    if upload.status is UploadStatus.DELETED:
        return ErasureOutcome.ALREADY_ERASED, Erased()
    if upload.status is not UploadStatus.BEING_DELETED:
        return ErasureOutcome.NOT_ASKED_FOR, Erased()
    if deletion_refusal(upload_id, live, scheduled):
        raise NeededError("the sheet is live or scheduled")
    began, erased = services.now(), _delete_until_nothing_is_found(upload, services)
    assert upload.deletion_at is not None
    if began < datetime.fromisoformat(upload.deletion_at) + QUIET:
        services.queue.send(code, upload_id, later=True)
        return ErasureOutcome.WAITING, erased
    services.records.finish(upload, stamp(services.now()))
    return ErasureOutcome.ERASED, erased


def _delete_until_nothing_is_found(upload: Upload, services: ErasureServices) -> Erased:
    """Raises LeftoverError."""
    total = Erased()
    for _ in range(PASSES):
        found = _pass(upload, services)
        total += found
        if found.found_nothing:
            return total
    raise LeftoverError("something was found at every pass")


def _pass(upload: Upload, services: ErasureServices) -> Erased:
    """Delete whatever is found. Rows first: nothing can become live without them."""
    code = upload.municipality
    erased = _delete_snapshots(upload, services)
    sheets = delete_each(_of_the_sheet(upload, services.uploads), services.uploads)
    reports = services.stored_reports
    files = delete_each(reports.versions(report_prefix(upload.upload_id, code)), reports)
    return erased + Erased(sheets=sheets, files=files, quotes=_forget_quotes(upload, services))


def _forget_quotes(upload: Upload, services: ErasureServices) -> int:
    code = upload.municipality
    revisions = frozenset(revisions_of(upload.upload_id, services.table.log(code)))
    if not revisions:
        return 0
    # Writing a report once more takes much to import, and most sheets that are deleted were never live.
    from kleark.erasure.comparisons import forget_quotes  # noqa: PLC0415

    others = [one for one in services.table.uploads(code) if one.status not in DELETION]
    return forget_quotes(code, revisions, others, services.stored_reports, services.reports)


def _delete_snapshots(upload: Upload, services: ErasureServices) -> Erased:
    """Condemn what a publisher has staged since the deletion was asked for, and delete all rows."""
    code, total = upload.municipality, Erased()
    lock = services.table.live(code, consistent=True).lock
    for snapshot in services.sweep_table.snapshots(code):
        if not snapshot.holds_rows_of(upload.upload_id):
            continue
        if not snapshot.swept:
            total += Erased(snapshots=1)
            condemned = services.sweep_table.condemn(code, lock, snapshot, stamp(services.now()))
            if condemned is not CondemnResult.DONE:
                continue  # something has moved: the next pass reads it again
        # Also of one whose rows are said to be gone: whoever wrote them may have been late.
        rows = services.sweep_table.delete_rows(code, snapshot.snapshot_id)
        if rows or not snapshot.rows_gone:
            services.sweep_table.mark_rows_gone(code, snapshot.snapshot_id)
        total += Erased(rows=rows)
    return total


def _of_the_sheet(upload: Upload, bucket: VersionedBucket) -> Iterator[StoredVersion]:
    """The version that was uploaded; where no other is left in its place, the markers of deletions as well: their key
    is the file's name. Other versions in its place are other uploads.
    """
    same_place = [one for one in bucket.versions(upload.key) if one.key == upload.key]
    its_own = [one for one in same_place if not one.is_marker and _is_version(one, upload.version_id)]
    others = [one for one in same_place if not one.is_marker and one not in its_own]
    yield from its_own
    if not others:
        yield from (one for one in same_place if one.is_marker)


def _is_version(stored: StoredVersion, version_id: str) -> bool:
    """Where a local engine keeps no versions, an upload is told by what was in it."""
    return version_id in {stored.version_id, f"etag:{stored.etag}"}


def delete_each(versions: Iterable[StoredVersion], bucket: VersionedBucket) -> int:
    """How many they were. All are listed first: where a list goes on is told by a version that may be gone by then."""
    listed = list(versions)
    for version in listed:
        bucket.delete(version)
    return len(listed)
