"""Which share of the municipality's cases in the indexes citizens see: by area, and over time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from kleark.admin.rendering import page
from kleark.inventory.case_sums import sums_of, total_share
from kleark.inventory.share_messages import areas, share_text, summary, trend
from kleark.publishing.staging import shown_systems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response
    from kleark.inventory.case_sums import CaseSums


def shares(visit: PageVisit) -> Response:
    """The page; where no inventory counts, it says so."""
    series = _series(visit)
    now = series[-1] if series else None
    return page(
        visit,
        "case_shares.html.jinja",
        here="/status",
        series=series[::-1],
        now=now,
        summary=summary(now, "da") if now else "",
        trend=trend(series, "da"),
        areas=areas(now, visit.context.stores.register.active()) if now else (),
        share=total_share,
        share_text=lambda of: share_text(total_share(of), of.cases, "da"),
        day=lambda of: date.fromisoformat(of.day) if of.day else None,
        line=_line(series),
    )


def _series(visit: PageVisit) -> list[CaseSums]:
    """Of all inventories that are known, oldest first; the last counts now. None without one that counts."""
    from kleark.adapters.dynamodb.case_sum_table import CaseSumTable  # noqa: PLC0415 (no other page asks for them)

    indexed = visit.tenant.indexed_cases()
    if indexed is None:
        return []
    code, index = visit.person.code, visit.context.stores.index
    live = visit.table.live(code, consistent=False)
    past = CaseSumTable(index.client, index.name).before(code, indexed)
    return [*past, sums_of(indexed, shown_systems(code, live.content, visit.table))]


def _line(series: Sequence[CaseSums]) -> Markup:
    from kleark.status.elements import serialise  # noqa: PLC0415 (few requests ask for a drawing)
    from kleark.status.share_line import share_line  # noqa: PLC0415

    points = [(one.day, share.percent if (share := total_share(one)) else None) for one in series]
    drawn = share_line(points)
    # Made by the standard library of days and numbers alone.
    return Markup("" if drawn is None else serialise(drawn, "html"))  # noqa: S704
