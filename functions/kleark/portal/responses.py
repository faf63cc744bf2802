"""A request and its answer: what both have in common, whatever is asked for."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kleark.portal.etags import accepts_gzip, matches
from kleark.portal.problems import TOO_LARGE, Problem, ProblemError

if TYPE_CHECKING:
    from collections.abc import Mapping

FOR_A_MINUTE = "public, max-age=60, stale-while-revalidate=300"
"""``Cache-Control`` of what another publication may change."""

FOR_EVER = "public, max-age=31536000, immutable"
"""``Cache-Control`` of what never changes: a numbered revision."""

GZIP_FROM = 1400
"""Bytes. Below that, an answer fits one packet as it is."""

LARGEST_PLAIN = 4_000_000
"""Bytes. A Lambda's answer may be 6 MB, and JSON in JSON grows by its escapes."""


@dataclass(frozen=True, slots=True)
class Request:
    """``query``: raw, without its question mark. ``headers``: with names in lower case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def gzipped(self) -> bool:
        """Whether the answer may be compressed."""
        return accepts_gzip(self.headers.get("accept-encoding", ""))

    def has(self, tag: str) -> bool:
        """Whether the caller has the answer with this tag already."""
        return matches(self.headers.get("if-none-match", ""), tag)


@dataclass(frozen=True, slots=True)
class Response:
    """``body``: empty for 304, and for HEAD.

    For the log: ``problem`` is the problem's kind, ``unread`` the codes of the municipalities that the answer had to
    be made without, since their rows are not those that were sealed.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    problem: str = ""
    unread: tuple[str, ...] = ()


def problem_answer(problem: Problem) -> Response:
    """A problem as ``application/problem+json``, which nobody may keep."""
    headers = {"Content-Type": "application/problem+json", "Cache-Control": "no-store", **problem.headers}
    return Response(problem.status, headers, problem.body(), problem.kind)


def not_modified(tag: str, caching: str) -> Response:
    """The caller has it. With the headers that keeping it depends on (RFC 9110, 15.4.5)."""
    return Response(304, _kept(tag, caching))


def tagged(
    request: Request, body: bytes, tag: str, caching: str, link: Mapping[str, str] | None = None
) -> Response:
    """JSON that may be kept. ``tag``: made for the coding that the request accepts."""
    return _encoded(request, body, _kept(tag, caching) | dict(link or {}))


def hashed(
    request: Request, body: bytes, caching: str = FOR_A_MINUTE, link: Mapping[str, str] | None = None
) -> Response:
    """JSON that may be kept, with a strong tag made of its bytes: 304 where the caller has them."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}{"-gzip" if request.gzipped else ""}"'
    if request.has(tag):
        return not_modified(tag, caching)
    return tagged(request, body, tag, caching, link)


def unkept(request: Request, body: bytes) -> Response:
    """JSON that nobody may keep: it answers what one caller sent."""
    return _encoded(request, body, {"Cache-Control": "no-store", "Vary": "Accept-Encoding"})


def to_bytes(data: Any) -> bytes:
    """JSON as short as it gets."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _kept(tag: str, caching: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": caching, "Vary": "Accept-Encoding"}


def _encoded(request: Request, body: bytes, headers: dict[str, str]) -> Response:
    headers |= {"Content-Type": "application/json"}
    if request.gzipped and len(body) >= GZIP_FROM:
        # Without a time in it: the same bytes from every instance with the same zlib, as a strong tag promises. Another
        # runtime's may pack them otherwise, so REPRESENTATION counts up when the runtime is changed.
        return Response(200, headers | {"Content-Encoding": "gzip"}, gzip.compress(body, 6, mtime=0))
    if len(body) > LARGEST_PLAIN:
        raise ProblemError(TOO_LARGE)
    return Response(200, headers, body)
