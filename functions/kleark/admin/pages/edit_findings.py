"""Correct on the page what the check found: what is typed beside findings becomes a new version of the sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kleark.admin.edit_base import can_be_edited, sheet_base
from kleark.admin.edit_orders import is_outdated, order_edit, ordered_before
from kleark.admin.finding_fields import finding_fields
from kleark.admin.form_filling import fill_form
from kleark.admin.pages.error_page import NotFoundError
from kleark.admin.pages.result import result_page
from kleark.admin.stored_reports import read_summary
from kleark.admin.upload_lists import one_upload
from kleark.edit.sheet_edit import LONGEST_VALUE, CellEdit, SheetEdit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.admin.app_context import PageVisit
    from kleark.admin.finding_fields import FindingFields
    from kleark.http.messages import Response
    from kleark.publishing.model import Upload

ACTION = "gor"
EVERYTHING, TYPED, ALIKE, ONE = "alle", "skrevet", "ens", "celle"
"""What a button asks for: all that is suggested, what was typed, one text in all cells alike, or in one cell. What was
typed in other fields goes along each time."""


def edit_findings(visit: PageVisit) -> Response:
    """Order the corrections. Raises PageError."""
    upload = one_upload(visit)
    summary = read_summary(visit, upload.upload_id)
    if summary is None or not can_be_edited(upload):
        raise NotFoundError
    base = sheet_base(upload, visit)
    wanted = wanted_values(finding_fields(summary), visit.request.form)
    everything = visit.request.form.get(ACTION) == EVERYTHING
    if everything:
        facts = visit.context.stores.reports.facts(visit.person.code, upload.upload_id, "mended.xlsx")
        everything = facts is not None
    edit = SheetEdit(tuple(CellEdit(area, value) for area, value in wanted.items()))
    if again := ordered_before(visit, base, edit, mended=everything):
        return again
    if is_outdated(base, visit):
        return _again(visit, upload, 409, outdated=True)
    if edit.is_empty and not everything:
        return _again(visit, upload, 422, nothing=True)
    return order_edit(visit, base, edit, mended=everything) or _again(visit, upload, 409, outdated=True)


def wanted_values(fields: FindingFields, sent: Mapping[str, str]) -> dict[str, str]:
    """What is to be written where: what was typed, and what the button asks for."""
    values = {one.area: sent.get(one.name, one.prefill).strip()[:LONGEST_VALUE] for one in fields.fields}
    wanted = {one.area: values[one.area] for one in fields.fields if values[one.area] != one.prefill.strip()}
    kind, _, area = sent.get(ACTION, TYPED).partition(":")
    pressed = fields.at(area) if kind in {ALIKE, ONE} else None
    if pressed is not None:
        several = fields.alike(pressed) if kind == ALIKE else (pressed,)
        wanted |= {one.area: values[pressed.area] for one in several if one.area not in wanted}
        if not pressed.suggested and values[pressed.area] == pressed.found:
            wanted = {where: text for where, text in wanted.items() if text != pressed.found}
    return wanted


def _again(
    visit: PageVisit, upload: Upload, status: int, *, outdated: bool = False, nothing: bool = False
) -> Response:
    """The result once more, with what was typed in its fields, and why nothing was done."""
    made = result_page(upload, visit, status, outdated=outdated, nothing=nothing)
    action = visit.url(f"/ark/{upload.upload_id}/ret")
    filled = fill_form(made.body.decode(), action, dict(visit.request.form))
    return replace(made, body=filled.html.encode()) if filled else made
