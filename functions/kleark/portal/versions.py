"""``/versioner``: what was ever live of a municipality, newest first. Neither who did it nor what they noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.portal.cursor import Cursor, fingerprint
from kleark.portal.problems import BUSY, MALFORMED_CURSOR, ProblemError
from kleark.portal.published import code_in, municipality_fields
from kleark.portal.query import COUNT, CURSOR, next_page, parameters, parse_count, parse_cursor
from kleark.portal.responses import hashed_response, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.http.messages import Request, Response
    from kleark.portal.published import PortalContext
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import LogEntry

USUAL = 50
MOST = 100
"""As many items as one BatchGetItem takes."""

_LIST = fingerprint("versioner")


def all_versions(request: Request, path_params: Mapping[str, str], context: PortalContext) -> Response:
    """One page of the list. Two requests to the table; the list only grows, so pages never overlap."""
    code = code_in(path_params)
    asked = parameters(request.query, (COUNT, CURSOR))
    count = parse_count(asked[COUNT], MOST) or USUAL
    cursor = parse_cursor(asked[CURSOR], code, _LIST)
    newest = cursor.revision if cursor else context.reader.live(code, consistent=False).revision
    oldest = max(1, newest - count + 1)
    entries = _entries(code, range(newest, oldest - 1, -1), context)
    body = to_bytes(municipality_fields(code) | {"versions": [_version(entry) for entry in entries]})
    following = [(COUNT, str(count)), (CURSOR, str(Cursor(code, oldest - 1, 0, _LIST)))]
    return hashed_response(request, body, link=next_page(following) if oldest > 1 else None)


def _entries(code: MunicipalityCode, numbers: range, context: PortalContext) -> list[LogEntry]:
    """Revisions count up by one, so none between two is missing, unless a replica lags behind, or a cursor that nobody
    was given names one that never was.
    """
    for consistent in (False, True):
        entries = context.reader.revisions(code, numbers, consistent=consistent)
        if [entry.revision for entry in entries] == list(numbers):
            return entries
    never = numbers.start > context.reader.live(code, consistent=True).revision
    raise ProblemError(MALFORMED_CURSOR if never else BUSY)


def _version(entry: LogEntry) -> dict[str, Any]:
    assert entry.content is not None
    return {
        "revision": entry.revision,
        "action": entry.action.value,
        "publishedAt": entry.at,
        "digest": entry.content.digest,
        "rowCount": entry.content.row_count,
        "added": entry.added,
        "changed": entry.changed,
        "removed": entry.removed,
        "unchanged": entry.unchanged,
        "restored": entry.restored,
    }
