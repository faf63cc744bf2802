"""The table of the API's addresses, as in ``schemas/openapi.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kleark.http.routing import Route
from kleark.portal.configuration import live_configuration, numbered_configuration
from kleark.portal.health import health
from kleark.portal.municipality_list import all_municipalities
from kleark.portal.openapi import description
from kleark.portal.register_resource import active_register
from kleark.portal.status_resource import status_data, status_map, status_page
from kleark.portal.versions import all_versions
from kleark.portal.visit import visit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.http.messages import Request, Response
    from kleark.portal.published import PortalContext


class Endpoint(Protocol):
    """What answers at one route. ``path_params``: undecoded and not yet checked."""

    def __call__(
        self, request: Request, path_params: Mapping[str, str], context: PortalContext
    ) -> Response: ...


@dataclass(frozen=True)
class ApiRoute(Route):
    """A route and its endpoint."""

    endpoint: Endpoint


ROUTES = (
    ApiRoute("GET", "/v1/kommuner", all_municipalities),
    ApiRoute("GET", "/v1/kommuner/{code}/konfiguration", live_configuration),
    ApiRoute("GET", "/v1/kommuner/{code}/versioner", all_versions),
    ApiRoute("GET", "/v1/kommuner/{code}/versioner/{revision}", numbered_configuration),
    ApiRoute("POST", "/v1/kommuner/{code}/visning", visit),
    ApiRoute("GET", "/v1/status", status_data),
    ApiRoute("GET", "/v1/status.svg", status_map),
    ApiRoute("GET", "/v1/status.html", status_page),
    ApiRoute("GET", "/v1/register", active_register),
    ApiRoute("GET", "/v1/openapi.json", description),
    ApiRoute("GET", "/v1/sundhed", health),
)
