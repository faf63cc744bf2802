"""Events of an HTTP API of API Gateway (payload version 2.0) as requests, and responses as what Lambda gives back."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from kleark.http.messages import Request

if TYPE_CHECKING:
    from kleark.http.messages import Response


def request_of(event: dict[str, Any], base: str = "") -> Request:
    """The request in an event. ``base``: what every path of the site begins with, taken off; empty for none."""
    http = event["requestContext"]["http"]
    stage = "/" + event["requestContext"].get("stage", "$default")
    headers = {name.lower(): value for name, value in event.get("headers", {}).items()}
    body = event.get("body") or ""
    return Request(
        method=http["method"].upper(),
        path=_without(base, _without(stage, event["rawPath"])),
        query=event.get("rawQueryString", ""),
        headers=headers,
        # Local engines leave them in their header.
        cookies=tuple(event.get("cookies") or headers.get("cookie", "").split("; ")),
        body=base64.b64decode(body) if event.get("isBase64Encoded") else body.encode(),
    )


def request_id(event: dict[str, Any]) -> str:
    """API Gateway's id of the request, which stands in its access log and in the answer's header ``apigw-requestid``;
    empty where there is none, as with events of another kind.
    """
    return str(event.get("requestContext", {}).get("requestId") or "")


def lambda_result(response: Response) -> dict[str, Any]:
    """What the function gives back, without cookies. Bytes that are no text cannot stand in JSON: they go as base64."""
    return {
        "statusCode": response.status,
        "headers": dict(response.headers),
        "body": base64.b64encode(response.body).decode() if response.binary else response.body.decode(),
        "isBase64Encoded": response.binary,
    }


def _without(prefix: str, path: str) -> str:
    return path.removeprefix(prefix) if prefix and path.startswith(prefix + "/") else path
