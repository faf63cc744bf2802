"""From time to time: delete what nobody needs any more, and help on what was left undone."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from kleark.adapters import clients, clock
from kleark.adapters.dynamodb.announcements import Announcements
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.sweep_table import SweepTable
from kleark.adapters.environment import required
from kleark.adapters.errors import fault
from kleark.adapters.sqs import PublishQueue
from kleark.publishing.ids import municipality_code
from kleark.publishing.retention import Retention
from kleark.publishing.sweep import SweepServices, sweep
from kleark.registers.municipalities import municipalities

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_lambda_powertools.utilities.typing import LambdaContext

RESERVE_MS = 30_000
"""So long before the function's timeout no new piece of work is begun."""

logger = Logger(service="sweep")


class UnknownRequestError(ValueError):
    """The event asks for something that the sweep does not know. It is better to do nothing."""


class IncompleteSweepError(Exception):
    """Something needs a person's attention; the log says what. The rest was swept."""


@cache
def stores() -> tuple[ConfigurationTable, SweepTable, Announcements, PublishQueue, Retention]:
    """The table in the three ways that it is used, the queue, and how much is kept; opened once."""
    client, name = clients.dynamodb(), required("TABLE_NAME")
    retention = Retention(int(required("RETENTION_MONTHS")), int(required("RETENTION_REVISIONS")))
    queue = PublishQueue(clients.sqs(), required("PUBLISH_QUEUE_URL"))
    return (
        ConfigurationTable(client, name),
        SweepTable(client, name),
        Announcements(client, name),
        queue,
        retention,
    )


@logger.inject_lambda_context
def handler(event: Any, context: LambdaContext) -> dict[str, Any]:
    """Sweep, and answer with what was done. ``{"dryRun": true}``: only say what would be.

    Raises UnknownRequestError; and, once all is done that can be, IncompleteSweepError when a municipality
    failed or stays unannounced.
    """
    dry_run = _is_dry_run(event)
    counts = sweep(
        [municipality_code(one.code) for one in municipalities()],
        _sweeping(lambda: context.get_remaining_time_in_millis() < RESERVE_MS, dry_run=dry_run),
        lambda code, error: logger.error("not swept", extra={"municipality": code} | fault(error)),
    )
    summary = {"dryRun": dry_run} | counts.to_json()
    logger.info("swept", extra=summary)
    if not dry_run and (counts.failed or counts.unannounced):
        raise IncompleteSweepError(f"{counts.failed} failed, {counts.unannounced} stay unannounced")
    return summary


def _is_dry_run(event: Any) -> bool:
    """A mistyped ``dryRun`` must not become a real sweep. Raises UnknownRequestError."""
    dry_run = event.get("dryRun", False) if isinstance(event, dict) else None
    if not isinstance(dry_run, bool) or event.keys() - {"dryRun"}:
        raise UnknownRequestError('the event must be {}, or {"dryRun": true} or {"dryRun": false}')
    return dry_run


def _sweeping(time_is_up: Callable[[], bool], *, dry_run: bool) -> SweepServices:
    table, store, marks, queue, retention = stores()
    return SweepServices(table, store, marks, queue, retention, clock.now, time_is_up, dry_run)
