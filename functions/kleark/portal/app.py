"""The portal's API: every address, and one request's way to its answer. Pure but for the table that it is given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kleark.portal.configuration import live_configuration, numbered_configuration
from kleark.portal.municipality_list import all_municipalities
from kleark.portal.openapi import description
from kleark.portal.problems import ProblemError
from kleark.portal.query import parameters
from kleark.portal.responses import Request, Response, problem_answer
from kleark.portal.routes import Route, routed
from kleark.portal.status_resource import status_data, status_map, status_page
from kleark.portal.versions import all_versions
from kleark.portal.visit import visit
from kleark.publishing.ids import municipality_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.portal.published import PortalContext


def health(request: Request, places: Mapping[str, str], portal: PortalContext) -> Response:
    """Well is: the table answers. Whichever municipality is asked for."""
    parameters(request.query)
    portal.reader.live(municipality_code("0101"), consistent=False)
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return Response(200, headers, b'{"status":"ok"}')


ROUTES = (
    Route("/v1/kommuner", {"GET": all_municipalities}),
    Route("/v1/kommuner/{code}/konfiguration", {"GET": live_configuration}),
    Route("/v1/kommuner/{code}/versioner", {"GET": all_versions}),
    Route("/v1/kommuner/{code}/versioner/{revision}", {"GET": numbered_configuration}),
    Route("/v1/kommuner/{code}/visning", {"POST": visit}),
    Route("/v1/status", {"GET": status_data}),
    Route("/v1/status.svg", {"GET": status_map}),
    Route("/v1/status.html", {"GET": status_page}),
    Route("/v1/openapi.json", {"GET": description}),
    Route("/v1/sundhed", {"GET": health}),
)


def handle(request: Request, portal: PortalContext) -> Response:
    """Answer a request. What is wrong with it becomes a problem; what the reader raises is raised."""
    try:
        found = routed(ROUTES, request, portal)
    except ProblemError as error:
        found = problem_answer(error.problem)
    return replace(found, body=b"") if request.method == "HEAD" else found
