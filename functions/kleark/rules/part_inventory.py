"""Which of a municipality's cases a part's sheet is answerable for, when it is held against the indexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.configuration.case_counts import ANY_SYSTEM, IndexedCases, by_number, decides_on
from kleark.configuration.part import PartKind, fold
from kleark.configuration.row import ALL_SYSTEMS
from kleark.data_classes import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from kleark.configuration.part import Part
    from kleark.rules.context import Context

Key = tuple[str, str]
"""As `Row.key`: a KLE number and a folded source system."""


class Share(NamedTuple):
    """The part of a municipality's cases that a part's sheet is answerable for.

    ``indexed``: those that rows of the part can be for. ``others``: the keys of the rows of others that stay, as
    `Row.key`. ``may_write``: whether a row for a source system can be the part's. ``name``: the part's.
    """

    indexed: IndexedCases
    others: Sequence[tuple[str, str]]
    may_write: Callable[[str], bool]
    name: str


def share_of(part: Part, context: Context, own: Collection[Key]) -> Share | None:
    """The part's share of the cases. None where it takes others' rows to tell, and nobody knows them.

    A part of KLE numbers has all rows of its numbers. Of other parts, rows of others can be for the same number: what
    those show, or alone could show, is not told of.

    Args:
        part: The part.
        context: With the inventory, and what is live where that is known.
        own: The keys of the sheet's rows.
    """
    assert isinstance(context.indexed, IndexedCases)
    assert context.asked is not None
    beside = context.beside
    if part.kind is not PartKind.KLE and (beside is None or beside.rows is None):
        return None
    others = [row.key for row in beside.others if row.key not in own] if beside else []
    may_show = _may_show(part, context.asked.parts, own, others)
    found = {
        number: kept
        for number, counts in context.indexed.by_number.items()
        if (kept := {system: cases for system, cases in counts.items() if may_show(number, system)})
    }
    cases = sum(sum(counts.values()) for counts in found.values())
    indexed = IndexedCases(
        cases,
        found,
        context.indexed.names,
        context.indexed.uploaded_at,
        context.indexed.digest,
        context.indexed.old,
    )
    may_write = part.value_membership() if part.kind is PartKind.SYSTEMS else _anything
    return Share(indexed, others, may_write, part.name)


def _may_show(
    part: Part, parts: Collection[Part], own: Collection[Key], others: Collection[Key]
) -> Callable[[str, str], bool]:
    """Tells of a KLE number and the folded source system of its cases whether a row of the part can decide on them."""
    if part.kind is PartKind.KLE:
        holds = part.value_membership()
        return lambda number, _: holds(number)
    systems = by_number([*own, *others])
    of_others = by_number(others)
    if part.kind is PartKind.DEPARTMENTS:
        numbers = {number for number, _ in own}
        return lambda number, system: (
            number in numbers and not _decided(system, of_others.get(number, ()), systems.get(number, ()))
        )
    values = frozenset(map(fold, part.values))
    elsewhere = frozenset(fold(value) for one in parts if one.key != part.key for value in one.values)
    every = ALL_SYSTEMS in values

    def may(number: str, system: str) -> bool:
        if _decided(system, of_others.get(number, ()), systems.get(number, ())):
            return False
        return system in values or (every and system not in elsewhere) or (system == ANY_SYSTEM and bool(own))

    return may


def _decided(system: str, rows: Collection[str], every: Collection[str]) -> bool:
    """Whether one of ``rows`` of a number decides on cases of a system, among ``every`` row of it."""
    return any(decides_on(system, one, every) for one in rows)


def _anything(_: str) -> bool:
    return True
