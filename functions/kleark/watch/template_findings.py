"""A municipality's list of case templates, held anew against register, live rows and inventory.

Only what these can change is told: what a list says by itself was told when it was uploaded.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from kleark.case_templates.exposed_templates import find_unseen
from kleark.case_templates.facets import find_wrong_facets
from kleark.case_templates.model import Against
from kleark.case_templates.template_cases import find_case_counts
from kleark.case_templates.template_numbers import find_wrong_numbers
from kleark.configuration.case_counts import IndexedCases, UnreadInventory
from kleark.configuration.plan import LiveRows
from kleark.registers.obligatory import obligatory_numbers
from kleark.rules import case_template_exposure_rules as exposure
from kleark.rules.case_template_rules import NO_FACET
from kleark.rules.inventory_comparison import SHOWS_NONE
from kleark.rules.watch_rules import CASES_CAME, CASES_FELL
from kleark.sheet.case_template_columns import FACET
from kleark.watch.model import TEMPLATE_RULES
from kleark.watch.noticed import Noticed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kleark.case_templates.model import CaseTemplate, TemplateList
    from kleark.configuration.row import Row
    from kleark.rules.model import Placed
    from kleark.watch.circumstances import Circumstances

# Of a group of templates, what changes while it is the same one: where in the list they stand, and with how many cases.
_NO_SUBJECT = ("listed_", "unsure_", "cases")

INVENTORY_RULES = TEMPLATE_RULES & {
    rule.id
    for rule in (
        exposure.NO_ROW,
        exposure.OTHER_SYSTEM,
        exposure.SHOWN_LATER,
        exposure.NOT_IN_THE_INDEXES,
        exposure.SYSTEM_NOT_IN_THE_INDEXES,
        exposure.NO_TEMPLATE,
    )
}
"""What the inventory has a say in, be it only that something is told of the rows already."""


def template_findings(
    found: TemplateList, rows: Sequence[Row], around: Circumstances, noticed: Iterable[Noticed]
) -> Iterator[Noticed]:
    """One finding of each rule: on how many templates, or groups of them, with the first as an example.

    Args:
        found: The list that counts.
        rows: The live rows. Where there are none, nothing is said of what citizens see.
        around: What else the list is held against.
        noticed: What is wrong with the rows. What a row or the inventory is to be seen to for, is not told twice.
    """
    by_row = {one.row: one for one in found.templates}
    groups: defaultdict[str, list[Placed]] = defaultdict(list)
    for placed in _placed(found, rows, around, list(noticed)):
        if placed.remark.rule.id in TEMPLATE_RULES:
            groups[placed.remark.rule.id].append(placed)
    for _, several in sorted(groups.items()):
        first = several[0].remark
        subject = sorted(_subject(one, by_row) for one in several)
        remark = first if len(several) == 1 else first._replace(suggestion=None)
        yield Noticed(remark, tuple(part for one in subject for part in one), occurrences=len(several))


def _placed(
    found: TemplateList, rows: Sequence[Row], around: Circumstances, noticed: Sequence[Noticed]
) -> Iterator[Placed]:
    indexed = around.indexed if isinstance(around.indexed, IndexedCases) else None
    against = Against(around.register, around.today, LiveRows(tuple(rows)) if rows else None, indexed)
    yield from find_wrong_numbers(found, against)
    # The form of a facet is the list's own; that KL's list has it, a new edition can change.
    yield from (
        one
        for one in find_wrong_facets(found, against)
        if one.remark.rule is not NO_FACET or one.remark.params["is_da"]
    )
    if isinstance(around.indexed, UnreadInventory):
        return
    shown_none, came, fell = _of_rows(noticed)
    missing = set(obligatory_numbers(around.today)) - {row.kle_number for row in rows}
    unseen = (
        one
        for one in found.templates
        if one.kle_number not in shown_none | missing
        and (one.kle_number, one.source_system.casefold()) not in came
    )
    yield from find_unseen(replace(found, templates=tuple(unseen)), against)
    for placed in find_case_counts(found, against):
        rule, params = placed.remark.rule, placed.remark.params
        gone = fell.get(str(params.get("system", "")).casefold(), set())
        is_of_feed = rule is exposure.SYSTEM_NOT_IN_THE_INDEXES and bool(gone)
        is_of_number = rule is exposure.NOT_IN_THE_INDEXES and str(params["kle"]) in gone
        if not (is_of_feed or is_of_number):
            yield placed


def _of_rows(
    noticed: Sequence[Noticed],
) -> tuple[set[str], set[tuple[str, str]], dict[str, set[str]]]:
    """What is told of rows that templates would be told of as well.

    Returns:
        Numbers of rows that show no case, since cases are in another system; numbers with the systems in which cases
        came that no row is for; and by system the numbers whose cases are gone from the indexes.
    """
    shown_none: set[str] = set()
    came: set[tuple[str, str]] = set()
    fell: dict[str, set[str]] = {}
    for one in noticed:
        rule, numbers = one.remark.rule, {number for number, _ in one.rows}
        if rule is SHOWS_NONE:
            shown_none |= numbers
        elif rule is CASES_CAME:
            came |= set(zip(one.subject[::2], one.subject[1::2], strict=True))
        elif rule is CASES_FELL:
            fell[one.subject[0]] = numbers
    return shown_none, came, fell


def _subject(placed: Placed, by_row: Mapping[int, CaseTemplate]) -> tuple[str, ...]:
    """What makes it the same template, or group, at the next judgement, wherever in the list it stands."""
    template = by_row.get(placed.row or 0)
    if template is not None:
        facet = template.facet if placed.column == FACET.key else ""
        return template.source_system.casefold(), template.name.casefold(), template.kle_number, facet
    params = sorted(placed.remark.params.items())
    return tuple(str(value) for name, value in params if not name.startswith(_NO_SUBJECT))
