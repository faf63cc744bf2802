"""What each municipality has in the indexes, of the lines of an inventory."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from kleark.configuration.case_counts import IndexedCases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kleark.inventory.model import Line


def indexed_cases_of(
    lines: Iterable[Line], uploaded_at: str | None = None, digest: str = ""
) -> dict[str, IndexedCases]:
    """The cases of each municipality, by its code. Lines without cases are ignored.

    ``uploaded_at``, ``digest``: see `IndexedCases`.
    """
    own = ((line.municipality, line.kle_number, line.source_system, line.cases) for line in lines)
    return cases_by_municipality(own, uploaded_at, digest)


def cases_by_municipality(
    lines: Iterable[Sequence[Any]], uploaded_at: str | None = None, digest: str = ""
) -> dict[str, IndexedCases]:
    """The same of lines that are municipality, KLE number, source system and cases each."""
    by_code: defaultdict[str, list[Sequence[Any]]] = defaultdict(list)
    for line in lines:
        if line[3] > 0:
            by_code[line[0]].append(line)
    return {code: _cases_of(several, uploaded_at, digest) for code, several in by_code.items()}


def _cases_of(lines: Iterable[Sequence[Any]], uploaded_at: str | None, digest: str) -> IndexedCases:
    """The cases of one municipality. ``lines``: with at least one case each."""
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    names: dict[str, str] = {}
    total = 0
    for _, kle_number, source_system, cases in lines:
        system = source_system.casefold()
        counts[kle_number][system] = cases
        names.setdefault(system, source_system)
        total += cases
    return IndexedCases(total, dict(counts), names, uploaded_at, digest)
