"""The status of a municipality, as KOMBIT's map shows it: pure functions of the inventory and of what is live.

The definitions, with a decision table, are in docs/status.md.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from kleark.configuration.row import ALL_SYSTEMS
from kleark.inventory.model import ANY_SYSTEM
from kleark.registers.municipalities import municipalities
from kleark.registers.obligatory import OBLIGATORY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kleark.inventory.model import Line
    from kleark.registers.municipalities import Municipality

Exposures = frozenset[tuple[str, str]]
"""What a municipality shows: the KLE number and the source system, folded as in `Row.key`, of each live row."""


class Status(StrEnum):
    """In rising order. Without an inventory a municipality has none of them."""

    NO_DATA = "no_data"
    DATA_NOT_EXPOSED = "data_not_exposed"
    SOME_EXPOSED = "some_exposed"
    ALL_OBLIGATORY_EXPOSED = "all_obligatory_exposed"


@dataclass(frozen=True, slots=True)
class IndexedCases:
    """What one municipality has in the indexes.

    ``systems``: for each KLE number with at least one case, the folded names of the systems that they come
    from; `ANY_SYSTEM` among them where the inventory does not say.
    """

    cases: int = 0
    systems: Mapping[str, frozenset[str]] = field(default_factory=dict)


NO_CASES = IndexedCases()


@dataclass(frozen=True, slots=True)
class MunicipalityStatus:
    """``status``, ``cases``, ``with_data``, ``exposed``: None where there is no inventory to tell by.
    ``status``, ``configured``, ``exposed``, ``missing``: None where what is live could not be read whole.

    ``revision``: the live one, 0 before the first. ``configured``: KLE numbers with a live row.
    ``with_data``: KLE numbers with cases in the indexes. ``exposed``: how many of those are shown.
    ``missing``: the obligatory topics that are not exposed.
    """

    code: str
    name: str
    official_name: str
    revision: int
    status: Status | None
    cases: int | None
    configured: int | None
    with_data: int | None
    exposed: int | None
    missing: tuple[str, ...] | None

    @property
    def obligatory_exposed(self) -> int | None:
        """How many of the obligatory topics are exposed; None where nobody knows."""
        return None if self.missing is None else len(OBLIGATORY) - len(self.missing)


@dataclass(frozen=True, slots=True)
class InventoryFacts:
    """``uploaded_at``: as `stamp` writes it, or a day, in ISO form; None where nobody knows."""

    uploaded_at: str | None
    lines: int
    digest: str


@dataclass(frozen=True, slots=True)
class Overview:
    """All 98, in order of their code. ``inventory``: None where none was ever uploaded: then no status is known."""

    inventory: InventoryFacts | None
    municipalities: tuple[MunicipalityStatus, ...]

    def counts(self) -> dict[Status, int]:
        """How many municipalities have each status. One whose status nobody knows is in none of them."""
        found = Counter(one.status for one in self.municipalities)
        return {status: found[status] for status in Status}

    @property
    def unread(self) -> tuple[str, ...]:
        """The codes of those whose live rows could not be read whole."""
        return tuple(one.code for one in self.municipalities if one.missing is None)


@dataclass(frozen=True, slots=True)
class LiveExposures:
    """What one municipality shows now. ``exposures``: None where its rows could not be read whole."""

    revision: int = 0
    exposures: Exposures | None = frozenset()


def indexed_cases_of(lines: Iterable[Line]) -> dict[str, IndexedCases]:
    """What each municipality has, by its code. A line of no cases holds nothing."""
    cases: Counter[str] = Counter()
    systems: dict[str, dict[str, set[str]]] = {}
    for line in lines:
        if line.cases > 0:
            cases[line.municipality] += line.cases
            numbers = systems.setdefault(line.municipality, {})
            numbers.setdefault(line.kle_number, set()).add(line.source_system.casefold())
    return {
        code: IndexedCases(cases[code], {number: frozenset(of) for number, of in numbers.items()})
        for code, numbers in systems.items()
    }


def is_exposed(kle_number: str, holding: IndexedCases, exposures: Exposures) -> bool:
    """Whether cases on this number are shown.

    A live row must be for all systems or for one that the cases come from. Where the inventory names no system
    for the number, or has no cases on it, any live row will do.
    """
    systems = holding.systems.get(kle_number, frozenset())
    if not systems or ANY_SYSTEM in systems:
        return any(number == kle_number for number, _ in exposures)
    return (kle_number, ALL_SYSTEMS) in exposures or any((kle_number, one) in exposures for one in systems)


def decide_status(holding: IndexedCases, exposures: Exposures) -> Status:
    """Which of the four. Another live row never lowers it."""
    if not holding.systems:
        return Status.NO_DATA
    if all(is_exposed(number, holding, exposures) for number in OBLIGATORY):
        return Status.ALL_OBLIGATORY_EXPOSED
    if any(is_exposed(number, holding, exposures) for number in holding.systems):
        return Status.SOME_EXPOSED
    return Status.DATA_NOT_EXPOSED


def overview(
    inventory: InventoryFacts | None, holdings: Mapping[str, IndexedCases], live: Mapping[str, LiveExposures]
) -> Overview:
    """The status of all 98. ``holdings``, ``live``: by code; who is not there has nothing."""
    nothing_live = LiveExposures()
    return Overview(
        inventory,
        tuple(
            _municipality_status(
                one,
                live.get(one.code, nothing_live),
                holdings.get(one.code, NO_CASES) if inventory else None,
            )
            for one in municipalities()
        ),
    )


def _municipality_status(
    one: Municipality, live: LiveExposures, known: IndexedCases | None
) -> MunicipalityStatus:
    """``known``: None where there is no inventory. Then an obligatory number is exposed by any row that it has."""
    holding = known or NO_CASES
    told = partial(
        MunicipalityStatus,
        code=one.code,
        name=one.name,
        official_name=one.official_name,
        revision=live.revision,
        cases=holding.cases if known else None,
        with_data=len(holding.systems) if known else None,
    )
    if (shown := live.exposures) is None:
        return told(status=None, configured=None, exposed=None, missing=None)
    exposed = sum(is_exposed(number, holding, shown) for number in holding.systems)
    return told(
        status=decide_status(holding, shown) if known else None,
        configured=len({number for number, _ in shown}),
        exposed=exposed if known else None,
        missing=tuple(number for number in OBLIGATORY if not is_exposed(number, holding, shown)),
    )
