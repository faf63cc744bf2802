"""``/konfiguration`` and ``/versioner/{revision}``: the rows of one revision, whole, in part, or page by page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kleark.http.conditional import has_current, not_modified, takes_gzip
from kleark.portal.etags import entity_tag
from kleark.portal.problems import (
    MALFORMED_REVISION,
    OTHER_QUESTION,
    ProblemError,
    nothing_published,
)
from kleark.portal.published import Published, code_in, read_live, read_revision, require_unswept, rows_of
from kleark.portal.query import question
from kleark.portal.responses import FOR_A_MINUTE, tagged_response, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.configuration.stored_row import StoredRow
    from kleark.http.messages import Request, Response
    from kleark.portal.published import PortalContext
    from kleark.portal.query import Question
    from kleark.portal.snapshot_cache import Rows

_REVISION = re.compile(r"[1-9][0-9]{0,8}")


def live_configuration(request: Request, path_params: Mapping[str, str], context: PortalContext) -> Response:
    """What is live; with a cursor, the next page of what was live when the first page was read."""
    code = code_in(path_params)
    asked = question(request.query, code)
    if asked.cursor is not None:
        return _revision(request, asked, read_revision(code, asked.cursor.revision, context), context)

    def known(published: Published) -> bool:
        return has_current(request, _tag(request, published, asked))

    live = read_live(code, context, known)
    if live is None:
        raise ProblemError(nothing_published(code))
    published, rows = live
    if rows is None:
        return not_modified(_tag(request, published, asked), FOR_A_MINUTE)
    return _page(request, asked, published, rows, FOR_A_MINUTE)


def numbered_configuration(
    request: Request, path_params: Mapping[str, str], context: PortalContext
) -> Response:
    """What one revision was. It never changes; once its rows are swept, or their sheet deleted, it is gone for good."""
    code = code_in(path_params)
    if not _REVISION.fullmatch(path_params["revision"]):
        raise ProblemError(MALFORMED_REVISION)
    revision = int(path_params["revision"])
    asked = question(request.query, code)
    if asked.cursor is not None and asked.cursor.revision != revision:
        raise ProblemError(OTHER_QUESTION)
    return _revision(request, asked, read_revision(code, revision, context), context)


def _revision(request: Request, asked: Question, published: Published, context: PortalContext) -> Response:
    """Caches ask again after a minute: what it holds never changes, but may have to be deleted."""
    require_unswept(published, context)
    tag = _tag(request, published, asked)
    if has_current(request, tag):
        return not_modified(tag, FOR_A_MINUTE)
    return _page(request, asked, published, rows_of(published, context), FOR_A_MINUTE)


def _page(request: Request, asked: Question, published: Published, rows: Rows, caching: str) -> Response:
    selected = asked.selection.of(rows)
    body = _body(published, asked.page_of(selected))
    link = asked.link(published.code, published.revision, len(selected))
    return tagged_response(request, body, _tag(request, published, asked), caching, link)


def _tag(request: Request, published: Published, asked: Question) -> str:
    return entity_tag(published.revision, published.content, asked, gzipped=takes_gzip(request))


def _body(published: Published, rows: Sequence[StoredRow]) -> bytes:
    """The rows go in as they are stored: the digest is of exactly these bytes."""
    opening = to_bytes(published.to_json()).removesuffix(b"}")
    return opening + f',"rows":[{",".join(row.line for row in rows)}]}}'.encode()
