"""Conditional requests and content codings: entity tags, ``If-None-Match``, 304, and gzip."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kleark.http.messages import Response

if TYPE_CHECKING:
    from kleark.http.messages import Request

IMMUTABLE = "public, max-age=31536000, immutable"
"""``Cache-Control`` of what never changes."""

GZIP_FROM = 1400
"""Bytes. Below that, a response fits one packet as it is."""

_ENTITY_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def matches(if_none_match: str, tag: str) -> bool:
    """Whether the caller has this tag already: weak comparison, as RFC 9110, 13.1.2, wants it here."""
    return if_none_match.strip() == "*" or tag in _ENTITY_TAG.findall(if_none_match)


def has_current(request: Request, tag: str) -> bool:
    """Whether the caller has the representation with this tag already."""
    return matches(request.headers.get("if-none-match", ""), tag)


def content_tag(body: bytes, *, gzipped: bool) -> str:
    """A strong tag made of the bytes. ``gzipped``: whether the response may be compressed."""
    return f'"{hashlib.sha256(body).hexdigest()[:24]}{"-gzip" if gzipped else ""}"'


def cache_headers(tag: str, cache_control: str) -> dict[str, str]:
    """What a cache needs to keep a response and to ask again whether it is current."""
    return {"ETag": tag, "Cache-Control": cache_control, "Vary": "Accept-Encoding"}


def not_modified(tag: str, cache_control: str) -> Response:
    """The caller has it. With the headers that keeping it depends on (RFC 9110, 15.4.5)."""
    return Response(304, headers=cache_headers(tag, cache_control))


def takes_gzip(request: Request) -> bool:
    """Whether the response may be compressed."""
    return accepts_gzip(request.headers.get("accept-encoding", ""))


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether ``Accept-Encoding`` allows gzip (RFC 9110, 12.5.3): by name, or else by ``*``."""
    weights: dict[str, float] = {}
    for item in accept_encoding.lower().split(","):
        coding, _, parameter = item.partition(";")
        weights[coding.strip()] = _weight(parameter)
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0))) > 0


def compress(response: Response) -> Response:
    """The response with its text gzipped, where it is long enough to gain by it.

    The gzip header holds no time: every instance with the same zlib makes the same bytes, as a strong tag promises.
    """
    if response.binary or len(response.body) < GZIP_FROM:
        return response
    headers = {**response.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return replace(response, body=gzip.compress(response.body, 6, mtime=0), headers=headers, binary=True)


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1
    try:
        return float(value)
    except ValueError:
        return 0
