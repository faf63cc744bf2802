"""A plan in numbers: how many of the cases in the indexes are shown before it and after, at most."""

from __future__ import annotations

from kleark.configuration.case_counts import ANY_SYSTEM, IndexedCases, by_number, coverage, decides_on
from kleark.configuration.row import ALL_SYSTEMS
from kleark.data_classes import NamedTuple, dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import Any

Key = tuple[str, str]
_NO_SYSTEMS: frozenset[str] = frozenset()


class CaseChange(NamedTuple):
    """Cases that are shown before and after, that come, and that go: each at most so many.

    Where the inventory names all systems, ``after`` is ``before`` and ``new`` without ``gone``.
    """

    before: int
    after: int
    new: int = 0
    gone: int = 0

    def __add__(self, other: object) -> CaseChange:
        assert isinstance(other, CaseChange)
        return CaseChange(*(one + more for one, more in zip(self, other, strict=True)))


NO_CHANGE = CaseChange(0, 0)


@dataclass(frozen=True, slots=True)
class PlanCases:
    """What a plan does to the cases in the indexes.

    Attributes:
        indexed: The inventory; its `by_number` has only the numbers of rows that change, without cases or with.
        total: All of the municipality's cases in the indexes.
        numbers: Those of each number of which a row changes.
    """

    indexed: IndexedCases
    total: CaseChange
    numbers: Mapping[str, CaseChange]

    def to_json(self) -> dict[str, Any]:
        """As in ``schemas/plan.schema.json``."""
        indexed = self.indexed
        return {
            "inventory": {
                "uploadedAt": indexed.uploaded_at,
                "digest": indexed.digest,
                "old": indexed.old,
            },
            "indexed": indexed.cases,
            **self.total._asdict(),
            "numbers": [
                {"kleNumber": number, **change._asdict(), "systems": _systems_json(number, indexed)}
                for number, change in self.numbers.items()
            ],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> PlanCases:
        """The opposite of `to_json`. Raises KeyError or TypeError where ``data`` is none."""
        names: dict[str, str] = {}
        counts: dict[str, dict[str, int]] = {}
        for one in data["numbers"]:
            own = counts[one["kleNumber"]] = {}
            for system in one["systems"]:
                folded = system["sourceSystem"].casefold()
                names[folded] = system["sourceSystem"]
                own[folded] = system["cases"]
        inventory = data["inventory"]
        indexed = IndexedCases(
            data["indexed"],
            counts,
            names,
            inventory["uploadedAt"],
            inventory["digest"],
            inventory["old"],
        )
        numbers = {one["kleNumber"]: _change_in(one) for one in data["numbers"]}
        return cls(indexed, _change_in(data), numbers)


def plan_cases(
    indexed: IndexedCases, before: Iterable[Key], after: Iterable[Key], changing: Iterable[str]
) -> PlanCases:
    """A plan's cases.

    Args:
        indexed: The municipality's cases in the indexes.
        before: The keys of the rows that are live, see `Row.key`.
        after: Those of the rows that would be.
        changing: The KLE numbers of the rows that are new, change or go.
    """
    old, new = by_number(before), by_number(after)
    changes = {
        number: case_change(own, old.get(number, _NO_SYSTEMS), new.get(number, _NO_SYSTEMS))
        for number, own in indexed.by_number.items()
    }
    numbers = sorted(set(changing))
    counts = {number: indexed.of(number) for number in numbers}
    names = {system: indexed.written(system) for own in counts.values() for system in own}
    listed = replace(indexed, by_number=counts, names=names)
    total = sum(changes.values(), NO_CHANGE)
    return PlanCases(listed, total, {number: changes.get(number, NO_CHANGE) for number in numbers})


def case_change(counts: Mapping[str, int], before: Collection[str], after: Collection[str]) -> CaseChange:
    """What another set of rows does to the cases of one KLE number.

    Args:
        counts: The cases by source system.
        before: The folded source systems of the rows that are live.
        after: Those of the rows that would be.
    """
    return CaseChange(
        coverage(counts, before).shown,
        coverage(counts, after).shown,
        sum(cases for of, cases in counts.items() if _may_come(of, before, after)),
        sum(cases for of, cases in counts.items() if _may_come(of, after, before)),
    )


def arriving_cases(
    counts: Mapping[str, int], system: str, before: Collection[str], after: Collection[str]
) -> int:
    """How many cases a new row shows that were not shown before, at most; of a removed row, with both sets exchanged.

    Args:
        counts: The cases of its KLE number by source system.
        system: The row's own.
        before: The folded source systems of the rows without it.
        after: Those of the rows with it.
    """
    return sum(
        cases
        for of, cases in counts.items()
        if decides_on(of, system, after) and _may_come(of, before, after)
    )


def _may_come(of: str, before: Collection[str], after: Collection[str]) -> bool:
    """Whether a case of the source system ``of`` may be shown after, and not before."""
    if ALL_SYSTEMS in before:
        return False
    if of == ANY_SYSTEM:
        # Whatever its system is, it comes where a row is for a system that none was for.
        return bool(set(after) - set(before))
    return of not in before and (of in after or ALL_SYSTEMS in after)


def _systems_json(number: str, indexed: IndexedCases) -> list[dict[str, Any]]:
    return [
        {"sourceSystem": indexed.written(system), "cases": cases}
        for system, cases in sorted(indexed.of(number).items())
    ]


def _change_in(data: dict[str, Any]) -> CaseChange:
    return CaseChange(data["before"], data["after"], data["new"], data["gone"])
