"""What intake asks of the outside: buckets, tables and a queue.

Intake knows these protocols, and those of `kleark.publishing.ports`, whose promises on errors and repetition hold
here too. Each is fulfilled by the class of the same name in `kleark.adapters` (`UploadTable` by the
`ConfigurationTable` there, `NotificationQueue` by `UploadsQueue`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kleark.publishing import ports

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from kleark.case_templates.model import TemplateList
    from kleark.configuration.case_counts import IndexedCases
    from kleark.configuration.list_head import LatestUpload, ListHead
    from kleark.inventory.case_sums import CaseSums
    from kleark.inventory.model import Inventory
    from kleark.inventory.pages import Head
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Upload, UploadStatus
    from kleark.registers.kle_register import Topic


SCAN_TAG = "GuardDutyMalwareScanStatus"
"""The key of the tag by which GuardDuty says what it found; its value is a `kleark.intake.malware_scan.ScanResult`."""


@dataclass(frozen=True, slots=True)
class UploadedObject:
    """One version of one object. ``size``: in bytes. ``data``: None where it is over the limit and was not read.

    ``scan_asked``: whether it must have been scanned for malware. ``scan``: what that said; None while there is none.
    """

    size: int
    last_modified: datetime
    data: bytes | None
    scan_asked: bool = False
    scan: str | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """Who may upload to one key. ``actor``: as the log names the person. ``expires_at``: in seconds since 1970.

    ``edited_from``, ``edited_revision``: of a key at which a sheet is to be made by an edit, the upload and the live
    revision that it is made from; see `Upload`.
    """

    municipality: str
    actor: str
    expires_at: int
    edited_from: str | None = None
    edited_revision: int | None = None

    @property
    def is_for_edit(self) -> bool:
        """Whether an edit is ordered by this key, rather than a sheet uploaded."""
        return self.edited_from is not None or self.edited_revision is not None


class UploadStore(Protocol):
    """The bucket that municipalities upload to."""

    def current_version(self, bucket: str, key: str) -> str | None:
        """The version that the key has now, or its ETag in a bucket without versions. None: it is gone."""

    def fetch(self, bucket: str, key: str, version_id: str, limit: int) -> UploadedObject | None:
        """One version, with its data if it has at most ``limit`` bytes. None: it is gone."""

    def store(self, bucket: str, key: str, data: bytes) -> str:
        """Put a workbook there, as the key's newest version; gives that version, as `current_version` does."""


class NotificationQueue(Protocol):
    """The queue of S3's notifications, which delivers each at least once."""

    def send(self, notification: str) -> None:
        """Tell of an object once more, as S3 does."""


class UploadTickets(Protocol):
    """Who was given the right to upload to which key."""

    def uploader(self, bucket: str, key: str) -> Ticket | None:
        """The ticket for exactly this key, read consistently. None: there is none, or it has expired."""


class UploadTable(ports.ConfigurationTable, Protocol):
    """The table as intake writes it: the records of uploads, beside what it compares a sheet with."""

    def claim(self, upload: Upload) -> Upload:
        """Record an upload, and give the record that stands: an earlier delivery's, where there was one."""

    def advance(self, upload: Upload, was: UploadStatus) -> bool:
        """Write the upload's new state if its status is still ``was``; whether it was."""


class InventoryTable(Protocol):
    """The inventory of the indexes: pages, and a head that says which of them count."""

    def head(self, *, consistent: bool) -> Head | None:
        """The inventory that counts; None before the first."""

    def inventory(self, head: Head) -> Inventory | None:
        """The head's lines, read consistently; None where they are not whole."""

    def write_pages(self, head: Head, inventory: Inventory) -> None:
        """Write the pages of an inventory, which do not count yet. A failure may leave some of them written."""

    def all_cases(self, head: Head) -> Mapping[str, IndexedCases] | None:
        """What each municipality has by the head's lines, by its code; None where they are not whole."""

    def set_head(self, head: Head, *, after: Head | None = None) -> bool:
        """Let this inventory count, all at once, if ``after``, or itself, still does; whether it counts now."""

    def delete_pages_before(self, head: Head) -> None:
        """Delete the pages of inventories that were uploaded before this one. A failure may leave some."""

    def put_sums(self, code: MunicipalityCode, sums: CaseSums) -> None:
        """Keep one municipality's sums of an inventory. A repetition writes them again."""


class ListTable(Protocol):
    """Municipalities' lists of one kind, each as the inventory."""

    def head(self, code: MunicipalityCode, *, consistent: bool) -> ListHead | None:
        """The list that counts, or that it was deleted; None before the first."""

    def set_head(self, code: MunicipalityCode, head: ListHead, *, after: ListHead | None = None) -> bool:
        """Let this list count, all at once, if ``after``, or itself, still does; whether it counts now."""

    def record_latest(self, code: MunicipalityCode, latest: LatestUpload) -> None:
        """Record what became of a list, unless a newer one was uploaded."""

    def delete_pages_before(self, code: MunicipalityCode, order: str) -> int:
        """Delete the pages of lists that were uploaded before. A failure may leave some."""


class CaseTemplateTable(ListTable, Protocol):
    """Municipalities' lists of case templates."""

    def templates(self, code: MunicipalityCode, head: ListHead) -> TemplateList | None:
        """The head's list, read consistently; None where it is not whole."""

    def write_pages(self, code: MunicipalityCode, head: ListHead, found: TemplateList) -> None:
        """Write the pages of a list, which do not count yet. A failure may leave some of them written."""


class OwnNumberTable(ListTable, Protocol):
    """Municipalities' lists of own KLE numbers."""

    def numbers(self, code: MunicipalityCode, head: ListHead) -> tuple[Topic, ...] | None:
        """The head's list, read consistently; None where it is not whole."""

    def write_pages(self, code: MunicipalityCode, head: ListHead, found: tuple[Topic, ...]) -> None:
        """Write the pages of a list, which do not count yet. A failure may leave some of them written."""


class ListTables(Protocol):
    """Gives the tables of municipalities' lists; asked only where one is uploaded."""

    def templates(self) -> CaseTemplateTable: ...

    def own_numbers(self) -> OwnNumberTable: ...
