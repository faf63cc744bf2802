"""The municipality whose configuration a command works on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.publishing.model import stamp

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.ports import ConfigurationTable


class SecretNotAtHandError(Exception):
    """Something was to be known by its fingerprint where nobody has the key: a fault of ours."""


def no_secret() -> bytes:
    """Raises SecretNotAtHandError."""
    raise SecretNotAtHandError


@dataclass(frozen=True, slots=True)
class Tenant:
    """One municipality's part of the table, and the clock.

    ``secret``: gives the key of fingerprints; asked only where there is a warning.
    """

    code: MunicipalityCode
    table: ConfigurationTable
    now: Callable[[], datetime]
    secret: Callable[[], bytes] = no_secret

    @property
    def at(self) -> str:
        """Now, as `stamp` writes it."""
        return stamp(self.now())
