"""Which templates' cases citizens see, by what is live.

Told of groups of templates, never of each: lists are long, and most of what a municipality does concerns no citizen.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kleark.case_templates.templates_named import named, several
from kleark.configuration.row import ALL_SYSTEMS
from kleark.i18n.formats import format_short_date
from kleark.registers.obligatory import obligatory_numbers
from kleark.rules import case_template_exposure_rules as rules
from kleark.rules.kle import NUMBER
from kleark.rules.model import Placed, Remark
from kleark.sheet.case_template_columns import KLE_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from kleark.case_templates.model import Against, CaseTemplate, TemplateList
    from kleark.configuration.row import Row

OWN_ADMINISTRATION = frozenset(("00", *(str(number) for number in range(81, 90))))
"""KLE's main groups on the municipality's own affairs."""
_NO_CITIZENS_FACETS = ("A", "P")
"""Facets of organisation and planning."""


def concerns_citizens(template: CaseTemplate) -> bool:
    """Whether a template's cases are, or may well be, citizens'."""
    if template.case_type:
        return template.case_type == "citizen"
    own = template.kle_number[:2] in OWN_ADMINISTRATION
    return not own and not template.facet.startswith(_NO_CITIZENS_FACETS)


def find_unseen(found: TemplateList, against: Against) -> Iterator[Placed]:
    """What citizens do not see of the templates' cases, and obligatory numbers among it."""
    rows = None if against.live is None else against.live.rows
    if rows is None:
        return
    by_number: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        number, system = row.key
        by_number[number][system] = row
    judged = [one for one in found.templates if one.in_use and NUMBER.fullmatch(one.kle_number)]
    citizens = [one for one in judged if concerns_citizens(one)]
    yield from _find_hidden(citizens, by_number)
    yield from _find_shown_later(citizens, by_number, against)
    obligatory = obligatory_numbers(against.today)
    for one in citizens:
        if one.active and one.kle_number in obligatory and one.kle_number not in by_number:
            remark = Remark(rules.OBLIGATORY_HIDDEN, named(one))
            yield Placed(remark, one.row, KLE_NUMBER.key, found=one.kle_number)


def _find_hidden(
    templates: list[CaseTemplate], by_number: Mapping[str, Mapping[str, Row]]
) -> Iterator[Placed]:
    groups: defaultdict[tuple[bool, str, tuple[str, ...]], list[CaseTemplate]] = defaultdict(list)
    for one in templates:
        of_number = by_number.get(one.kle_number, {})
        if _row_for(one, of_number) is None:
            shown = tuple(sorted(row.source_system for row in of_number.values()))
            groups[not one.case_type, one.source_system if shown else "", shown].append(one)
    for (unsure, system, shown), alike in sorted(groups.items()):
        params = several(alike) | {
            "unsure_da": " Listen siger ikke, hvilke af dem der er borgersager." if unsure else "",
            "unsure_en": " The list does not say which of them are citizens' cases." if unsure else "",
        }
        if shown:
            params |= {"system": system, "shown": ", ".join(shown)}
        rule = rules.OTHER_SYSTEM if shown else rules.NO_ROW
        yield Placed(Remark(rule, params), column=KLE_NUMBER.key)


def _find_shown_later(
    templates: list[CaseTemplate], by_number: Mapping[str, Mapping[str, Row]], against: Against
) -> Iterator[Placed]:
    groups: defaultdict[date, list[CaseTemplate]] = defaultdict(list)
    for one in templates:
        row = _row_for(one, by_number.get(one.kle_number, {}))
        if row is not None and row.show_from > against.today and not row.show_active_regardless:
            groups[row.show_from].append(one)
    for day, alike in sorted(groups.items()):
        params = several(alike) | {"day": format_short_date(day)}
        yield Placed(Remark(rules.SHOWN_LATER, params), column=KLE_NUMBER.key)


def _row_for(template: CaseTemplate, of_number: Mapping[str, Row]) -> Row | None:
    """The row that decides on the template's cases: its own system's, else that for all."""
    if not template.source_system:
        return next(iter(of_number.values()), None)
    return of_number.get(template.source_system.casefold()) or of_number.get(ALL_SYSTEMS)
