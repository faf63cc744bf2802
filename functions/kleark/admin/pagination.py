"""Long lists, a page at a time. The address says which: ``?side=2``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from kleark.admin.pages.error_page import NotHereError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.http.messages import Request

Thing = TypeVar("Thing")

PARAMETER = "side"
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Paging:
    """``at``, ``count``: the page that is shown, and how many there are. ``first``, ``last``: of ``total`` things."""

    at: int
    count: int
    first: int
    last: int
    total: int


def number_in(text: str) -> int | None:
    """The whole number that an address or a field holds; None where it holds something else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


def paged(things: Sequence[Thing], most: int, request: Request) -> tuple[Sequence[Thing], Paging]:
    """Those on the page that is asked for, ``most`` of them. Raises NotHereError where there is no such page."""
    count = max(1, -(-len(things) // most))
    at = number_in(request.parameters.get(PARAMETER, "1"))
    if at is None or not 0 < at <= count:
        raise NotHereError
    start = (at - 1) * most
    shown = things[start : start + most]
    return shown, Paging(at, count, start + 1, start + len(shown), len(things))
