"""One read, from the request to the answer. Pure but for the table that it is given."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from kleark.portal.problems import (
    BUSY,
    MALFORMED_CODE,
    NO_SUCH_PATH,
    NOTHING_PUBLISHED,
    TOO_LARGE,
    UNKNOWN_MUNICIPALITY,
    Problem,
    ProblemError,
    method_not_allowed,
)
from kleark.portal.selection import Selection, selection
from kleark.portal.validators import accepts_gzip, entity_tag, matches
from kleark.publishing.keys import MunicipalityCode, UnknownMunicipalityError, municipality_code
from kleark.publishing.snapshot import StoredRow, digest_of
from kleark.registers.municipalities import municipality

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.publishing.model import Content, Live

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=300"
GZIP_FROM = 1400
"""Bytes. Below that, an answer fits one packet as it is."""

LARGEST_PLAIN = 4_000_000
"""Bytes. A Lambda's answer may be 6 MB, and JSON in JSON grows by its escapes."""

ALLOWED = "GET, HEAD"

_CONFIGURATION = re.compile(r"/v1/kommuner/([^/]*)/konfiguration")
_HEALTH = "/v1/sundhed"
_CODE = re.compile(r"[0-9]{4}")


class Reader(Protocol):
    """What is read of the table."""

    def live(self, code: MunicipalityCode, *, consistent: bool) -> Live: ...

    def rows(
        self, code: MunicipalityCode, snapshot_id: str, between: tuple[str, str] | None = None
    ) -> list[StoredRow]: ...


@dataclass(frozen=True, slots=True)
class Request:
    """``query``: raw, without its question mark. ``headers``: with names in lower case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """``body``: empty for 304, and for HEAD."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


def answer(request: Request, reader: Reader) -> Answer:
    """Answer a read. What is wrong with the request becomes a problem; what the reader raises is raised."""
    try:
        found = _routed(request, reader)
    except ProblemError as error:
        found = problem_answer(error.problem)
    return Answer(found.status, found.headers) if request.method == "HEAD" else found


def problem_answer(problem: Problem) -> Answer:
    """A problem as ``application/problem+json``, which nobody may keep."""
    headers = {"Content-Type": "application/problem+json", "Cache-Control": "no-store", **problem.headers}
    return Answer(problem.status, headers, problem.body())


def _routed(request: Request, reader: Reader) -> Answer:
    configuration = _CONFIGURATION.fullmatch(request.path)
    if configuration is None and request.path != _HEALTH:
        raise ProblemError(NO_SUCH_PATH)
    if request.method not in ALLOWED.split(", "):
        raise ProblemError(method_not_allowed(ALLOWED))
    return _configuration(configuration[1], request, reader) if configuration else _health(reader)


def _health(reader: Reader) -> Answer:
    """Well is: the table answers. Whichever municipality is asked for."""
    reader.live(municipality_code("0101"), consistent=False)
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return Answer(200, headers, b'{"status":"ok"}')


def _configuration(code_text: str, request: Request, reader: Reader) -> Answer:
    code = _municipality_code(code_text)
    chosen = selection(request.query)
    live = reader.live(code, consistent=False)
    if live.content is None:
        raise ProblemError(NOTHING_PUBLISHED)
    gzipped = accepts_gzip(request.headers.get("accept-encoding", ""))
    tag = entity_tag(live.revision, live.content, chosen, gzipped=gzipped)
    if matches(request.headers.get("if-none-match", ""), tag):
        return Answer(304, _caching(tag))
    rows = _rows(code, live.content, chosen, reader)
    if rows is None:
        # What was live a moment ago may be gone from the table by now. What is live cannot be.
        live = reader.live(code, consistent=True)
        rows = _rows(code, live.content, chosen, reader) if live.content else None
    if rows is None or live.content is None:
        raise ProblemError(BUSY)
    tag = entity_tag(live.revision, live.content, chosen, gzipped=gzipped)
    return _encoded(_body(code, live, live.content, rows), tag, gzipped=gzipped)


def _municipality_code(text: str) -> MunicipalityCode:
    if not _CODE.fullmatch(text):
        raise ProblemError(MALFORMED_CODE)
    try:
        return municipality_code(text)
    except UnknownMunicipalityError as error:
        raise ProblemError(UNKNOWN_MUNICIPALITY) from error


def _rows(
    code: MunicipalityCode, content: Content, chosen: Selection, reader: Reader
) -> list[StoredRow] | None:
    """The rows asked for. None where the whole was read and is not what was sealed: half is never served."""
    rows = reader.rows(code, content.snapshot_id, chosen.between)
    if chosen.between is None and (len(rows), digest_of(row.line for row in rows)) != (
        content.row_count,
        content.digest,
    ):
        return None
    return chosen.of(rows)


def _body(code: MunicipalityCode, live: Live, content: Content, rows: list[StoredRow]) -> bytes:
    """The rows go in as they are stored: the digest is of exactly these bytes."""
    known = municipality(code)
    assert known is not None
    head = {
        "municipalityCode": code,
        "municipalityName": known.name,
        "revision": live.revision,
        "publishedAt": live.published_at,
        "digest": content.digest,
    }
    opening = json.dumps(head, ensure_ascii=False, separators=(",", ":")).removesuffix("}")
    return f'{opening},"rows":[{",".join(row.line for row in rows)}]}}'.encode()


def _encoded(body: bytes, tag: str, *, gzipped: bool) -> Answer:
    headers = _caching(tag) | {"Content-Type": "application/json"}
    if gzipped and len(body) >= GZIP_FROM:
        # Without a time in it: the same bytes from every instance, as a strong tag promises.
        return Answer(200, headers | {"Content-Encoding": "gzip"}, gzip.compress(body, 6, mtime=0))
    if len(body) > LARGEST_PLAIN:
        raise ProblemError(TOO_LARGE)
    return Answer(200, headers, body)


def _caching(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": CACHE_CONTROL, "Vary": "Accept-Encoding"}
