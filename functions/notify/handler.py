"""Something happened that people want to be told: send them a mail."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from kleark.adapters import clients, clock
from kleark.adapters.correlated_log import correlating
from kleark.adapters.dynamodb.colleague_table import ColleagueTable
from kleark.adapters.dynamodb.notice_facts import NoticeFacts
from kleark.adapters.dynamodb.notice_marks import NoticeMarks
from kleark.adapters.embedded_metrics import put_metrics
from kleark.adapters.environment import required
from kleark.adapters.errors import describe_error
from kleark.adapters.ses import Mailer
from kleark.log_events import LogEvent
from kleark.mail.delivery import Delivery, MailServices, deliver, outcome_of
from kleark.mail.mail_text import MailSettings
from kleark.metrics import FAILED, Metric
from kleark.publishing.notices import Notice, UnreadableNoticeError, notice_from_json

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger(service="notify")
clients.open_ahead(clients.dynamodb, clients.ses)


@cache
def services() -> MailServices:
    """The tables and SES, opened once."""
    dynamodb = clients.dynamodb()
    quiet = timedelta(minutes=int(required("NOTICE_QUIET_MINUTES")))
    return MailServices(
        NoticeFacts(dynamodb, required("TABLE_NAME")),
        ColleagueTable(dynamodb, required("COLLEAGUES_TABLE_NAME")),
        NoticeMarks(dynamodb, required("PEOPLE_TABLE_NAME"), quiet),
        Mailer(clients.ses(), required("NOTICE_SENDER"), required("NOTICE_CONFIGURATION_SET")),
        MailSettings(required("PAGE_URL"), required("PAGE_CONTACT")),
        clock.now,
    )


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return which messages must be delivered again.

    What somebody who just got a mail waits for comes again, too, and so does what cannot be read, which then ends in
    the dead-letter queue.
    """
    logger.set_correlation_id(context.aws_request_id)
    by_message = {record["messageId"]: _notice(record) for record in event["Records"]}
    notices = [notice for notice in by_message.values() if notice]
    delivery = deliver(notices, services())
    of_notice = {notice.notice_id: notice for notice in notices}
    outcomes = {notice_id: outcome_of(notice_id, delivery) for notice_id in of_notice}
    # One mail can be about several things, so what became of each has a line, with the id of what it is about.
    for notice_id, outcome in outcomes.items():
        with correlating(logger, of_notice[notice_id].correlation_id or notice_id):
            facts = {"noticeId": notice_id, "cause": of_notice[notice_id].cause, "outcome": outcome}
            logger.info(LogEvent.NOTICE_PROCESSED, extra=facts)
            put_metrics(logger, Metric.NOTICES.measured(by=outcome))
    with correlating(logger, _of_all(notices) or context.aws_request_id):
        _log(delivery, len(of_notice))
    failed = [
        message
        for message, notice in by_message.items()
        if notice is None or notice.notice_id in delivery.again
    ]
    return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}


def _of_all(notices: list[Notice]) -> str | None:
    """The id of what all of them are about; None where they are about several things, or there are none."""
    ids = {notice.correlation_id for notice in notices}
    return ids.pop() if len(ids) == 1 else None


def _log(delivery: Delivery, count: int) -> None:
    """What became of all that came in together."""
    if delivery.outdated:
        logger.info(LogEvent.NOTICE_OUTDATED, extra={"notices": sorted(delivery.outdated)})
    for fault in delivery.faults:
        logger.error(LogEvent.NOTICES_FAILED, extra=describe_error(fault))
    facts = {
        "notices": count,
        "mails": delivery.mails,
        "again": len(delivery.again),
        "waiting": len(delivery.waiting),
    }
    logger.info(LogEvent.NOTICES_SENT, extra=facts)
    measured = {Metric.MAILS: delivery.mails, Metric.NOTICE_FAULTS: len(delivery.faults)}
    put_metrics(logger, *(metric.measured(value) for metric, value in measured.items() if value))


def _notice(record: dict[str, Any]) -> Notice | None:
    """The notice in one message; None where there is none in a form that this release knows."""
    try:
        return notice_from_json(json.loads(record["body"])["detail"])
    except (UnreadableNoticeError, KeyError, TypeError, ValueError) as error:
        facts = {"messageId": record.get("messageId")} | describe_error(error)
        with correlating(logger, str(record.get("messageId"))):
            logger.error(LogEvent.NOTICE_UNREADABLE, extra=facts)  # noqa: TRY400 (its text can quote what was sent)
            put_metrics(logger, Metric.NOTICES.measured(by=FAILED))
        return None
