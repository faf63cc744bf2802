"""The admin's page: the event becomes a request, the answer becomes a response."""

from __future__ import annotations

import base64
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.logging import Logger

from admin_page.stores import OpenedStores
from kleark.adapters import clients, clock
from kleark.adapters.dynamodb.session_table import SessionTable
from kleark.adapters.environment import is_local, optional, required
from kleark.adapters.errors import fault, is_passing
from kleark.admin.app import finished, handle
from kleark.admin.app_context import AppContext
from kleark.admin.exchange import Request, Response
from kleark.admin.page_settings import Settings
from kleark.admin.pages import error_page

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger(service="admin_page")


@cache
def desk() -> AppContext:
    """What the pages work with, opened once."""
    settings = Settings(
        page_url=required("PAGE_URL"),
        sign_in_origin=required("SIGN_IN_ORIGIN"),
        uploads_origin=required("UPLOADS_ORIGIN"),
        owner=optional("PAGE_OWNER"),
        contact=optional("PAGE_CONTACT"),
        local=is_local(),
    )
    people = SessionTable(clients.dynamodb_for_the_page(), required("PEOPLE_TABLE_NAME"))
    return AppContext(settings, people, OpenedStores(), clock.now)


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001 (Lambda's signature)
    """Answer an event of an HTTP API (payload version 2.0)."""
    request = _request(event, desk().settings.base)
    try:
        made = handle(request, desk())
    except Exception as error:  # noqa: BLE001 (whoever asks gets a page, the log gets the fault)
        passing = is_passing(error)
        (logger.warning if passing else logger.error)("not answered", extra=fault(error))
        made = finished(_apology(request, passing=passing), request, desk())
    if made.logged:
        logger.warning("turned away", extra={"why": made.logged})
    return _response(made)


def _apology(request: Request, *, passing: bool) -> Response:
    if not passing:
        return error_page.unexpected(desk())
    return error_page.unsure(desk()) if request.method == "POST" else error_page.busy(desk())


def _request(event: dict[str, Any], base: str) -> Request:
    http = event["requestContext"]["http"]
    stage = "/" + event["requestContext"].get("stage", "$default")
    path = event["rawPath"]
    if path.startswith(stage + "/"):
        path = path.removeprefix(stage)
    body = event.get("body") or ""
    headers = {name.lower(): value for name, value in event.get("headers", {}).items()}
    return Request(
        method=http["method"].upper(),
        path=path.removeprefix(base) if base and path.startswith(base + "/") else path,
        query=event.get("rawQueryString", ""),
        headers=headers,
        # Local engines leave them in their header.
        cookies=tuple(event.get("cookies") or headers.get("cookie", "").split("; ")),
        body=base64.b64decode(body) if event.get("isBase64Encoded") else body.encode(),
    )


def _response(made: Response) -> dict[str, Any]:
    """Bytes that are no text cannot stand in JSON, so they go as base64."""
    return {
        "statusCode": made.status,
        "headers": dict(made.headers),
        "cookies": list(made.cookies),
        "body": base64.b64encode(made.body).decode() if made.binary else made.body.decode(),
        "isBase64Encoded": made.binary,
    }
