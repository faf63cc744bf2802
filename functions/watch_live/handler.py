"""Four times a day: judge what is live in each municipality, and keep what is found. It changes nothing live."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from kleark import __version__
from kleark.adapters import clients, clock
from kleark.adapters.dynamodb.case_template_table import CaseTemplateTable
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.finding_table import FindingTable
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.adapters.dynamodb.link_table import LinkTable
from kleark.adapters.dynamodb.sweep_table import SweepTable
from kleark.adapters.embedded_metrics import put_metrics
from kleark.adapters.environment import optional, required
from kleark.adapters.errors import describe_error
from kleark.adapters.file_names import FileNames
from kleark.adapters.surroundings import StoredSurroundings
from kleark.i18n.danish_time import danish_day
from kleark.links.due_links import DueLinks, NoLinks
from kleark.log_events import LogEvent
from kleark.metrics import Metric
from kleark.publishing.ids import municipality_code
from kleark.publishing.sweep import sweep_order
from kleark.registers.municipalities import municipalities
from kleark.watch.run import WatchServices, watch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aws_lambda_powertools.utilities.typing import LambdaContext

    from kleark.publishing.ids import MunicipalityCode
    from kleark.watch.circumstances import StoredFlaw
    from kleark.watch.soundness import FileOrphans

RESERVE_MS = 30_000
"""No municipality is begun with when less than this is left until the function's timeout."""

logger = Logger(service="watch_live")
clients.open_ahead(clients.dynamodb)


class UnknownRequestError(ValueError):
    """The event asks for something that the watch does not know, so nothing is done."""


class IncompleteWatchError(Exception):
    """Some municipalities could not be judged; the log says which. All others were."""


@cache
def tables() -> tuple[
    ConfigurationTable, SweepTable, FindingTable, InventoryTable, CaseTemplateTable, LinkTable
]:
    """The table in the ways that it is used; opened once."""
    client, name = clients.dynamodb(), required("TABLE_NAME")
    return (
        ConfigurationTable(client, name),
        SweepTable(client, name),
        FindingTable(client, name),
        InventoryTable(client, name),
        CaseTemplateTable(client, name),
        LinkTable(client, required("LINKS_TABLE_NAME")),
    )


@logger.inject_lambda_context
def handler(event: Any, context: LambdaContext) -> dict[str, Any]:
    """Judge, and return the counts.

    Args:
        event: ``{}``: all that have not been judged on the same day and the same inputs. ``{"municipality": "0461"}``:
            this one, whether or not. ``{"anew": true}``: all of them, whether or not, with their whole logs.
        context: Lambda's, which knows how much time is left.

    Raises:
        UnknownRequestError: The event is none of these.
        IncompleteWatchError: A municipality could not be judged. All others were first.
    """
    logger.set_correlation_id(context.aws_request_id)
    codes, anew = _asked(event)
    links = DueLinks(tables()[-1])
    services = _services(lambda: context.get_remaining_time_in_millis() < RESERVE_MS, links, anew=anew)
    totals = watch(sweep_order(codes, services.now()), services, _log_failure, _log_flaws)
    summary = totals.to_json()
    logger.info(LogEvent.WATCH_FINISHED, extra=summary)
    work = {name: count for name, count in summary.items() if count and name not in {"unchanged", "flawed"}}
    put_metrics(logger, *(Metric.WATCH_WORK.measured(count, by=name) for name, count in work.items()))
    if totals.flawed:
        put_metrics(logger, Metric.STORED_FLAWS.measured(totals.flawed))
    orphans = totals.orphans.to_json()
    if orphans:
        put_metrics(logger, *(Metric.ORPHANS.measured(count, by=kind) for kind, count in orphans.items()))
    _order_links(links)
    if totals.failed:
        raise IncompleteWatchError(f"{totals.failed} failed")
    return summary


def _asked(event: Any) -> tuple[list[MunicipalityCode], bool]:
    """Whom to judge, and whether anew. Raises UnknownRequestError."""
    every = [municipality_code(one.code) for one in municipalities()]
    if not isinstance(event, dict) or event.keys() - {"municipality", "anew"}:
        raise UnknownRequestError('the event must be {}, {"municipality": "0461"} or {"anew": true}')
    anew, wanted = event.get("anew", False), event.get("municipality")
    if not isinstance(anew, bool) or (wanted is not None and wanted not in every):
        raise UnknownRequestError("there is no such municipality, or anew is neither true nor false")
    return (every if wanted is None else [wanted]), anew or wanted is not None


def _services(time_is_up: Callable[[], bool], links: DueLinks, *, anew: bool) -> WatchServices:
    table, snapshots, findings, index, templates, _ = tables()
    today = danish_day(clock.now())
    build = f"{__version__} {optional('AWS_LAMBDA_FUNCTION_VERSION')}"
    around = StoredSurroundings(index, links if optional("LINKS_QUEUE_URL") else NoLinks(), today)
    files = FileNames(clients.s3(), required("UPLOADS_BUCKET"), required("REPORTS_BUCKET"))
    return WatchServices(
        table, snapshots, findings, around, clock.now, time_is_up, build, anew, files, templates
    )


def _order_links(links: DueLinks) -> None:
    """Have asked what is due of the links that were looked up, where links are asked at all."""
    if not (url := optional("LINKS_QUEUE_URL")):
        return
    # What only a stack that asks links needs is imported there.
    from kleark.adapters.link_queue import LinkQueue  # noqa: PLC0415

    try:
        links.order(LinkQueue(clients.sqs(), url), clock.now())
    except Exception as error:  # noqa: BLE001 (nothing waits for it: the next run orders what is due)
        logger.error(LogEvent.LINK_RUN_NOT_ORDERED, extra=describe_error(error))  # noqa: TRY400 (see `describe_error`)


def _log_failure(code: MunicipalityCode, error: Exception) -> None:
    logger.error(LogEvent.MUNICIPALITY_WATCH_FAILED, extra={"municipality": code} | describe_error(error))


def _log_flaws(code: MunicipalityCode, flaws: Sequence[StoredFlaw], orphans: FileOrphans) -> None:
    told = {"municipality": code, "flaws": list(flaws)} | orphans.to_json()
    logger.error(LogEvent.STORED_DATA_FLAWED, extra=told)
