"""A case that somebody makes up to see whether it would be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kleark.configuration.row import ALL_SYSTEMS
from kleark.exposure.case import Case, Status, status_of
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

LONGEST = 200
UNKNOWN_STATUS = "Ukendt"
MOST_SYSTEMS = 30
"""So many are proposed in the field for the source system."""

STATUSES = (*(status.value for status in Status), UNKNOWN_STATUS)
"""What the case's status can be chosen from."""

FIELDS = ("kle", "fagsystem", "oprettet", "status")
"""What the fields are called in the address, in their order on the page."""

_KLE = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}")


@dataclass(frozen=True, slots=True)
class CaseForm:
    """``values``: what was filled in. ``errors``: what is wrong, by field.

    ``case``: None where something is wrong, or nothing was filled in.
    """

    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    case: Case | None = None

    @property
    def shown(self) -> CaseForm:
        """The form as a page may show it."""
        return replace(self, values={name: visible(value) for name, value in self.values.items()})


def case_form(parameters: Mapping[str, str], today: date) -> CaseForm:
    """The form as it was sent in the address; empty where it was not."""
    values = {name: parameters.get(name, "").strip()[:LONGEST] for name in FIELDS}
    if not any(name in parameters for name in FIELDS):
        return CaseForm(values)
    errors: dict[str, str] = {}
    if not _KLE.fullmatch(values["kle"]):
        errors["kle"] = "Skriv sagens KLE-nummer med punktummer, f.eks. 15.20.24"
    if not values["fagsystem"]:
        errors["fagsystem"] = "Skriv navnet på det fagsystem, sagen ligger i"
    created = _created(values["oprettet"], today)
    if created is None:
        errors["oprettet"] = "Skriv den dag, sagen er oprettet, som dag, måned og år, f.eks. 1-4-2021"
    status = status_of(values["status"])
    if status is None and values["status"] != UNKNOWN_STATUS:
        errors["status"] = "Vælg sagens status"
    if errors or created is None:
        return CaseForm(values, errors)
    return CaseForm(values, case=Case(values["kle"], values["fagsystem"], created, status))


def _created(text: str, today: date) -> date | None:
    """As the sheet's dates are read, so that what may be written there may be written here."""
    from kleark.rules.dates import read_date  # noqa: PLC0415 (most who look at the page try no case)

    return read_date(text, today).value


def system_suggestions(systems: Iterable[str]) -> list[str]:
    """The source systems among which somebody may choose one, by name; each once."""
    shown = {system.casefold(): visible(system) for system in sorted(systems)}
    shown.pop(ALL_SYSTEMS, None)
    return sorted(shown.values(), key=str.casefold)[:MOST_SYSTEMS]
