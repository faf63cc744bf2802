"""Long lists: the beginning stands open, and the rest is folded in parts that are opened one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from kleark.data_classes import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

Item = TypeVar("Item")

MOST_FOLDED = 200
"""So many items are opened at once at most: a browser lays them out in an instant."""
FEW = 3
"""So few items are not worth the press that opens them, and stand open with the others."""


@dataclass(frozen=True, slots=True)
class Fold(Generic[Item]):
    """Items that are folded away together. ``first``, ``last``: their positions among all ``total``, from 1."""

    first: int
    last: int
    total: int
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Folded(Generic[Item]):
    """A list whose beginning is ``shown``. ``folds``: the rest, in order."""

    shown: Sequence[Item]
    folds: tuple[Fold[Item], ...]


def fold(items: Sequence[Item], shown: int, most: int = MOST_FOLDED) -> Folded[Item]:
    """Show the first ``shown`` items, and fold the others by ``most``; where they are `FEW`, show them too."""
    total = len(items)
    if total <= shown + FEW:
        shown = total
    return Folded(
        items[:shown],
        tuple(
            Fold(start + 1, min(start + most, total), total, items[start : start + most])
            for start in range(shown, total, most)
        ),
    )
