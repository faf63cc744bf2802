"""An upload was validated, or its time has come: make it live, or record why not."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from kleark.adapters import clients, clock
from kleark.adapters.answer_secret import AnswerSecret
from kleark.adapters.correlated_log import correlating
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.adapters.embedded_metrics import put_metrics
from kleark.adapters.environment import required
from kleark.adapters.errors import describe_error
from kleark.adapters.queue_batch import process_in_order
from kleark.adapters.s3 import ReportStore
from kleark.inventory.current import CurrentInventory
from kleark.log_events import LogEvent
from kleark.metrics import FAILED, Metric
from kleark.publishing.automatic import ContendedError, Publication, publish
from kleark.publishing.ids import checked_id, municipality_code
from kleark.publishing.tenant import Tenant

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from kleark.adapters.queue_batch import Message
    from kleark.metrics import Measurement
    from kleark.publishing.ids import MunicipalityCode

logger = Logger(service="publish")
clients.open_ahead(clients.dynamodb, clients.s3)


@cache
def stores() -> tuple[ConfigurationTable, ReportStore]:
    """The table and the reports, opened once."""
    return (
        ConfigurationTable(clients.dynamodb(), required("TABLE_NAME")),
        ReportStore(clients.s3(), required("REPORTS_BUCKET")),
    )


@cache
def secret() -> AnswerSecret:
    """The key of fingerprints."""
    return AnswerSecret(clients.secretsmanager, required("ANSWER_SECRET_ARN"))


@cache
def inventory() -> CurrentInventory:
    """What municipalities have in the indexes."""
    return CurrentInventory(InventoryTable(clients.dynamodb(), required("TABLE_NAME")))


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return which messages must be delivered again. One that keeps failing ends in the dead-letter queue."""
    logger.set_correlation_id(context.aws_request_id)
    # Where one fails, later messages of its municipality wait for it; other municipalities go on.
    return process_in_order(event, handle_message)


def handle_message(message: Message) -> None:
    """Process one request to publish."""
    with correlating(logger, message.message_id):
        try:
            request = json.loads(message.body)
            code, upload_id = municipality_code(request["municipalityCode"]), checked_id(request["uploadId"])
            logger.set_correlation_id(upload_id)
            publication = _publish(code, upload_id, request.get("scheduleId"))
        except Exception as error:
            facts = {"messageId": message.message_id} | describe_error(error)
            logger.error(LogEvent.PUBLISH_REQUEST_FAILED, extra=facts)  # noqa: TRY400 (its text can quote what was sent)
            put_metrics(logger, Metric.PUBLISH_REQUESTS.measured(by=FAILED), *_conflicts(error))
            raise
        _log(code, upload_id, publication)


def _publish(code: MunicipalityCode, upload_id: str, schedule_id: object) -> Publication:
    table, reports = stores()
    if schedule_id is None:
        return publish(code, upload_id, table, reports, clock.now, secret(), lambda: inventory().cases(code))
    from kleark.publishing.schedule import run_due  # noqa: PLC0415 (few sheets have a time)

    tenant = Tenant(code, table, clock.now, secret(), lambda: inventory().cases(code))
    return run_due(upload_id, checked_id(schedule_id), tenant, reports)


def _log(code: str, upload_id: str, publication: Publication) -> None:
    facts: dict[str, Any] = {
        "outcome": publication.outcome,
        "municipality": code,
        "uploadId": upload_id,
    }
    if plan := publication.plan:
        facts |= {"added": len(plan.added), "changed": len(plan.changed)}
        facts |= {"removed": len(plan.removed), "unchanged": len(plan.unchanged)}
    if entry := publication.entry:
        facts["revision"] = entry.revision
    logger.info(LogEvent.PUBLISH_REQUEST_PROCESSED, extra=facts)
    measured = [Metric.PUBLISH_REQUESTS.measured(by=publication.outcome), *_conflicts(publication)]
    if (took := publication.time_to_live) is not None:
        # The bucket's clock and ours are two.
        measured.append(Metric.TIME_TO_LIVE.measured(max(0, took // timedelta(milliseconds=1))))
    put_metrics(logger, *measured)


def _conflicts(of: Publication | Exception) -> list[Measurement]:
    conflicts = of.conflicts if isinstance(of, Publication | ContendedError) else 0
    return [Metric.PUBLISH_CONFLICTS.measured(conflicts)] if conflicts else []
