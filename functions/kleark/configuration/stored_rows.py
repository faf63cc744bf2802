"""Rows as they are stored, each read once somebody asks for it: most pages and plans need few of 10,000."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, overload

from kleark.configuration.plan import Plan, RowKey, changed_row, difference
from kleark.configuration.row_lines import number_in, system_in
from kleark.configuration.stored_row import row_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.configuration.row import Row
    from kleark.configuration.stored_row import StoredRow

_key_of = attrgetter("key")


class StoredRows(Sequence["Row"]):
    """Rows in order of their keys. It is as long as they are, and equals any list of the same rows."""

    def __init__(self, stored: Iterable[StoredRow]) -> None:
        """``stored``: the rows, in any order."""
        self.stored = tuple(sorted(stored, key=_key_of))

    def __len__(self) -> int:
        return len(self.stored)

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> StoredRows: ...

    def __getitem__(self, index: int | slice) -> Row | StoredRows:
        if isinstance(index, slice):
            return StoredRows(self.stored[index])
        return self.stored[index].row()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, StoredRows):
            return self.stored == other.stored or list(self) == list(other)
        return isinstance(other, list | tuple) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(self.stored)

    def of_number(self, kle_number: str) -> StoredRows:
        """Those of one KLE number; none where it is no number."""
        try:
            first = row_key(kle_number, "")
        except ValueError:
            return StoredRows(())
        start = end = bisect_left(self.stored, first, key=_key_of)
        while end < len(self.stored) and self.stored[end].key.startswith(first):
            end += 1
        return self[start:end]


def rows_of_number(rows: Sequence[Row], kle_number: str) -> Sequence[Row]:
    """Those of one KLE number, of which alone stored ones are read."""
    if isinstance(rows, StoredRows):
        return rows.of_number(kle_number)
    return [row for row in rows if row.kle_number == kle_number]


def difference_between(
    before: Sequence[Row],
    after: Sequence[Row],
    *,
    against_revision: int | None = 0,
    municipality: str | None = None,
) -> Plan:
    """As `difference`. Of stored rows those alone are read whose lines are not the same on both sides."""
    if not (isinstance(before, StoredRows) and isinstance(after, StoredRows)):
        return difference(before, after, against_revision=against_revision, municipality=municipality)
    old, new = ({one.key: one for one in rows.stored} for rows in (before, after))
    added, changed, unchanged = [], [], []
    # In order of their keys, as both are.
    for key, one in new.items():
        if (earlier := old.get(key)) is None:
            added.append(one.row())
        elif earlier.line == one.line:
            unchanged.append(RowKey(number_in(one.line), system_in(one.line)))
        # Another release may have written the same row in another way.
        elif (was := earlier.row()) == (row := one.row()):
            unchanged.append(RowKey.of(row))
        else:
            changed.append(changed_row(was, row))
    removed = [one.row() for key, one in old.items() if key not in new]
    return Plan(
        added=tuple(added),
        changed=tuple(changed),
        removed=tuple(removed),
        unchanged=tuple(unchanged),
        against_revision=against_revision,
        municipality=municipality,
    )
