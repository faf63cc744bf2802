"""Which numbers a unit has, and which units have a number: a number covers those in it, and units pass theirs on.

As OS2rollekatalog has it: ``15`` covers ``15.20`` and ``15.20.24``, and a unit with ``inheritKle`` passes its numbers
on to all units below it, however deep.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kleark.responsibilities.model import Assignment, ResponsibilityList, Role, Unit


def covers(kle_number: str, other: str) -> bool:
    """Whether a number is another one, or that one's group or main group."""
    return other == kle_number or other.startswith(f"{kle_number}.")


def covering(kle_number: str) -> tuple[str, ...]:
    """The numbers that cover a number: itself, then its group and main group, the nearest first."""
    parts = kle_number.split(".")
    return tuple(".".join(parts[:length]) for length in range(len(parts), 0, -1))


class UnitTasks:
    """The units of one list, with their numbers."""

    def __init__(self, found: ResponsibilityList) -> None:
        self.units = found.units
        self._by_number: defaultdict[tuple[Role, str], list[Assignment]] = defaultdict(list)
        self._own: defaultdict[tuple[Role, str], set[str]] = defaultdict(set)
        for one in found.assignments:
            self._by_number[one.role, one.kle_number].append(one)
            self._own[one.role, one.unit].add(one.kle_number)

    def above(self, unit: str) -> Iterator[Unit]:
        """The units above one, the nearest first; each once, also where they stand in a circle."""
        seen = {unit}
        at = self.units[unit].parent
        while at in self.units and at not in seen:
            seen.add(at)
            yield self.units[at]
            at = self.units[at].parent

    def below(self, unit: str) -> Iterator[str]:
        """The keys of all units below one."""
        seen, waiting = {unit}, [unit]
        while waiting:
            for child in self._children.get(waiting.pop(), ()):
                if child not in seen:
                    seen.add(child)
                    waiting.append(child)
                    yield child

    def numbers(self, unit: str, role: Role) -> frozenset[str]:
        """The numbers that a unit has in a role, those included that are passed on to it."""
        passed_on = (self._own.get((role, one.key), ()) for one in self.above(unit) if one.passes_on)
        return frozenset(self._own.get((role, unit), ())).union(*passed_on)

    def assigned(self, kle_number: str, roles: Iterable[Role]) -> list[Assignment]:
        """The assignments that cover a number, the nearest first: of the number itself before those of its group."""
        wanted = tuple(roles)
        return [
            one
            for number in covering(kle_number)
            for role in wanted
            for one in self._by_number.get((role, number), ())
        ]

    def holders(self, kle_number: str, roles: Iterable[Role]) -> frozenset[str]:
        """The keys of all units that have a number, those included to which it is passed on."""
        own = {one.unit for one in self.assigned(kle_number, roles)}
        passing = [unit for unit in own if self.units[unit].passes_on]
        return frozenset(own.union(*map(self.below, passing)))

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: defaultdict[str, list[str]] = defaultdict(list)
        for unit in self.units.values():
            if unit.parent:
                children[unit.parent].append(unit.key)
        return children
