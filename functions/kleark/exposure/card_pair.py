"""One row before and after: the same case decided by both sets of rows, as the portal would answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.exposure.case import Case, Status, fold_system
from kleark.exposure.decision import decide_each
from kleark.exposure.example_cases import examples_of, systems_by_number
from kleark.exposure.timeline import case_by

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kleark.configuration.row import Row
    from kleark.exposure.decision import Decision


@dataclass(frozen=True, slots=True)
class DecidedTwice:
    """A case that nobody has, decided by the rows before and by those after."""

    case: Case
    before: Decision
    after: Decision

    @property
    def differs(self) -> bool:
        """Whether citizens meet another answer: shown or not, or another card."""
        return (self.before.shown, self.before.card) != (self.after.shown, self.after.card)


@dataclass(frozen=True, slots=True)
class CardPair:
    """A row's cards.

    Attributes:
        before: The row among those before; None where it is new.
        after: The row among those after; None where it is removed.
        seen: The case by which both are seen.
        others: More cases, by which one sees what differs besides: those that the two rows' examples are.
    """

    before: Row | None
    after: Row | None
    seen: DecidedTwice
    others: tuple[DecidedTwice, ...]


def card_pair(
    kle_number: str,
    source_system: str,
    before: Sequence[Row] | None,
    after: Sequence[Row] | None,
    day: date,
) -> CardPair | None:
    """The cards of the row with this key, on a day; None where there is no such row.

    ``before``, ``after``: all rows of the municipality; None: nothing has been published.
    """
    key = kle_number, fold_system(source_system)
    rows = [_row(key, several) for several in (before, after)]
    found = [row for row in rows if row is not None]
    if not found:
        return None
    of_number = [
        [row for row in several or () if row.kle_number == kle_number] for several in (before, after)
    ]
    named = systems_by_number(row for several in of_number for row in several)[kle_number]
    examples = [example.case for row in found for example in examples_of(row, named)]
    # On the later of two dates both rows show the case, if that has come.
    latest = max(row.show_from for row in found)
    seen = case_by(day, latest, kle_number, examples[0].source_system, Status.IN_PROGRESS)
    cases = list(dict.fromkeys([seen, *examples]))
    decided = [
        decide_each(cases, None if several is None else rows)
        for several, rows in zip((before, after), of_number, strict=True)
    ]
    first, *others = (DecidedTwice(*each) for each in zip(cases, *decided, strict=True))
    return CardPair(rows[0], rows[1], first, tuple(others))


def _row(key: tuple[str, str], rows: Sequence[Row] | None) -> Row | None:
    return next((row for row in rows or () if row.key == key), None)
