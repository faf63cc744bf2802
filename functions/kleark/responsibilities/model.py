"""A list of responsibilities: a municipality's units, and the KLE numbers that each of them has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from kleark.data_classes import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

Role: TypeAlias = "Literal['responsible', 'performing', 'interest', 'contact', 'listed']"
"""What a unit has to do with a number: answers for it (ansvarlig), solves its tasks (udførende), may see its cases
(indsigt), is where citizens turn (henvendelsessted); or stands on the list, which does not say."""
PERFORMING: tuple[Role, ...] = ("performing", "listed")
"""The roles of those who handle a number's cases, as far as a list says."""


class Place(NamedTuple):
    """Where in the file: the sheet's name and the row as Excel counts it; None and None in JSON."""

    sheet: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of the organisation.

    Attributes:
        key: By what the list knows it: its UUID, or else its name, folded.
        name: As the list writes it.
        place: Where it stands first, of the row with its telephone where it has one.
        uuid: In lower case; empty where the list has none.
        phone: 8 digits; empty where the list has none.
        parent: The key of the unit above it; empty where there is none, or the list does not say.
        passes_on: Whether its numbers are also those of all units below it.
    """

    key: str
    name: str
    place: Place = Place()
    uuid: str = ""
    phone: str = ""
    parent: str = ""
    passes_on: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """That a unit has a number.

    Attributes:
        place: Where it says so.
        kle_number: A topic (NN.NN.NN), a group (NN.NN) or a main group (NN), which stand for all that is in them.
        unit: The unit's key.
        role: What the unit has to do with it.
        routed_to: The source system that mail on the number is distributed to; empty where the list does not say.
    """

    place: Place
    kle_number: str
    unit: str
    role: Role
    routed_to: str = ""


@dataclass(frozen=True, slots=True)
class ResponsibilityList:
    """``units``: by key, in the order of the list. ``assignments``: in the order of the list."""

    units: Mapping[str, Unit]
    assignments: tuple[Assignment, ...]

    def has(self, *roles: Role) -> bool:
        """Whether any unit has one of these roles for any number."""
        return any(one.role in roles for one in self.assignments)
