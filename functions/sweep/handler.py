"""Each hour: delete the rows that nobody needs any more, and retry what has stalled."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from kleark import __version__
from kleark.adapters import clients, clock
from kleark.adapters.dynamodb.announcements import Announcements
from kleark.adapters.dynamodb.case_sum_table import CaseSumTable
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.mark_table import SweepMarks
from kleark.adapters.dynamodb.older_uploads import OlderUploads
from kleark.adapters.dynamodb.requested_uploads import RequestedUploads
from kleark.adapters.dynamodb.sweep_table import SweepTable
from kleark.adapters.embedded_metrics import put_metrics
from kleark.adapters.environment import optional, required
from kleark.adapters.errors import describe_error
from kleark.adapters.sqs import ErasureQueue, PublishQueue
from kleark.log_events import LogEvent
from kleark.metrics import Metric
from kleark.publishing.ids import municipality_code
from kleark.publishing.retention import Retention
from kleark.publishing.sweep import SweepServices, sweep, sweep_order
from kleark.publishing.verification import Verified, verify_logs
from kleark.registers.municipalities import municipalities

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_lambda_powertools.utilities.typing import LambdaContext

    from kleark.publishing.ids import MunicipalityCode

RESERVE_MS = 30_000
"""No new piece of work is begun when less than this is left until the function's timeout."""

logger = Logger(service="sweep")
clients.open_ahead(clients.dynamodb, clients.sqs)


class UnknownRequestError(ValueError):
    """The event asks for something that the sweep does not know, so nothing is done."""


class IncompleteSweepError(Exception):
    """Something needs a person; the log says what. All else was swept."""


@cache
def stores() -> tuple[
    ConfigurationTable,
    SweepTable,
    Announcements,
    PublishQueue,
    ErasureQueue,
    OlderUploads,
    SweepMarks,
    RequestedUploads,
    Retention,
]:
    """The table in the ways that it is used, the queues, and the retention; opened once."""
    client, name = clients.dynamodb(), required("TABLE_NAME")
    retention = Retention(int(required("RETENTION_MONTHS")), int(required("RETENTION_REVISIONS")))
    queue = PublishQueue(clients.sqs(), required("PUBLISH_QUEUE_URL"))
    return (
        ConfigurationTable(client, name),
        SweepTable(client, name),
        Announcements(client, name),
        queue,
        ErasureQueue(clients.sqs(), required("ERASURE_QUEUE_URL")),
        OlderUploads(client, name),
        SweepMarks(client, name),
        RequestedUploads(client, name),
        retention,
    )


@logger.inject_lambda_context
def handler(event: Any, context: LambdaContext) -> dict[str, Any]:
    """Sweep, and return the counts.

    Args:
        event: ``{}``, or ``{"dryRun": true}`` to count only what a sweep would do.
        context: Lambda's, which knows how much time is left.

    Raises:
        UnknownRequestError: The event is none of these.
        IncompleteSweepError: A municipality failed, or stays unannounced, or a sheet that was to be deleted is still
            there. All else was done first.
    """
    logger.set_correlation_id(context.aws_request_id)
    dry_run = _is_dry_run(event)
    codes = [municipality_code(one.code) for one in municipalities()]
    services = _services(lambda: context.get_remaining_time_in_millis() < RESERVE_MS, dry_run=dry_run)
    counts = sweep(codes, services, _log_failure)
    summary = {"dryRun": dry_run} | counts.to_json()
    logger.info(LogEvent.SWEEP_FINISHED, extra=summary)
    if not dry_run:
        # What there was none of costs nothing; that there was a sweep is known of its invocation.
        work = {name: count for name, count in counts.to_json().items() if count and name != "municipalities"}
        put_metrics(logger, *(Metric.SWEEP_WORK.measured(count, by=name) for name, count in work.items()))
        _verify_logs(sweep_order(codes, services.now()), services)
    if not dry_run and (counts.failed or counts.unannounced or counts.unerased):
        raise IncompleteSweepError(
            f"{counts.failed} failed, {counts.unannounced} stay unannounced, {counts.unerased} are not deleted"
        )
    return summary


def _verify_logs(codes: list[MunicipalityCode], services: SweepServices) -> None:
    """After all that somebody waits for. A flawed log has an alarm of its own, and fails no sweep."""
    verified = Verified(services.marks, services.build, services.now())
    flawed = verify_logs(codes, services.table, services.time_is_up, _log_failure, verified)
    for code, flaws in flawed.items():
        facts = {"municipality": code, "flaws": sorted({one.flaw for one in flaws})}
        logger.error(LogEvent.LOG_FLAWED, extra=facts | {"revision": flaws[0].revision})
    if flawed:
        put_metrics(logger, Metric.LOG_FLAWS.measured(len(flawed)))


def _log_failure(code: MunicipalityCode, error: Exception) -> None:
    logger.error(LogEvent.MUNICIPALITY_SWEEP_FAILED, extra={"municipality": code} | describe_error(error))


def _is_dry_run(event: Any) -> bool:
    """A mistyped ``dryRun`` must not become a real sweep. Raises UnknownRequestError."""
    dry_run = event.get("dryRun", False) if isinstance(event, dict) else None
    if not isinstance(dry_run, bool) or event.keys() - {"dryRun"}:
        raise UnknownRequestError('the event must be {}, or {"dryRun": true} or {"dryRun": false}')
    return dry_run


def _services(time_is_up: Callable[[], bool], *, dry_run: bool) -> SweepServices:
    move_older = required("MOVE_OLDER_UPLOADS") == "true"
    sums = CaseSumTable(clients.dynamodb(), required("TABLE_NAME"))
    return SweepServices(*stores(), clock.now, time_is_up, dry_run, move_older, _build(), sums)


def _build() -> str:
    """The release and its deployment: another one may have been at work between two sweeps of this one."""
    return f"{__version__} {optional('AWS_LAMBDA_FUNCTION_VERSION')}"
