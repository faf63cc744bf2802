"""The contact departments that citizens read, beside the units: are they there, with that number, and for that number?

Whether a contact is the unit that performs a number is only asked where the list has contact points: one centre may
well answer for all, as it does in every row of the sheets that are known.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kleark.i18n.formats import format_count, plural
from kleark.responsibilities.model import PERFORMING
from kleark.responsibilities.unit_collector import OnSheet, names_in_words
from kleark.responsibilities.unit_names import UnitNames
from kleark.responsibilities.unit_tasks import UnitTasks
from kleark.rules import responsibility_rules as rules
from kleark.rules.cross_row import join_numbers
from kleark.rules.model import Placed, Remark
from kleark.sheet.responsibility_columns import KLE_NUMBER, PHONE, UNIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kleark.configuration.row import Row
    from kleark.responsibilities.model import ResponsibilityList, Unit

_MOST_PAIRS = 12
_MOST_NUMBERS = 20
_ROWS_DA, _ROWS_EN = ("1 række", "{} rækker"), ("1 row", "{} rows")


def find_wrong_contacts(found: ResponsibilityList, rows: Iterable[Row]) -> Iterator[OnSheet]:
    """Departments that are no units, with another telephone number, or not connected with their numbers."""
    names = UnitNames(found.units.values())
    by_department: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_department[row.contact_department].append(row)
    for department, own in by_department.items():
        units = names.named(department)
        if not units:
            yield _no_such_unit(department, len(own), names)
        yield from _differing_phones(department, units, own)
    if found.has("contact"):
        yield from _unconnected(found, by_department, names)
    elif found.has("listed") and not found.has("performing"):
        yield from _on_other_lists(found, by_department, names)


def _no_such_unit(department: str, rows: int, names: UnitNames) -> OnSheet:
    near = names.nearest(department)
    params: dict[str, str | int] = {
        "department": department,
        "rows_da": format_count(rows, _ROWS_DA, "da"),
        "rows_en": format_count(rows, _ROWS_EN, "en"),
        "near_da": f' Der er en enhed, der hedder "{near}".' if near else "",
        "near_en": f' There is a unit called "{near}".' if near else "",
    }
    return OnSheet(None, Placed(Remark(rules.NO_SUCH_UNIT, params), column=UNIT.key))


def _differing_phones(department: str, units: tuple[Unit, ...], rows: list[Row]) -> Iterator[OnSheet]:
    """Once for each number that is live and that no unit of this name has."""
    with_phones = [unit for unit in units if unit.phone]
    if not with_phones or len(with_phones) < len(units):
        return
    known = list(dict.fromkeys(unit.phone for unit in with_phones))
    for shown in dict.fromkeys(row.contact_phone for row in rows):
        if shown in known:
            continue
        params: dict[str, str | int] = {
            "department": department,
            "shown": shown,
            "other_da": names_in_words(known, "da", ""),
            "other_en": names_in_words(known, "en", ""),
        }
        place = with_phones[0].place
        placed = Placed(Remark(rules.PHONE_DIFFERS, params), place.row, PHONE.key, found=with_phones[0].phone)
        yield OnSheet(place.sheet, placed)


def _unconnected(
    found: ResponsibilityList, by_department: dict[str, list[Row]], names: UnitNames
) -> Iterator[OnSheet]:
    """All of them in one finding."""
    tasks = UnitTasks(found)
    apart: dict[str, tuple[str, str]] = {}
    for department, rows in by_department.items():
        contacts = {unit.key for unit in names.named(department)}
        for number in dict.fromkeys(row.kle_number for row in rows):
            performing = tasks.assigned(number, PERFORMING)
            if not contacts or not performing:
                continue  # Which is said already.
            holders = tasks.holders(number, PERFORMING)
            above = {unit.key for one in performing for unit in tasks.above(one.unit)}
            points = tasks.holders(number, ("contact",))
            if not contacts & (holders | above | points):
                apart.setdefault(number, (department, found.units[performing[0].unit].name))
    if apart:
        pairs = sorted(apart.items())[:_MOST_PAIRS]
        more = " …" if len(apart) > _MOST_PAIRS else ""
        count = len(apart)
        params: dict[str, str | int] = {
            "numbers_da": format_count(count, ("For 1 nummer", "For {} numre"), "da"),
            "numbers_en": format_count(count, ("For 1 number", "For {} numbers"), "en"),
            "pairs_da": "; ".join(
                f'{number} til "{contact}", men "{unit}" er udførende' for number, (contact, unit) in pairs
            )
            + more,
            "pairs_en": "; ".join(
                f'{number} to "{contact}", but "{unit}" performs it' for number, (contact, unit) in pairs
            )
            + more,
        }
        yield OnSheet(None, Placed(Remark(rules.NOT_CONNECTED, params), column=UNIT.key))


def _on_other_lists(
    found: ResponsibilityList, by_department: dict[str, list[Row]], names: UnitNames
) -> Iterator[OnSheet]:
    """Numbers on one unit's list whose contact is another unit that has a list, too; once for each pair of units."""
    tasks = UnitTasks(found)
    listing = {one.unit for one in found.assignments}
    pairs: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for department, rows in by_department.items():
        contacts = {unit.key for unit in names.named(department)} & listing
        for number in {row.kle_number for row in rows}:
            on = [one.unit for one in tasks.assigned(number, ("listed",))]
            if contacts and on and not contacts & set(on):
                pairs[department, found.units[on[0]].name].add(number)
    for (department, listed), numbers in sorted(pairs.items()):
        joined = join_numbers(numbers, _MOST_NUMBERS)
        params: dict[str, str | int] = {
            "numbers_da": f"{joined} står",
            "numbers_en": f"{joined} {plural(len(numbers), ('is', 'are'))}",
            "listed": listed,
            "department": department,
        }
        yield OnSheet(None, Placed(Remark(rules.OTHER_CENTRE, params), column=KLE_NUMBER.key))
