"""The portal reads what is live: the event becomes a request, the answer becomes a response."""

from __future__ import annotations

import base64
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.logging import Logger

from kleark.adapters import clients
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.adapters.dynamodb.published_table import PublishedTable
from kleark.adapters.environment import required
from kleark.adapters.errors import fault, is_passing
from kleark.portal.app import handle
from kleark.portal.problems import BUSY, UNEXPECTED
from kleark.portal.published import PortalContext, municipality_in
from kleark.portal.responses import Request, Response, problem_answer
from kleark.portal.snapshot_cache import Snapshots
from kleark.portal.status_overview import Country

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger(service="portal_api")


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
    return Country(InventoryTable(clients.dynamodb_for_reading(), required("TABLE_NAME")))


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001 (Lambda's signature)
    """Answer an event of an HTTP API (payload version 2.0)."""
    try:
        found = handle(_request(event), PortalContext(table(), snapshots(), country()))
    except Exception as error:  # noqa: BLE001 (the caller gets a problem, the log gets the fault)
        found = problem_answer(BUSY if is_passing(error) else UNEXPECTED)
        _log(event, found, fault(error))
    else:
        _log(event, found, {})
    return _response(found)


def _log(event: dict[str, Any], found: Response, why: dict[str, Any]) -> None:
    """What could not be answered, or not for every municipality. Of what was sent only a code that is one of the 98."""
    if found.status >= 500:
        about = {"problem": found.problem, "municipality": municipality_in(event.get("rawPath", ""))}
        (logger.warning if found.status == BUSY.status else logger.error)("not answered", extra=about | why)
    if found.unread:
        logger.error("rows are not whole", extra={"municipalities": found.unread})


def _request(event: dict[str, Any]) -> Request:
    http = event["requestContext"]["http"]
    stage = "/" + event["requestContext"].get("stage", "$default")
    path = event["rawPath"]
    body = event.get("body") or ""
    return Request(
        method=http["method"].upper(),
        path=path.removeprefix(stage) if path.startswith(stage + "/") else path,
        query=event.get("rawQueryString", ""),
        headers={name.lower(): value for name, value in event.get("headers", {}).items()},
        body=base64.b64decode(body) if event.get("isBase64Encoded") else body.encode(),
    )


def _response(found: Response) -> dict[str, Any]:
    """Compressed bytes cannot stand in JSON, so they go as base64."""
    encoded = "Content-Encoding" in found.headers and bool(found.body)
    body = base64.b64encode(found.body).decode() if encoded else found.body.decode()
    return {
        "statusCode": found.status,
        "headers": dict(found.headers),
        "body": body,
        "isBase64Encoded": encoded,
    }
