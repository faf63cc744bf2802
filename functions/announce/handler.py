"""What is live has changed: announce each new revision on the event bus, once and in order."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from kleark.adapters import clients
from kleark.adapters.dynamodb.announcements import Announcements
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.stream import live_change
from kleark.adapters.environment import required
from kleark.adapters.errors import fault, from_aws
from kleark.adapters.eventbridge import EventBus
from kleark.publishing.announce import LiveChange, UnsteadyMarkError, announce, per_municipality
from kleark.publishing.ports import EventRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger(service="announce")


@cache
def means() -> tuple[ConfigurationTable, Announcements, EventBus]:
    """The log, the marks and the bus, opened once."""
    name = required("TABLE_NAME")
    return (
        ConfigurationTable(clients.dynamodb(), name),
        Announcements(clients.dynamodb(), name),
        EventBus(clients.events(), required("EVENT_BUS_NAME")),
    )


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Answer from which records on the stream must come again.

    Lambda takes the first of those named and sends everything from there on; what was announced is skipped.
    What cannot be opened at all concerns everybody, and fails the batch.
    """
    opened = means()
    flips = per_municipality(_flips(event["Records"]))
    failed = [flip.first for flip in flips if not _announced(flip, *opened)]
    return {"batchItemFailures": [{"itemIdentifier": sequence} for sequence in failed]}


def _flips(records: list[dict[str, Any]]) -> Iterator[LiveChange]:
    """A record that cannot be read stops nobody else's; the sweep sees what it leaves unannounced."""
    for record in records:
        try:
            if flip := live_change(record):
                yield flip
        except Exception as error:  # noqa: BLE001 (coming again, it would be no different)
            logger.error("a record of the stream cannot be read", extra=fault(error))  # noqa: TRY400 (see `fault`)


def _announced(flip: LiveChange, table: ConfigurationTable, marks: Announcements, bus: EventBus) -> bool:
    """Whether nothing is left to be tried again."""
    facts = {"municipality": flip.municipality, "revision": flip.revision}
    try:
        revisions = announce(flip.municipality, flip.revision, table, marks, bus)
    except Exception as error:  # noqa: BLE001 (the other municipalities have their turn)
        logger.error("not announced", extra=facts | fault(error))  # noqa: TRY400 (see `fault`)
        return not _passes(error)
    logger.info("announced", extra=facts | {"announced": revisions})
    return True


def _passes(error: Exception) -> bool:
    """Whether trying again may help. What may not would keep every municipality on the shard waiting for a day.

    The sweep asks for it again each hour, and rings when a day has gone.
    """
    if isinstance(error, EventRefusedError):
        return error.is_transient
    return from_aws(error) or isinstance(error, UnsteadyMarkError)
