"""The sums of one inventory for one municipality: cases by KLE number and source system, and which of them were seen.

An inventory's lines are deleted when a newer one counts. Its sums are kept, so that it shows later what has fallen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kleark.configuration.case_counts import coverage, percent_shown
from kleark.data_classes import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from kleark.configuration.case_counts import IndexedCases

SCHEMA_VERSION = "1"
"""Of the stored form. What another release wrote in a form of its own is not read as if it were this one's."""

MOST_SUMS = 2_000
"""So many sums of a municipality are kept of one inventory, those with most cases; of the rest, how many there are."""

MOST_TEXT = 120_000
"""So many characters they have at most, names of source systems and all. Compressed it is some tenth of that."""

_FRAME = 24
"""What a sum takes besides its number and name, in characters, at most."""


class CaseSum(NamedTuple):
    """The cases of one KLE number in one source system.

    ``system``: as the inventory writes it, or `ANY_SYSTEM`. ``is_shown``: whether a live row was for them.
    """

    number: str
    system: str
    cases: int
    is_shown: bool

    @property
    def key(self) -> tuple[str, str]:
        """Number and folded source system, as in `Row.key`."""
        return self.number, self.system.casefold()


@dataclass(frozen=True, slots=True)
class CaseSums:
    """What one municipality had in the indexes by one inventory, and what citizens saw of it.

    Attributes:
        order: Which upload of an inventory it was, as `upload_order` makes it; empty where it is of a file.
        uploaded_at: When it was uploaded, as `stamp` writes it, or an ISO date.
        digest: Which inventory it was.
        cases: How many cases there were.
        shown: How many of them the live rows showed, at most; None where these could not be read.
        sums: By number and system; those with most cases, where there were too many to keep.
        left_out: How many of the cases are in none of ``sums``.
    """

    order: str
    uploaded_at: str
    digest: str
    cases: int
    shown: int | None
    sums: tuple[CaseSum, ...]
    left_out: int = 0

    @property
    def day(self) -> str:
        """The ISO date of its upload."""
        return self.uploaded_at[:10]


class Share(NamedTuple):
    """How many cases there are, and how many of them are shown at most."""

    cases: int
    shown: int

    @property
    def percent(self) -> int | None:
        """The share that is shown, in whole per cent: 100 and 0 only where it is all or nothing; None without cases."""
        return percent_shown(self.cases, self.shown)


class AreaShare(NamedTuple):
    """The share of one area: a main group (``15``) or a group (``15.20``) of KLE numbers."""

    area: str
    share: Share


def sums_of(
    indexed: IndexedCases, systems: Mapping[str, Collection[str]] | None, order: str = ""
) -> CaseSums:
    """All sums of what a municipality has in the indexes.

    Args:
        indexed: What it has.
        systems: The source systems of its live rows, see `case_counts.by_number`; None where they cannot be read.
        order: See `CaseSums`.
    """
    sums: list[CaseSum] = []
    for number, counts in indexed.by_number.items():
        hidden = coverage(counts, (systems or {}).get(number, ())).hidden
        sums += [
            CaseSum(number, indexed.written(system), cases, system not in hidden)
            for system, cases in counts.items()
        ]
    shown = sum(one.cases for one in sums if one.is_shown)
    return CaseSums(
        order,
        indexed.uploaded_at or "",
        indexed.digest,
        indexed.cases,
        None if systems is None else shown,
        tuple(sorted(sums)),
    )


def bounded(found: CaseSums) -> CaseSums:
    """The same as it is kept: no more than `MOST_SUMS`, in no more than `MOST_TEXT`, whatever systems are called."""
    kept: list[CaseSum] = []
    room = MOST_TEXT
    for one in sorted(found.sums, key=lambda one: (-one.cases, one.key)):
        room -= len(one.system) + len(one.number) + _FRAME
        if room < 0 or len(kept) == MOST_SUMS:
            break
        kept.append(one)
    left_out = found.cases - sum(one.cases for one in kept)
    return CaseSums(
        found.order, found.uploaded_at, found.digest, found.cases, found.shown, tuple(sorted(kept)), left_out
    )


def total_share(found: CaseSums) -> Share | None:
    """Of all cases; None where it is not known how many were shown."""
    return None if found.shown is None else Share(found.cases, found.shown)


def area_shares(found: CaseSums, digits: int) -> tuple[AreaShare, ...]:
    """The share of each area that has cases, in order. ``digits``: 2 for main groups, 4 for groups.

    Nothing where it is not known how many were shown. What was left out is in none.
    """
    if found.shown is None:
        return ()
    length = digits + digits // 2 - 1
    totals: dict[str, list[int]] = {}
    for one in found.sums:
        of = totals.setdefault(one.number[:length], [0, 0])
        of[0] += one.cases
        of[1] += one.cases if one.is_shown else 0
    return tuple(AreaShare(area, Share(*of)) for area, of in sorted(totals.items()))


def to_lists(sums: Iterable[CaseSum]) -> list[list[str | int]]:
    """As they are stored."""
    return [[one.number, one.system, one.cases, int(one.is_shown)] for one in sums]


def from_lists(lists: Iterable[Any]) -> tuple[CaseSum, ...]:
    """The opposite of `to_lists`, for data that may be anything. Raises ValueError."""
    return tuple(map(_from_list, lists))


def _from_list(values: object) -> CaseSum:
    match values:
        case [str(number), str(system), int(cases), (0 | 1) as shown] if cases > 0:
            return CaseSum(number, system, cases, bool(shown))
    raise ValueError("not a sum of an inventory")
