"""Every sheet that the municipality has uploaded, and what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.admin.pagination import select_page
from kleark.admin.rendering import page
from kleark.admin.upload_lists import upload_lines
from kleark.publishing.upload_state import state_records

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response

MOST = 50
"""So many are shown at a time."""


def every_upload(visit: PageVisit) -> Response:
    """The uploads, newest first."""
    shown, pages = select_page(visit.table.uploads(visit.person.code), MOST, visit.request)
    records = state_records(visit.table, visit.person.code, shown)
    lines = upload_lines(shown, records, visit.known_as)
    return page(visit, "uploads.html.jinja", here="/ark", uploads=lines, pages=pages)
