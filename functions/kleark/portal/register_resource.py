"""``/v1/register``: which edition of the KLE register configurations are checked against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.portal.query import parameters
from kleark.portal.responses import hashed_response, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.editions.model import ActiveEdition
    from kleark.http.messages import Request, Response
    from kleark.portal.published import PortalContext


def active_register(request: Request, path_params: Mapping[str, str], context: PortalContext) -> Response:
    """Its date, its main groups, how many topics are in use, and since when it has been active."""
    parameters(request.query)
    active = context.editions.active() if context.editions else None
    body = _activated(active) if active and active.content else _embedded(active)
    return hashed_response(request, to_bytes(body))


def _activated(active: ActiveEdition) -> dict[str, Any]:
    return {
        "edition": active.edition,
        "mainGroups": active.main_groups.split(),
        "topics": active.topics,
        "activatedAt": active.activated_at,
    }


def _embedded(active: ActiveEdition | None) -> dict[str, Any]:
    """The register that comes with Kleark. ``activatedAt``: where an operator has gone back to it."""
    from kleark.registers.kle_register import embedded  # noqa: PLC0415 (once an instance)

    register = embedded()
    return {
        "edition": register.edition.isoformat(),
        "mainGroups": sorted(register.coverage),
        "topics": register.in_use,
        "activatedAt": (active.activated_at if active else "") or None,
    }
