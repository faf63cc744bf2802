"""``/v1/openapi.json``: the description of the API itself."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kleark.portal.query import parameters
from kleark.portal.responses import hashed
from kleark.schemas import contract

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.portal.published import PortalContext
    from kleark.portal.responses import Request, Response


def description(request: Request, places: Mapping[str, str], portal: PortalContext) -> Response:
    """OpenAPI 3.1, as built. Nothing is read of the table."""
    parameters(request.query)
    return hashed(request, _openapi())


@cache
def _openapi() -> bytes:
    return contract("openapi.json")
