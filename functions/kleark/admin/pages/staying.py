"""Staying signed in: how long the session lasts, and making it last longer (WCAG 2.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.admin.filters import danish_clock
from kleark.admin.flash import Flash, flash_redirect
from kleark.admin.routes import referring_page
from kleark.http.messages import json_response
from kleark.identity.sessions import seconds_left

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response
    from kleark.identity.sessions import Session


def time_left(visit: PageVisit) -> Response:
    """For the script that warns before the session ends. To ask is no use of the session."""
    return _answer(visit.session, visit)


def stay(visit: PageVisit) -> Response:
    """Let the session last longer: an hour from now, up to `LONGEST_EXTENDED` in all."""
    session = visit.session.stay(visit.context.now())
    visit.context.sessions.touch(session)
    if visit.request.wants_json:
        return _answer(session, visit)
    page = referring_page(visit.request, visit.context.settings.page_url)
    return flash_redirect(visit, page or "/", Flash.STAYED)


def _answer(session: Session, visit: PageVisit) -> Response:
    return json_response(
        {"seconds": seconds_left(session, visit.context.now()), "until": danish_clock(session.ends)}
    )
