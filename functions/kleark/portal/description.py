"""``/v1/openapi.json``: the description of the API itself."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kleark.contracts import contract
from kleark.portal.exchange import hashed
from kleark.portal.selection import parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.portal.exchange import Answer, Request
    from kleark.portal.reading import Portal


def description(request: Request, places: Mapping[str, str], portal: Portal) -> Answer:  # noqa: ARG001
    """OpenAPI 3.1, as built. Nothing is read of the table."""
    parameters(request.query)
    return hashed(request, _openapi())


@cache
def _openapi() -> bytes:
    return contract("openapi.json")
