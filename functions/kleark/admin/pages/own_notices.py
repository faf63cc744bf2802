"""What a person wants to be told by e-mail: their own choice, in whatever role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.admin.flash import Flash, flash_redirect
from kleark.admin.rendering import page
from kleark.http.messages import see_other
from kleark.publishing.actors import subject_of
from kleark.publishing.notice_kinds import NoticeKind

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response


def own_notices(visit: PageVisit) -> Response:
    """A box for each kind, with a tick where a notice is sent."""
    colleague = visit.context.stores.colleagues.find(
        visit.person.code, subject_of(visit.person.actor) or "", visit.context.now()
    )
    return page(
        visit,
        "own_notices.html.jinja",
        here="/mine-beskeder",
        colleague=colleague,
        kinds=list(NoticeKind),
    )


def save(visit: PageVisit) -> Response:
    """What has no tick is turned off. Where the person is not in the directory, the page says so."""
    muted = frozenset(kind for kind in NoticeKind if kind.value not in visit.request.form)
    subject = subject_of(visit.person.actor) or ""
    stored = visit.context.stores.colleagues.mute(visit.person.code, subject, muted)
    if not stored:
        return see_other(visit.url("/mine-beskeder"))
    return flash_redirect(visit, "/mine-beskeder", Flash.NOTICES_CHOSEN)
