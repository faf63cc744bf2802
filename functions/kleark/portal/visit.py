"""``POST …/visning``: a visit's cases, each shown or not, why, and with which card."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from kleark.exposure.decision import Decision, decide_each
from kleark.portal.exchange import to_bytes, unkept
from kleark.portal.reading import code_in, named, read_live
from kleark.portal.selection import parameters
from kleark.portal.visit_body import visit_in
from kleark.publishing.keys import row_key, split_row_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kleark.portal.exchange import Answer, Request
    from kleark.portal.reading import Portal
    from kleark.portal.snapshots import Rows
    from kleark.row import Row


def visit(request: Request, places: Mapping[str, str], portal: Portal) -> Answer:
    """Decide on every case that was sent, in their order. Two requests to the table, or one.

    Where nothing was ever published the answer is 200 like any other, with revision 0: no case is shown, and that
    is what the page needs to know.
    """
    code = code_in(places)
    parameters(request.query)
    cases = visit_in(request)
    found = read_live(code, portal)
    if found is None:
        head: dict[str, Any] = named(code) | {"revision": 0, "publishedAt": None, "digest": None}
        decisions = decide_each(cases, None)
    else:
        published, rows = found
        head = dict(published.to_json())
        decisions = decide_each(cases, _rows_of({case.kle_number for case in cases}, rows or ()))
    return unkept(request, to_bytes(head | {"cases": [_decided(decision) for decision in decisions]}))


def _rows_of(kle_numbers: Iterable[str], rows: Rows) -> Iterator[Row]:
    """The rows of these numbers. Only they are parsed: a snapshot may hold thousands."""
    for kle_number in kle_numbers:
        at = bisect_left(rows, row_key(kle_number, ""), key=lambda row: row.key)
        while at < len(rows) and split_row_key(rows[at].key)[0] == kle_number:
            yield rows[at].row()
            at += 1


def _decided(decision: Decision) -> dict[str, Any]:
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
