"""How many cases the templates have: by the list itself, and by the inventory of the indexes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kleark.case_templates.exposed_templates import concerns_citizens
from kleark.case_templates.templates_named import named, several
from kleark.configuration.case_counts import ANY_SYSTEM
from kleark.rules import case_template_exposure_rules as rules
from kleark.rules.case_template_rules import GENERAL_TOPIC
from kleark.rules.cross_row import join_numbers
from kleark.rules.kle import NUMBER, bare_title
from kleark.rules.model import Placed, Remark
from kleark.sheet.case_template_columns import CASES, KLE_NUMBER, OPEN_CASES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.case_templates.model import Against, CaseTemplate, TemplateList
    from kleark.configuration.case_counts import IndexedCases

MANY = 100
"""So many cases on a general topic are worth a thought."""
_MOST_NUMBERS = 20


def find_case_counts(found: TemplateList, against: Against) -> Iterator[Placed]:
    """Many cases on a general topic, open cases of closed templates, and cases that the indexes have otherwise."""
    for one in found.templates:
        yield from _find_in_list(one, against)
    if against.indexed is not None:
        yield from _find_missing_in_indexes(found, against.indexed)
        yield from _find_without_template(found, against.indexed)


def _find_in_list(one: CaseTemplate, against: Against) -> Iterator[Placed]:
    if one.kle_number.endswith(".00") and NUMBER.fullmatch(one.kle_number) and (one.cases or 0) >= MANY:
        topic = against.register.topic(one.kle_number)
        title = bare_title(topic) if topic else one.kle_title
        if title:
            params = named(one) | {"cases": one.cases or 0, "title": title}
            yield Placed(Remark(GENERAL_TOPIC, params), one.row, KLE_NUMBER.key, found=one.kle_number)
    if not one.active and one.open_cases:
        params = named(one) | {"cases": one.open_cases}
        yield Placed(
            Remark(rules.CLOSED_WITH_OPEN_CASES, params), one.row, OPEN_CASES.key, found=str(one.open_cases)
        )


def _find_missing_in_indexes(found: TemplateList, indexed: IndexedCases) -> Iterator[Placed]:
    """Templates with cases that the indexes do not have; of a system that they have nothing of, as one."""
    known = {system for counts in indexed.by_number.values() for system in counts}
    unknown: defaultdict[str, list[CaseTemplate]] = defaultdict(list)
    for one in found.templates:
        system = one.source_system.casefold()
        if not (one.cases and system and NUMBER.fullmatch(one.kle_number) and concerns_citizens(one)):
            continue
        if {system, ANY_SYSTEM} & indexed.of(one.kle_number).keys():
            continue
        if system not in known:
            unknown[system].append(one)
            continue
        params = named(one) | {"cases": one.cases, "system": one.source_system}
        yield Placed(Remark(rules.NOT_IN_THE_INDEXES, params), one.row, CASES.key, found=str(one.cases))
    for _, alike in sorted(unknown.items()):
        params = several(alike) | {"system": alike[0].source_system}
        yield Placed(Remark(rules.SYSTEM_NOT_IN_THE_INDEXES, params), column=KLE_NUMBER.key)


def _find_without_template(found: TemplateList, indexed: IndexedCases) -> Iterator[Placed]:
    """Of each system in the list, the numbers on which it has cases and no template."""
    systems = {
        one.source_system.casefold(): one.source_system for one in found.templates if one.source_system
    }
    for folded, system in sorted(systems.items()):
        used = {one.kle_number for one in found.templates if one.source_system.casefold() in {folded, ""}}
        alone = {
            number: counts[folded]
            for number, counts in indexed.by_number.items()
            if folded in counts and number not in used
        }
        if alone:
            params: dict[str, str | int] = {
                "cases": sum(alone.values()),
                "system": system,
                "numbers": join_numbers(alone, _MOST_NUMBERS),
            }
            yield Placed(Remark(rules.NO_TEMPLATE, params), column=KLE_NUMBER.key)
