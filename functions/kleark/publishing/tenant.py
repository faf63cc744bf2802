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


@dataclass(frozen=True, slots=True)
class Tenant:
    """One municipality's part of the table, and the clock."""

    code: MunicipalityCode
    table: ConfigurationTable
    now: Callable[[], datetime]

    @property
    def at(self) -> str:
        """Now, as `stamp` writes it."""
        return stamp(self.now())
