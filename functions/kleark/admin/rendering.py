"""Templates: what every page has in common is put in here."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

from kleark.admin.assets import assets
from kleark.admin.drafts import fill_in, find_draft
from kleark.admin.filters import (
    danish_amount,
    danish_clock,
    danish_date,
    danish_moment,
    danish_number,
    danish_plural,
)
from kleark.admin.flash import Flash, flash_of
from kleark.http.messages import html_response
from kleark.identity.sessions import seconds_left
from kleark.publishing.messages import actor_name, by_actor

if TYPE_CHECKING:
    from kleark.admin.app_context import AppContext, PageVisit
    from kleark.admin.flash import FlashText
    from kleark.http.messages import Response
    from kleark.identity.sessions import Session

OK = 200

_TEMPLATES = Path(__file__).parent / "templates"


def page(visit: PageVisit, template: str, status: int = 200, **values: Any) -> Response:
    """A page for somebody who is signed in: with what they just did, and with what they had typed before a sign-in."""
    context, session = visit.context, visit.session
    values["known_as"] = visit.known_as
    html = render(context, session, template, flash=flash_of(visit), **values)
    draft = find_draft(visit.request, visit.person, context) if visit.request.method == "GET" else None
    if draft is None or status != OK or (filled := fill_in(html, draft, context.settings)) is None:
        return html_response(html, status)
    flash = Flash.DRAFT_RESTORED if filled.ticked else Flash.DRAFT_RESTORED_IN_PART
    told = fill_in(render(context, session, template, flash=flash.message, **values), draft, context.settings)
    return html_response((told or filled).html)


def open_page(
    context: AppContext, session: Session | None, template: str, status: int = 200, **values: Any
) -> Response:
    """A page that needs no sign-in; where there is a session, it shows whose."""
    return html_response(render(context, session, template, **values), status)


def render(
    context: AppContext,
    session: Session | None,
    template: str,
    *,
    flash: FlashText | None = None,
    **values: Any,
) -> str:
    """The page's HTML. ``flash``: what was just done."""
    return (
        _environment()
        .get_template(template)
        .render(
            settings=context.settings,
            url=context.settings.url,
            person=session.person if session else None,
            session=session,
            seconds_left=seconds_left(session, context.now()) if session else 0,
            csrf=session.csrf if session else "",
            flash=flash,
            **values,
        )
    )


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.globals |= {
        "asset": assets().name,
        "icon": assets().icon,
        "by_actor": by_actor,
        "actor_name": actor_name,
    }
    environment.filters |= {
        "day": danish_date,
        "moment": danish_moment,
        "clock": danish_clock,
        "number": danish_number,
        "amount": danish_amount,
        "plural": danish_plural,
    }
    return environment
