"""``/v1/status``: how far each municipality is, as data, as a map, and as a page with both map and table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kleark.portal.query import parameters
from kleark.portal.responses import hashed_response, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.http.messages import Request, Response
    from kleark.portal.published import PortalContext
    from kleark.status.overview import Overview


def status_data(request: Request, path_params: Mapping[str, str], context: PortalContext) -> Response:
    """JSON, as `to_json` makes it."""
    from kleark.status.export import to_json  # noqa: PLC0415 (at the first request: few ask for it)

    parameters(request.query)
    of = context.country.overview(context.reader)
    return _with_log(of, hashed_response(request, to_bytes(to_json(of))))


def status_map(request: Request, path_params: Mapping[str, str], context: PortalContext) -> Response:
    """The map alone, to be put on any page."""
    from kleark.status.html_page import policy  # noqa: PLC0415 (at the first request: few ask for it)
    from kleark.status.palette import css  # noqa: PLC0415
    from kleark.status.svg import status_svg  # noqa: PLC0415

    parameters(request.query)
    of = context.country.overview(context.reader)
    drawn = hashed_response(request, status_svg(of).encode())
    return _with_log(of, _as_document(drawn, "image/svg+xml", policy(css())))


def status_page(request: Request, path_params: Mapping[str, str], context: PortalContext) -> Response:
    """Map and table."""
    from kleark.status.html_page import (  # noqa: PLC0415 (at the first request: few ask for it)
        page_policy,
        status_html,
    )

    parameters(request.query)
    of = context.country.overview(context.reader)
    page = hashed_response(request, status_html(of).encode())
    return _with_log(of, _as_document(page, "text/html; charset=utf-8", page_policy()))


def _with_log(of: Overview, response: Response) -> Response:
    """The response; where rows of some municipalities could not be read, the log gets their codes."""
    return replace(response, log={"municipalities": of.unread}) if of.unread else response


def _as_document(response: Response, content_type: str, policy: str) -> Response:
    """The answer as what a browser shows, and runs nothing of. A 304 has nothing to show."""
    if response.status != 200:
        return response
    headers = {
        "Content-Type": content_type,
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return replace(response, headers={**response.headers, **headers})
