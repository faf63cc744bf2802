"""What every answer carries so that a browser lets nobody else into the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kleark.admin.page_settings import Settings
    from kleark.http.messages import Request
    from kleark.identity.sessions import Session

CSRF_FIELD = "csrf"


def headers(settings: Settings) -> dict[str, str]:
    """Of every page. What it shows belongs to one municipality, so nobody keeps it."""
    return {
        "Content-Security-Policy": policy(settings),
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        # The address of a page tells an upload's id: nobody else's business.
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        **({} if settings.local else {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}),
    }


def policy(settings: Settings) -> str:
    """The content security policy. A form may lead to S3 (sheets) and, signing out, through the sign-in pages: browsers
    hold the whole way of a form against ``form-action``, redirects included.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src 'self'",
            "img-src 'self' data:",
            f"connect-src 'self' {settings.uploads_origin}",
            f"form-action 'self' {settings.uploads_origin} {settings.sign_in_origin}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def is_forged(request: Request, session: Session, settings: Settings) -> bool:
    """Whether a change is asked for by something else than a form of this session.

    Two answers, each enough by itself: what the browser says of where the form was (an older one may say nothing), and
    what only our own form can carry.
    """
    origin = request.headers.get("origin")
    if origin is not None and origin != settings.origin:
        return True
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return True
    return not session.is_own_form(request.form.get(CSRF_FIELD, ""))
