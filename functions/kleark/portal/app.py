"""The portal's API: from a request to its response. Pure but for the table that it is given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kleark.http.routing import allowed_methods, match_route
from kleark.portal.problems import NO_SUCH_PATH, ProblemError, method_not_allowed
from kleark.portal.responses import problem_response
from kleark.portal.routes import ROUTES

if TYPE_CHECKING:
    from kleark.http.messages import Request, Response
    from kleark.portal.published import PortalContext


def handle(request: Request, context: PortalContext) -> Response:
    """Answer a request. What is wrong with it becomes a problem; what the reader raises is raised."""
    try:
        response = _dispatch(request, context)
    except ProblemError as error:
        response = problem_response(error.problem, request)
    return _head_of(response) if request.method == "HEAD" else response


def _head_of(response: Response) -> Response:
    """The same without its body, and how long that would be (RFC 9110, 8.6): whoever sends it on would count none.

    A 304 has no length, also as an answer to GET.
    """
    length = {} if response.status == 304 else {"Content-Length": str(len(response.body))}
    return replace(response, body=b"", binary=False, headers={**response.headers, **length})


def _dispatch(request: Request, context: PortalContext) -> Response:
    """The endpoint's response. Raises ProblemError, also where there is no such path, or not with this method."""
    if match := match_route(ROUTES, request.method, request.path):
        return match.route.endpoint(request, match.path_params, context)
    if allowed := allowed_methods(ROUTES, request.path):
        raise ProblemError(method_not_allowed(", ".join(allowed)))
    raise ProblemError(NO_SUCH_PATH)
