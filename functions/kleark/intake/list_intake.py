"""The command that processes an uploaded list of which one counts: read, check, store the report, and let it count.

The inventory of the indexes is one, and so are each municipality's lists of case templates and of own KLE numbers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

from kleark.intake.malware_scan import refuse_for_scan, refused_by
from kleark.intake.outcome import ListOutcome
from kleark.intake.report_files import (
    page_files,
    required_files,
    summary_files,
    workbook_files,
)
from kleark.intake.stored_workbooks import store_workbooks
from kleark.publishing.model import stamp, upload_order
from kleark.report.file_report import refuse_for_size
from kleark.sheet.limits import FILE_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from kleark.intake.notification import ObjectCreated
    from kleark.intake.ports import UploadedObject, UploadStore
    from kleark.publishing.object_keys import ReportFolder
    from kleark.publishing.ports import ReportStore
    from kleark.report.excerpt import Excerpt
    from kleark.report.model import Report, Subject

OUTCOME = "outcome.json"
"""The file beside a report that says whether the list is used, which the report cannot know."""

_Content = TypeVar("_Content")
_Head = TypeVar("_Head", bound="HeadOfList")


class BrokenListError(Exception):
    """The lines read back from the table are not the lines written."""


class BusyListError(Exception):
    """Others came to count again and again while this one's turn was prepared. The next delivery tries again."""


TRIES = 10


class HeadOfList(Protocol):
    """Which list counts. ``order``: as `upload_order` makes it, the mark of the newest upload."""

    @property
    def order(self) -> str: ...


class JudgedUpload(NamedTuple, Generic[_Content]):
    """What came of a file.

    ``content``: None where it cannot count. ``excerpt``: the cells around what was found. ``is_workbook``: whether the
    file is one, which can be given back with the remarks in it. ``faults``: what it could not be held against.
    """

    report: Report
    content: _Content | None = None
    excerpt: Excerpt | None = None
    is_workbook: bool = False
    faults: tuple[Exception, ...] = ()


class ProcessedList(NamedTuple):
    """``report``: where one was written. ``faults``: what went wrong in making its optional files."""

    outcome: ListOutcome
    report: Report | None = None
    faults: tuple[Exception, ...] = ()


class CountingList(Protocol[_Content, _Head]):
    """A kind of list, and where the one that counts is kept: pages, and a head that says which of them count."""

    @property
    def subject(self) -> Subject:
        """What the reports are on."""

    @property
    def folder(self) -> ReportFolder:
        """Where they are kept."""

    @property
    def has_summary(self) -> bool:
        """Whether a page shows them."""

    @property
    def reasons(self) -> Mapping[ListOutcome, str]:
        """What an outcome means, in Danish."""

    def check(self, data: bytes, stored: UploadedObject) -> JudgedUpload[_Content]:
        """Judge a file."""

    def current(self) -> _Head | None:
        """The head, read consistently; None before the first."""

    def new_head(self, order: str, content: _Content, uploaded_at: str) -> _Head:
        """The head of what is to count."""

    def write(self, head: _Head, content: _Content) -> bool:
        """Write the pages, which do not count yet, and read them back; whether they are the same."""

    def before_replacing(self, counting: _Head) -> tuple[Exception, ...]:
        """Keep what is to be left of the list that counts; what hindered it. May be called again while it counts."""

    def set_head(self, head: _Head, after: _Head | None) -> bool:
        """Let it count, all at once, if ``after``, or itself, still does; whether it counts now."""

    def delete_pages_before(self, head: _Head) -> None:
        """Delete the pages of what was uploaded before this one. A failure may leave some."""

    def record(self, order: str, uploaded_at: str, outcome: ListOutcome) -> None:
        """Record what became of an upload, where that is kept."""


@dataclass(frozen=True, slots=True)
class ListServices:
    """What the intake of a list works with."""

    uploads: UploadStore
    reports: ReportStore
    now: Callable[[], datetime]


def process_list(
    created: ObjectCreated,
    file_name: str,
    identity: str,
    kind: CountingList[_Content, _Head],
    services: ListServices,
) -> ProcessedList:
    """Process one notification. ``created``: with its version. ``identity``: the upload's id.

    May be called again at any time with the same notification. After an error (BrokenListError, or one of an adapter),
    the old list counts, or all of the new one, and calling again carries on.

        report ──▶ pages ──▶ read back ──▶ what the one before leaves ──▶ head ──▶ older pages deleted ──▶ outcome.json
    """
    stored = services.uploads.fetch(created.bucket, created.key, created.version_id or "", FILE_BYTES)
    if stored is None:
        return ProcessedList(ListOutcome.GONE)
    uploaded_at = stamp(stored.last_modified)
    order = upload_order(uploaded_at, created.event_time, identity)
    current = kind.current()
    checked = _check(stored, file_name, kind)
    files = _Files(checked, stored, identity, kind.folder, kind.reasons, services)
    if current is not None and current.order == order:
        kind.delete_pages_before(current)
        kind.record(order, uploaded_at, ListOutcome.STORED)
        files.write_outcome(ListOutcome.STORED)
        return ProcessedList(ListOutcome.REPEATED, faults=files.write_workbooks())
    faults = checked.faults + files.write_report(with_summary=kind.has_summary)
    if checked.content is None:
        outcome = ListOutcome.REJECTED
    elif current is not None and current.order > order:
        # An earlier delivery may have left pages behind when the newer one overtook it.
        kind.delete_pages_before(current)
        outcome = ListOutcome.SUPERSEDED
    else:
        outcome, lost = _store(kind, checked.content, order, uploaded_at)
        faults += lost
    kind.record(order, uploaded_at, outcome)
    files.write_outcome(outcome)
    faults += files.write_workbooks()
    return ProcessedList(outcome, checked.report, faults)


def _check(
    stored: UploadedObject, file_name: str, kind: CountingList[_Content, _Head]
) -> JudgedUpload[_Content]:
    if (scan := refused_by(stored)) is not None:
        return JudgedUpload(refuse_for_scan(stored, scan, file_name, kind.subject))
    if stored.data is None:
        return JudgedUpload(refuse_for_size(stored.size, file_name, kind.subject))
    return kind.check(stored.data, stored)


def _store(
    kind: CountingList[_Content, _Head], content: _Content, order: str, uploaded_at: str
) -> tuple[ListOutcome, tuple[Exception, ...]]:
    """Let the list count, unless a newer one does; with what could not be kept of the one before it.

    What is to be left of the one that counts is kept before it stops counting. So the head is set only where that one
    counts still, and otherwise kept of whatever counts now:

        V2 keeps what V1 leaves ─────────────────────────▶ sets the head: refused, V1 counts no more; keeps of V3
        V3 (older than V2)      keeps what V1 leaves ──▶ sets the head
    """
    head = kind.new_head(order, content, uploaded_at)
    if not kind.write(head, content):
        raise BrokenListError("the lines read back are not the lines written")
    for _ in range(TRIES):
        counting = kind.current()
        if counting is not None and counting.order > head.order:
            kind.delete_pages_before(counting)
            return ListOutcome.SUPERSEDED, ()
        faults = kind.before_replacing(counting) if counting is not None else ()
        if kind.set_head(head, counting):
            kind.delete_pages_before(head)
            return ListOutcome.STORED, faults
    raise BusyListError("other lists kept coming in between")


@dataclass(frozen=True, slots=True)
class _Files:
    """The files beside a report."""

    checked: JudgedUpload[Any]
    stored: UploadedObject
    identity: str
    folder: ReportFolder
    reasons: Mapping[ListOutcome, str]
    services: ListServices

    def write_outcome(self, outcome: ListOutcome) -> None:
        """Write `OUTCOME`."""
        text = json.dumps({"outcome": outcome, "reason": self.reasons[outcome]}, ensure_ascii=False, indent=1)
        self.services.reports.write(self.folder, self.identity, OUTCOME, f"{text}\n".encode())

    def write_report(self, *, with_summary: bool) -> tuple[Exception, ...]:
        """Write the report; gives what went wrong with its optional files."""
        report, excerpt = self.checked.report, self.checked.excerpt
        required = required_files(report, excerpt if with_summary else None)
        files, faults = page_files(report, excerpt, self.services.now())
        if with_summary:
            summary, more = summary_files(report, excerpt, required["report.json"])
            files, faults = files | summary, faults + more
        for name, content in (required | files).items():
            self.services.reports.write(self.folder, self.identity, name, content)
        return tuple(faults)

    def write_workbooks(self) -> tuple[Exception, ...]:
        """The workbook with the report in it, or why there is none. Raises as `store_workbooks` does."""
        workbook, at = self.stored.data if self.checked.is_workbook else None, self.services.now()
        report = self.checked.report
        made = workbook_files(report, workbook, at.date())
        return store_workbooks(
            made, report, self.checked.excerpt, at, self.folder, self.identity, self.services.reports
        )
