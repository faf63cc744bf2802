"""The list of case templates against what has changed: one finding of each rule, and nothing that rows are told of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from kleark.case_templates.judgement import judge_list
from kleark.case_templates.model import Against, CaseTemplate, TemplateList
from kleark.configuration.case_counts import IndexedCases, UnreadInventory
from kleark.inventory.case_sums import sums_of
from kleark.registers.kle_register import Topic, embedded
from kleark.sheet.case_template_columns import CASE_TEMPLATES
from kleark.watch.circumstances import UnreadTemplates
from kleark.watch.judge import judge
from kleark.watch.model import TEMPLATE_RULES, WatchState
from tests.support.exposure_cases import row
from tests.support.watch_cases import LATER, TODAY, around, found, register_with

if TYPE_CHECKING:
    from kleark.configuration.row import Row

FIRST = WatchState()
COLUMNS = {column.key: at for at, column in enumerate(CASE_TEMPLATES.columns)}


def template(at: int = 2, number: str = "15.20.24", system: str = "FASIT", **other: Any) -> CaseTemplate:
    usual: dict[str, Any] = {"facet": "G01", "case_type": "citizen"}
    return CaseTemplate(at, f"Skabelon {at}", number, system, **usual | other)


def a_list(*templates: CaseTemplate) -> TemplateList:
    return TemplateList(templates, COLUMNS)


def judged(
    found_in: TemplateList | UnreadTemplates | None,
    rows: list[Row] | None = None,
    before: WatchState = FIRST,
    **other: Any,
) -> WatchState:
    return judge([row()] if rows is None else rows, around(templates=found_in, **other), before)


def rules(state: WatchState) -> list[str]:
    return sorted(one.rule for one in state.open_findings if one.is_of_templates)


def test_a_number_that_kl_retires_is_told_once_with_how_many_and_an_example() -> None:
    retired = register_with(Topic("15.20.24", "Fleksjob", date(2026, 1, 1)))
    three = a_list(*(template(at) for at in (2, 3, 4)), template(5, active=False))
    [told] = found(judged(three, register=retired), "KA842")
    assert told.message_da == (
        '3 aktive skabeloner bruger et udgået nummer. F.eks.: Skabelonen "Skabelon 2" opretter stadig sager på '
        "15.20.24, som udgik 01-01-2026."
    )
    assert told.message_en.startswith("3 active templates use a retired number. For example: The template")
    assert (told.rows, told.row_count, told.column, told.severity) == ((), 0, None, "error")
    assert "Ret skabelonen i fagsystemet" in told.advice("da")
    assert rules(judged(three)) == []


def test_one_template_is_told_by_its_own_message_alone() -> None:
    [told] = found(judged(a_list(template(kle_title="Jobafklaringsforløb"))), "KA840")
    assert told.message_da.startswith(
        'Skabelonen "Skabelon 2" bruger 15.20.24, men navnet "Jobafklaringsforløb"'
    )


def test_it_is_the_same_as_long_as_the_templates_are_wherever_they_stand() -> None:
    gone = register_with(without="15.20.24")
    first = judged(a_list(template(2), template(3)), register=gone)
    [told] = found(first, "KA841")
    moved = a_list(replace(template(2), row=7), replace(template(3), row=6))
    [again] = found(judged(moved, before=first, register=gone, at=LATER), "KA841")
    assert (again.finding_id, again.first_seen, again.last_seen) == (told.finding_id, told.first_seen, LATER)
    # Whoever set two templates aside has not seen a third one.
    more = a_list(template(2), template(3), template(4))
    [new] = found(judged(more, before=first, register=gone), "KA841")
    assert new.finding_id != told.finding_id


def test_twice_the_same_only_moves_the_time() -> None:
    wrong = a_list(
        template(2, "15.20.99"),
        template(3, "15.17.99", kle_title="Jobafklaringsforløb"),
        template(4, system="KY"),
    )
    once = judged(wrong)
    assert rules(once)
    again = judged(wrong, before=once, at=LATER)
    strip = [replace(one, last_seen="") for one in again.findings]
    assert strip == [replace(one, last_seen="") for one in once.findings]


def test_what_a_list_says_by_itself_was_told_when_it_came() -> None:
    alone = a_list(
        template(2, facet="", standard_title="[CPR-nummer]"),
        template(3, facet="G1", template_id="7", form_number="15.20.20"),
        replace(template(4), name="Skabelon 3"),
        replace(template(5), name="Skabelon 3"),
    )
    said = {one.remark.rule.id for one in judge_list(alone, Against(embedded(), TODAY))}
    assert {"KA846", "KA847", "KA853", "KA855", "KA860"} <= said
    assert rules(judged(alone)) == []


def test_a_facet_that_kl_takes_out_of_its_list_is_told() -> None:
    known = replace(embedded(), facets={"G01": "Sager i almindelighed"})
    assert rules(judged(a_list(template(facet="G01")), register=known)) == []
    assert rules(judged(a_list(template(facet="G99")), register=known)) == ["KA847"]
    assert rules(judged(a_list(template(facet="G99")))) == []


def test_what_citizens_see_of_the_templates_follows_what_is_live() -> None:
    listed = a_list(template(2), template(3, "32.24.04", "KSD"))
    assert rules(judged(listed)) == ["KA848"]
    assert rules(judged(listed, [row("KY"), row("KSD", number="32.24.04", title="x")])) == ["KA849"]
    # Where nothing is shown at all, that says it.
    assert rules(judged(listed, [])) == []


def test_an_obligatory_topic_that_is_not_live_is_told_once() -> None:
    state = judged(a_list(template(2, "15.17.26")))
    assert len(found(state, "KA754")) == 1
    assert rules(state) == []


def test_cases_in_another_system_are_told_of_the_row_alone() -> None:
    elsewhere = IndexedCases(9, {"15.20.24": {"ksd": 9}}, {"ksd": "KSD"}, "2026-05-30")
    state = judged(a_list(template(system="KSD")), indexed=elsewhere)
    assert len(found(state, "KA511")) == 1
    assert rules(state) == []
    assert rules(judged(a_list(template(system="KSD")))) == ["KA849"]


def test_a_broken_feed_and_new_cases_are_told_of_the_inventory_alone() -> None:
    names = {"fasit": "FASIT", "ksd": "KSD"}
    before = IndexedCases(412, {"15.20.24": {"fasit": 412}}, names, "2026-05-02", "1")
    now = IndexedCases(30, {"32.24.04": {"ksd": 30}}, names, "2026-05-30", "2")
    listed = a_list(template(cases=412), template(3, "32.24.04", "KSD"))
    state = judged(listed, indexed=now, past=[sums_of(before, {})])
    assert len(found(state, "KA766")) == len(found(state, "KA767")) == 1
    assert rules(state) == []
    # Without inventories of before nobody knows since when.
    assert rules(judged(listed, indexed=now)) == ["KA848", "KA869"]
    some = IndexedCases(31, {"32.24.04": {"ksd": 30, "fasit": 1}}, names, "2026-05-30", "2")
    assert rules(judged(listed, indexed=some)) == ["KA848", "KA858", "KA859"]
    state = judged(listed, indexed=some, past=[sums_of(before, {})])
    assert rules(state) == ["KA859"]


def test_what_cannot_be_read_leaves_what_was_found_as_it_was() -> None:
    wrong = a_list(template(2, "15.20.99"), template(3, "32.24.04"))
    once = judged(wrong)
    assert rules(once) == ["KA841", "KA848"]
    assert rules(judged(UnreadTemplates(), before=once)) == ["KA841", "KA848"]
    assert rules(judged(a_list(template()), before=once, indexed=UnreadInventory())) == ["KA848"]
    assert rules(judge(None, around(templates=wrong), once)) == ["KA841", "KA848"]


def test_what_was_mended_is_told_and_of_a_list_that_was_deleted_nothing_stays() -> None:
    once = judged(a_list(template(2, "15.20.99"), template(3, "32.24.04")))
    mended = judged(a_list(template()), before=once)
    assert rules(mended) == []
    assert {one.rule for one in mended.findings if not one.is_open} == {"KA841", "KA848"}
    for rows in ([row()], None):
        left = judge(rows, around(templates=None), once)
        assert not any(one.is_of_templates for one in left.findings)


def test_a_number_in_a_templates_name_that_may_be_a_persons_is_hidden() -> None:
    hostile = a_list(replace(template(2, "15.20.99"), name="Sag 010190-1234"))
    [told] = found(judged(hostile), "KA841")
    assert "1234" not in f"{told.message_da}{told.message_en}"


def test_each_of_the_rules_is_one_of_a_list() -> None:
    assert all("KA840" <= one <= "KA870" for one in TEMPLATE_RULES)
