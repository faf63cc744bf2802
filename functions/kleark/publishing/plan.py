"""The difference between two sets of rows, as data."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from kleark.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a row, by its name in `Row`, before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row that stays, with other content."""

    before: Row
    after: Row
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What publishing would do to the rows that are live. Each part is in order of the rows' keys."""

    added: tuple[Row, ...]
    changed: tuple[ChangedRow, ...]
    removed: tuple[Row, ...]
    unchanged: tuple[Row, ...]

    @property
    def rows_before(self) -> int:
        """How many rows are live."""
        return len(self.changed) + len(self.removed) + len(self.unchanged)

    @property
    def rows_after(self) -> int:
        """How many rows would be."""
        return len(self.added) + len(self.changed) + len(self.unchanged)


def difference(before: Iterable[Row], after: Iterable[Row]) -> Plan:
    """Compare by `Row.key`: a row with another number or source system is another row."""
    old, new = {row.key: row for row in before}, {row.key: row for row in after}
    staying = sorted(old.keys() & new.keys())
    return Plan(
        added=tuple(new[key] for key in sorted(new.keys() - old.keys())),
        changed=tuple(_changed(old[key], new[key]) for key in staying if old[key] != new[key]),
        removed=tuple(old[key] for key in sorted(old.keys() - new.keys())),
        unchanged=tuple(old[key] for key in staying if old[key] == new[key]),
    )


def _changed(before: Row, after: Row) -> ChangedRow:
    pairs = ((field.name, getattr(before, field.name), getattr(after, field.name)) for field in fields(Row))
    return ChangedRow(before, after, tuple(FieldChange(*pair) for pair in pairs if pair[1] != pair[2]))
