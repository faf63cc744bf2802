"""What is open to everybody: assets, and what the page says of itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kleark.admin.assets import assets
from kleark.admin.pages.error_page import not_found
from kleark.admin.rendering import open_page
from kleark.http.conditional import takes_gzip
from kleark.http.messages import see_other
from kleark.identity.sessions import (
    COOKIE,
    DRAFT,
    DRAFT_COOKIE,
    IDLE,
    LONGEST,
    LONGEST_EXTENDED,
    SIGNING_IN,
    SIGNING_IN_COOKIE,
)
from kleark.mail.ports import REMEMBERED
from kleark.publishing.retention import BACKUP_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.admin.app_context import AppContext
    from kleark.http.messages import Request, Response
    from kleark.identity.sessions import Session

ACCESSIBILITY_WRITTEN = date(2026, 11, 28)
ACCESSIBILITY_REVIEWED = date(2026, 11, 29)
"""When the text was last held against the page. The law wants it done once a year, and when the page changes."""


def asset(
    request: Request, path_params: Mapping[str, str], session: Session | None, context: AppContext
) -> Response:
    """A style sheet, script, font or drawing. Names tell the content, so a browser asks once."""
    gzipped = takes_gzip(request)
    return assets().find(path_params["asset"], gzipped=gzipped) or not_found(context, session)


def accessibility(
    request: Request,
    path_params: Mapping[str, str],
    session: Session | None,
    context: AppContext,
) -> Response:
    """How accessible the page is, and whom to tell where it is not."""
    from kleark.admin.accessibility_faults import FAULTS  # noqa: PLC0415 (style sheets come from here, too)

    return open_page(
        context,
        session,
        "accessibility.html.jinja",
        written=ACCESSIBILITY_WRITTEN,
        reviewed=ACCESSIBILITY_REVIEWED,
        host=urlsplit(context.settings.page_url).hostname,
        faults=FAULTS,
    )


def statement(
    request: Request, path_params: Mapping[str, str], session: Session | None, context: AppContext
) -> Response:
    """Off to the accessibility statement that the law asks for; where there is none yet, to the page's own text."""
    return see_other(context.settings.statement or context.settings.url("/tilgaengelighed"))


def privacy(
    request: Request,
    path_params: Mapping[str, str],
    session: Session | None,
    context: AppContext,
) -> Response:
    """What is kept of those who use the page."""
    from kleark.admin.pages.upload import TICKET_LIVES  # noqa: PLC0415 (style sheets come from here, too)

    return open_page(
        context,
        session,
        "privacy.html.jinja",
        cookie=COOKIE,
        signing_in_cookie=SIGNING_IN_COOKIE,
        draft_cookie=DRAFT_COOKIE,
        draft=DRAFT.total_seconds() // 3600,
        longest=LONGEST.total_seconds() // 3600,
        longest_extended=LONGEST_EXTENDED.total_seconds() // 3600,
        idle=IDLE.total_seconds() // 3600,
        signing_in=SIGNING_IN.total_seconds() // 60,
        place_days=TICKET_LIVES // (24 * 3600),
        backup_days=BACKUP_DAYS,
        marks_days=REMEMBERED.days,
    )
