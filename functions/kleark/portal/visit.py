"""``POST …/visning``: a visit's cases, each shown or not, why, and with which card."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from kleark.configuration.row import ALL_SYSTEMS
from kleark.configuration.stored_row import row_key
from kleark.exposure.case import fold_system
from kleark.exposure.decision import Decision, decide_each
from kleark.portal.published import code_in, municipality_fields, read_live
from kleark.portal.query import parameters
from kleark.portal.responses import to_bytes, uncached_response
from kleark.portal.snapshot_cache import Rows
from kleark.portal.visit_request import parse_visit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kleark.configuration.row import Row
    from kleark.configuration.stored_row import StoredRow
    from kleark.exposure.case import Case
    from kleark.exposure.decision import Reason
    from kleark.http.messages import Request, Response
    from kleark.portal.published import PortalContext

_key_of = attrgetter("key")


def visit(request: Request, path_params: Mapping[str, str], context: PortalContext) -> Response:
    """Decide on every case that was sent, in their order. Two requests to the table, or one.

    Where nothing was ever published the answer is 200 like any other, with revision 0: no case is shown, and that
    is what the page needs to know.
    """
    code = code_in(path_params)
    parameters(request.query)
    cases = parse_visit(request)
    live = read_live(code, context)
    if live is None:
        head: dict[str, Any] = municipality_fields(code) | {
            "revision": 0,
            "publishedAt": None,
            "digest": None,
        }
        decisions = decide_each(cases, None)
    else:
        published, rows = live
        head = dict(published.to_json())
        decisions = decide_each(cases, _rows_of(cases, rows or Rows()))
    texts = b",".join(_decision_text(one.reason, one.row) for one in decisions)
    return uncached_response(request, to_bytes(head)[:-1] + b',"cases":[' + texts + b"]}")


def _rows_of(cases: Iterable[Case], rows: Rows) -> list[Row]:
    """The rows that can decide these cases. Only they are parsed: a snapshot may hold thousands."""
    asked = {(case.kle_number, fold_system(case.source_system)) for case in cases}
    return [stored.row() for kle_number, system in asked if (stored := _stored_row(kle_number, system, rows))]


def _stored_row(kle_number: str, system: str, rows: Rows) -> StoredRow | None:
    """The row for the system, or else the one for all. Where there is neither, any for the number: it tells that the
    municipality has some.
    """
    of_number = row_key(kle_number, "")
    known = rows.by_key
    if found := known.get(of_number + system) or known.get(of_number + ALL_SYSTEMS):
        return found
    first = bisect_left(rows, of_number, key=_key_of)
    return rows[first] if first < len(rows) and rows[first].key.startswith(of_number) else None


@lru_cache(maxsize=2_000)
def _decision_text(reason: Reason, row: Row | None) -> bytes:
    """The answer on one case as JSON. It follows from the row and the reason, which are the same in most visits.

    Nothing of a case is kept: two thousand texts of published rows are 2 MB.
    """
    return to_bytes(_decision_json(Decision(reason, row)))


def _decision_json(decision: Decision) -> dict[str, Any]:
    row, sentence = decision.row, decision.sentence
    return {
        "shown": decision.shown,
        "reason": decision.reason.value,
        "message": {"da": sentence.da, "en": sentence.en},
        "decidedBy": row
        and {
            "sourceSystem": row.source_system,
            "showFrom": row.show_from.isoformat(),
            "showActiveRegardless": row.show_active_regardless,
        },
        "card": decision.card and decision.card.to_json(),
    }
