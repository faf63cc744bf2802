"""The command that processes an uploaded object: read, check, store the report, request publication."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from kleark.check import check_in_detail
from kleark.intake.comparison_sources import IndexSource, LiveSource, asked_part
from kleark.intake.malware_scan import PROBE, refuse_for_scan, refused_by
from kleark.intake.outcome import IntakeOutcome, ListOutcome
from kleark.intake.report_files import page_files, required_files, summary_files, workbook_files
from kleark.intake.sheet_warnings import warnings_of
from kleark.intake.stored_workbooks import store_workbooks, stored_file_facts
from kleark.publishing.config_file import Configuration
from kleark.publishing.ids import upload_id
from kleark.publishing.model import DELETION, Upload, UploadStatus, stamp, upload_order
from kleark.publishing.object_keys import destination
from kleark.publishing.sheet_effect import reach_of
from kleark.publishing.snapshot import snapshot_of
from kleark.publishing.warnings_file import WARNINGS_FILE, warnings_bytes
from kleark.registers.active import EMBEDDED
from kleark.registers.municipalities import municipality
from kleark.report.file_report import refuse, refuse_for_size
from kleark.report.findings import holding_rules
from kleark.sheet.limits import FILE_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from kleark.check import Judged
    from kleark.configuration.case_counts import IndexedCases
    from kleark.configuration.part import AskedPart
    from kleark.intake.notification import ObjectCreated
    from kleark.intake.ordered_edits import EditIntakeOutcome
    from kleark.intake.ports import (
        InventoryTable,
        ListTables,
        Ticket,
        UploadedObject,
        UploadStore,
        UploadTable,
        UploadTickets,
    )
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.object_keys import Destination
    from kleark.publishing.ports import PublishQueue, ReportStore
    from kleark.registers.active import RegisterSource
    from kleark.registers.kle_register import KleRegister
    from kleark.report.excerpt import Excerpt
    from kleark.report.model import Finding, Report


class MissingVersionError(Exception):
    """The notification names no version: the bucket is not versioned as it must be."""


class ForeignBucketError(Exception):
    """The notification is about another bucket than the one that municipalities upload to."""


@dataclass(frozen=True, slots=True)
class Intake:
    """``upload_id``: None for a folder. ``report``: where one was written.

    ``faults``: what went wrong in making the report's optional files, and in reading what the sheet was to be
    compared with; the report itself is there.
    """

    outcome: IntakeOutcome | ListOutcome | EditIntakeOutcome
    upload_id: str | None = None
    municipality: MunicipalityCode | None = None
    report: Report | None = None
    faults: tuple[Exception, ...] = ()


@dataclass(frozen=True, slots=True)
class IntakeServices:
    """What intake works with.

    Attributes:
        bucket: The name of the bucket of uploads.
        uploads: Reads from any bucket by its name.
        reports: Where reports and configurations are stored.
        table: The uploads' records, and what is live.
        queue: Where publication is requested.
        index: The inventory of the indexes.
        lists: Gives municipalities' lists; asked only where one is uploaded.
        tickets: Who may upload to which key.
        secret: Gives the key of fingerprints; asked only where there is a warning.
        now: The clock.
        versions_required: Whether a notification must name a version; everywhere but on a local stack.
        indexed: Gives what a municipality has in the indexes; None where no inventory counts. It may fail.
        register: Gives the KLE register that is active.
    """

    bucket: str
    uploads: UploadStore
    reports: ReportStore
    table: UploadTable
    queue: PublishQueue
    index: InventoryTable
    lists: ListTables
    tickets: UploadTickets
    secret: Callable[[], bytes]
    now: Callable[[], datetime]
    versions_required: bool = True
    indexed: Callable[[MunicipalityCode], IndexedCases | None] = lambda _: None
    register: RegisterSource = EMBEDDED


def process_upload(created: ObjectCreated, services: IntakeServices) -> Intake:
    """Process one notification. May be called again at any time with the same one.

    After an error, calling again carries on, and nothing is published that has not been reported.

    Raises:
        MissingVersionError: The notification names no version.
        ForeignBucketError: It is about another bucket.
        UnscannedError: It waits for its scan.
    """
    if created.bucket != services.bucket:
        raise ForeignBucketError("not the bucket of uploads")
    target = destination(created.key)
    if created.key == PROBE:
        return Intake(IntakeOutcome.PROBE)
    if target.is_folder and not created.size:
        return Intake(IntakeOutcome.FOLDER)
    if (version := _version(created, services)) is None:
        return Intake(IntakeOutcome.GONE, municipality=target.municipality)
    process = _carry_on if created.scanned else _process_new
    identity = upload_id(created.bucket, created.key, version)
    return process(replace(created, version_id=version), target, identity, services)


def _process_new(
    created: ObjectCreated, target: Destination, identity: str, services: IntakeServices
) -> Intake:
    """``created``: with its version."""
    if target.municipality is None and not target.is_inventory:
        return _refuse_folder(created, target, identity, services)
    ticket = _ticket(created, target, services)
    if target.is_list:
        from kleark.intake.uploaded_lists import process_uploaded_list  # noqa: PLC0415 (few uploads are lists)

        made = process_uploaded_list(created, target, identity, ticket, services)
        return Intake(made.outcome, identity, target.municipality, made.report, made.faults)
    assert target.municipality is not None
    if ticket is not None and ticket.is_for_edit:
        from kleark.intake.ordered_edits import carry_out_edit  # noqa: PLC0415 (few uploads are edits)

        edited = carry_out_edit(created, target.municipality, services)
        if edited is not None:
            return Intake(edited, identity, target.municipality)
    return _check_upload(created, target, identity, ticket, services)


def _repeat(recorded: Upload, target: Destination, services: IntakeServices) -> Intake:
    """Carry on where an earlier delivery ended."""
    if recorded.status is UploadStatus.QUEUED:  # perhaps before the message: a second one does no harm
        services.queue.send(recorded.municipality, recorded.upload_id)
    faults = _make_workbooks_again(recorded, target, services)
    return Intake(IntakeOutcome.REPEATED, recorded.upload_id, target.municipality, faults=faults)


def _carry_on(created: ObjectCreated, target: Destination, identity: str, services: IntakeServices) -> Intake:
    """Check an upload whose scan is over, where S3 has told of it before.

    Not otherwise: S3's notification says when it was uploaded, and so which of two sheets is the newer one.
    """
    code = target.municipality
    recorded = services.table.upload(code, identity) if code and not target.is_list else None
    if recorded is None or recorded.status is not UploadStatus.RECEIVED:
        return Intake(IntakeOutcome.NOT_AWAITED, identity, code)
    return _check_upload(created, target, identity, _ticket(created, target, services), services)


def _ticket(created: ObjectCreated, target: Destination, services: IntakeServices) -> Ticket | None:
    """Whose it is, where that is recorded. A failure to find out is raised, so that it is not taken for nobody's."""
    return services.tickets.uploader(created.bucket, created.key) if target.from_page else None


def _version(created: ObjectCreated, services: IntakeServices) -> str | None:
    """The version meant. None: the notification names none, on a local stack, and the object is gone."""
    if created.version_id is not None:
        return created.version_id
    if services.versions_required:
        raise MissingVersionError("the notification does not say which version it means")
    return services.uploads.current_version(created.bucket, created.key)


def _check_upload(
    created: ObjectCreated,
    target: Destination,
    identity: str,
    ticket: Ticket | None,
    services: IntakeServices,
) -> Intake:
    code = target.municipality
    assert code is not None
    version = created.version_id or ""
    stored = services.uploads.fetch(created.bucket, created.key, version, FILE_BYTES)
    received = Upload(
        upload_id=identity,
        municipality=code,
        status=UploadStatus.RECEIVED if stored else UploadStatus.GONE,
        bucket=created.bucket,
        key=created.key,
        version_id=version,
        uploaded_at=(at := stamp(stored.last_modified) if stored else created.event_time),
        order=upload_order(at, created.event_time, identity),
        received_at=stamp(services.now()),
        uploaded_by=ticket.actor if ticket else None,
        edited_from=ticket.edited_from if ticket else None,
        edited_revision=ticket.edited_revision if ticket else None,
    )
    # Most are new, so whether this one is recorded is asked by recording it.
    upload = services.table.claim(received)
    if upload is not received and upload.status is not UploadStatus.RECEIVED:
        return _repeat(upload, target, services)
    if stored is None:
        services.table.advance(replace(upload, status=UploadStatus.GONE), UploadStatus.RECEIVED)
        return Intake(IntakeOutcome.GONE, identity, code)
    # Asked only now that there is a record: the scan's event, which may come at any time, finds what waits for it.
    upload = replace(upload, scan=refused_by(stored))
    return _store_result(upload, target, _check_object(stored, target, services), services)


@dataclass(frozen=True, slots=True)
class _CheckedObject:
    """An uploaded object and its report. ``data``: None where it was too large to be read.

    ``judged``: what was checked. ``faults``: why it could not be compared with what is live, or with the indexes.
    ``every``: all findings, those too that the report does not list. ``asked``: its part. ``register``: its judge's.
    """

    report: Report
    excerpt: Excerpt | None
    data: bytes | None
    judged: Judged | None = None
    faults: tuple[Exception, ...] = ()
    every: tuple[Finding, ...] = ()
    asked: AskedPart | None = None
    register: KleRegister | None = None


def _check_object(
    stored: UploadedObject, target: Destination, services: IntakeServices, today: date | None = None
) -> _CheckedObject:
    if (scan := refused_by(stored)) is not None:
        return _CheckedObject(refuse_for_scan(stored, scan, target.file_name), None, None)
    if stored.data is None:
        return _CheckedObject(refuse_for_size(stored.size, target.file_name), None, None)
    code = target.municipality
    assert code is not None
    register = services.register.of(code)
    source, indexes = LiveSource(code, services.table), IndexSource(code, services.indexed)
    asked = asked_part(target, services.table)
    checked = check_in_detail(
        stored.data,
        target.file_name,
        municipality(code),
        register,
        today=today,
        live=source.read,
        indexed=indexes.read,
        asked=asked,
    )
    faults = tuple(fault for fault in (source.fault, indexes.fault) if fault is not None)
    facts = checked.report, checked.excerpt, stored.data, checked.judged, faults, checked.every, asked
    return _CheckedObject(*facts, register)


def _store_result(
    upload: Upload, target: Destination, checked: _CheckedObject, services: IntakeServices
) -> Intake:
    """Store everything, then record it, then request publication: in this order, whatever fails between.

    warnings.json, report.json … config.json ──▶ record says queued ──▶ message ──▶ annotated.xlsx, mended.xlsx

    So a publisher that gets the message finds the configuration. An upload that is recorded as queued without its
    message gets it when the notification is delivered again, as it is until this function has returned. One that
    is only checked has its configuration stored, too: a person may publish it later. The workbooks come last, since
    nothing waits for them, and since a hostile file can cost most there.
    """
    report = checked.report
    upload, outcome, config = _judge(upload, target, report, checked.asked)
    if config is not None:
        warnings = warnings_of(report, checked.every, upload.municipality, services.secret)
        upload = replace(upload, warning_count=len(warnings))
        if warnings:
            content = warnings_bytes(upload, warnings)
            services.reports.write(upload.municipality, upload.upload_id, WARNINGS_FILE, content)
    checked_at = datetime.fromisoformat(upload.received_at)
    faults = _write_report(upload.municipality, upload.upload_id, checked, checked_at, services)
    if config is not None:
        services.reports.write(upload.municipality, upload.upload_id, "config.json", config.to_bytes())
    if not services.table.advance(upload, UploadStatus.RECEIVED):
        outcome = IntakeOutcome.REPEATED
        stands = services.table.upload(upload.municipality, upload.upload_id)
        if stands is not None and stands.status in DELETION:
            return Intake(outcome, upload.upload_id, upload.municipality, report, faults)
    if upload.status is UploadStatus.QUEUED:
        services.queue.send(upload.municipality, upload.upload_id)
    faults += _write_workbooks(upload.municipality, upload.upload_id, checked, checked_at, services)
    return Intake(outcome, upload.upload_id, upload.municipality, report, faults)


def _write_workbooks(
    code: MunicipalityCode | None,
    identity: str,
    checked: _CheckedObject,
    checked_at: datetime,
    services: IntakeServices,
) -> tuple[Exception, ...]:
    """Write the workbooks made of the sheet, and why one could not be made. Raises as `store_workbooks` does."""
    whose = municipality(code) if code else None, checked.judged, checked.register
    made = workbook_files(checked.report, checked.data, checked_at.date(), *whose)
    return store_workbooks(
        made, checked.report, checked.excerpt, checked_at, code, identity, services.reports
    )


def _make_workbooks_again(
    upload: Upload, target: Destination, services: IntakeServices
) -> tuple[Exception, ...]:
    """Make the workbooks of an upload that was recorded: its earlier delivery may have ended before they were there.

    Only of what is judged as it was: by another release it may not be, and they must agree with the report.
    """
    if upload.status in {UploadStatus.GONE, *DELETION}:
        # Of what is being deleted nothing is made any more, even while it is still there.
        return ()
    stored = services.uploads.fetch(upload.bucket, upload.key, upload.version_id, FILE_BYTES)
    if stored is None or stored.data is None:
        return ()
    checked_at = datetime.fromisoformat(upload.received_at)
    checked = _check_object(stored, target, services, checked_at.date())
    judged, _, _ = _judge(upload, target, checked.report, checked.asked)
    if (judged.verdict, judged.row_count, judged.digest) != (upload.verdict, upload.row_count, upload.digest):
        return ()
    return _write_workbooks(upload.municipality, upload.upload_id, checked, checked_at, services)


def _judge(
    upload: Upload, target: Destination, report: Report, asked: AskedPart | None
) -> tuple[Upload, IntakeOutcome, Configuration | None]:
    judged = replace(upload, verdict=report.verdict, row_count=len(report.rows))
    part = asked and asked.part
    if asked is not None:
        judged = replace(judged, part=part.name if part else asked.name, part_reach=reach_of(part))
    if report.verdict == "rejected":
        return replace(judged, status=UploadStatus.REJECTED), IntakeOutcome.REJECTED, None
    rows = tuple(sourced.row for sourced in report.rows)
    held_back_by = " ".join(holding_rules(report.findings)) or None
    accepted = replace(judged, digest=(snapshot := snapshot_of(rows)).digest, held_back_by=held_back_by)
    facts = upload.municipality, upload.upload_id, upload.uploaded_at, report.file.name
    config = Configuration(*facts, rows, snapshot, judged.part)
    if target.check_only:
        return replace(accepted, status=UploadStatus.CHECKED), IntakeOutcome.CHECKED, config
    return replace(accepted, status=UploadStatus.QUEUED), IntakeOutcome.QUEUED, config


def _refuse_folder(
    created: ObjectCreated, target: Destination, identity: str, services: IntakeServices
) -> Intake:
    """Report that the upload's folder is no municipality's. The report belongs to nobody."""
    stored = services.uploads.fetch(created.bucket, created.key, created.version_id or "", FILE_BYTES)
    if stored is None:
        return Intake(IntakeOutcome.GONE, identity)
    report = refuse(stored_file_facts(stored, target.file_name), "KA112", {"prefix": target.prefix or "/"})
    faults = _write_report(None, identity, _CheckedObject(report, None, None), services.now(), services)
    return Intake(IntakeOutcome.NO_MUNICIPALITY, identity, report=report, faults=faults)


def _write_report(
    code: MunicipalityCode | None,
    identity: str,
    checked: _CheckedObject,
    checked_at: datetime,
    services: IntakeServices,
) -> tuple[Exception, ...]:
    """``checked_at``: shown in the report. Of an upload, the time in its record, however often it is checked."""
    report, excerpt = checked.report, checked.excerpt
    files = required_files(report, excerpt)
    pages, faults = page_files(report, excerpt, checked_at)
    if code is not None:
        # The page shows nobody else's.
        summary, more_faults = summary_files(report, excerpt, files["report.json"])
        pages, faults = pages | summary, faults + more_faults
    for name, content in (files | pages).items():
        services.reports.write(code, identity, name, content)
    return (*faults, *checked.faults)
