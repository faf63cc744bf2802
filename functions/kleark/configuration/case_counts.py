"""How many of a municipality's cases in the indexes its rows are for: what check, plan and status all ask.

The inventory counts cases by KLE number and source system, and not by date. So a row is for *at most* so many cases as
it says here: its show-from date may hide some of them, and cases of an unnamed system may be of another one.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from kleark.configuration.row import ALL_SYSTEMS
from kleark.data_classes import NamedTuple, dataclass, field, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

ANY_SYSTEM = ""
"""The source system of cases of which the inventory does not say where they come from."""

OLD_AFTER = timedelta(days=90)
"""From so long after its upload on, an inventory counts as old: it is used all the same, and told to be old."""

_NOTHING: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class IndexedCases:
    """The cases that one municipality has in the indexes.

    Attributes:
        cases: How many there are.
        by_number: For each KLE number with at least one case, how many come from each source system, by its case-folded
            name; from `ANY_SYSTEM` where the inventory does not name the system.
        names: Each source system as the inventory writes it, by its folded name.
        uploaded_at: When the inventory was uploaded, as `stamp` writes it, or an ISO date; None where nobody knows.
        digest: Which inventory it is.
        old: Whether it counted as old when it was read, see `OLD_AFTER`.
    """

    cases: int = 0
    by_number: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    uploaded_at: str | None = None
    digest: str = ""
    old: bool = False

    def of(self, kle_number: str) -> Mapping[str, int]:
        """The cases of a KLE number, by source system."""
        return self.by_number.get(kle_number, _NOTHING)

    def written(self, system: str) -> str:
        """A source system as the inventory writes it. ``system``: folded."""
        return self.names.get(system, system)


NO_CASES = IndexedCases()


def aged(indexed: IndexedCases, today: date) -> IndexedCases:
    """The same, told to be old where it is by ``today``. One whose day nobody knows is not."""
    at = indexed.uploaded_at
    return replace(indexed, old=at is not None and today - date.fromisoformat(at[:10]) > OLD_AFTER)


class UnreadInventory(NamedTuple):
    """An inventory counts, but could not be read."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What becomes of the cases of one KLE number. ``shown``: at most so many. ``hidden``: those that no row is for.

    ``exposed``: whether the number counts as exposed; without cases any row exposes it.
    """

    shown: int
    hidden: Mapping[str, int]
    exposed: bool


def coverage(counts: Mapping[str, int], systems: Collection[str]) -> Coverage:
    """How the rows of one KLE number cover its cases.

    Args:
        counts: The number's cases by source system, as `IndexedCases.of` gives them.
        systems: The folded source systems of its rows, `ALL_SYSTEMS` among them where one is for all.
    """
    hidden = {system: cases for system, cases in counts.items() if not _covers(systems, system)}
    shown = sum(counts.values()) - sum(hidden.values())
    return Coverage(shown, hidden, bool(systems) and (shown > 0 or not counts))


def row_cases(counts: Mapping[str, int], systems: Collection[str], system: str) -> int:
    """How many cases one row is for, at most.

    Args:
        counts: The cases of its KLE number by source system.
        systems: The folded source systems of all rows of that number.
        system: The row's own.
    """
    return sum(cases for of, cases in counts.items() if decides_on(of, system, systems))


def decides_on(of: str, system: str, systems: Collection[str]) -> bool:
    """Whether a row for ``system`` decides on cases of the source system ``of``, beside rows for ``systems``.

    A row for the case's own system decides alone, else that for all, as in `exposure.decision`. A case of an unnamed
    system may be any row's.
    """
    return of in {ANY_SYSTEM, system} or (system == ALL_SYSTEMS and of not in systems)


def by_number(keys: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """The source systems of each KLE number, of rows' keys (see `Row.key`)."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for number, system in keys:
        found[number].add(system)
    return {number: frozenset(systems) for number, systems in found.items()}


def shown_cases(indexed: IndexedCases, systems: Mapping[str, Collection[str]]) -> int:
    """How many of all cases rows show, at most. ``systems``: of the rows, see `by_number`."""
    return sum(
        coverage(counts, systems.get(number, ())).shown for number, counts in indexed.by_number.items()
    )


def percent_shown(cases: int, shown: int) -> int | None:
    """The share that is shown, in whole per cent: 100 and 0 only where it is all or nothing; None without cases."""
    if not cases:
        return None
    if shown == cases:
        return 100
    return min(max(round(100 * shown / cases), 1), 99) if shown else 0


def not_exposed(
    numbers: Iterable[str], indexed: IndexedCases, systems: Mapping[str, Collection[str]]
) -> tuple[str, ...]:
    """Those of some KLE numbers that rows do not expose. ``systems``: of the rows, see `by_number`."""
    return tuple(
        number for number in numbers if not coverage(indexed.of(number), systems.get(number, ())).exposed
    )


def _covers(systems: Collection[str], system: str) -> bool:
    return ALL_SYSTEMS in systems or system in systems or (system == ANY_SYSTEM and bool(systems))
