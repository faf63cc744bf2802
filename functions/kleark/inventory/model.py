"""The inventory of the indexes, line by line, and in the one form that is stored."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.configuration.stored_row import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable


class DuplicateLineError(ValueError):
    """Two lines on the same municipality, KLE number and source system: nobody knows which one counts."""


@dataclass(frozen=True, slots=True)
class Line:
    """``cases``: how many of the municipality's cases on this number are in the indexes, from this system.

    ``municipality``: 4 digits. ``kle_number``: NN.NN.NN. ``source_system``: as written, or `ANY_SYSTEM`.
    """

    municipality: str
    kle_number: str
    source_system: str
    cases: int

    @property
    def key(self) -> tuple[str, str, str]:
        """What there is one line on. A system is the same in other case, as in `Row.key`."""
        return self.municipality, self.kle_number, self.source_system.casefold()


@dataclass(frozen=True, slots=True)
class Inventory:
    """Lines in the order of their keys. ``digest``: SHA-256 of their canonical JSON, in lower-case hex."""

    lines: tuple[Line, ...]
    digest: str


def inventory_of(lines: Iterable[Line]) -> Inventory:
    """The inventory that holds ``lines``, whatever their order. Raises DuplicateLineError."""
    in_order = tuple(sorted(lines, key=lambda line: line.key))
    if len({line.key for line in in_order}) != len(in_order):
        raise DuplicateLineError("two lines are on the same municipality, KLE number and source system")
    return Inventory(in_order, digest_of(map(to_text, in_order)))


def to_text(line: Line) -> str:
    """One line as canonical JSON: it holds no line break, whatever the system is called."""
    parts = [line.municipality, line.kle_number, line.source_system, line.cases]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Line:
    """The opposite of `to_text`. Raises ValueError where the text is no such line."""
    match json.loads(text):
        case [str(municipality), str(kle_number), str(source_system), int(cases)]:
            return Line(municipality, kle_number, source_system, cases)
    raise ValueError("not a line of an inventory")
