"""Long lists, one page at a time. The address says which: ``?side=2``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from kleark.admin.pages.error_page import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.http.messages import Request

Item = TypeVar("Item")

PARAMETER = "side"
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of a list is shown.

    Attributes:
        number: Of this page, from 1.
        count: How many pages there are.
        first: The number of the first item on it, from 1.
        last: The number of the last.
        total: How many items there are.
    """

    number: int
    count: int
    first: int
    last: int
    total: int


def parse_number(text: str) -> int | None:
    """The whole number that an address or a field holds; None where it holds something else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


def requested_page(request: Request) -> int:
    """The number of the page that is asked for. Raises NotFoundError where that is no number."""
    number = parse_number(request.parameters.get(PARAMETER, "1"))
    if not number:
        raise NotFoundError
    return number


def paging(number: int, most: int, total: int) -> Paging:
    """Page ``number`` of ``total`` items, ``most`` on each. Raises NotFoundError where there is no such page."""
    count = max(1, -(-total // most))
    if number > count:
        raise NotFoundError
    start = (number - 1) * most
    return Paging(number, count, start + 1, min(start + most, total), total)


def select_page(items: Sequence[Item], most: int, request: Request) -> tuple[Sequence[Item], Paging]:
    """The items on the page that is asked for, at most ``most``. Raises NotFoundError where there is no such page."""
    pages = paging(requested_page(request), most, len(items))
    return items[pages.first - 1 : pages.last], pages
