"""Deleting a municipality's list of case templates, with all files of it and of those before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.admin.flash import Flash, flash_redirect
from kleark.admin.pages.case_template_upload import OWN
from kleark.admin.rendering import page
from kleark.publishing.errors import ConcurrentChangeError, NothingToChangeError
from kleark.publishing.retention import BACKUP_DAYS
from kleark.publishing.template_deletion import delete_templates

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response

CONFIRMED, SEEN = "bekraeft", "set"
"""The form's fields: the box that must be ticked, and which list was on the page."""


def confirm_deletion(visit: PageVisit) -> Response:
    """What deleting would mean, before it is done."""
    return _form(visit)


def delete(visit: PageVisit) -> Response:
    """Have the list deleted."""
    sent, stores = visit.request.form, visit.context.stores
    if CONFIRMED not in sent:
        return _form(visit, 422, wrong="Sæt kryds for at bekræfte, at listen skal slettes.")
    try:
        delete_templates(
            visit.person.code,
            sent.get(SEEN, ""),
            visit.person.actor,
            stores.templates,
            stores.erasures,
            visit.context.now(),
        )
    except NothingToChangeError:
        return flash_redirect(visit, OWN, Flash.UNCHANGED)  # pressed twice, or a colleague was faster
    except ConcurrentChangeError:
        return _form(visit, 409, overtaken=True)
    return flash_redirect(visit, OWN, Flash.TEMPLATES_DELETED)


def _form(visit: PageVisit, status: int = 200, *, wrong: str = "", overtaken: bool = False) -> Response:
    head = visit.context.stores.templates.head(visit.person.code, consistent=True)
    return page(
        visit,
        "case_template_deletion.html.jinja",
        status,
        here=OWN,
        head=head if head and not head.is_deleted else None,
        seen=head.order if head else "",
        wrong=wrong,
        overtaken=overtaken,
        backup_days=BACKUP_DAYS,
    )
