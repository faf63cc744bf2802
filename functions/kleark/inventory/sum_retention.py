"""Which sums of past inventories are kept: by their number and their age, a pure function of their days."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

NEWEST = 12
"""So many of the newest are kept, however often inventories come."""

MONTHS = 36
"""Of months up to so long ago, that of the last inventory in each is kept beside them."""


def outdated(orders: Iterable[str], today: date) -> tuple[str, ...]:
    """Those that are not kept any more, oldest first.

    Nothing is kept for longer than `MONTHS`, and never more than `NEWEST` and one for each month before.

    Args:
        orders: Of a municipality's kept sums, as `upload_order` makes them: they begin with the day.
        today: The day.
    """
    oldest_first = sorted(orders)
    newest = set(oldest_first[-NEWEST:])
    last_of_month = {order[:7]: order for order in oldest_first}
    monthly = set(last_of_month.values())
    return tuple(
        order
        for order in oldest_first
        if _months_between(order, today) > MONTHS or (order not in newest and order not in monthly)
    )


def _months_between(order: str, today: date) -> int:
    """Whole calendar months from the order's month to today's."""
    year, month = int(order[:4]), int(order[5:7])
    return (today.year - year) * 12 + today.month - month
