"""The status of each municipality, as KOMBIT's map shows it: pure functions of the inventory and of what is live.

The definitions, with a decision table, are in docs/status.md.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from kleark.configuration.case_counts import (
    NO_CASES,
    IndexedCases,
    by_number,
    coverage,
    not_exposed,
    shown_cases,
)
from kleark.registers.municipalities import municipalities
from kleark.registers.obligatory import areas_on, numbers_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from kleark.registers.municipalities import Municipality
    from kleark.registers.obligatory import Area

Exposures = frozenset[tuple[str, str]]
"""What a municipality shows: KLE number and source system, case-folded as in `Row.key`, of each live row."""


class Status(StrEnum):
    """The four statuses, in rising order. Without an inventory a municipality has none of them."""

    NO_DATA = "no_data"
    DATA_NOT_EXPOSED = "data_not_exposed"
    SOME_EXPOSED = "some_exposed"
    ALL_OBLIGATORY_EXPOSED = "all_obligatory_exposed"


@dataclass(frozen=True, slots=True)
class Health:
    """What the watch last found in what is live: how many findings stand open, by severity.

    ``judged_at``: when, as `stamp` writes it. ``set_aside``: how many more somebody has said to be as they should be.
    """

    judged_at: str
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    set_aside: int = 0


@dataclass(frozen=True, slots=True)
class MunicipalityStatus:
    """The status of one municipality, and the figures behind it.

    ``status``, ``cases``, ``with_data``, ``exposed`` and ``shown`` are None where there is no inventory; ``status``,
    ``configured``, ``exposed``, ``missing`` and ``shown`` are None where the live rows could not be read completely.

    Attributes:
        code: The municipality's code.
        name: Its name.
        official_name: Its name with "Kommune".
        revision: The live revision; 0 before the first.
        status: One of the four.
        cases: How many cases it has in the indexes.
        configured: How many KLE numbers have a live row.
        with_data: How many KLE numbers have cases in the indexes.
        exposed: How many of those are shown.
        missing: The obligatory topics that are not exposed.
        shown: How many of the cases are shown, at most: dates may hide some.
        shown_before: How many were before, where it was asked.
        elsewhere: The obligatory topics that have rows and are not exposed, since all cases are in source systems
            that no row is for; each with those systems, as the inventory writes them.
        health: What the watch found; None where it has not judged, or nobody asked.
        obligatory: How many obligatory topics there are.
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
    shown: int | None = None
    shown_before: int | None = None
    elsewhere: tuple[tuple[str, tuple[str, ...]], ...] = ()
    health: Health | None = None
    obligatory: int = 0

    @property
    def obligatory_exposed(self) -> int | None:
        """How many of the obligatory topics are exposed; None where that is unknown."""
        return None if self.missing is None else self.obligatory - len(self.missing)


@dataclass(frozen=True, slots=True)
class InventoryFacts:
    """Which inventory it is. ``uploaded_at``: as `stamp` writes it, or an ISO date; None where that is unknown."""

    uploaded_at: str | None
    lines: int
    digest: str


@dataclass(frozen=True, slots=True)
class Overview:
    """All 98, in order of their code. ``inventory``: None where none was ever uploaded; then no status is known.

    ``areas``: of the obligatory topics, by which the statuses are.
    """

    inventory: InventoryFacts | None
    municipalities: tuple[MunicipalityStatus, ...]
    areas: tuple[Area, ...] = ()

    def counts(self) -> dict[Status, int]:
        """How many municipalities have each status. Those with an unknown status are not counted."""
        counts = Counter(one.status for one in self.municipalities)
        return {status: counts[status] for status in Status}

    @property
    def cases(self) -> int:
        """How many cases there are in the indexes."""
        return sum(one.cases or 0 for one in self.municipalities)

    @property
    def shown(self) -> int:
        """How many of them are shown, at most, of those of which that is known."""
        return sum(one.shown or 0 for one in self.municipalities)

    @property
    def shown_before(self) -> int | None:
        """How many were shown before, at most; None where nobody asked."""
        known = [one.shown_before for one in self.municipalities if one.shown_before is not None]
        return sum(known) if known else None

    @property
    def unread(self) -> tuple[str, ...]:
        """The codes of those whose live rows could not be read completely."""
        return tuple(one.code for one in self.municipalities if one.missing is None)


@dataclass(frozen=True, slots=True)
class LiveExposures:
    """What one municipality shows now. ``exposures``: None where its rows could not be read completely."""

    revision: int = 0
    exposures: Exposures | None = frozenset()


def is_exposed(kle_number: str, cases: IndexedCases, exposures: Exposures) -> bool:
    """Whether cases on this number are shown, see `kleark.configuration.case_counts.coverage`.

    There must be a live row for all source systems or for one that the cases come from. Where the inventory names no
    system for the number, or has no cases on it, any live row is enough.
    """
    systems = {system for number, system in exposures if number == kle_number}
    return coverage(cases.of(kle_number), systems).exposed


def decide_status(cases: IndexedCases, exposures: Exposures, obligatory: Sequence[str]) -> Status:
    """Which of the four statuses. It is monotone: another live row never lowers it."""
    if not cases.by_number:
        return Status.NO_DATA
    systems = by_number(exposures)
    if not not_exposed(obligatory, cases, systems):
        return Status.ALL_OBLIGATORY_EXPOSED
    if shown_cases(cases, systems):
        return Status.SOME_EXPOSED
    return Status.DATA_NOT_EXPOSED


def overview(
    inventory: InventoryFacts | None,
    indexed: Mapping[str, IndexedCases],
    live: Mapping[str, LiveExposures],
    today: date | None = None,
) -> Overview:
    """The status of all 98. ``indexed``, ``live``: by code; a municipality that is missing has nothing.

    ``today``: decides which topics are obligatory; without it, the day that it is.
    """
    nothing_live = LiveExposures()
    areas = areas_on(today)
    obligatory = numbers_of(areas)
    return Overview(
        inventory,
        tuple(
            _municipality_status(
                one,
                live.get(one.code, nothing_live),
                indexed.get(one.code, NO_CASES) if inventory else None,
                obligatory,
            )
            for one in municipalities()
        ),
        areas,
    )


def _municipality_status(
    one: Municipality, live: LiveExposures, known: IndexedCases | None, obligatory: Sequence[str]
) -> MunicipalityStatus:
    """``known``: None where there is no inventory. Then any row for an obligatory number exposes it."""
    indexed = known or NO_CASES
    status_with = partial(
        MunicipalityStatus,
        code=one.code,
        name=one.name,
        official_name=one.official_name,
        revision=live.revision,
        cases=indexed.cases if known else None,
        with_data=len(indexed.by_number) if known else None,
        obligatory=len(obligatory),
    )
    if (exposures := live.exposures) is None:
        return status_with(status=None, configured=None, exposed=None, missing=None)
    systems = by_number(exposures)
    exposed = sum(
        coverage(counts, systems.get(number, ())).exposed for number, counts in indexed.by_number.items()
    )
    missing = not_exposed(obligatory, indexed, systems)
    return status_with(
        status=decide_status(indexed, exposures, obligatory) if known else None,
        configured=len(systems),
        exposed=exposed if known else None,
        missing=missing,
        shown=shown_cases(indexed, systems) if known else None,
        elsewhere=tuple(
            (number, tuple(sorted(map(indexed.written, indexed.of(number)))))
            for number in missing
            if number in systems
        ),
    )


def with_shown_before(
    of: Overview, indexed: Mapping[str, IndexedCases], before: Mapping[str, LiveExposures]
) -> Overview:
    """The overview with how many cases each municipality showed before.

    ``indexed``, ``before``: by code, as in `overview`; both of the same inventory.
    """

    def shown(one: MunicipalityStatus) -> int | None:
        exposures = before.get(one.code, LiveExposures()).exposures
        known = of.inventory is not None and exposures is not None
        return shown_cases(indexed.get(one.code, NO_CASES), by_number(exposures or ())) if known else None

    return replace(
        of, municipalities=tuple(replace(one, shown_before=shown(one)) for one in of.municipalities)
    )


def with_health(of: Overview, found: Mapping[str, Health]) -> Overview:
    """The overview with what the watch found. ``found``: by code; of the others nothing is known."""
    return replace(
        of, municipalities=tuple(replace(one, health=found.get(one.code)) for one in of.municipalities)
    )
