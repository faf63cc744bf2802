"""The deletion of a sheet or of a municipality's lists was asked for: delete all of it, and make sure of that."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from kleark.adapters import clients, clock
from kleark.adapters.correlated_log import correlating
from kleark.adapters.dynamodb.case_template_table import CaseTemplateTable
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.erasure_table import ErasureTable
from kleark.adapters.dynamodb.own_number_table import OwnNumberTable
from kleark.adapters.dynamodb.sweep_table import SweepTable
from kleark.adapters.embedded_metrics import put_metrics
from kleark.adapters.environment import required
from kleark.adapters.errors import describe_error
from kleark.adapters.object_versions import VersionedBucket
from kleark.adapters.queue_batch import process_each
from kleark.adapters.s3 import ReportStore
from kleark.adapters.sqs import ErasureQueue
from kleark.erasure.erase import ErasureServices, erase
from kleark.erasure.erase_lists import ListErasureServices, erase_lists
from kleark.log_events import LogEvent
from kleark.metrics import FAILED, Metric
from kleark.publishing.ids import checked_id, municipality_code
from kleark.publishing.model import stamp
from kleark.publishing.object_keys import OwnList

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from kleark.adapters.dynamodb.list_table import ListTable
    from kleark.adapters.queue_batch import Message

logger = Logger(service="erase")
clients.open_ahead(clients.dynamodb, clients.s3, clients.sqs)


@cache
def services() -> ErasureServices:
    """What erasure works with, opened once."""
    dynamodb, s3, table = clients.dynamodb(), clients.s3(), required("TABLE_NAME")
    return ErasureServices(
        table=ConfigurationTable(dynamodb, table),
        sweep_table=SweepTable(dynamodb, table),
        records=ErasureTable(dynamodb, table),
        uploads=VersionedBucket(s3, required("UPLOADS_BUCKET")),
        stored_reports=VersionedBucket(s3, required("REPORTS_BUCKET")),
        reports=ReportStore(s3, required("REPORTS_BUCKET")),
        queue=ErasureQueue(clients.sqs(), required("ERASURE_QUEUE_URL")),
        now=clock.now,
    )


_TABLES: dict[OwnList, type[ListTable]] = {
    OwnList.CASE_TEMPLATES: CaseTemplateTable,
    OwnList.OWN_NUMBERS: OwnNumberTable,
}


@cache
def list_services(kind: OwnList) -> ListErasureServices:
    """The same for lists of a kind."""
    own = services()
    return ListErasureServices(
        kind=kind,
        lists=_TABLES[kind](clients.dynamodb(), required("TABLE_NAME")),
        uploads=own.uploads,
        uploads_bucket=required("UPLOADS_BUCKET"),
        stored_reports=own.stored_reports,
        queue=ErasureQueue(clients.sqs(), required("ERASURE_QUEUE_URL")),
        now=own.now,
    )


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return which messages must be delivered again. One that keeps failing ends in the dead-letter queue."""
    logger.set_correlation_id(context.aws_request_id)
    return process_each(event, handle_message)


def handle_message(message: Message) -> None:
    """Carry out one deletion, as far as that can be done now."""
    with correlating(logger, message.message_id):
        try:
            request = json.loads(message.body)
            code = municipality_code(request["municipalityCode"])
            upload_id = checked_id(request["uploadId"]) if "uploadId" in request else None
            if upload_id is None:
                kind = next(one for one in OwnList if one.until in request)
                outcome, erased = erase_lists(code, _moment(request[kind.until]), list_services(kind))
            else:
                logger.set_correlation_id(upload_id)
                outcome, erased = erase(code, upload_id, services())
        except Exception as error:
            facts = {"messageId": message.message_id} | describe_error(error)
            logger.error(LogEvent.ERASURE_FAILED, extra=facts)  # noqa: TRY400 (its text can quote what was sent)
            put_metrics(logger, Metric.DELETIONS.measured(by=FAILED))
            raise
        facts = {"outcome": outcome, "municipality": code, "uploadId": upload_id}
        logger.info(LogEvent.ERASURE_PROCESSED, extra=facts | asdict(erased))
        put_metrics(logger, Metric.DELETIONS.measured(by=outcome))


def _moment(until: str) -> str:
    """Until when lists are to be deleted, never later than now. Raises ValueError."""
    return min(stamp(datetime.fromisoformat(until)), stamp(clock.now()))
