"""How far each of the 98 municipalities is: the portal's map and table, in the page's own frame."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from kleark.admin.pages.error_page import busy
from kleark.admin.rendering import page

if TYPE_CHECKING:
    from kleark.adapters.dynamodb.inventory_table import InventoryTable
    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response
    from kleark.portal.status_overview import Country


def country(visit: PageVisit) -> Response:
    """The map, with the person's own municipality pointed out. What others show is no secret: the portal tells it."""
    from kleark.portal.problems import ProblemError  # noqa: PLC0415 (few requests ask for the country)
    from kleark.status.elements import serialise  # noqa: PLC0415
    from kleark.status.html_page import page_parts  # noqa: PLC0415
    from kleark.status.messages import WORDS, as_of, definition, tile_details, tile_name  # noqa: PLC0415

    try:
        of = _remembered(visit.context.stores.index).overview(visit.table)
    except ProblemError:
        return busy(visit.context, visit.session)
    own = next(one for one in of.municipalities if one.code == visit.person.code)
    return page(
        visit,
        "status.html.jinja",
        here="/status",
        words=WORDS["da"],
        as_of=as_of(of, "da"),
        known=of.inventory is not None,
        own=tile_name(own, "da"),
        own_details=tile_details(own, "da"),
        missing=own.missing if of.inventory else None,
        elsewhere=own.elsewhere,
        definition=definition(of),
        # Made by the standard library from the registers, which no municipality writes: escaped already.
        drawn=Markup("".join(serialise(part, "html") for part in page_parts(of, own=own.code))),  # noqa: S704
    )


@lru_cache(maxsize=1)
def _remembered(index: InventoryTable) -> Country:
    """What this instance remembers of the country, without which each visit would read 98 configurations."""
    from kleark.adapters.dynamodb.health_table import HealthTable  # noqa: PLC0415
    from kleark.portal.status_overview import Country  # noqa: PLC0415

    return Country(index, HealthTable(index.client, index.name))
