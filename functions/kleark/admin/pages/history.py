"""The log: everything that was ever done to what citizens see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.admin.log_entries import log_lines
from kleark.admin.pages.compare import Choice
from kleark.admin.pages.error_page import NotFoundError
from kleark.admin.pagination import parse_number
from kleark.admin.rendering import page
from kleark.publishing.messages import entry_number

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response

MOST = 50
"""So many entries are shown at a time."""


def every_revision(visit: PageVisit) -> Response:
    """The log, newest entry first."""
    live = visit.table.live(visit.person.code, consistent=True)
    start = _start(visit)
    entries = visit.table.log_backwards(visit.person.code, MOST + 1, start)
    older = entries[MOST:]
    return page(
        visit,
        "history.html.jinja",
        here="/historik",
        live=live.revision,
        entries=log_lines(entries[:MOST], visit),
        from_the_newest=start is None,
        older=entry_number(older[0].revision, older[0].step) if older else "",
        choice=Choice.neighbours(live.revision),
    )


def _start(visit: PageVisit) -> tuple[int, int] | None:
    """The entry that the address says to begin with, as `messages.entry_number` writes it. Raises NotFoundError."""
    asked = visit.request.parameters.get("fra")
    if asked is None:
        return None
    revision, _, step = asked.partition(".")
    at, after = parse_number(revision), parse_number(step or "0")
    if at is None or after is None:
        raise NotFoundError
    return at, after
