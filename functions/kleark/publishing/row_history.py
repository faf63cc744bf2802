"""What one row was, revision by revision: a pure replay of snapshots, without reading or writing."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING

from kleark.configuration.plan import FieldChange, changed_row
from kleark.configuration.stored_row import row_key
from kleark.exposure.case import fold_system
from kleark.exposure.decision import deciding_row
from kleark.publishing.log import MAKES_A_REVISION
from kleark.publishing.log_search import SNAPSHOT_COST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kleark.configuration.row import Row
    from kleark.configuration.stored_row import StoredRow
    from kleark.publishing.model import Content, LogEntry

    StoredRows = Sequence[StoredRow]


@dataclass(frozen=True, slots=True)
class RevisionRows:
    """A revision, and of its rows at least those of the KLE number that is asked about.

    ``rows``: None where they are deleted, or are not what was sealed.
    """

    entry: LogEntry
    rows: Sequence[Row] | None


@dataclass(frozen=True, slots=True)
class RowPeriod:
    """A stretch of revisions in which cases of a KLE number and a source system had the same row.

    Attributes:
        entry: Of the revision in which it began, or of the first one that was looked at.
        last: The last of the revisions.
        until: When the next period began, as `model.stamp` writes it; None where there is none.
        row: The row; None where there was none, or where it is not known.
        known: Whether the rows of these revisions are kept.
        open_start: Whether it may have begun earlier: what was before is deleted, or was not looked at.
        changes: What differs from the row of the period before; empty where either has none.
        appeared: Whether there was no row before, for certain.
    """

    entry: LogEntry
    last: int
    until: str | None
    row: Row | None
    known: bool = True
    open_start: bool = False
    changes: tuple[FieldChange, ...] = ()
    appeared: bool = False

    @property
    def first(self) -> int:
        """The first of the revisions."""
        return self.entry.revision


def row_periods(
    revisions: Iterable[RevisionRows], kle_number: str, source_system: str, *, complete: bool
) -> list[RowPeriod]:
    """The periods of the row that decided on cases of this number and system, oldest first.

    Args:
        revisions: One after the other, oldest first, without gaps.
        kle_number: The KLE number.
        source_system: The source system. Where it has no row of its own, that for all systems decides
            (`exposure.decision.deciding_row`). `ALL_SYSTEMS`: the row for all systems, and no other.
        complete: Whether the revisions begin with the municipality's first.

    Returns:
        Periods that together are all the revisions.
    """
    states = [
        (one.entry, one.rows is not None, deciding_row(kle_number, source_system, one.rows or ()))
        for one in revisions
    ]
    starts = [0, *(at for at, (one, after) in enumerate(pairwise(states), 1) if one[1:] != after[1:])]
    if not states:
        return []
    ends = [*starts[1:], len(states)]
    return [
        _period(states, start, end, open_start=start == 0 and not complete)
        for start, end in zip(starts, ends, strict=True)
    ]


_State = tuple["LogEntry", bool, "Row | None"]


def _period(states: Sequence[_State], start: int, end: int, *, open_start: bool) -> RowPeriod:
    entry, known, row = states[start]
    _, before_known, before = states[start - 1] if start else (None, not open_start, None)
    return RowPeriod(
        entry=entry,
        last=states[end - 1][0].revision,
        until=states[end][0].at if end < len(states) else None,
        row=row,
        known=known,
        open_start=open_start or not before_known,
        changes=changed_row(before, row).changes if before and row else (),
        appeared=row is not None and before is None and before_known and not open_start,
    )


@dataclass(frozen=True, slots=True)
class Window:
    """Revisions that were looked at in one go, oldest first, without gaps.

    ``older``: the revision to go on with; None where they begin with the municipality's first.
    """

    revisions: tuple[RevisionRows, ...]
    older: int | None

    def periods(self, kle_number: str, source_system: str) -> list[RowPeriod]:
        """As `row_periods`."""
        return row_periods(self.revisions, kle_number, source_system, complete=self.older is None)


def read_window(
    entries: Iterable[LogEntry], kle_number: str, read: Callable[[Content], StoredRows | None], most_rows: int
) -> Window:
    """Read revisions backwards, until so many rows are read that it is enough; at least one.

    Args:
        entries: The log from where to begin, newest first.
        kle_number: Only rows of this number are kept.
        read: The rows of a snapshot; None where they are deleted, or are not what was sealed.
        most_rows: How many to read; each snapshot counts `SNAPSHOT_COST` more.
    """
    found = tuple(each_revision(entries, kle_number, read, most_rows))[::-1]
    return Window(found, found[0].entry.revision - 1 or None if found else None)


def each_revision(
    entries: Iterable[LogEntry], kle_number: str, read: Callable[[Content], StoredRows | None], most_rows: int
) -> Iterator[RevisionRows]:
    """Revisions, newest first, each read as it is gone to. Arguments as of `read_window`."""
    of_number = row_key(kle_number, "")
    for entry in entries:
        if entry.action not in MAKES_A_REVISION or entry.content is None:
            continue
        stored = read(entry.content)
        rows = None if stored is None else tuple(one.row() for one in stored if one.key.startswith(of_number))
        yield RevisionRows(entry, rows)
        most_rows -= entry.content.row_count + SNAPSHOT_COST
        if most_rows <= 0:
            return


def values_since(periods: Sequence[RowPeriod]) -> dict[str, RowPeriod]:
    """The period in which each field of the newest row got its value, by its name in `Row`; empty for no row."""
    newest = periods[-1].row if periods else None
    if newest is None:
        return {}
    since = {}
    for one in fields(newest):
        for period in reversed(periods):
            if period.row is None or getattr(period.row, one.name) != getattr(newest, one.name):
                break
            since[one.name] = period
    return since


def as_written(system: str, systems: Iterable[str]) -> str:
    """The source system as the sheets write it; as it was typed where none of them has it."""
    return next((one for one in systems if fold_system(one) == fold_system(system)), system)


def systems_seen(revisions: Iterable[RevisionRows], kle_number: str) -> list[str]:
    """The source systems that a KLE number had rows for, as written last, in order of their names."""
    seen: dict[str, str] = {}
    for one in revisions:
        for row in one.rows or ():
            if row.kle_number == kle_number:
                seen[row.source_system.casefold()] = row.source_system
    return [seen[folded] for folded in sorted(seen)]
