"""While a sheet is being checked: a page that asks by itself where it can, and can be asked by hand where not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.admin.rendering import page
from kleark.http.messages import json_response
from kleark.publishing.model import ON_THEIR_WAY
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.admin.list_pages import ListPages
    from kleark.http.messages import Response
    from kleark.publishing.model import Upload


def is_under_way(upload: Upload) -> bool:
    """Whether more will become of it by itself, in a moment."""
    return upload.status in ON_THEIR_WAY


def waiting_page(
    visit: PageVisit, *, name: str, again: str, ask: str, of_list: ListPages | None = None
) -> Response:
    """``again``: this page; ``ask``: what the script asks whether it is over, 30 times at most.

    ``of_list``: what the page says of lists, where it is about one.
    """
    return page(
        visit,
        "progress.html.jinja",
        here=of_list.own if of_list else "/ark/nyt",
        name=visible(name),
        again=again,
        ask=ask,
        of_list=of_list,
        scans=visit.context.settings.scans,
    )


def state_answer(where: str | None) -> Response:
    """``where``: the result's address; None while it is not there."""
    return json_response({"done": where is not None, "where": where})
