"""What happened to a municipality's cases from one inventory to the next: pure functions of a series of sums.

A fall is told as long as it lasts, and not only at the inventory at which it came: nobody looks every month.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kleark.inventory.case_sums import CaseSums

    Key = tuple[str, str]

FEWEST = 20
"""Of so many cases at least is a fall told, and to so many a rise: those of fewer come and go by themselves."""

FALLEN_TO = 5
"""A fall leaves a fifth of the cases at most: citizens' cases are closed one by one, and a broken feed takes all."""

WITHIN = timedelta(days=40)
"""A fall is sudden: since the inventory before, or one that is at most so much older than that after it."""

TOLD_FOR = timedelta(days=365)
"""A fall is told for so long. Then it is how things are."""

RISE_TOLD_FOR = timedelta(days=90)

LONG = timedelta(days=180)
"""For so long, and by `LONG_INVENTORIES` at least, a number must have had no case before that is told."""

LONG_INVENTORIES = 4


class Fall(NamedTuple):
    """Nearly all cases of one KLE number in one source system are gone.

    ``system``: as written. ``before``: by the inventory with most cases before it. ``since``: the ISO date of the first
    inventory without them.
    """

    number: str
    system: str
    before: int
    now: int
    since: str


class Rise(NamedTuple):
    """Cases of a KLE number that had none. ``since``: the ISO date of the first inventory with them."""

    number: str
    system: str
    now: int
    since: str


def falls(series: Sequence[CaseSums]) -> tuple[Fall, ...]:
    """What has fallen, and is still down.

    Cases that have moved to another source system of the same number have not: at least half of what is gone must be
    gone from the number, too.

    Args:
        series: Oldest first; the last is what counts now.
    """
    series = _dated(series)
    if len(series) < 2:
        return ()
    days = [date.fromisoformat(one.day) for one in series]
    counts = [_counts(one) for one in series]
    totals = [_by_number(one) for one in counts]
    keys = sorted(set().union(*counts[:-1]))
    found = (_fall(key, series, days, counts, totals) for key in keys)
    return tuple(one for one in found if one is not None)


def _fall(
    key: Key,
    series: Sequence[CaseSums],
    days: Sequence[date],
    counts: Sequence[Mapping[Key, int]],
    totals: Sequence[Mapping[str, int]],
) -> Fall | None:
    last = len(series) - 1
    # Of which number and system it was not kept how many cases there were, that is not known to be none.
    values = [
        None if key not in each and of.left_out else each.get(key, 0)
        for each, of in zip(counts, series, strict=True)
    ]
    highest_after, best = 0, None
    for at in range(last, 0, -1):
        value = values[at]
        if value is None:
            return best
        highest_after = max(highest_after, value)
        if days[last] - days[at] > TOLD_FOR:
            break
        earlier = [(values[i] or 0, i) for i in range(at) if i == at - 1 or days[at] - days[i] <= WITHIN]
        before, of = max(earlier)
        if before < FEWEST or highest_after * FALLEN_TO > before:
            continue
        gone = before - (values[last] or 0)
        if 2 * (totals[of].get(key[0], 0) - totals[last].get(key[0], 0)) < gone:
            continue
        if best is None or before >= best.before:
            best = Fall(key[0], _written(key, series[of]), before, values[last] or 0, series[at].day)
    return best


def rises(series: Sequence[CaseSums]) -> tuple[Rise, ...]:
    """Cases that no live row is for, of a number that had none in any system before, and has many now.

    ``series``: as of `falls`.
    """
    series = _dated(series)
    if len(series) < 2:
        return ()
    counts = [_by_number(_counts(one)) for one in series]
    now = series[-1]
    found = []
    for one in now.sums:
        before = [at for at, each in enumerate(counts) if one.number not in each]
        if one.is_shown or one.cases < FEWEST or not before or series[before[-1]].left_out:
            continue
        since = series[before[-1] + 1].day
        is_new = before == list(range(len(before)))
        if is_new and date.fromisoformat(now.day) - date.fromisoformat(since) <= RISE_TOLD_FOR:
            found.append(Rise(one.number, one.system, one.cases, since))
    return tuple(found)


def long_without_cases(series: Sequence[CaseSums], numbers: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """Those of these KLE numbers that no inventory of a long time has a case of, and since which day that is known.

    Nothing where there are too few inventories, or the municipality had no cases at all in one of them.
    """
    series = _dated(series)
    days = [date.fromisoformat(one.day) for one in series]
    first = next(
        (at for at in range(len(series) - LONG_INVENTORIES, -1, -1) if days[-1] - days[at] >= LONG), None
    )
    if first is None:
        return (), ""
    looked_at = series[first:]
    if any(not one.cases or one.left_out for one in looked_at):
        return (), ""
    having = {one.number for each in looked_at for one in each.sums}
    return tuple(sorted(set(numbers) - having)), series[first].day


def _dated(series: Sequence[CaseSums]) -> Sequence[CaseSums]:
    """Those of which it is known when they were."""
    return [one for one in series if one.day]


def _counts(of: CaseSums) -> dict[Key, int]:
    return {one.key: one.cases for one in of.sums}


def _by_number(counts: Mapping[Key, int]) -> dict[str, int]:
    totals: defaultdict[str, int] = defaultdict(int)
    for (number, _), cases in counts.items():
        totals[number] += cases
    return dict(totals)


def _written(key: Key, of: CaseSums) -> str:
    names: Iterator[str] = (one.system for one in of.sums if one.key == key)
    return next(names, key[1])
