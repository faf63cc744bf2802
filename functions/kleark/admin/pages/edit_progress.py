"""While an edited sheet is being made and checked; and what to say where it could not be made."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kleark.admin.pages.progress import state_answer, waiting_page
from kleark.admin.pages.upload import sent_object
from kleark.admin.rendering import page
from kleark.edit.edit_order import OUTCOME_FILE, EditOrder, OrderOutcome
from kleark.edit.sheet_edit import COLUMN_BY_KEY, UnusableEditError
from kleark.http.messages import see_other
from kleark.publishing.object_keys import destination
from kleark.redaction.shown_name import shown_name
from kleark.report.edit_messages import explain_refusal
from kleark.report.plan_cells import shown_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kleark.admin.app_context import PageVisit
    from kleark.admin.pages.upload import Sent
    from kleark.edit.edit_order import OrderRefusal
    from kleark.http.messages import Response
    from kleark.ooxml.errors import Reason

_WHY: Mapping[str, str] = {
    "gone": "det ark, du rettede i, er ikke gemt mere",
    "unreadable": "det ark, du rettede i, kan ikke læses",
    "no_table": "det ark, du rettede i, har ikke netop én tabel",
    "nothing": "ingen af cellerne kunne ændres: de er flettede eller deler en formel med andre celler",
}


def being_edited(visit: PageVisit) -> Response:
    """Where an order leads: on to the result once it is there. Raises PageError."""
    sent = sent_object(visit)
    if sent.is_judged:
        return see_other(visit.url(f"/ark/{sent.upload_id}"))
    key = visit.request.parameters["key"]
    if (refusal := _refusal(sent, visit)) is not None:
        return _refused(key, refusal, visit)
    return waiting_page(
        visit,
        name=shown_name(destination(key).file_name),
        again=visit.url("/ark/rettes", key=key),
        ask=visit.url("/ark/rettes/status", key=key),
    )


def edit_state(visit: PageVisit) -> Response:
    """Whether there is something to be seen, for the script that waits. Raises PageError."""
    sent = sent_object(visit)
    if sent.is_judged:
        return state_answer(visit.url(f"/ark/{sent.upload_id}"))
    refused = _refusal(sent, visit) is not None
    return state_answer(visit.url("/ark/rettes", key=visit.request.parameters["key"]) if refused else None)


def _refusal(sent: Sent, visit: PageVisit) -> OrderRefusal | None:
    if sent.upload is not None:
        return None
    stored = visit.context.stores.reports.read(visit.person.code, sent.upload_id, OUTCOME_FILE)
    return OrderOutcome.from_bytes(stored).refused if stored else None


def _refused(key: str, refusal: OrderRefusal, visit: PageVisit) -> Response:
    """Why no sheet was made, with what was typed: nobody types it twice."""
    stored = visit.context.stores.sheets.first_version(key)
    try:
        order = EditOrder.from_bytes(stored) if stored else None
    except UnusableEditError:
        order = None
    return page(
        visit,
        "edit_refused.html.jinja",
        409,
        here="/ark",
        name=shown_name(destination(key).file_name),
        why=_WHY.get(refusal) or explain_refusal(cast("Reason", refusal), "da"),
        typed=list(_typed(order)) if order else [],
        upload_id=order.upload_id if order else None,
    )


def _typed(order: EditOrder) -> Iterator[tuple[str, str]]:
    """Where something was to be written, and what."""
    for cell in order.edit.cells:
        yield cell.area, shown_text(cell.value)
    for row in order.edit.rows:
        for key, value in row.values.items():
            yield f"række {row.row}, {COLUMN_BY_KEY[key].header}", shown_text(value)
    for added in order.edit.added:
        for key, value in added.values.items():
            if value:
                yield f"ny række, {COLUMN_BY_KEY[key].header}", shown_text(value)
    for number in order.edit.removed:
        yield f"række {number}", "tages ud"
