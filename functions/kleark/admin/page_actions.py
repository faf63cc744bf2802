"""What the log is told of what somebody did on the page: which kind of thing, and the id that what follows has, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.admin.routes import ROUTES
from kleark.http.routing import match_route
from kleark.publishing.correlation import correlation_of
from kleark.publishing.model import LogEntry

if TYPE_CHECKING:
    from kleark.admin.routes import PageRoute
    from kleark.http.messages import Request, Response

CORRELATION = "correlation_id"
ACTION = "action"


def with_action(response: Response, route: PageRoute) -> Response:
    """The response of a form. What was carried out leads on to a page; what was not is logged as the refusal it is."""
    carried_out = route.method == "POST" and response.status == 303
    return response.with_log(**{ACTION: route.path}) if carried_out else response


def with_entry(response: Response, entry: object) -> Response:
    """The response after something that stands in the log. ``entry``: whatever a command gave back."""
    if not isinstance(entry, LogEntry):
        return response
    return response.with_log(**{CORRELATION: correlation_of(entry)})


def upload_in(request: Request) -> str | None:
    """The id of the sheet that the request's address is about."""
    match = match_route(ROUTES, request.method, request.path)
    return match.path_params.get("upload") if match else None
