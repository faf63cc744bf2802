"""What the log keeps of a plan's cases: the numbers that were told, which the next inventory would say otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kleark.configuration.case_changes import CaseChange, PlanCases

if TYPE_CHECKING:
    from kleark.publishing.model import LogEntry

MOST_NUMBERS = 20
"""Of so many KLE numbers an entry keeps before and after: of those of which most changes."""


class NumberCases(NamedTuple):
    """One KLE number's cases that are shown, before and after, at most."""

    kle_number: str
    before: int
    after: int


class CaseRecord(NamedTuple):
    """What an entry keeps.

    Attributes:
        total: Of all KLE numbers.
        indexed: All of the municipality's cases in the indexes.
        numbers: Those of which most changes, in order.
        uploaded_at: When the inventory was uploaded; None where nobody knew it.
        digest: Which inventory it was.
    """

    total: CaseChange
    indexed: int
    numbers: tuple[NumberCases, ...]
    uploaded_at: str | None
    digest: str


def with_cases(entry: LogEntry, cases: PlanCases) -> LogEntry:
    """The entry with what a plan does to the cases in the indexes."""
    weighed = sorted(
        ((number, one) for number, one in cases.numbers.items() if one.new or one.gone),
        key=lambda item: (-max(item[1].new, item[1].gone), item[0]),
    )
    kept = sorted(weighed[:MOST_NUMBERS])
    return replace(
        entry,
        cases_before=cases.total.before,
        cases_after=cases.total.after,
        cases_new=cases.total.new,
        cases_gone=cases.total.gone,
        cases_indexed=cases.indexed.cases,
        cases_by_number=" ".join(f"{number}:{one.before}:{one.after}" for number, one in kept) or None,
        inventory_at=cases.indexed.uploaded_at,
        inventory_digest=cases.indexed.digest,
    )


def case_record(entry: LogEntry) -> CaseRecord | None:
    """What an entry keeps of cases; None where it keeps nothing."""
    change = entry.cases_before, entry.cases_after, entry.cases_new, entry.cases_gone
    if None in change or entry.cases_indexed is None:
        return None
    numbers = []
    for text in (entry.cases_by_number or "").split():
        number, before, after = text.split(":")
        numbers.append(NumberCases(number, int(before), int(after)))
    return CaseRecord(
        CaseChange(*(one or 0 for one in change)),
        entry.cases_indexed,
        tuple(numbers),
        entry.inventory_at,
        entry.inventory_digest or "",
    )
