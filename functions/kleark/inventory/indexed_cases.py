"""What each municipality has in the indexes, of the lines of an inventory."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kleark.configuration.case_counts import IndexedCases

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.inventory.model import Line


def indexed_cases_of(
    lines: Iterable[Line], uploaded_at: str | None = None, digest: str = ""
) -> dict[str, IndexedCases]:
    """The cases of each municipality, by its code. Lines without cases are ignored.

    ``uploaded_at``, ``digest``: see `IndexedCases`.
    """
    by_code: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.cases > 0:
            by_code[line.municipality].append(line)
    return {code: _cases_of(several, uploaded_at, digest) for code, several in by_code.items()}


def _cases_of(lines: Iterable[Line], uploaded_at: str | None, digest: str) -> IndexedCases:
    """The cases of one municipality. ``lines``: with at least one case each."""
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    names: dict[str, str] = {}
    total = 0
    for line in lines:
        system = line.source_system.casefold()
        counts[line.kle_number][system] = line.cases
        names.setdefault(system, line.source_system)
        total += line.cases
    return IndexedCases(total, dict(counts), names, uploaded_at, digest)
