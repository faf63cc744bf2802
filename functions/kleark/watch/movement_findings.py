"""What inventories of before show of what is live: cases that are gone, that came, and rows without any for long."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from kleark.configuration.case_counts import ANY_SYSTEM, by_number, decides_on
from kleark.i18n.formats import format_number, format_short_date
from kleark.inventory.case_movements import falls, long_without_cases, rises
from kleark.inventory.case_sums import sums_of
from kleark.rules.cross_row import join_numbers
from kleark.rules.model import Remark
from kleark.rules.watch_rules import CASES_CAME, CASES_FELL, LONG_WITHOUT_CASES
from kleark.watch.noticed import Noticed, written_keys

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from kleark.configuration.case_counts import IndexedCases
    from kleark.configuration.row import Row
    from kleark.i18n.language import Language
    from kleark.inventory.case_movements import Fall, Rise
    from kleark.inventory.case_sums import CaseSums

MOST_NAMED = 10
"""So many KLE numbers are named with their cases; of the rest it is said that there are more."""

MOST_NUMBERS = 30


def movement_findings(
    rows: Sequence[Row], indexed: IndexedCases, past: Sequence[CaseSums]
) -> Iterator[Noticed]:
    """What the series of inventories shows. ``past``: those before the one that counts, oldest first."""
    systems = by_number(row.key for row in rows)
    series = [*past, sums_of(indexed, systems)]
    yield from _fallen(rows, systems, falls(series))
    if new := rises(series):
        yield _risen(new)
    numbers, since = long_without_cases(series, {row.kle_number for row in rows})
    if numbers:
        params: dict[str, str | int] = {
            "count": len(numbers),
            "numbers": join_numbers(numbers, MOST_NUMBERS),
            "day": format_short_date(date.fromisoformat(since)),
        }
        without = set(numbers)
        on = written_keys(row for row in rows if row.kle_number in without)
        yield Noticed(Remark(LONG_WITHOUT_CASES, params), numbers, on)


def _fallen(
    rows: Sequence[Row], systems: Mapping[str, Collection[str]], fallen: Sequence[Fall]
) -> Iterator[Noticed]:
    """One finding for each source system, of what a live row is for: citizens see no other cases.

    ``systems``: of the rows, by KLE number.
    """
    by_system: defaultdict[str, list[tuple[Fall, list[Row]]]] = defaultdict(list)
    for one in fallen:
        of = one.system.casefold()
        on = [
            row
            for row in rows
            if row.kle_number == one.number and decides_on(of, row.key[1], systems[one.number])
        ]
        if on:
            by_system[of].append((one, on))
    for of, several in sorted(by_system.items()):
        worst = sorted(several, key=lambda pair: (pair[0].now - pair[0].before, pair[0].number))
        system = worst[0][0].system
        params = {
            "found": system,
            "from_da": "uden fagsystem" if of == ANY_SYSTEM else f"fra {system}",
            "from_en": "of no named source system" if of == ANY_SYSTEM else f"from {system}",
            "day": format_short_date(date.fromisoformat(min(one.since for one, _ in several))),
            "falls_da": _joined([_fall_text(one, "da") for one, _ in worst], "og {} KLE-numre mere"),
            "falls_en": _joined([_fall_text(one, "en") for one, _ in worst], "and {} more KLE numbers"),
        }
        all_rows = written_keys(row for _, of_one in several for row in of_one)
        yield Noticed(Remark(CASES_FELL, params), (of,), all_rows)


def _risen(new: Sequence[Rise]) -> Noticed:
    most = sorted(new, key=lambda one: (-one.now, one.number, one.system))
    params = {
        "rises_da": _joined([_rise_text(one, "da") for one in most], "og {} mere"),
        "rises_en": _joined([_rise_text(one, "en") for one in most], "and {} more"),
    }
    subject = tuple(part for one in sorted(new) for part in (one.number, one.system.casefold()))
    return Noticed(Remark(CASES_CAME, params), subject)


def _fall_text(one: Fall, lang: Language) -> str:
    return f"{one.number}: {format_number(one.before, lang)} → {format_number(one.now, lang)}"


def _rise_text(one: Rise, lang: Language) -> str:
    system = f" ({one.system})" if one.system else ""
    return f"{one.number}{system}: {format_number(one.now, lang)}"


def _joined(texts: Sequence[str], more: str) -> str:
    rest = [more.format(len(texts) - MOST_NAMED)] if len(texts) > MOST_NAMED + 1 else []
    named = texts[:MOST_NAMED] if rest else texts
    return " ".join([", ".join(named), *rest])
