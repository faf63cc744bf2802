"""``/konfiguration`` and ``/versioner/{revision}``: the rows of one revision, whole, in part, or page by page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kleark.portal.etags import entity_tag
from kleark.portal.problems import (
    MALFORMED_REVISION,
    NOTHING_PUBLISHED,
    OTHER_QUESTION,
    ProblemError,
)
from kleark.portal.published import Published, code_in, read_live, read_revision, rows_of
from kleark.portal.query import question
from kleark.portal.responses import FOR_A_MINUTE, FOR_EVER, not_modified, tagged, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.configuration.stored_row import StoredRow
    from kleark.portal.published import PortalContext
    from kleark.portal.query import Question
    from kleark.portal.responses import Request, Response
    from kleark.portal.snapshot_cache import Rows

_REVISION = re.compile(r"[1-9][0-9]{0,8}")


def live_configuration(request: Request, places: Mapping[str, str], portal: PortalContext) -> Response:
    """What is live; with a cursor, the next page of what was live when the first page was read."""
    code = code_in(places)
    asked = question(request.query, code)
    if asked.cursor is not None:
        return _revision(request, asked, read_revision(code, asked.cursor.revision, portal), portal)

    def known(published: Published) -> bool:
        return request.has(_tag(request, published, asked))

    found = read_live(code, portal, known)
    if found is None:
        raise ProblemError(NOTHING_PUBLISHED)
    published, rows = found
    if rows is None:
        return not_modified(_tag(request, published, asked), FOR_A_MINUTE)
    return _page(request, asked, published, rows, FOR_A_MINUTE)


def numbered_configuration(request: Request, places: Mapping[str, str], portal: PortalContext) -> Response:
    """What one revision was. It never changes; once its rows are swept, it is gone for good."""
    code = code_in(places)
    if not _REVISION.fullmatch(places["revision"]):
        raise ProblemError(MALFORMED_REVISION)
    revision = int(places["revision"])
    asked = question(request.query, code)
    if asked.cursor is not None and asked.cursor.revision != revision:
        raise ProblemError(OTHER_QUESTION)
    return _revision(request, asked, read_revision(code, revision, portal), portal)


def _revision(request: Request, asked: Question, published: Published, portal: PortalContext) -> Response:
    tag = _tag(request, published, asked)
    if request.has(tag):
        return not_modified(tag, FOR_EVER)
    return _page(request, asked, published, rows_of(published, portal), FOR_EVER)


def _page(request: Request, asked: Question, published: Published, rows: Rows, caching: str) -> Response:
    selected = asked.selection.of(rows)
    body = _body(published, asked.page_of(selected))
    link = asked.link(published.code, published.revision, len(selected))
    return tagged(request, body, _tag(request, published, asked), caching, link)


def _tag(request: Request, published: Published, asked: Question) -> str:
    return entity_tag(published.revision, published.content, asked, gzipped=request.gzipped)


def _body(published: Published, rows: Sequence[StoredRow]) -> bytes:
    """The rows go in as they are stored: the digest is of exactly these bytes."""
    opening = to_bytes(published.to_json()).removesuffix(b"}")
    return opening + f',"rows":[{",".join(row.line for row in rows)}]}}'.encode()
