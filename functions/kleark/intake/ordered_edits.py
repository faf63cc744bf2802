"""Carry out an edit that was ordered on the admin's page: a new version of a sheet, to be checked like any other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from kleark.edit.edit_order import MOST_ORDER_BYTES, OUTCOME_FILE, EditOrder, OrderOutcome
from kleark.intake.malware_scan import refused_by
from kleark.ooxml.errors import UneditableFileError
from kleark.publishing.ids import upload_id
from kleark.publishing.model import DELETION
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.limits import FILE_BYTES

if TYPE_CHECKING:
    from kleark.edit.edit_order import OrderRefusal
    from kleark.intake.notification import ObjectCreated
    from kleark.intake.ports import UploadStore, UploadTable
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.ports import ReportStore


class EditIntakeOutcome(StrEnum):
    """What became of the notification about an order."""

    EDITED = "edited"
    EDIT_REFUSED = "edit_refused"


class EditServices(Protocol):
    """What is needed of `kleark.intake.sheet.IntakeServices`."""

    @property
    def uploads(self) -> UploadStore: ...

    @property
    def reports(self) -> ReportStore: ...

    @property
    def table(self) -> UploadTable: ...


@dataclass(frozen=True, slots=True)
class _Base:
    """The workbook to change, and how many cells of it were corrected already."""

    data: bytes
    mended: int = 0


class _RefusedError(Exception):
    def __init__(self, reason: OrderRefusal) -> None:
        super().__init__(reason)
        self.reason = reason


def carry_out_edit(
    created: ObjectCreated, code: MunicipalityCode, services: EditServices
) -> EditIntakeOutcome | None:
    """Make the sheet that an order asks for; None where the object is no order, but a sheet.

    The order is the first version of the object, the sheet the next, and S3 tells of it as of any other:

        page: order ──▶ S3 ──▶ here: sheet ──▶ S3 ──▶ check

    May be called again with the same notification: what was carried out is not carried out again.

    Args:
        created: The object, with its version. Its key is one that the page has given out for an edit.
        code: Whose it is.
        services: The buckets and the table.

    Raises:
        ProcessLostError: A child process was ended from outside: try again.
        UnusableEditError: The order says nothing that can be carried out; the page writes none such.
    """
    bucket, key, version = created.bucket, created.key, created.version_id or ""
    stored = services.uploads.fetch(bucket, key, version, MOST_ORDER_BYTES)
    order = EditOrder.from_bytes(stored.data) if stored and stored.data else None
    if order is None:
        return None
    newest = services.uploads.current_version(bucket, key)
    made = None if newest == version else newest
    if newest is None or (made and services.reports.read(code, upload_id(bucket, key, made), OUTCOME_FILE)):
        return EditIntakeOutcome.EDITED
    try:
        data, outcome = _edited(order, code, services)
    except _RefusedError as refusal:
        outcome = OrderOutcome(refused=refusal.reason)
        services.reports.write(code, upload_id(bucket, key, version), OUTCOME_FILE, outcome.to_bytes())
        return EditIntakeOutcome.EDIT_REFUSED
    # After a failure between the two, the sheet is there already, and only its outcome is missing.
    made = made or services.uploads.store(bucket, key, data)
    services.reports.write(code, upload_id(bucket, key, made), OUTCOME_FILE, outcome.to_bytes())
    return EditIntakeOutcome.EDITED


def _edited(order: EditOrder, code: MunicipalityCode, services: EditServices) -> tuple[bytes, OrderOutcome]:
    from kleark.edit.apply_edit import NoTableError, apply_edit  # noqa: PLC0415 (few uploads are edits)

    base = _base(order, code, services)
    try:
        result = apply_edit(base.data, order.edit)
    except UneditableFileError as refusal:
        raise _RefusedError(refusal.reason) from refusal
    except UnreadableFile as refusal:
        raise _RefusedError("unreadable") from refusal
    except NoTableError as refusal:
        raise _RefusedError("no_table") from refusal
    if not (result.changes or result.removed or result.added or base.mended):
        raise _RefusedError("nothing")
    return result.data, OrderOutcome(
        changes=[(one.cell, one.column or "", one.before or "", one.after or "") for one in result.changes],
        removed=result.removed,
        not_changed=[(one.cell, one.reason) for one in result.unedited],
        mended=base.mended,
        added=result.added,
    )


def _base(order: EditOrder, code: MunicipalityCode, services: EditServices) -> _Base:
    """The workbook that is changed, always one of this municipality's. Raises _RefusedError."""
    if order.workbook is not None:
        return _Base(order.workbook)
    upload = services.table.upload(code, order.upload_id or "")
    if upload is None or upload.status in DELETION or upload.scan is not None:
        raise _RefusedError("gone")
    if order.mended:
        mended = services.reports.read(code, upload.upload_id, "mended.xlsx")
        if mended is None:
            raise _RefusedError("gone")
        facts = services.reports.facts(code, upload.upload_id, "mended.xlsx") or {}
        return _Base(mended, int(facts.get("changed", "1")))
    stored = services.uploads.fetch(upload.bucket, upload.key, upload.version_id, FILE_BYTES)
    if stored is None or stored.data is None or refused_by(stored) is not None:
        raise _RefusedError("gone")
    return _Base(stored.data)
