"""Requests to the portal's handler, as an HTTP API sends them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import portal_api.handler as portal_handler
from benchmarks.tables import ODENSE, TABLE
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.adapters.dynamodb.published_table import PublishedTable
from kleark.portal.snapshot_cache import Snapshots
from kleark.portal.status_overview import Country

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

    from benchmarks.tables import BenchmarkTable
    from kleark.configuration.row import Row

VISIT_CASES = 20


class Context:
    """The context object that Lambda passes to a handler."""

    function_name = "portal_api"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-west-1:000000000000:function:portal_api"
    aws_request_id = "00000000-0000-0000-0000-000000000000"


def request(path: str, method: str = "GET", body: str | None = None, **headers: str) -> dict[str, Any]:
    """Send a request to the portal's handler as an HTTP API does."""
    event = {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {name.replace("_", "-"): value for name, value in headers.items()},
        "requestContext": {"stage": "$default", "http": {"method": method, "path": path}},
        "body": body,
        "isBase64Encoded": False,
    }
    context: Any = Context()
    answer: dict[str, Any] = portal_handler.handler(event, context)
    return answer


def visit_body(of: Sequence[Row]) -> str:
    """A visit of 20 cases that all have a row, spread over all rows."""
    spread = list(of)[:: max(1, len(of) // VISIT_CASES)] * VISIT_CASES
    cases = [
        {"kleNumber": row.kle_number, "sourceSystem": row.source_system, "created": "2024-05-01"}
        for row in spread[:VISIT_CASES]
    ]
    return json.dumps({"cases": cases})


def visit(body: str) -> dict[str, Any]:
    """Send a visit. ``body``: see `visit_body`."""
    answer = request(f"/v1/kommuner/{ODENSE}/visning", "POST", body, content_type="application/json")
    assert answer["statusCode"] == 200, answer
    return answer


def configuration(tag: str = '"none"') -> dict[str, Any]:
    """Request the whole configuration, with this ETag as the known one."""
    return request(f"/v1/kommuner/{ODENSE}/konfiguration", if_none_match=tag, accept_encoding="gzip")


def request_unchanged(tag: str) -> None:
    """Request a configuration that has not changed: a 304."""
    assert configuration(tag)["statusCode"] == 304


def use_table(where: BenchmarkTable) -> None:
    """Make the portal's handler read this table, as an instance that has just started."""
    use_client(where.counted, TABLE)


def use_client(client: DynamoDBClient, name: str) -> None:
    """Make the portal's handler read the table of this name, as an instance that has just started."""
    table, snapshots = PublishedTable(client, name), Snapshots()
    country = Country(InventoryTable(client, name))
    portal_handler.table = lambda: table  # type: ignore[assignment]
    portal_handler.snapshots = lambda: snapshots  # type: ignore[assignment]
    portal_handler.country = lambda: country  # type: ignore[assignment]
