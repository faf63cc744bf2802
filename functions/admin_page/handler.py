"""The admin's page: the event becomes a request, the response becomes Lambda's result."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.logging import Logger

from admin_page.stores import OpenedStores
from kleark.adapters import clients, clock
from kleark.adapters.dynamodb.session_table import SessionTable
from kleark.adapters.embedded_metrics import put_metrics
from kleark.adapters.environment import is_local, optional, required
from kleark.adapters.errors import describe_error, is_transient
from kleark.admin.app import finish, handle
from kleark.admin.app_context import AppContext
from kleark.admin.page_actions import ACTION, CORRELATION, upload_in
from kleark.admin.page_settings import Settings
from kleark.admin.pages import error_page
from kleark.http.api_gateway import lambda_result, request_id, request_of
from kleark.log_events import LogEvent
from kleark.metrics import Metric, status_kind

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from kleark.http.messages import Request, Response

logger = Logger(service="admin_page")
clients.open_ahead(clients.dynamodb_for_page)


@cache
def app_context() -> AppContext:
    """What the pages work with, opened once."""
    settings = Settings(
        page_url=required("PAGE_URL"),
        sign_in_origin=required("SIGN_IN_ORIGIN"),
        uploads_origin=required("UPLOADS_ORIGIN"),
        owner=optional("PAGE_OWNER"),
        contact=optional("PAGE_CONTACT"),
        phone=optional("PAGE_PHONE"),
        statement=optional("PAGE_STATEMENT"),
        local=is_local(),
        notice_sender=optional("NOTICE_SENDER"),
        scans=optional("MALWARE_PROTECTION") == "ON",
    )
    people = SessionTable(clients.dynamodb_for_page(), required("PEOPLE_TABLE_NAME"))
    return AppContext(settings, people, OpenedStores(), clock.now)


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer an event of an HTTP API (payload version 2.0)."""
    logger.set_correlation_id(request_id(event) or context.aws_request_id)
    request = request_of(event, app_context().settings.base)
    try:
        response = handle(request, app_context())
    except Exception as error:  # noqa: BLE001 (the person gets a page, the log gets the fault)
        transient = is_transient(error)
        response = finish(_apology(request, transient=transient), request, app_context())
        _correlate(upload_in(request), facts := {**describe_error(error), **response.log})
        if transient:
            logger.warning(LogEvent.PAGE_UNAVAILABLE, extra=facts)
        else:
            logger.error(LogEvent.PAGE_ERROR, extra=facts)  # noqa: TRY400 (see `describe_error`)
    else:
        _log(request, response)
    put_metrics(logger, Metric.PAGE_ANSWERS.measured(by=status_kind(response.status)))
    return lambda_result(response) | {"cookies": list(response.cookies)}


def _correlate(correlation_id: str | None, facts: dict[str, Any]) -> None:
    """What was done is found together with what follows from it; the request's own id then stands beside."""
    if correlation_id:
        facts["requestId"] = logger.get_correlation_id()
        logger.set_correlation_id(correlation_id)


def _log(request: Request, response: Response) -> None:
    if not response.log:
        return
    facts = dict(response.log)
    _correlate(facts.pop(CORRELATION, None) or upload_in(request), facts)
    # What somebody may have tried on purpose says why. The rest happens every day.
    if "unrecorded" in facts:
        logger.warning(LogEvent.COLLEAGUE_NOT_RECORDED, extra=facts)
    elif "why" in facts:
        logger.warning(LogEvent.PAGE_REQUEST_REFUSED, extra=facts)
    elif ACTION in facts:
        logger.info(LogEvent.PAGE_ACTION_DONE, extra=facts)
        put_metrics(logger, Metric.PAGE_ACTIONS.measured(by=facts[ACTION]))
    elif facts:
        logger.info(LogEvent.PAGE_REFUSAL_SHOWN, extra=facts)


def _apology(request: Request, *, transient: bool) -> Response:
    if not transient:
        return error_page.unexpected(app_context())
    return (
        error_page.outcome_unknown(app_context())
        if request.method == "POST"
        else error_page.busy(app_context())
    )
