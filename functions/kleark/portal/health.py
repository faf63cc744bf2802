"""``/v1/sundhed``: whether the API can read its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.http.messages import Response
from kleark.portal.query import parameters
from kleark.publishing.ids import municipality_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.http.messages import Request
    from kleark.portal.published import PortalContext


def health(request: Request, path_params: Mapping[str, str], context: PortalContext) -> Response:
    """200 where the table answers. Whichever municipality is asked for."""
    parameters(request.query)
    context.reader.live(municipality_code("0101"), consistent=False)
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return Response(200, b'{"status":"ok"}', headers)
