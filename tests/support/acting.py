"""People and municipalities as most tests need them: whoever publishes answers that all warnings are intended.

What no test means by it, such as that a column is changed in all rows, is then no question. What holds every sheet back
is: it takes an answer of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.publishing.answers import GivenAnswers
from kleark.publishing.proposal import ChangeRequest
from kleark.publishing.tenant import Tenant

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.ports import ConfigurationTable

SECRET = b"known to the tests, and to nobody else: 64 letters or so".ljust(64, b".")
"""The key of fingerprints."""


def secret() -> bytes:
    """The key of fingerprints."""
    return SECRET


def change_request(actor: str, note: str, expected: int) -> ChangeRequest:
    """Who asks, why, and on what revision."""
    return ChangeRequest(actor, note, expected, GivenAnswers(for_all="det er meningen"))


def tenant_of(code: MunicipalityCode, table: ConfigurationTable, now: Callable[[], datetime]) -> Tenant:
    """A municipality's part of the table, the clock, and the key of fingerprints."""
    return Tenant(code, table, now, secret)
