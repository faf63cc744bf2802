"""The municipality whose configuration a command works on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.configuration.case_counts import aged
from kleark.publishing.model import stamp

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kleark.configuration.case_counts import IndexedCases
    from kleark.configuration.plan import Plan
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.ports import ConfigurationTable


class SecretNotAtHandError(Exception):
    """Something was to be known by its fingerprint where nobody has the key: a fault of ours."""


def no_secret() -> bytes:
    """Raises SecretNotAtHandError."""
    raise SecretNotAtHandError


def no_inventory() -> IndexedCases | None:
    """None: nothing is known of the indexes."""
    return None


@dataclass(frozen=True, slots=True)
class Tenant:
    """One municipality's part of the table, and the clock.

    ``secret``: gives the key of fingerprints; asked only where there is a warning. ``indexed``: gives what the
    municipality has in the indexes; None where no inventory counts. It may fail: no decision hangs on it.
    """

    code: MunicipalityCode
    table: ConfigurationTable
    now: Callable[[], datetime]
    secret: Callable[[], bytes] = no_secret
    indexed: Callable[[], IndexedCases | None] = no_inventory

    @property
    def at(self) -> str:
        """Now, as `stamp` writes it."""
        return stamp(self.now())

    def with_cases(self, plan: Plan) -> Plan:
        """The plan in numbers; as it is where nothing is known of the indexes, or they cannot be read now."""
        found = self.indexed_cases()
        return plan if found is None else plan.with_cases(found)

    def indexed_cases(self) -> IndexedCases | None:
        """What is in the indexes; None where nothing is known of them, or they cannot be read now."""
        try:
            found = self.indexed()
        except Exception:  # noqa: BLE001 (the numbers are told beside a plan or an answer; nothing is decided by them)
            return None
        return None if found is None else aged(found, self.now().date())
