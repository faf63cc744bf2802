"""The rows that a template is filled with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kleark.configuration.row import Row


@dataclass(frozen=True, slots=True)
class Filling:
    """Rows in the order of the file that they come from.

    Attributes:
        rows: The rows.
        municipality: The code of the municipality that they belong to, where the file says so.
        origin: Where they come from, as text for people.
        revision: The revision that they are, where the file says so.
    """

    rows: tuple[Row, ...] = ()
    municipality: str | None = None
    origin: str | None = None
    revision: int | None = None
