"""What publishing asks of the outside: tables, buckets, a queue, a bus and a timer.

Publishing knows these protocols and nothing of AWS. Each is fulfilled by the class of the same name in
`kleark.adapters` (`Timer` by `Schedules`); handlers and commands pass them in, and mypy holds them to what stands here.

What holds for all of them: a failure of the service is raised, whatever its type, and passes through publishing
untouched. Nothing that a reader sees has changed then, and calling the same command again carries on. A write is
durable once its method has returned. Every method may be called again with the same arguments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from kleark.configuration.stored_row import StoredRow
    from kleark.publishing.announced_event import ConfigPublished
    from kleark.publishing.answers import Answer
    from kleark.publishing.change import Change, ChangeResult
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Content, Live, LogEntry, Scheduled, Upload
    from kleark.publishing.notices import Notice
    from kleark.publishing.object_keys import OwnList, ReportFolder
    from kleark.publishing.retention import CondemnResult, PastRevision, SnapshotRecord
    from kleark.publishing.snapshot import SnapshotState
    from kleark.publishing.sweep_marks import Reuse, SweptMark, VerifiedMark


class EventRefusedError(Exception):
    """The bus did not accept an event.

    ``code``: why, in the bus's own word, e.g. ``InternalFailure``. ``is_transient``: it may accept it later.
    """

    def __init__(self, code: str, *, is_transient: bool) -> None:
        super().__init__(f"the bus refused the event: {code}")
        self.code = code
        self.is_transient = is_transient


class ConfigurationTable(Protocol):
    """What is live, the log, uploads and snapshots, one municipality's at a time.

    Every read is consistent, unless it is asked to be otherwise: it sees all that was written before it began.
    """

    @property
    def page_bytes(self) -> int:
        """How many bytes of rows a stored page holds at most. It takes part in a snapshot's id."""

    def live(self, code: MunicipalityCode, *, consistent: bool) -> Live:
        """What is live. Before the first publication: revision 0 without content."""

    def upload(self, code: MunicipalityCode, upload_id: str) -> Upload | None:
        """One upload of the municipality; None where there is none with this id."""

    def uploads(self, code: MunicipalityCode) -> list[Upload]:
        """The municipality's uploads, newest first."""

    def log_entries(
        self, code: MunicipalityCode, start: tuple[int, int] = (0, 0), most: int | None = None
    ) -> Iterator[LogEntry]:
        """The log, oldest entry first, read as it is gone through.

        ``start``: revision and step of the first; ``most``: how many at most, where not all are wanted.
        """

    def log_entry(self, code: MunicipalityCode, revision: int) -> LogEntry | None:
        """The entry that made a revision; None where the municipality never had it."""

    def log(self, code: MunicipalityCode) -> list[LogEntry]:
        """All entries, oldest first."""

    def scheduled(self, code: MunicipalityCode) -> Scheduled | None:
        """The publication that waits for its time. Read it after `live`: its lock then holds for both."""

    def rows(self, code: MunicipalityCode, snapshot_id: str) -> list[StoredRow]:
        """The rows of a snapshot in order of their keys, without a check that they are all there.

        Raises UnreadablePageError.
        """

    def hand_over(self, upload: Upload, was: Upload) -> bool:
        """Write what a person did with an upload: whether its status and hand-over were still those of ``was``."""

    def answers(self, code: MunicipalityCode) -> list[Answer]:
        """All answers to warnings, withdrawn ones too, oldest first. Read it after `live`, as `scheduled`."""

    def each_answer(self, code: MunicipalityCode) -> Iterator[Answer]:
        """The same in no order, read as they are gone through."""

    def settle(self, upload: Upload) -> ChangeResult:
        """Write how a queued upload ended without touching what is live: ``DONE`` or ``UPLOAD_SETTLED``."""

    def open_snapshot(self, code: MunicipalityCode, content: Content, at: str) -> SnapshotState:
        """Record that rows are about to be written, so that none are left behind unknown.

        Gives the state that the snapshot has now. Its age counts from ``at`` again, whether it is new or not.
        """

    def write_rows(self, code: MunicipalityCode, snapshot_id: str, rows: Iterable[StoredRow]) -> None:
        """Write all rows of an open snapshot. A failure may leave some of them written."""

    def seal(self, code: MunicipalityCode, content: Content) -> SnapshotState:
        """Declare a snapshot whole that has been read back: ``SEALED``, or ``SWEPT`` where a sweep was faster."""

    def is_sealed(self, code: MunicipalityCode, content: Content) -> bool:
        """Whether the snapshot's rows are still all there."""

    def snapshots_of(self, code: MunicipalityCode, upload_id: str) -> list[str]:
        """The ids of the snapshots that hold rows of an upload, and whose rows nobody is deleting yet."""

    def commit(self, code: MunicipalityCode, change: Change) -> ChangeResult:
        """Make a change of what is live: all of it, or nothing.

        It is made only if LIVE still has the lock of ``change.planned``, each upload the status that its transition
        starts from, and the snapshot is sealed. Where several of these do not hold, the result is the one
        that needs the least further work. Of a condemned snapshot nothing can become live afterwards. An error means
        that it is unknown whether the change was made.
        """


class HistoryTable(ConfigurationTable, Protocol):
    """What of a municipality's past can be read without reading all of it."""

    def revisions(
        self, code: MunicipalityCode, numbers: Iterable[int], *, consistent: bool
    ) -> list[LogEntry]:
        """The entries of those of these revisions that exist, newest first."""

    def reuses(self, code: MunicipalityCode) -> list[Reuse]:
        """The revisions that show rows of before.

        Before the first sweep only those among the newest entries of the log are known.
        """


class SweepMarks(Protocol):
    """How far the sweep has come with each municipality. What it cannot read is as if it were not there."""

    def swept(self, code: MunicipalityCode) -> SweptMark | None:
        """How far snapshots and deletions were swept; None where nobody has said."""

    def verified(self, code: MunicipalityCode) -> VerifiedMark | None:
        """How far the log was verified; None where nobody has said."""

    def put_swept(self, code: MunicipalityCode, mark: SweptMark) -> None:
        """Say how far snapshots and deletions were swept, whatever was said before."""

    def put_verified(self, code: MunicipalityCode, mark: VerifiedMark) -> None:
        """Say how far the log was verified, whatever was said before."""


class ReportStore(Protocol):
    """The bucket of reports and validated configurations, one folder for each upload."""

    def write(
        self,
        folder: ReportFolder,
        upload_id: str,
        name: str,
        content: bytes,
        facts: Mapping[str, str] | None = None,
    ) -> None:
        """Store one file of an upload's report, in the place of one with the same name, e.g. ``plan.json``.

        ``facts``: what can be asked of the file without reading it.
        """

    def read(self, code: MunicipalityCode, upload_id: str, name: str) -> bytes | None:
        """One file of the report on an upload; None where there is no such file."""

    def facts(self, code: MunicipalityCode, upload_id: str, name: str) -> Mapping[str, str] | None:
        """What was stored beside one file of the report; None where there is no such file."""

    def configuration(self, code: MunicipalityCode, upload_id: str) -> bytes:
        """The ``config.json`` of an upload. Raises where there is none."""


class PublishQueue(Protocol):
    """The queue of requests to publish. It delivers each at least once, a municipality's in their order."""

    def send(self, code: MunicipalityCode, upload_id: str, schedule_id: str | None = None) -> None:
        """Ask for a publication. ``schedule_id``: of the schedule whose time has come, where there is one."""


class ErasureQueue(Protocol):
    """The queue of deletions to carry out. It delivers each at least once."""

    def send(self, code: MunicipalityCode, upload_id: str, *, later: bool = False) -> None:
        """Ask that a deletion be carried out: now, or ``later``, when whoever was at work on the upload is done."""


class ListErasureQueue(Protocol):
    """The same queue, for deletions of municipalities' lists."""

    def send_lists(
        self, code: MunicipalityCode, kind: OwnList, deleted_at: str, *, later: bool = False
    ) -> None:
        """Ask that a municipality's lists of a kind be deleted that came no later than ``deleted_at``."""


class Erasures(ErasureQueue, ListErasureQueue, Protocol):
    """The whole of it."""


class Timer(Protocol):
    """Wakes the publisher at a time: one for each municipality. It may do so late, and more than once."""

    def set(self, code: MunicipalityCode, schedule_id: str, upload_id: str, due: datetime) -> None:
        """Wake the publisher at ``due``, in the place of any time that was set before."""

    def cancel(self, code: MunicipalityCode) -> None:
        """Forget the municipality's time, if it has one. A message that was sent already still arrives."""


class EventBus(Protocol):
    """The bus on which others hear of each revision, and of what people want to be told."""

    def put(self, event: ConfigPublished) -> None:
        """Return once the bus has accepted the event. Raises EventRefusedError."""

    def put_notice(self, notice: Notice) -> None:
        """Return once the bus has accepted the notice. Raises EventRefusedError."""


class Announcements(Protocol):
    """How far each municipality's revisions have been announced: the highest one, in order and without gaps."""

    def last_revision(self, code: MunicipalityCode) -> int:
        """The highest revision announced, read consistently; 0 before the first."""

    def advance(self, code: MunicipalityCode, revision: int) -> bool:
        """Move the mark to ``revision`` from the one before it; False where it no longer stands there."""


class SweepTable(Protocol):
    """What only the sweep reads and writes. Every read is consistent."""

    def revisions(self, code: MunicipalityCode, first: int = 0) -> Iterator[PastRevision]:
        """The revisions in the log from ``first`` on, in order, read as they are gone through."""

    def snapshots(self, code: MunicipalityCode) -> list[SnapshotRecord]:
        """Every snapshot that was ever opened."""

    def snapshot(self, code: MunicipalityCode, snapshot_id: str) -> SnapshotRecord | None:
        """One snapshot; None where none was ever opened under this id."""

    def opened_between(self, code: MunicipalityCode, first: str, last: str) -> list[str]:
        """The ids of the snapshots that were last opened between two times, both of them included.

        Not those that an older release opened; and what was opened a moment ago may be missing.
        """

    def condemn(self, code: MunicipalityCode, lock: int, snapshot: SnapshotRecord, at: str) -> CondemnResult:
        """Declare the snapshot swept, if LIVE still has this lock and the snapshot is as it was read.

        Once that is ``DONE``, nothing can make the snapshot live, or write rows under its id.
        """

    def delete_rows(self, code: MunicipalityCode, snapshot_id: str) -> int:
        """Delete all rows of a condemned snapshot; gives the number of items. A failure may leave some."""

    def mark_rows_gone(self, code: MunicipalityCode, snapshot_id: str) -> None:
        """Record that a condemned snapshot has no rows left."""

    def deletions_under_way(self, code: MunicipalityCode) -> dict[str, str]:
        """When each deletion that has not come to its end was asked for, by the upload's id."""

    def nudge(self, code: MunicipalityCode, lock: int) -> None:
        """Change LIVE in nothing but its lock, so that the stream reports it; not if it has moved by itself."""


class RequestedUploads(Protocol):
    """Notes of uploads that may wait for somebody's approval: all that do are among them."""

    def add(self, code: MunicipalityCode, upload_id: str) -> None:
        """Note that the upload is about to wait for an approval."""

    def ids(self, code: MunicipalityCode) -> list[str]:
        """The uploads that are noted."""

    def remove(self, code: MunicipalityCode, upload_id: str) -> None:
        """Take an upload off that waits for nobody any more."""


class CaseSumOrders(Protocol):
    """The sums of past inventories that are kept of municipalities."""

    def orders(self, code: MunicipalityCode) -> list[str]:
        """Which uploads of an inventory they are of, see `upload_order`; read consistently."""

    def delete(self, code: MunicipalityCode, order: str) -> None:
        """Delete those of one. A repetition does nothing."""


class OlderUploads(Protocol):
    """Uploads' records that an older release wrote beside what is live and the log."""

    def ids(self, code: MunicipalityCode) -> list[str]:
        """The uploads that still have a record under the older key, read consistently."""

    def move(self, code: MunicipalityCode, upload_id: str) -> bool:
        """Move one to where this release has its records, all at once; whether the older key is free now."""
