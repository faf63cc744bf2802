"""One request's way to its answer: the route, who asks, whether they may, and the page."""

from __future__ import annotations

import gzip
from dataclasses import replace
from typing import TYPE_CHECKING

from kleark.admin import security
from kleark.admin.app_context import Visit
from kleark.admin.exchange import Response, cookie, see_other
from kleark.admin.pages import error_page
from kleark.admin.pages.error_page import PageError
from kleark.admin.routes import allowed_methods, match_route
from kleark.admin.routes_table import ROUTES
from kleark.identity.sessions import COOKIE, Session
from kleark.portal.etags import accepts_gzip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.admin.app_context import AppContext
    from kleark.admin.exchange import Request
    from kleark.admin.routes import Route, RouteMatch

GZIP_FROM = 1400
"""Bytes. Below that, an answer fits one packet as it is."""


def handle(request: Request, desk: AppContext) -> Response:
    """Answer a request. What the stores raise is raised."""
    hit = match_route(ROUTES, request.method, request.path)
    # Who fetches what everybody gets is not asked for, nor told in an answer that anybody on the way may keep.
    token = None if hit and hit.route.impersonal else request.jar.get(COOKIE)
    session = _session(token, desk) if token else None
    made = _routed(hit, request, session, desk)
    if token and session is None and not any(one.startswith(f"{COOKIE}=") for one in made.cookies):
        # The browser need not go on sending what nobody knows any more.
        made = replace(made, cookies=(cookie(COOKIE, "", 0), *made.cookies))
    return finished(made, request, desk)


def finished(made: Response, request: Request, desk: AppContext) -> Response:
    """The answer with what every one carries, as short as the browser takes it."""
    whole = replace(made, headers=security.headers(desk.settings) | dict(made.headers))
    if request.method == "HEAD":
        return replace(whole, body=b"")
    return _compressed(whole) if accepts_gzip(request.headers.get("accept-encoding", "")) else whole


def _routed(hit: RouteMatch | None, request: Request, session: Session | None, desk: AppContext) -> Response:
    if hit is None:
        if allowed := allowed_methods(ROUTES, request.path):
            return error_page.wrong_method(desk, session, allowed)
        return error_page.not_found(desk, session)
    try:
        if hit.route.role is None:
            return hit.route.open_page(request, hit.places, session, desk)
        return _for_person(hit.route, hit.places, request, session, desk)
    except PageError as error:
        return error.page(desk, session)


def _for_person(
    route: Route, places: Mapping[str, str], request: Request, session: Session | None, desk: AppContext
) -> Response:
    if session is None:
        return _sign_in_first(request, desk)
    assert route.role is not None
    if route.method == "POST" and security.is_forged(request, session, desk.settings):
        return error_page.forged(desk, session)
    if not session.person.may(route.role):
        return error_page.forbidden(desk, session, route.role)
    return route.page(Visit(request, places, session, desk))


def _sign_in_first(request: Request, desk: AppContext) -> Response:
    """A page is come back to after the sign-in; what was to be changed has to be asked for again."""
    if request.wants_json:
        return error_page.signed_out_json()
    if request.method == "POST":
        return error_page.signed_out(desk, request)
    then = request.path + (f"?{request.query}" if request.query else "")
    return see_other(desk.settings.url("/log-ind", til=then))


def _session(token: str, desk: AppContext) -> Session | None:
    session = desk.sessions.find(token)
    now = desk.now()
    if session is None or not session.alive(now):
        return None
    if used := session.used(now):
        desk.sessions.touch(used)
        return used
    return session


def _compressed(made: Response) -> Response:
    if made.binary or len(made.body) < GZIP_FROM:
        return made
    headers = dict(made.headers) | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return replace(made, body=gzip.compress(made.body, 6, mtime=0), headers=headers, binary=True)
