"""What a part's sheet does to the rows that are live: its own are replaced, the others stay.

Pure. ``part``: None stands for the part of everything, which a whole sheet speaks for. ``sheet``: the rows of a part's
sheet, all of which are the part's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.configuration.plan import RowKey, difference
from kleark.data_classes import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kleark.configuration.part import Part
    from kleark.configuration.plan import LiveRows, Plan
    from kleark.configuration.row import Row


def rows_outside(part: Part | None, sheet: Iterable[Row]) -> tuple[Row, ...]:
    """The rows of a sheet that are not the part's."""
    if part is None:
        return ()
    holds = part.membership()
    return tuple(row for row in sheet if not holds(row))


def rows_decided(live: Iterable[Row], part: Part | None, sheet: Iterable[Row]) -> tuple[Row, ...]:
    """The live rows that the sheet decides on: the part's own, and those of others that it takes over.

    Only where departments make the parts can a row be taken over: its number and system stay, its department changes.
    """
    if part is None:
        return tuple(live)
    holds, keys = part.membership(), {row.key for row in sheet}
    return tuple(row for row in live if holds(row) or row.key in keys)


def rows_taken_over(live: Iterable[Row], part: Part | None, sheet: Iterable[Row]) -> tuple[Row, ...]:
    """The live rows of others that the sheet makes the part's."""
    return rows_outside(part, rows_decided(live, part, sheet))


def rows_left(live: Sequence[Row], part: Part | None, sheet: Iterable[Row]) -> tuple[Row, ...]:
    """The live rows that the sheet leaves as they are, since they are others'."""
    if part is None:
        return ()
    decided = {row.key for row in rows_decided(live, part, sheet)}
    return tuple(row for row in live if row.key not in decided)


def merge(live: Sequence[Row], part: Part | None, sheet: Sequence[Row]) -> tuple[Row, ...]:
    """All rows that are live once the sheet is, in order of their keys."""
    left = rows_left(live, part, sheet)
    return tuple(sorted((*left, *sheet), key=lambda row: row.key))


def rows_touched(
    before: Sequence[Row], now: Sequence[Row], part: Part | None, sheet: Sequence[Row]
) -> tuple[RowKey, ...]:
    """The rows that the sheet decides on and that have become others between two readings.

    Without any, the sheet's plan is the same against both.
    """
    moved = difference(rows_decided(before, part, sheet), rows_decided(now, part, sheet))
    return moved.keys_of_changes()


def plan_of_sheet(live: LiveRows, sheet: Sequence[Row]) -> Plan:
    """What publishing a sheet would do to the rows that it decides on. ``live``: with the part that it speaks for."""
    return plan_of_rows(live.rows or (), live.part, sheet, live.revision, live.municipality)


def plan_of_rows(
    live: Sequence[Row],
    part: Part | None,
    sheet: Sequence[Row],
    revision: int | None,
    municipality: str | None,
) -> Plan:
    """The same, of rows alone. ``revision``: in which ``live`` is live."""
    decided = rows_decided(live, part, sheet)
    plan = difference(
        decided,
        sheet,
        against_revision=revision,
        municipality=municipality,
        part=part.name if part else None,
    )
    return replace(plan, left=len(live) - len(decided)) if part else plan
