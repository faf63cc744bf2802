"""Something happened that people want to be told: send them a mail."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from kleark.adapters import clients, clock
from kleark.adapters.dynamodb.colleague_table import ColleagueTable
from kleark.adapters.dynamodb.notice_facts import NoticeFacts
from kleark.adapters.dynamodb.notice_marks import NoticeMarks
from kleark.adapters.environment import required
from kleark.adapters.errors import describe_error
from kleark.adapters.ses import Mailer
from kleark.log_events import LogEvent
from kleark.mail.delivery import MailServices, deliver
from kleark.mail.mail_text import MailSettings
from kleark.publishing.notices import Notice, UnreadableNoticeError, notice_from_json

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger(service="notify")


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
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Return which messages must be delivered again.

    What somebody who just got a mail waits for comes again, too, and so does what cannot be read, which then ends in
    the dead-letter queue.
    """
    by_message = {record["messageId"]: _notice(record) for record in event["Records"]}
    notices = [notice for notice in by_message.values() if notice]
    delivery = deliver(notices, services())
    if delivery.outdated:
        logger.info(LogEvent.NOTICE_OUTDATED, extra={"notices": sorted(delivery.outdated)})
    for fault in delivery.faults:
        logger.error(LogEvent.NOTICES_FAILED, extra=describe_error(fault))
    logger.info(
        LogEvent.NOTICES_SENT,
        extra={
            "notices": len({notice.notice_id for notice in notices}),
            "mails": delivery.mails,
            "again": len(delivery.again),
            "waiting": len(delivery.waiting),
        },
    )
    failed = [
        message
        for message, notice in by_message.items()
        if notice is None or notice.notice_id in delivery.again
    ]
    return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}


def _notice(record: dict[str, Any]) -> Notice | None:
    """The notice in one message; None where there is none in a form that this release knows."""
    try:
        return notice_from_json(json.loads(record["body"])["detail"])
    except (UnreadableNoticeError, KeyError, TypeError, ValueError) as error:
        facts = {"messageId": record.get("messageId")} | describe_error(error)
        logger.error(LogEvent.NOTICE_UNREADABLE, extra=facts)  # noqa: TRY400 (its text can quote what was sent)
        return None
