"""The admin's page: from a request to its response, by way of the route, the session, the role and the page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kleark.admin import security
from kleark.admin.app_context import PageVisit
from kleark.admin.pages import error_page
from kleark.admin.pages.error_page import PageError
from kleark.admin.routes import ROUTES
from kleark.http.conditional import compress, takes_gzip
from kleark.http.messages import see_other, set_cookie
from kleark.http.routing import allowed_methods, match_route
from kleark.identity.sessions import COOKIE, Session

if TYPE_CHECKING:
    from kleark.admin.app_context import AppContext
    from kleark.admin.routes import PageRoute
    from kleark.http.messages import Request, Response
    from kleark.http.routing import RouteMatch


def handle(request: Request, context: AppContext) -> Response:
    """Answer a request. What the stores raise is raised."""
    match = match_route(ROUTES, request.method, request.path)
    # What is the same for everybody needs no session, and must not carry a cookie: caches on the way may keep it.
    token = None if match and match.route.impersonal else request.cookie_values.get(COOKIE)
    session = _session(token, context) if token else None
    response = _dispatch(match, request, session, context)
    if token and session is None and not any(one.startswith(f"{COOKIE}=") for one in response.cookies):
        # The browser need not go on sending a token that is no longer valid.
        response = replace(response, cookies=(set_cookie(COOKIE, "", 0), *response.cookies))
    return finish(response, request, context)


def finish(response: Response, request: Request, context: AppContext) -> Response:
    """The response with the headers that every one has, compressed if the browser accepts that."""
    whole = replace(response, headers=security.headers(context.settings) | dict(response.headers))
    if request.method == "HEAD":
        return replace(whole, body=b"")
    return compress(whole) if takes_gzip(request) else whole


def _dispatch(
    match: RouteMatch[PageRoute] | None, request: Request, session: Session | None, context: AppContext
) -> Response:
    if match is None:
        # HEAD is left out: people who read this come from a link or a form.
        if allowed := [method for method in allowed_methods(ROUTES, request.path) if method != "HEAD"]:
            return error_page.method_not_allowed(context, session, allowed)
        return error_page.not_found(context, session)
    try:
        if match.route.role is None:
            return match.route.open_page(request, match.path_params, session, context)
        return _for_person(match, request, session, context)
    except PageError as error:
        return error.page(context, session)


def _for_person(
    match: RouteMatch[PageRoute], request: Request, session: Session | None, context: AppContext
) -> Response:
    route = match.route
    if session is None:
        return _sign_in_first(request, context)
    assert route.role is not None
    if route.method == "POST" and security.is_forged(request, session, context.settings):
        return error_page.forged(context, session)
    if not session.person.may(route.role):
        return error_page.forbidden(context, session, route.role)
    return route.page(PageVisit(request, match.path_params, session, context))


def _sign_in_first(request: Request, context: AppContext) -> Response:
    """The sign-in leads back to a page; a change that was asked for has to be asked for again."""
    if request.wants_json:
        return error_page.session_ended_json()
    if request.method == "POST":
        return error_page.session_ended(context, request)
    then = request.path + (f"?{request.query}" if request.query else "")
    return see_other(context.settings.url("/log-ind", til=then))


def _session(token: str, context: AppContext) -> Session | None:
    session = context.sessions.find(token)
    now = context.now()
    if session is None or not session.alive(now):
        return None
    if used := session.renew(now):
        context.sessions.touch(used)
        return used
    return session
