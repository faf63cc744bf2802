"""Values that differ by one slip of the hand: one character other, missing or too many, or two neighbours swapped.

That is optimal string alignment of distance 1. Candidates are found by what is left of a value when one character is
taken out of it, so that many values are held against many without comparing each with each.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 100
"""Longer values are near to none: each takes as many entries as it has characters."""

Slip = Literal["other", "swapped", "missing", "extra"]


class Difference(NamedTuple):
    """How a value differs from another one.

    Attributes:
        slip: A character of the other one is ``other``, ``missing`` or ``extra`` here, or two are ``swapped``.
        position: Of the first character concerned, counted from 0, in the longer of the two.
        characters: Those concerned, of both.
    """

    slip: Slip
    position: int
    characters: str


def difference_of(value: str, other: str) -> Difference | None:
    """How ``value`` differs from ``other`` by one slip; None where they are equal, or differ by more."""
    if value == other or abs(len(value) - len(other)) > 1:
        return None
    at = _first_difference(value, other)
    if len(value) < len(other):
        return Difference("missing", at, other[at]) if value[at:] == other[at + 1 :] else None
    if len(value) > len(other):
        return Difference("extra", at, value[at]) if value[at + 1 :] == other[at:] else None
    if value[at + 1 :] == other[at + 1 :]:
        return Difference("other", at, value[at] + other[at])
    pair = value[at : at + 2]
    swapped = pair == other[at : at + 2][::-1] and value[at + 2 :] == other[at + 2 :]
    return Difference("swapped", at, pair) if swapped else None


class NearIndex:
    """Values among which those near to another one are found."""

    def __init__(self, values: Iterable[str]) -> None:
        """Take in the values; each takes as many entries as it has characters."""
        self._by_rest: defaultdict[str, list[str]] = defaultdict(list)
        for value in {*values}:
            for rest in _rests(value):
                self._by_rest[rest].append(value)

    def near(self, value: str) -> dict[str, Difference]:
        """How ``value`` differs from each of the values that it is near to, in their order."""
        candidates = {other for rest in _rests(value) for other in self._by_rest.get(rest, ())}
        found = ((other, difference_of(value, other)) for other in sorted(candidates))
        return {other: difference for other, difference in found if difference is not None}


def _rests(value: str) -> set[str]:
    """The value, and what is left of it without each of its characters."""
    if len(value) > LONGEST:
        return set()
    return {value, *(value[:at] + value[at + 1 :] for at in range(len(value)))}


def _first_difference(value: str, other: str) -> int:
    for at, (one, two) in enumerate(zip(value, other, strict=False)):
        if one != two:
            return at
    return min(len(value), len(other))
