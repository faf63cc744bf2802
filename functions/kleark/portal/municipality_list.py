"""``/v1/kommuner``: the 98, and what is live of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.portal.published import municipality_fields
from kleark.portal.query import parameters
from kleark.portal.responses import hashed_response, to_bytes
from kleark.publishing.ids import municipality_code
from kleark.registers.municipalities import municipalities

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.http.messages import Request, Response
    from kleark.portal.published import PortalContext
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Live


def all_municipalities(request: Request, path_params: Mapping[str, str], context: PortalContext) -> Response:
    """Every municipality in order of its code. One request to the table."""
    parameters(request.query)
    codes = [municipality_code(one.code) for one in municipalities()]
    lives = context.reader.lives(codes)
    return hashed_response(
        request, to_bytes({"municipalities": [_entry(code, lives.get(code)) for code in codes]})
    )


def _entry(code: MunicipalityCode, live: Live | None) -> dict[str, Any]:
    """Revision 0 means that nothing was ever published; a revision without rows, that it was taken back."""
    content = live.content if live else None
    return municipality_fields(code) | {
        "revision": live.revision if live else 0,
        "publishedAt": (live.published_at or None) if live else None,
        "digest": content.digest if content else None,
        "rowCount": content.row_count if content else 0,
    }
