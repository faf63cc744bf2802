"""The table has changed: announce each new revision on the event bus, in order, and raise notices for people."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from kleark.adapters import clients
from kleark.adapters.correlated_log import correlating
from kleark.adapters.dynamodb.announcements import Announcements
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.stream import is_live_record, live_change, notice_of_record
from kleark.adapters.embedded_metrics import put_metrics
from kleark.adapters.environment import required
from kleark.adapters.errors import describe_error, is_aws_error
from kleark.adapters.eventbridge import EventBus
from kleark.log_events import LogEvent
from kleark.metrics import Metric
from kleark.publishing.announce import LiveChange, UnsteadyMarkError, announce, latest_per_municipality
from kleark.publishing.ports import EventRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_lambda_powertools.utilities.typing import LambdaContext

    from kleark.publishing.announced_event import ConfigPublished

logger = Logger(service="announce")
clients.open_ahead(clients.dynamodb, clients.events)


@cache
def adapters() -> tuple[ConfigurationTable, Announcements, EventBus]:
    """The log, the marks and the bus, opened once."""
    name = required("TABLE_NAME")
    return (
        ConfigurationTable(clients.dynamodb(), name),
        Announcements(clients.dynamodb(), name),
        EventBus(clients.events(), required("EVENT_BUS_NAME")),
    )


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return the records from which on the stream must deliver again.

    Lambda takes the first of those named and delivers everything from there on; what was announced is skipped, and a
    notice that is raised again has the id that it had.
    An adapter that cannot be opened concerns every municipality, and fails the batch.
    """
    logger.set_correlation_id(context.aws_request_id)
    opened = adapters()
    of_live = [record for record in event["Records"] if is_live_record(record)]
    others = [record for record in event["Records"] if not is_live_record(record)]
    changes = latest_per_municipality(_live_changes(of_live))
    failed = [change.first for change in changes if not _announce(change, *opened)]
    # After the revisions, which the portals wait for.
    failed += [
        record["dynamodb"]["SequenceNumber"] for record in others if not _raise_notice(record, opened[2])
    ]
    return {"batchItemFailures": [{"itemIdentifier": sequence} for sequence in failed]}


def _live_changes(records: list[dict[str, Any]]) -> Iterator[LiveChange]:
    """A record that cannot be read does not stop the others; the sweep asks again for what it leaves unannounced."""
    for record in records:
        try:
            if change := live_change(record):
                yield change
        except Exception as error:  # noqa: BLE001 (delivered again, it would be the same)
            logger.error(LogEvent.STREAM_RECORD_UNREADABLE, extra=describe_error(error))  # noqa: TRY400 (see `describe_error`)


def _announce(
    change: LiveChange, table: ConfigurationTable, announcements: Announcements, bus: EventBus
) -> bool:
    """Whether the records need not be delivered again."""
    facts = {"municipality": change.municipality, "revision": change.revision}

    def follow(event: ConfigPublished, done: bool) -> None:
        """Each revision has an id of its own, and its lines have that one."""
        logger.set_correlation_id(event.correlation_id)
        if done:
            logger.info(LogEvent.REVISIONS_ANNOUNCED, extra=facts | {"announced": [event.revision]})
            put_metrics(logger, Metric.REVISIONS_ANNOUNCED.measured(by=event.action))

    with correlating(logger, change.upload_id or str(logger.get_correlation_id())):
        try:
            announced = announce(change.municipality, change.revision, table, announcements, bus, follow)
        except Exception as error:  # noqa: BLE001 (the other municipalities come next)
            logger.error(LogEvent.ANNOUNCEMENT_FAILED, extra=facts | describe_error(error))  # noqa: TRY400 (see `describe_error`)
            put_metrics(logger, Metric.ANNOUNCEMENTS_FAILED.measured())
            return not _may_help_to_retry(error)
        if not announced:
            logger.info(LogEvent.REVISIONS_ANNOUNCED, extra=facts | {"announced": []})
    return True


def _raise_notice(record: dict[str, Any], bus: EventBus) -> bool:
    """Whether the record need not be delivered again. One that cannot be read would be the same then."""
    try:
        notice = notice_of_record(record)
    except Exception as error:  # noqa: BLE001 (delivered again, it would be the same)
        logger.error(LogEvent.STREAM_RECORD_UNREADABLE, extra=describe_error(error))  # noqa: TRY400 (see `describe_error`)
        return True
    if notice is None:
        return True
    facts = {"municipality": notice.municipality, "cause": notice.cause, "noticeId": notice.notice_id}
    with correlating(logger, notice.correlation_id or notice.notice_id):
        try:
            bus.put_notice(notice)
        except Exception as error:  # noqa: BLE001 (the other notices come next)
            logger.error(LogEvent.NOTICE_NOT_RAISED, extra=facts | describe_error(error))  # noqa: TRY400 (see `describe_error`)
            put_metrics(logger, Metric.ANNOUNCEMENTS_FAILED.measured())
            return not _may_help_to_retry(error)
        logger.info(LogEvent.NOTICE_RAISED, extra=facts)
        put_metrics(logger, Metric.NOTICES_RAISED.measured(by=notice.cause))
    return True


def _may_help_to_retry(error: Exception) -> bool:
    """Whether a retry may help. Any other would keep every municipality on the shard waiting for a day.

    Of a revision, the sweep asks again each hour, and raises the alarm after a day. A notice is lost: what waits for
    somebody stands on their front page, too.
    """
    if isinstance(error, EventRefusedError):
        return error.is_transient
    return is_aws_error(error) or isinstance(error, UnsteadyMarkError)
