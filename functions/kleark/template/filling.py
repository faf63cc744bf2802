"""What a template is filled with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kleark.configuration.row import Row


@dataclass(frozen=True, slots=True)
class Filling:
    """Rows in the order of the file, and whose they are, where the file says so.

    ``origin``: what they were taken from, for people. ``revision``: the live one they are, where the file says so.
    """

    rows: tuple[Row, ...] = ()
    municipality: str | None = None
    origin: str | None = None
    revision: int | None = None
