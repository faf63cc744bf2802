"""The command that processes an uploaded inventory: read, check, store the report, and let it count."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from kleark.intake.inventory_sums import keep_sums
from kleark.intake.malware_scan import refuse_for_scan, refused_by
from kleark.intake.report_files import (
    page_files,
    required_files,
    workbook_files,
)
from kleark.intake.stored_workbooks import store_workbooks
from kleark.inventory.check import CheckedInventory, check_inventory
from kleark.inventory.pages import Head
from kleark.publishing.model import stamp, upload_order
from kleark.publishing.object_keys import INVENTORY_FOLDER
from kleark.registers.active import EMBEDDED
from kleark.report.file_report import refuse_for_size
from kleark.sheet.limits import FILE_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kleark.intake.notification import ObjectCreated
    from kleark.intake.ports import InventoryTable, UploadedObject, UploadStore
    from kleark.inventory.model import Inventory
    from kleark.publishing.ports import ConfigurationTable, ReportStore
    from kleark.registers.active import RegisterSource
    from kleark.report.model import Report


class BrokenInventoryError(Exception):
    """The lines read back from the table are not the lines written."""


class BusyInventoryError(Exception):
    """Others came to count again and again while this one's turn was prepared. The next delivery tries again."""


TRIES = 10


class InventoryOutcome(StrEnum):
    """What became of an uploaded inventory."""

    GONE = "gone"
    """The object was deleted before it was read."""
    REJECTED = "rejected"
    STORED = "stored"
    SUPERSEDED = "superseded"
    """One that was uploaded later counts already."""
    REPEATED = "repeated"
    """An earlier notification about the same version was processed."""


class ProcessedInventory(NamedTuple):
    """``report``: where one was written. ``faults``: what went wrong in making its optional files."""

    outcome: InventoryOutcome
    report: Report | None = None
    faults: tuple[Exception, ...] = ()


@dataclass(frozen=True, slots=True)
class InventoryServices:
    """What the intake of an inventory works with.

    Attributes:
        uploads: Reads from any bucket by its name.
        reports: Where reports are stored.
        index: The inventory that counts, and what is kept of those before it.
        live: What is live in each municipality, by which it is known how many cases were seen.
        now: The clock.
        register: Gives the KLE register that is active.
    """

    uploads: UploadStore
    reports: ReportStore
    index: InventoryTable
    live: ConfigurationTable
    now: Callable[[], datetime]
    register: RegisterSource = EMBEDDED


_REASONS = {
    InventoryOutcome.REJECTED: "Opgørelsen har fejl og bruges ikke. Rapporten siger, hvad der skal rettes.",
    InventoryOutcome.STORED: "Opgørelsen bruges nu til kortet over kommunerne og til tallene ved hvert ark.",
    InventoryOutcome.SUPERSEDED: "En opgørelse, der er lagt op senere, bruges allerede. Denne bruges ikke.",
}


def process_inventory(
    created: ObjectCreated, file_name: str, identity: str, services: InventoryServices
) -> ProcessedInventory:
    """Process one notification. ``created``: with its version. ``identity``: the upload's id.

    May be called again at any time with the same notification. After an error (BrokenInventoryError, or one of an
    adapter), the old inventory counts, or all of the new one, and calling again carries on.

        report ──▶ pages ──▶ read back ──▶ sums of the one before ──▶ head ──▶ older pages deleted ──▶ outcome.json
    """
    stored = services.uploads.fetch(created.bucket, created.key, created.version_id or "", FILE_BYTES)
    if stored is None:
        return ProcessedInventory(InventoryOutcome.GONE)
    uploaded_at = stamp(stored.last_modified)
    order = upload_order(uploaded_at, created.event_time, identity)
    current = services.index.head(consistent=True)
    checked = _check(stored, file_name, services)
    if current is not None and current.order == order:
        _finish(current, identity, services)
        repeated = _write_workbooks(checked, stored, identity, services)
        return ProcessedInventory(InventoryOutcome.REPEATED, faults=repeated)
    faults = _write_report(checked, identity, services)
    if checked.inventory is None:
        outcome = InventoryOutcome.REJECTED
    elif current is not None and current.order > order:
        # An earlier delivery may have left pages behind when the newer one overtook it.
        services.index.delete_pages_before(current)
        outcome = InventoryOutcome.SUPERSEDED
    else:
        outcome, lost = _store(checked.inventory, order, uploaded_at, identity, services)
        faults += lost
    if outcome is not InventoryOutcome.STORED:
        _write_outcome(outcome, identity, services)
    faults += _write_workbooks(checked, stored, identity, services)
    return ProcessedInventory(outcome, checked.report, faults)


def _check(stored: UploadedObject, file_name: str, services: InventoryServices) -> CheckedInventory:
    if (scan := refused_by(stored)) is not None:
        return CheckedInventory(refuse_for_scan(stored, scan, file_name, "inventory"))
    if stored.data is None:
        return CheckedInventory(refuse_for_size(stored.size, file_name, "inventory"))
    return check_inventory(stored.data, file_name, services.register.active())


def _store(
    inventory: Inventory, order: str, uploaded_at: str, identity: str, services: InventoryServices
) -> tuple[InventoryOutcome, tuple[Exception, ...]]:
    """Let the inventory count, unless a newer one does; with what could not be kept of the one before it.

    The sums of the one that counts are kept before it stops counting. So the head is set only where that one counts
    still, and otherwise kept of whatever counts now:

        V2 keeps the sums of V1 ─────────────────────────▶ sets the head: refused, V1 counts no more; keeps those of V3
        V3 (older than V2)      keeps those of V1 ──▶ sets the head
    """
    head = Head(order, inventory.digest, len(inventory.lines), identity, uploaded_at)
    services.index.write_pages(head, inventory)
    if services.index.inventory(head) != inventory:
        raise BrokenInventoryError("the lines read back are not the lines written")
    for _ in range(TRIES):
        counting = services.index.head(consistent=True)
        if counting is not None and counting.order > head.order:
            services.index.delete_pages_before(counting)
            return InventoryOutcome.SUPERSEDED, ()
        faults = keep_sums(counting, services.index, services.live) if counting else ()
        if services.index.set_head(head, after=counting):
            _finish(head, identity, services)
            return InventoryOutcome.STORED, faults
    raise BusyInventoryError("other inventories kept coming in between")


def _finish(head: Head, identity: str, services: InventoryServices) -> None:
    services.index.delete_pages_before(head)
    _write_outcome(InventoryOutcome.STORED, identity, services)


def _write_outcome(outcome: InventoryOutcome, identity: str, services: InventoryServices) -> None:
    """Write ``outcome.json`` beside the report: whether the inventory is used, which the report cannot know."""
    text = json.dumps({"outcome": outcome, "reason": _REASONS[outcome]}, ensure_ascii=False, indent=1)
    services.reports.write(INVENTORY_FOLDER, identity, "outcome.json", f"{text}\n".encode())


def _write_report(
    checked: CheckedInventory, identity: str, services: InventoryServices
) -> tuple[Exception, ...]:
    files, faults = page_files(checked.report, checked.excerpt, services.now())
    for name, content in (required_files(checked.report) | files).items():
        services.reports.write(INVENTORY_FOLDER, identity, name, content)
    return tuple(faults)


def _write_workbooks(
    checked: CheckedInventory, stored: UploadedObject, identity: str, services: InventoryServices
) -> tuple[Exception, ...]:
    """The workbook with the report in it, or why there is none. Raises as `store_workbooks` does."""
    workbook, at = stored.data if checked.is_workbook else None, services.now()
    made = workbook_files(checked.report, workbook, at.date())
    return store_workbooks(
        made, checked.report, checked.excerpt, at, INVENTORY_FOLDER, identity, services.reports
    )
