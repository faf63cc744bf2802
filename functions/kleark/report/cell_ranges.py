"""Many cells in few words: ``F12:F40, G3``."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def cell_ranges(locations: Iterable[str]) -> tuple[str, ...]:
    """The same cells, those below each other as a range; what is no single cell of the sheet stands last, as it is."""
    rows: defaultdict[str, set[int]] = defaultdict(set)
    others: dict[str, None] = {}
    for location in locations:
        if match := _CELL.fullmatch(location):
            rows[match[1]].add(int(match[2]))
        elif location:
            others.setdefault(location)
    columns = sorted(rows, key=lambda letters: (len(letters), letters))
    return (
        *(name for letters in columns for name in _names(letters, sorted(rows[letters]))),
        *others,
    )


def _names(letters: str, numbers: Sequence[int]) -> Iterator[str]:
    start = before = numbers[0]
    for number in (*numbers[1:], None):
        if number is not None and number == before + 1:
            before = number
            continue
        yield f"{letters}{start}" if start == before else f"{letters}{start}:{letters}{before}"
        if number is not None:
            start = before = number
