"""Which rows a read asks for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from kleark.portal.problems import MALFORMED_KLE, MALFORMED_SYSTEM, UNKNOWN_PARAMETER, ProblemError
from kleark.publishing.keys import row_range, split_row_key
from kleark.row import ALL_SYSTEMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.publishing.snapshot import StoredRow

MOST_NUMBERS = 100
LONGEST_SYSTEM = 200

_KLE_NUMBER = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Selection:
    """``kle_numbers``: sorted; empty for all. ``source_system``: folded as in `Row.key`; None for all."""

    kle_numbers: tuple[str, ...] = ()
    source_system: str | None = None

    @property
    def between(self) -> tuple[str, str] | None:
        """The keys that one query must cover. A visit's numbers lie close: reading past a few costs less."""
        return row_range(self.kle_numbers[0], self.kle_numbers[-1]) if self.kle_numbers else None

    def of(self, rows: Iterable[StoredRow]) -> list[StoredRow]:
        """The rows asked for. A row for all systems answers for every system."""
        return [row for row in rows if self._covers(*split_row_key(row.key))]

    def _covers(self, kle_number: str, system: str) -> bool:
        return (not self.kle_numbers or kle_number in self.kle_numbers) and (
            self.source_system is None or system in {self.source_system, ALL_SYSTEMS}
        )


def selection(query: str) -> Selection:
    """Read a raw query string. Raises ProblemError for anything that is not understood.

    A parameter that is misspelt must not give the whole configuration as if it had not been there.
    """
    numbers: set[str] = set()
    systems: list[str] = []
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name == "kle":
            numbers.update(value.split(","))
        elif name == "fagsystem":
            systems.append(unicodedata.normalize("NFC", value).strip())
        else:
            raise ProblemError(UNKNOWN_PARAMETER)
    if len(numbers) > MOST_NUMBERS or not all(map(_KLE_NUMBER.fullmatch, numbers)):
        raise ProblemError(MALFORMED_KLE)
    if len(systems) > 1 or not all(0 < len(system) <= LONGEST_SYSTEM for system in systems):
        raise ProblemError(MALFORMED_SYSTEM)
    return Selection(tuple(sorted(numbers)), systems[0].casefold() if systems else None)
