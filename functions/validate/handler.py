"""An object was uploaded: check it, store the report, and ask for its publication."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from kleark.adapters import clients, clock
from kleark.adapters.answer_secret import AnswerSecret
from kleark.adapters.correlated_log import correlating
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.edition_table import EditionTable, StoredRegister
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.adapters.dynamodb.upload_tickets import UploadTickets
from kleark.adapters.embedded_metrics import put_metrics
from kleark.adapters.environment import is_local, optional, required
from kleark.adapters.errors import describe_error
from kleark.adapters.queue_batch import process_each
from kleark.adapters.s3 import ReportStore, UploadStore
from kleark.adapters.sqs import PublishQueue
from kleark.intake.malware_scan import UnscannedError
from kleark.intake.notification import objects_created
from kleark.intake.outcome import ListOutcome
from kleark.intake.sheet import Intake, IntakeServices, process_upload
from kleark.inventory.current import CurrentInventory
from kleark.log_events import LogEvent
from kleark.metrics import FAILED, REFUSALS_AFTER_A_SUCCESS, Metric
from kleark.publishing.ids import municipality_code, upload_id

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from kleark.adapters.dynamodb.case_template_table import CaseTemplateTable
    from kleark.adapters.dynamodb.own_number_table import OwnNumberTable
    from kleark.adapters.queue_batch import Message
    from kleark.intake.notification import ObjectCreated
    from kleark.metrics import Measurement
    from kleark.registers.kle_register import Topic

logger = Logger(service="validate")
clients.open_ahead(clients.dynamodb, clients.s3, clients.sqs)


@cache
def services() -> IntakeServices:
    """What intake works with, opened once."""
    index = InventoryTable(clients.dynamodb(), required("TABLE_NAME"))
    return IntakeServices(
        bucket=required("UPLOADS_BUCKET"),
        uploads=UploadStore(clients.s3(), scans=optional("MALWARE_PROTECTION") == "ON"),
        reports=ReportStore(clients.s3(), required("REPORTS_BUCKET")),
        table=ConfigurationTable(clients.dynamodb(), required("TABLE_NAME")),
        queue=PublishQueue(clients.sqs(), required("PUBLISH_QUEUE_URL")),
        index=index,
        lists=_StoredLists(),
        tickets=UploadTickets(clients.dynamodb(), required("PEOPLE_TABLE_NAME")),
        secret=AnswerSecret(clients.secretsmanager, required("ANSWER_SECRET_ARN")),
        now=clock.now,
        versions_required=not is_local(),
        indexed=CurrentInventory(index).cases,
        register=StoredRegister(EditionTable(clients.dynamodb(), required("TABLE_NAME")), _own_numbers),
    )


class _StoredLists:
    """Few uploads are lists, and few sheets hold numbers that KL has not."""

    def templates(self) -> CaseTemplateTable:
        from kleark.adapters.dynamodb.case_template_table import CaseTemplateTable  # noqa: PLC0415

        return CaseTemplateTable(clients.dynamodb(), required("TABLE_NAME"))

    def own_numbers(self) -> OwnNumberTable:
        from kleark.adapters.dynamodb.own_number_table import OwnNumberTable  # noqa: PLC0415

        return OwnNumberTable(clients.dynamodb(), required("TABLE_NAME"))


def _own_numbers(code: str) -> tuple[Topic, ...]:
    return _StoredLists().own_numbers().counting(municipality_code(code))


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return which messages must be delivered again. One that keeps failing ends in the dead-letter queue."""
    logger.set_correlation_id(context.aws_request_id)
    return process_each(event, handle_message)


def handle_message(message: Message) -> None:
    """Process every object in the message, also after one has failed. Raises all failures together."""
    failures: list[Exception] = []
    with correlating(logger, message.message_id):
        try:
            objects = objects_created(message.body)
        except Exception as error:
            logger.error(LogEvent.NOTIFICATION_UNREADABLE, extra=_failure(message, error))  # noqa: TRY400 (see `describe_error`)
            put_metrics(logger, Metric.UPLOADS.measured(by=FAILED))
            raise
    for created in objects:
        with correlating(logger, _correlation_id(created, message)):
            try:
                intake = process_upload(created, services())
                _log(intake)
                _order_links(intake)
            except UnscannedError as error:
                # Not a failure: its message comes again, or the scan's event before that.
                logger.info(LogEvent.UPLOAD_AWAITS_SCAN, extra=_failure(message, error))
                failures.append(error)
            except Exception as error:  # noqa: BLE001 (raised again below, after the others)
                logger.error(LogEvent.UPLOAD_FAILED, extra=_failure(message, error))  # noqa: TRY400 (see `describe_error`)
                put_metrics(logger, Metric.UPLOADS.measured(by=FAILED))
                failures.append(error)
    if failures:
        raise ExceptionGroup("objects were not processed", failures)


def _correlation_id(created: ObjectCreated, message: Message) -> str:
    """The upload's id, or the message's where it names no version: then an upload is known once it was looked up."""
    if created.version_id is None:
        return message.message_id
    return upload_id(created.bucket, created.key, created.version_id)


def _log(intake: Intake) -> None:
    if intake.upload_id:
        logger.set_correlation_id(intake.upload_id)
    facts: dict[str, Any] = {
        "outcome": intake.outcome,
        "uploadId": intake.upload_id,
        "municipality": intake.municipality,
    }
    if report := intake.report:
        facts |= {"verdict": report.verdict, "rows": report.counts.rows, "bytes": report.file.bytes}
        facts["rules"] = sorted({finding.rule for finding in report.findings})
    logger.info(LogEvent.UPLOAD_PROCESSED, extra=facts)
    for error in intake.faults:
        logger.error(LogEvent.REPORT_INCOMPLETE, extra={"uploadId": intake.upload_id} | describe_error(error))
    put_metrics(logger, *_measured(intake))


def _order_links(intake: Intake) -> None:
    """Have the links of a sheet asked before somebody publishes it, where links are asked at all."""
    if not (url := optional("LINKS_QUEUE_URL")) or intake.report is None:
        return
    # What only a stack that asks links needs is imported there.
    from kleark.adapters.link_queue import LinkQueue  # noqa: PLC0415
    from kleark.links.link_orders import addresses_of, link_orders  # noqa: PLC0415

    now = clock.now()
    orders = link_orders(addresses_of(sourced.row for sourced in intake.report.rows), {}, now)
    try:
        LinkQueue(clients.sqs(), url).send(orders, now)
    except Exception as error:  # noqa: BLE001 (nothing waits for it: the next run orders what is due)
        facts = {"uploadId": intake.upload_id} | describe_error(error)
        logger.error(LogEvent.LINKS_NOT_ORDERED, extra=facts)  # noqa: TRY400 (see `describe_error`)


def _measured(intake: Intake) -> list[Measurement]:
    measured = [Metric.UPLOADS.measured(by=intake.outcome)]
    if (report := intake.report) is None:
        return measured
    # A list of case templates with errors in it is kept all the same: they are what it is for.
    refused = report.verdict == "rejected" and intake.outcome != ListOutcome.STORED
    measured.append(Metric.VERDICTS.measured(by=report.verdict))
    measured.append(Metric.REFUSALS_IN_A_ROW.measured(1 if refused else REFUSALS_AFTER_A_SUCCESS))
    found = Counter(finding.rule for finding in report.findings)
    return measured + [Metric.FINDINGS.measured(count, by=rule) for rule, count in sorted(found.items())]


def _failure(message: Message, error: Exception) -> dict[str, Any]:
    return {"messageId": message.message_id} | describe_error(error)
