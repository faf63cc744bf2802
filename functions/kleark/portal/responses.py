"""The JSON that the portal's API answers with: kept by caches or not, compressed or not, or a problem."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kleark.http.conditional import (
    cache_headers,
    compress,
    content_tag,
    has_current,
    not_modified,
    takes_gzip,
)
from kleark.http.messages import Response
from kleark.portal.problems import TOO_LARGE, Problem, ProblemError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.http.messages import Request

FOR_A_MINUTE = "public, max-age=60, stale-while-revalidate=300"
"""``Cache-Control`` of what another publication may change."""

LARGEST_PLAIN = 4_000_000
"""Bytes. A Lambda's answer may be 6 MB, and JSON in JSON grows by its escapes."""


def problem_response(problem: Problem, request: Request | None) -> Response:
    """A problem as ``application/problem+json``, which nobody may keep. The log gets its kind.

    ``request``: what says in which language; None where it could not be read.
    """
    from kleark.http.accept_language import preferred_language  # noqa: PLC0415 (few requests end so)

    lang = preferred_language(request.headers.get("accept-language", "") if request else "")
    headers = {
        "Content-Type": "application/problem+json",
        "Content-Language": lang,
        "Cache-Control": "no-store",
        "Vary": "Accept-Language",
        **problem.headers,
    }
    log = {"problem": problem.kind, "code": problem.code.value}
    return Response(problem.status, problem.body(lang), headers, log=log)


def tagged_response(
    request: Request, body: bytes, tag: str, cache_control: str, link: Mapping[str, str] | None = None
) -> Response:
    """JSON that may be kept. ``tag``: made for the coding that the request accepts. Raises ProblemError (too large)."""
    return _encode(request, body, cache_headers(tag, cache_control) | dict(link or {}))


def hashed_response(
    request: Request, body: bytes, cache_control: str = FOR_A_MINUTE, link: Mapping[str, str] | None = None
) -> Response:
    """JSON that may be kept, with a strong tag made of its bytes: 304 where the caller has them."""
    tag = content_tag(body, gzipped=takes_gzip(request))
    if has_current(request, tag):
        return not_modified(tag, cache_control)
    return tagged_response(request, body, tag, cache_control, link)


def uncached_response(request: Request, body: bytes) -> Response:
    """JSON that nobody may keep: it answers what one caller sent."""
    return _encode(request, body, {"Cache-Control": "no-store", "Vary": "Accept-Encoding"})


def to_bytes(data: Any) -> bytes:
    """JSON as short as it gets."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _encode(request: Request, body: bytes, headers: dict[str, str]) -> Response:
    response = Response(200, body, headers | {"Content-Type": "application/json"})
    if takes_gzip(request):
        response = compress(response)
    if not response.binary and len(body) > LARGEST_PLAIN:
        raise ProblemError(TOO_LARGE)
    return response
