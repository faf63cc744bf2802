"""The directory of colleagues, for approvers: who has signed in, and what each is told. Anybody can be removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.admin.flash import Flash, flash_redirect
from kleark.admin.rendering import page
from kleark.publishing.actors import same_person
from kleark.publishing.notice_kinds import NoticeKind

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response

SUBJECT = "kollega"


def colleagues(visit: PageVisit) -> Response:
    """Everybody of the person's own municipality, by name."""
    code, store = visit.person.code, visit.context.stores.colleagues
    everyone = store.everyone(code, visit.context.now())
    return page(
        visit,
        "directory.html.jinja",
        here="/kolleger",
        colleagues=everyone,
        own=next((one.subject for one in everyone if same_person(one.actor, visit.person.actor)), ""),
        kinds=len(NoticeKind),
        notice_address=store.notice_address(code),
    )


def remove(visit: PageVisit) -> Response:
    """Delete a colleague's record. Somebody who is not there is gone already."""
    subject = visit.request.form.get(SUBJECT, "")
    if subject:
        visit.context.stores.colleagues.remove(visit.person.code, subject)
    return flash_redirect(visit, "/kolleger", Flash.COLLEAGUE_REMOVED)
