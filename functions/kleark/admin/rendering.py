"""Templates: what every page has in common is put in here."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

from kleark.admin.assets import assets
from kleark.admin.filters import danish_date, danish_moment, danish_number
from kleark.http.messages import html_response
from kleark.publishing.messages import actor_name, by_actor

if TYPE_CHECKING:
    from kleark.admin.app_context import AppContext, PageVisit
    from kleark.admin.page_settings import Settings
    from kleark.http.messages import Response
    from kleark.identity.sessions import Session

_TEMPLATES = Path(__file__).parent / "templates"


def page(visit: PageVisit, template: str, status: int = 200, **values: Any) -> Response:
    """A page for somebody who is signed in."""
    return open_page(visit.context, visit.session, template, status, known_as=visit.known_as, **values)


def open_page(
    context: AppContext, session: Session | None, template: str, status: int = 200, **values: Any
) -> Response:
    """A page that needs no sign-in; where there is a session, it shows whose."""
    return html_response(render(context.settings, session, template, **values), status)


def render(settings: Settings, session: Session | None, template: str, **values: Any) -> str:
    """The page's HTML."""
    return (
        _environment()
        .get_template(template)
        .render(
            settings=settings,
            url=settings.url,
            person=session.person if session else None,
            csrf=session.csrf if session else "",
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
    environment.filters |= {"day": danish_date, "moment": danish_moment, "number": danish_number}
    return environment
