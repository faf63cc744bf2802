"""Order an edit: the validator makes the sheet, and checks it like any other.

A form that is sent twice orders one sheet: the key of the sheet follows from the form and from what is asked for.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, NamedTuple

from kleark.admin.edit_base import edited_key
from kleark.admin.moment_choice import today_of
from kleark.edit.edit_order import EditOrder
from kleark.http.messages import see_other

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.admin.edit_base import EditBase
    from kleark.edit.sheet_edit import SheetEdit
    from kleark.http.messages import Response

FORM_FIELD = "formular"
"""The hidden field by which a form is known again when it is sent twice."""
SEEN_FIELD = "set"
"""The hidden field with what the form was made on: `EditBase.seen`."""

_TICKET_LENGTH = 40
_TICKET_LIVES = 30 * 24 * 3600
"""Seconds, as of a sheet that is uploaded."""


class EditForm(NamedTuple):
    """The hidden fields of a form. ``token``: known again when it is sent twice; ``seen``: what it was made on."""

    token: str
    seen: str


def edit_form(base: EditBase) -> EditForm:
    """A form that has not been sent yet."""
    return EditForm(secrets.token_urlsafe(12), base.seen)


def is_outdated(base: EditBase, visit: PageVisit) -> bool:
    """Whether something has happened to what is edited since the form that was sent was made."""
    return visit.request.form.get(SEEN_FIELD, "") != base.seen


def ordered_before(
    visit: PageVisit, base: EditBase, edit: SheetEdit, *, mended: bool = False
) -> Response | None:
    """Where the same form has led that was sent before; None where it was not.

    Asked before anything else: since then there is a newer version of the sheet, the one that it made. Where the first
    time ended half-way, it is done now.
    """
    if edit.is_empty and not mended:
        return None
    ticket = _ticket(visit, base, edit, mended=mended)
    if visit.context.stores.sheets.version(_key(visit, base, ticket)):
        return see_other(visit.url("/ark/rettes", key=_key(visit, base, ticket)))
    return order_edit(visit, base, edit, mended=mended) if base.last.ticket == ticket else None


def order_edit(visit: PageVisit, base: EditBase, edit: SheetEdit, *, mended: bool = False) -> Response | None:
    """Order the edit, and go where it is waited for; None where somebody else was a moment quicker.

    Ordering it once more leads to the same sheet.
    """
    stores, person = visit.context.stores, visit.person
    ticket = _ticket(visit, base, edit, mended=mended)
    key = _key(visit, base, ticket)
    if stores.sheets.version(key) is None:
        before, upload = base.last.ticket, base.upload
        if before != ticket and not visit.table.mark_edit(person.code, base.edited, ticket, after=before):
            return None
        expires_at = int(visit.context.now().timestamp()) + _TICKET_LIVES
        stores.tickets.issue(
            stores.sheets.uploads,
            key,
            person.code,
            person.actor,
            expires_at,
            edited_from=upload.upload_id if upload else None,
            edited_revision=base.revision,
        )
        workbook = None if upload else _workbook(visit, base)
        order = EditOrder(edit, upload.upload_id if upload else None, mended=mended, workbook=workbook)
        stores.sheets.order_edit(key, order.to_bytes())
    return see_other(visit.url("/ark/rettes", key=key))


def _key(visit: PageVisit, base: EditBase, ticket: str) -> str:
    return edited_key(visit.person.code, ticket, base.upload, base.revision)


def _ticket(visit: PageVisit, base: EditBase, edit: SheetEdit, *, mended: bool) -> str:
    about = (
        visit.person.actor,
        visit.request.form.get(FORM_FIELD, ""),
        base.upload.upload_id if base.upload else f"revision {base.revision}",
        str(mended),
    )
    content = "\0".join(about).encode() + b"\0" + edit.canonical()
    return hashlib.sha256(content).hexdigest()[:_TICKET_LENGTH]


def _workbook(visit: PageVisit, base: EditBase) -> bytes:
    """A workbook with the rows, in the same places as their numbers say."""
    # XlsxWriter is slow to import, and few edits need it.
    from kleark.template.filling import Filling  # noqa: PLC0415
    from kleark.template.template_workbook import write_template  # noqa: PLC0415

    rows = tuple(one.row for one in base.rows)
    filling = Filling(rows, visit.person.code, f"version {base.revision}", base.revision)
    register = visit.context.stores.register.of(visit.person.code)
    return write_template(register, today_of(visit), visit.person.municipality, filling)
