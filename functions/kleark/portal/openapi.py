"""``/v1/openapi.json``: the description of the API itself."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kleark.portal.query import parameters
from kleark.portal.responses import hashed_response
from kleark.schemas import contract

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.http.messages import Request, Response
    from kleark.portal.published import PortalContext


def description(request: Request, path_params: Mapping[str, str], context: PortalContext) -> Response:
    """OpenAPI 3.1, as built. Nothing is read of the table."""
    parameters(request.query)
    return hashed_response(request, _openapi())


@cache
def _openapi() -> bytes:
    return contract("openapi.json")
