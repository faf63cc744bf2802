"""Cases by which a municipality sees beforehand what one of its rows does."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from itertools import count
from typing import TYPE_CHECKING

from kleark.configuration.row import ALL_SYSTEMS
from kleark.exposure.case import Case, Status, fold_system

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from kleark.configuration.row import Row


class Kind(Enum):
    """What an example shows of its row."""

    ON_SHOW_FROM = "on_show_from"
    DAY_BEFORE = "day_before"
    DAY_BEFORE_ENDED = "day_before_ended"
    OTHER_SYSTEM = "other_system"


@dataclass(frozen=True, slots=True)
class Example:
    """A case that nobody has, and what it shows."""

    kind: Kind
    case: Case


def examples_of(row: Row, named: Collection[str]) -> tuple[Example, ...]:
    """The cases that a row is seen by, with the one that it is for first.

    ``named``: the systems that have a row of their own on its number, see `systems_by_number`. A row for all systems
    is seen by a case from one that has none.
    """
    for_all = row.source_system == ALL_SYSTEMS
    system = _unnamed("Et fagsystem", named) if for_all else row.source_system
    before = row.show_from - timedelta(days=1)
    examples = [
        Example(Kind.ON_SHOW_FROM, Case(row.kle_number, system, row.show_from, Status.IN_PROGRESS)),
        Example(Kind.DAY_BEFORE, Case(row.kle_number, system, before, Status.IN_PROGRESS)),
    ]
    if row.show_active_regardless:
        examples.append(Example(Kind.DAY_BEFORE_ENDED, Case(row.kle_number, system, before, Status.CLOSED)))
    if not for_all:
        other = _unnamed("Et andet fagsystem", named)
        examples.append(
            Example(Kind.OTHER_SYSTEM, Case(row.kle_number, other, row.show_from, Status.IN_PROGRESS))
        )
    return tuple(examples)


def systems_by_number(rows: Iterable[Row]) -> Mapping[str, set[str]]:
    """The systems that have a row of their own, folded, for each KLE number."""
    systems: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        systems[row.kle_number].add(fold_system(row.source_system))
    return systems


def _unnamed(name: str, named: Collection[str]) -> str:
    """``name``, or the first with a number after it that no row is for."""
    names = (name if number == 1 else f"{name} {number}" for number in count(1))
    return next(one for one in names if fold_system(one) not in named)
