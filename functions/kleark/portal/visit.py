"""``POST …/visning``: a visit's cases, each shown or not, why, and with which card."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from kleark.configuration.row import ALL_SYSTEMS
from kleark.configuration.stored_row import row_key
from kleark.exposure.case import fold_system
from kleark.exposure.decision import Decision, decide_each
from kleark.portal.published import code_in, municipality_fields, read_live
from kleark.portal.query import parameters
from kleark.portal.responses import to_bytes, uncached_response
from kleark.portal.visit_request import parse_visit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kleark.configuration.row import Row
    from kleark.exposure.case import Case
    from kleark.http.messages import Request, Response
    from kleark.portal.published import PortalContext
    from kleark.portal.snapshot_cache import Rows


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
        decisions = decide_each(cases, _rows_of(cases, rows or ()))
    return uncached_response(
        request, to_bytes(head | {"cases": [_decision_json(decision) for decision in decisions]})
    )


def _rows_of(cases: Iterable[Case], rows: Rows) -> list[Row]:
    """The rows that can decide these cases. Only they are parsed: a snapshot may hold thousands."""
    asked = {(case.kle_number, fold_system(case.source_system)) for case in cases}
    indexes = {index for kle_number, system in asked for index in _indexes(kle_number, system, rows)}
    return [rows[index].row() for index in sorted(indexes)]


def _indexes(kle_number: str, system: str, rows: Rows) -> list[int]:
    """Of the row for the system and the one for all. Where there is neither, of any for the number: it tells that
    the municipality has some.
    """
    of_number = row_key(kle_number, "")
    exact = [
        index
        for key in (of_number + system, of_number + ALL_SYSTEMS)
        if (index := _index(key, rows)) < len(rows) and rows[index].key == key
    ]
    first = _index(of_number, rows)
    return exact or ([first] if first < len(rows) and rows[first].key.startswith(of_number) else [])


def _index(key: str, rows: Rows) -> int:
    return bisect_left(rows, key, key=lambda row: row.key)


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
