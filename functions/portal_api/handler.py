"""The portal reads what is live: the event becomes a request, the response becomes Lambda's result."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.logging import Logger

from kleark.adapters import clients
from kleark.adapters.dynamodb.health_table import HealthTable
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.adapters.dynamodb.published_table import PublishedTable
from kleark.adapters.embedded_metrics import put_metrics
from kleark.adapters.environment import required
from kleark.adapters.errors import describe_error, is_transient
from kleark.http.api_gateway import lambda_result, request_id, request_of
from kleark.log_events import LogEvent
from kleark.metrics import Metric, status_kind
from kleark.portal.app import handle
from kleark.portal.problems import BUSY, UNEXPECTED
from kleark.portal.published import PortalContext, municipality_in
from kleark.portal.responses import problem_response
from kleark.portal.snapshot_cache import Snapshots
from kleark.portal.status_overview import Country

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from kleark.adapters.dynamodb.edition_table import EditionTable
    from kleark.editions.model import ActiveEdition
    from kleark.http.messages import Response

logger = Logger(service="portal_api")
clients.open_ahead(clients.dynamodb_for_reading)


@cache
def table() -> PublishedTable:
    """The table, opened once."""
    return PublishedTable(clients.dynamodb_for_reading(), required("TABLE_NAME"))


@cache
def snapshots() -> Snapshots:
    """What this instance has read; kept from one request to the next."""
    return Snapshots()


@cache
def country() -> Country:
    """What this instance has worked out of all municipalities."""
    client, name = clients.dynamodb_for_reading(), required("TABLE_NAME")
    return Country(InventoryTable(client, name), HealthTable(client, name))


@cache
def editions() -> EditionTable:
    """The editions of the KLE register, opened once."""
    from kleark.adapters.dynamodb.edition_table import EditionTable  # noqa: PLC0415 (few requests ask)

    return EditionTable(clients.dynamodb_for_reading(), required("TABLE_NAME"))


class StoredEditions:
    """Which edition of the KLE register is active. What reads it is imported by the first request that asks."""

    def active(self) -> ActiveEdition:
        """As `EditionTable.active`."""
        return editions().active()


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer an event of an HTTP API (payload version 2.0)."""
    logger.set_correlation_id(request_id(event) or context.aws_request_id)
    measured, request = [], None
    try:
        request = request_of(event)
        response = handle(request, PortalContext(table(), snapshots(), country(), StoredEditions()))
    except Exception as error:  # noqa: BLE001 (the caller gets a problem, the log gets the fault)
        response = problem_response(BUSY if is_transient(error) else UNEXPECTED, request)
        _log(event, response, describe_error(error))
    else:
        _log(event, response, {})
        if request.method == "POST" and response.status == 200:
            measured.append(Metric.VISITS.measured())
    put_metrics(logger, Metric.PORTAL_ANSWERS.measured(by=status_kind(response.status)), *measured)
    return lambda_result(response)


def _log(event: dict[str, Any], response: Response, why: dict[str, Any]) -> None:
    """Log a failure, and municipalities that are missing. Of what was sent only a code that is one of the 98."""
    if response.status >= 500:
        extra = {**response.log, "municipality": municipality_in(event.get("rawPath", "")), **why}
        if response.status == BUSY.status:
            logger.warning(LogEvent.PORTAL_UNAVAILABLE, extra=extra)
        else:
            logger.error(LogEvent.PORTAL_ERROR, extra=extra)
    elif "municipalities" in response.log:
        logger.error(LogEvent.PORTAL_ROWS_INCOMPLETE, extra=dict(response.log))
