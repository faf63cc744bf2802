"""The admin's page: from a request to its response, by way of the route, the session, the role and the page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kleark.admin import security
from kleark.admin.app_context import PageVisit
from kleark.admin.drafts import end_draft, find_draft, save_draft
from kleark.admin.page_actions import with_action
from kleark.admin.pages import error_page
from kleark.admin.pages.error_page import PageError
from kleark.admin.routes import ROUTES, referring_page
from kleark.admin.security import CSRF_FIELD
from kleark.http.conditional import compress, takes_gzip
from kleark.http.messages import see_other, set_cookie
from kleark.http.routing import allowed_methods, match_route
from kleark.identity.sessions import COOKIE, Session, is_form_of

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
    session = _session(token, context, renews=match is None or match.route.renews) if token else None
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
        return _sign_in_first(match, request, context)
    assert route.role is not None
    if route.method == "POST" and security.is_forged(request, session, context.settings):
        return _forged(match, request, session, context)
    if not session.person.may(route.role):
        return error_page.forbidden(context, session, route.role)
    response = with_action(route.page(PageVisit(request, match.path_params, session, context)), route)
    draft = find_draft(request, session.person, context) if route.method == "POST" else None
    # What was typed before a sign-in has now been sent, or stands on the form that came back.
    if draft and draft.action == request.path:
        return response.with_cookies(*end_draft(request, context))
    return response


def _forged(
    match: RouteMatch[PageRoute], request: Request, session: Session, context: AppContext
) -> Response:
    """A form of an earlier session of the same person, say, in a window that was open since then."""
    page = _form_page(match, request, context)
    cookie = (
        save_draft(request, context) if is_form_of(session.person, request.form.get(CSRF_FIELD, "")) else None
    )
    response = error_page.forged(context, session, page if cookie else "")
    return response.with_cookies(cookie) if cookie else response


def _sign_in_first(match: RouteMatch[PageRoute], request: Request, context: AppContext) -> Response:
    """The sign-in leads back to a page; a change that was asked for has to be asked for again, with what was typed."""
    if request.wants_json:
        return error_page.session_ended_json()
    if request.method == "POST":
        cookie = save_draft(request, context) if match.route.path != "/log-ud" else None
        page = _form_page(match, request, context)
        response = error_page.session_ended(context, page, has_draft=cookie is not None)
        return response.with_cookies(cookie) if cookie else response
    then = request.path + (f"?{request.query}" if request.query else "")
    return see_other(context.settings.url("/log-ind", til=then))


def _form_page(match: RouteMatch[PageRoute], request: Request, context: AppContext) -> str:
    """The page that the form stands on."""
    if page := referring_page(request, context.settings.page_url):
        return page
    if match.route.form_page:
        return match.route.form_page.format_map(match.path_params)
    return request.path if match_route(ROUTES, "GET", request.path) else "/"


def _session(token: str, context: AppContext, *, renews: bool) -> Session | None:
    session = context.sessions.find(token)
    now = context.now()
    if session is None or not session.alive(now):
        return None
    if renews and (used := session.renew(now)):
        context.sessions.touch(used)
        return used
    return session
