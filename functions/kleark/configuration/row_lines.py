"""Rows of which most are not needed: each is read from its line once somebody asks for it.

10,000 rows take a quarter of a second to read, and a page shows ten.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from itertools import pairwise
from json.decoder import scanstring  # type: ignore[attr-defined]  # the stubs lack it
from typing import TYPE_CHECKING

from kleark.configuration.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_NUMBER, _TITLE, _SYSTEM = '"kleNumber":"', '"kleTitle":"', '"sourceSystem":"'
"""How these begin in a line. Within a text a quotation mark has a backslash before it, so they stand nowhere else."""
_DIGITS = len("15.20.24")
_ANY_SYSTEM = re.compile(f'{_SYSTEM}([^"]*)"')


def number_in(line: str, start: int = 0) -> str:
    """The KLE number of a row's line. ``start``: where that begins."""
    start = line.index(_NUMBER, start) + len(_NUMBER)
    return line[start : start + _DIGITS]


def title_in(line: str) -> str:
    """The KLE title of a row's line."""
    return _text_after(_TITLE, line)


def system_in(line: str) -> str:
    """The source system of a row's line, as it is written."""
    return _text_after(_SYSTEM, line)


def _text_after(name: str, line: str) -> str:
    text: str
    text, _ = scanstring(line, line.index(name) + len(name))
    return text


class RowLines:
    """Rows in order of their keys, as they are digested: a canonical JSON array. Only what is needed of it is read."""

    def __init__(self, array: str) -> None:
        """``array``: the rows' canonical lines with commas between them, in brackets."""
        self._array = array
        self._starts = _starts(array)

    @classmethod
    def of(cls, lines: Iterable[str]) -> RowLines:
        """Those of the rows that have these canonical lines (`kleark.publishing.snapshot.canonical_line`)."""
        return cls(f"[{','.join(lines)}]")

    def __len__(self) -> int:
        return len(self._starts)

    def __iter__(self) -> Iterator[Row]:
        return map(row_in, self.lines())

    def lines(self) -> Iterator[str]:
        """The canonical line of each row."""
        for start, end in pairwise((*self._starts, len(self._array))):
            yield self._array[start : end - 1]

    def at(self, positions: Iterable[int]) -> tuple[Row, ...]:
        """The rows at these positions."""
        return tuple(row_in(self._line(position)) for position in positions)

    def matching(self, folded: str) -> Sequence[int]:
        """The positions of the rows in whose number or title the text stands, given as `str.casefold` has it."""
        if not folded:
            return range(len(self))
        return [
            at
            for at, line in enumerate(self.lines())
            if folded in number_in(line) or folded in title_in(line).casefold()
        ]

    def of_numbers(self, numbers: Iterable[str]) -> tuple[Row, ...]:
        """All rows of these KLE numbers."""
        return tuple(row for number in sorted(set(numbers)) for row in self._of(number))

    def _of(self, number: str) -> Iterator[Row]:
        for at in range(bisect_left(range(len(self)), number, key=self._number), len(self)):
            if self._number(at) != number:
                return
            yield row_in(self._line(at))

    def systems(self) -> Iterator[str]:
        """The source systems that the rows are for, each as it is written, and once."""
        found = set(_ANY_SYSTEM.findall(self._array))
        # A text with a quotation mark in it is read whole.
        cut = any("\\" in one for one in found)
        return iter({system_in(line) for line in self.lines()} if cut else found)

    def _number(self, position: int) -> str:
        return number_in(self._array, self._starts[position])

    def _line(self, position: int) -> str:
        end = self._starts[position + 1] if position + 1 < len(self) else len(self._array)
        return self._array[self._starts[position] : end - 1]


def _starts(array: str) -> list[int]:
    """Where each row begins. Within a text a quotation mark has a backslash before it, so none seems to begin there."""
    if array == "[]":
        return []
    begins = f"}},{array[1 : array.index(':') + 1]}"
    # What ends a row and begins the next: two characters are the end.
    return [1, *(found.start() + 2 for found in re.finditer(re.escape(begins), array))]


def row_in(line: str) -> Row:
    """The row of a line."""
    return Row.from_json(json.loads(line))
