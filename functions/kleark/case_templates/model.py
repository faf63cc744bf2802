"""A list of case templates, and what it is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kleark.data_classes import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import TypeAlias

    from kleark.configuration.case_counts import IndexedCases
    from kleark.configuration.plan import LiveRows
    from kleark.registers.kle_register import KleRegister

CaseType: TypeAlias = "Literal['citizen', 'topic', 'property', '']"
"""Whose case it is: a citizen's, about a topic, or about a property; empty where the list does not say."""


@dataclass(frozen=True, slots=True)
class CaseTemplate:
    """What a source system makes cases from.

    Attributes:
        row: Where in the list it stands, as Excel counts.
        name: What employees choose it by.
        kle_number: NN.NN.NN; or a group (NN.NN) or main group (NN) where the list has no more.
        source_system: The system that it is in, as written; empty where the list names none in particular.
        template_id: The system's own name of it; empty where the list has none.
        kle_title: The topic's name, as the list has it.
        facet: The action facet, as the list has it.
        standard_title: What the cases are called unless somebody changes it.
        department: Whose template it is.
        path: Where in the system it lies.
        active: Whether new cases are made from it.
        case_type: Whose cases they are.
        cases: How many were made from it; None where the list does not say.
        open_cases: How many of them are open; None likewise.
        last_used: When it was used last, as written.
        form_number: The KLE number that the self-service form sends along with its id.
    """

    row: int
    name: str
    kle_number: str
    source_system: str
    template_id: str = ""
    kle_title: str = ""
    facet: str = ""
    standard_title: str = ""
    department: str = ""
    path: str = ""
    active: bool = True
    case_type: CaseType = ""
    cases: int | None = None
    open_cases: int | None = None
    last_used: str = ""
    form_number: str = ""

    @property
    def in_use(self) -> bool:
        """Whether there are cases of it, or will be."""
        return self.active or bool(self.cases) or bool(self.open_cases)


@dataclass(frozen=True, slots=True)
class TemplateList:
    """The templates in the order of the list. ``columns``: its columns by their keys, with their positions from 0."""

    templates: tuple[CaseTemplate, ...]
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Against:
    """What a list is held against.

    ``live``: what is shown now; None where nobody said, or without rows where it could not be read. ``indexed``: what
    the municipality has in the indexes; None where no inventory counts.
    """

    register: KleRegister
    today: date
    live: LiveRows | None = None
    indexed: IndexedCases | None = None
