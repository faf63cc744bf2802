"""The portal's handler behind WSGI, so that an HTTP client can be let loose on it without a server."""

from __future__ import annotations

import base64
import gzip
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import portal_api.handler as portal_handler
from tests.support.world import CONTEXT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment


def portal(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """As an HTTP API does it: the request becomes an event (payload version 2.0), the answer a response."""
    answer = portal_handler.handler(_event(environ), CONTEXT)
    body = base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"].encode()
    headers = dict(answer["headers"])
    if (
        body and headers.pop("Content-Encoding", None) == "gzip"
    ):  # every HTTP client does; WSGI's test client does not
        body = gzip.decompress(body)
    status = HTTPStatus(answer["statusCode"])
    start_response(f"{status.value} {status.phrase}", list(headers.items()))
    return [body]


def _event(environ: WSGIEnvironment) -> dict[str, Any]:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_") or name in {"CONTENT_TYPE", "CONTENT_LENGTH"}
    }
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")  # PEP 3333
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": environ.get("QUERY_STRING", ""),
        "headers": headers,
        "requestContext": {"stage": "$default", "http": {"method": environ["REQUEST_METHOD"], "path": path}},
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }
