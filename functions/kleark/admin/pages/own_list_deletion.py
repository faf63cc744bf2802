"""Deleting a municipality's list, of case templates or own KLE numbers, with its files and those of lists before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.admin.flash import Flash, flash_redirect
from kleark.admin.list_pages import list_pages
from kleark.admin.rendering import page
from kleark.publishing.errors import ConcurrentChangeError, NothingToChangeError
from kleark.publishing.list_deletion import delete_list
from kleark.publishing.retention import BACKUP_DAYS

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
    sent, pages = visit.request.form, list_pages(visit)
    if CONFIRMED not in sent:
        return _form(visit, 422, wrong="Sæt kryds for at bekræfte, at listen skal slettes.")
    try:
        delete_list(
            visit.person.code,
            pages.kind,
            sent.get(SEEN, ""),
            visit.person.actor,
            pages.table(visit),
            visit.context.stores.erasures,
            visit.context.now(),
        )
    except NothingToChangeError:
        return flash_redirect(visit, pages.own, Flash.UNCHANGED)  # pressed twice, or a colleague was faster
    except ConcurrentChangeError:
        return _form(visit, 409, overtaken=True)
    return flash_redirect(visit, pages.own, Flash.LIST_DELETED)


def _form(visit: PageVisit, status: int = 200, *, wrong: str = "", overtaken: bool = False) -> Response:
    pages = list_pages(visit)
    head = pages.table(visit).head(visit.person.code, consistent=True)
    return page(
        visit,
        "own_list_deletion.html.jinja",
        status,
        here=pages.own,
        lists=pages,
        head=head if head and not head.is_deleted else None,
        seen=head.order if head else "",
        wrong=wrong,
        overtaken=overtaken,
        backup_days=BACKUP_DAYS,
    )
