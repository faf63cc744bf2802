"""The numbers that units have, beside those that are live, those in the indexes, and KL's register."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kleark.case_templates.exposed_templates import OWN_ADMINISTRATION
from kleark.configuration.row import ALL_SYSTEMS
from kleark.i18n.formats import format_count, format_number, format_short_date, plural
from kleark.responsibilities.model import PERFORMING
from kleark.responsibilities.unit_collector import OnSheet, names_in_words
from kleark.responsibilities.unit_tasks import UnitTasks, covers
from kleark.rules import kle
from kleark.rules import responsibility_rules as rules
from kleark.rules.cross_row import join_numbers
from kleark.rules.model import Placed, Remark
from kleark.sheet.responsibility_columns import KLE_NUMBER, ROUTED_TO, UNIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kleark.configuration.case_counts import IndexedCases
    from kleark.configuration.row import Row
    from kleark.registers.kle_register import KleRegister
    from kleark.responsibilities.model import Assignment, ResponsibilityList, Role
    from kleark.rules.model import Rule

_MOST_NUMBERS = 20
_CASES_DA, _CASES_EN = ("1 sag", "{} sager"), ("1 case", "{} cases")
_WORDS = {2: ("to", "two"), 3: ("tre", "three")}


def unperformed(found: ResponsibilityList, rows: Iterable[Row]) -> tuple[str, ...]:
    """The numbers of the rows that no unit performs, in order."""
    tasks = UnitTasks(found)
    numbers = sorted({row.kle_number for row in rows})
    return tuple(number for number in numbers if not tasks.assigned(number, PERFORMING))


def find_unperformed(found: ResponsibilityList, rows: Sequence[Row]) -> Iterator[OnSheet]:
    """What is live and nobody performs, as one. A list without anybody who performs anything cannot say."""
    numbers = unperformed(found, rows) if found.has(*PERFORMING) else ()
    if not numbers:
        return
    titles = {row.kle_number: row.kle_title for row in rows}
    named = [f"{number} {titles[number]}" for number in numbers[:_MOST_NUMBERS]]
    listed = ", ".join(named) + (" …" if len(numbers) > _MOST_NUMBERS else "")
    count = len(numbers)
    count_da, count_en = format_number(count, "da"), format_number(count, "en")
    params: dict[str, str | int] = {
        "numbers_da": plural(count, (f"{listed} vises", f"{count_da} numre vises")),
        "numbers_en": plural(count, (f"{listed} is shown", f"{count_en} numbers are shown")),
        "them_da": plural(count, ("det", f"dem: {listed}")),
        "them_en": plural(count, ("it", f"them: {listed}")),
    }
    yield OnSheet(None, Placed(Remark(rules.NOBODY_PERFORMS, params), column=KLE_NUMBER.key))


def find_shared_numbers(found: ResponsibilityList) -> Iterator[OnSheet]:
    """Numbers with several units that are responsible, or several contact points."""
    yield from _find_shared(found, "responsible", rules.SEVERAL_RESPONSIBLE)
    yield from _find_shared(found, "contact", rules.SEVERAL_CONTACTS)


def _find_shared(found: ResponsibilityList, role: Role, rule: Rule) -> Iterator[OnSheet]:
    by_number: defaultdict[str, list[Assignment]] = defaultdict(list)
    for one in found.assignments:
        if one.role == role:
            by_number[one.kle_number].append(one)
    for number, several in by_number.items():
        if len(several) < 2:
            continue
        names = [found.units[one.unit].name for one in several]
        count_da, count_en = _WORDS.get(
            len(names), (format_number(len(names), "da"), format_number(len(names), "en"))
        )
        params: dict[str, str | int] = {
            "kle": number,
            "units_da": count_da,
            "units_en": count_en,
            "names_da": names_in_words(names, "da"),
            "names_en": names_in_words(names, "en"),
        }
        place = several[1].place
        yield OnSheet(place.sheet, Placed(Remark(rule, params), place.row, UNIT.key, found=names[1]))


def find_hidden_cases(
    found: ResponsibilityList, rows: Iterable[Row], indexed: IndexedCases
) -> Iterator[OnSheet]:
    """Of each unit, the numbers that it performs, with cases in the indexes, of which nothing is live."""
    tasks = UnitTasks(found)
    live = {row.kle_number for row in rows}
    of_unit: defaultdict[str, dict[str, int]] = defaultdict(dict)
    first: dict[str, Assignment] = {}
    for number, counts in sorted(indexed.by_number.items()):
        if number in live or number[:2] in OWN_ADMINISTRATION:
            continue
        assigned = tasks.assigned(number, PERFORMING)
        for one in assigned:
            if one.kle_number == assigned[0].kle_number:
                of_unit[one.unit][number] = sum(counts.values())
                first.setdefault(one.unit, one)
    for unit, numbers in of_unit.items():
        cases, place = sum(numbers.values()), first[unit].place
        params: dict[str, str | int] = {
            "unit": found.units[unit].name,
            "numbers": join_numbers(numbers, _MOST_NUMBERS),
            "cases_da": format_count(cases, _CASES_DA, "da"),
            "cases_en": format_count(cases, _CASES_EN, "en"),
        }
        placed = Placed(
            Remark(rules.HIDDEN_CASES, params), place.row, KLE_NUMBER.key, found=first[unit].kle_number
        )
        yield OnSheet(place.sheet, placed)


def find_unknown_numbers(found: ResponsibilityList, register: KleRegister) -> Iterator[OnSheet]:
    """Numbers that the register does not have, or that have retired."""
    groups = {number[:length] for number in register.topics for length in (2, 5)} | register.groups.keys()
    for one in found.assignments:
        number = one.kle_number
        params: dict[str, str | int] = {"kle": number, "unit": found.units[one.unit].name}
        topic = register.topic(number)
        new = None
        if topic is not None and topic.retired_on is not None:
            day = format_short_date(topic.retired_on)
            params |= {"what_da": f"udgik {day}", "what_en": f"retired on {day}"}
            new = topic.replaced_by[0] if len(topic.replaced_by) == 1 else None
        elif topic is None and register.covers(number) and number not in groups:
            day = format_short_date(register.edition)
            params |= {
                "what_da": f"findes ikke i KL's register ({day})",
                "what_en": f"does not exist in KL's register ({day})",
            }
        else:
            continue
        remark = Remark(rules.UNKNOWN_NUMBER, params, new)
        yield OnSheet(one.place.sheet, Placed(remark, one.place.row, KLE_NUMBER.key, found=number))


def find_other_routes(found: ResponsibilityList, rows: Iterable[Row]) -> Iterator[OnSheet]:
    """Numbers whose mail is distributed to a system of which nothing is live."""
    shown: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        shown[row.kle_number][row.source_system.casefold()] = row.source_system
    for one in found.assignments:
        if not one.routed_to:
            continue
        # Of a group, the topics that are live.
        apart = {
            number: systems
            for number, systems in shown.items()
            if covers(one.kle_number, number) and not {one.routed_to.casefold(), ALL_SYSTEMS} & systems.keys()
        }
        if apart:
            systems = sorted({name for of_number in apart.values() for name in of_number.values()})
            params: dict[str, str | int] = {
                "kle": join_numbers(apart, _MOST_NUMBERS),
                "system": one.routed_to,
                "shown": ", ".join(systems),
            }
            placed = Placed(
                Remark(rules.ROUTED_ELSEWHERE, params), one.place.row, ROUTED_TO.key, found=one.routed_to
            )
            yield OnSheet(one.place.sheet, placed)


def topics_of(found: ResponsibilityList) -> list[str]:
    """The numbers of the list that are topics."""
    return [one.kle_number for one in found.assignments if kle.NUMBER.fullmatch(one.kle_number)]
