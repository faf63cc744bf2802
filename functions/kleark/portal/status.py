"""``/v1/status``: how far each municipality is, as data, as a map, and as a page with both map and table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kleark.portal.exchange import hashed, to_bytes
from kleark.portal.selection import parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.portal.exchange import Answer, Request
    from kleark.portal.reading import Portal
    from kleark.status.decision import Overview


def status_data(request: Request, places: Mapping[str, str], portal: Portal) -> Answer:  # noqa: ARG001
    """JSON, as `to_json` makes it."""
    from kleark.status.as_data import to_json  # noqa: PLC0415 (at the first request: few ask for it)

    parameters(request.query)
    of = portal.country.overview(portal.reader)
    return _telling(of, hashed(request, to_bytes(to_json(of))))


def status_map(request: Request, places: Mapping[str, str], portal: Portal) -> Answer:  # noqa: ARG001
    """The map alone, to be put on any page."""
    from kleark.status.html import policy  # noqa: PLC0415 (at the first request: few ask for it)
    from kleark.status.palette import css  # noqa: PLC0415
    from kleark.status.svg import status_svg  # noqa: PLC0415

    parameters(request.query)
    of = portal.country.overview(portal.reader)
    drawn = hashed(request, status_svg(of).encode())
    return _telling(of, _as(drawn, "image/svg+xml", policy(css())))


def status_page(request: Request, places: Mapping[str, str], portal: Portal) -> Answer:  # noqa: ARG001
    """Map and table."""
    from kleark.status.html import page_policy, status_html  # noqa: PLC0415 (at the first request: few ask for it)

    parameters(request.query)
    of = portal.country.overview(portal.reader)
    page = hashed(request, status_html(of).encode())
    return _telling(of, _as(page, "text/html; charset=utf-8", page_policy()))


def _telling(of: Overview, answer: Answer) -> Answer:
    """The answer, and whose rows the log is to tell that it could not be made with."""
    return replace(answer, unread=of.unread)


def _as(answer: Answer, content_type: str, policy: str) -> Answer:
    """The answer as what a browser shows, and runs nothing of. A 304 has nothing to show."""
    if answer.status != 200:
        return answer
    shown = {
        "Content-Type": content_type,
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return replace(answer, headers={**answer.headers, **shown})
