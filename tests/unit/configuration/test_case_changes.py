"""A plan in numbers: what holds of it whatever is in the indexes, whatever is live, and whatever comes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.case_changes import NO_CHANGE, CaseChange, PlanCases
from kleark.configuration.case_counts import ANY_SYSTEM, IndexedCases, by_number, coverage, shown_cases
from kleark.configuration.consequences import Effect, consequences
from kleark.configuration.plan import Plan, difference
from tests.support.searching import examples
from tests.unit.configuration.test_consequences import few_rows
from tests.unit.configuration.test_plan import ROW

if TYPE_CHECKING:
    from kleark.configuration.row import Row

NUMBERS = ["15.20.24", "15.17.12", "27.36.08"]
COMING = {Effect.NOW_SHOWN, Effect.NOW_SHOWN_AND_ACTIVE, Effect.NOW_FROM_ALL}
GOING = {Effect.GONE, Effect.GONE_FROM_OTHERS}


def inventories(*systems: str) -> st.SearchStrategy[IndexedCases]:
    counts = st.dictionaries(st.sampled_from(systems), st.integers(1, 9999), min_size=1)
    return st.builds(
        lambda by_number: IndexedCases(
            sum(sum(own.values()) for own in by_number.values()),
            by_number,
            {system.casefold(): system for system in systems},
            "2026-11-03",
            "a" * 64,
        ),
        st.dictionaries(st.sampled_from(NUMBERS), counts, min_size=1),
    )


NAMED = inventories("fasit", "ksd", "kmd")
ANY = inventories("fasit", "ksd", ANY_SYSTEM)


def planned(before: list[Row], after: list[Row], indexed: IndexedCases) -> tuple[Plan, PlanCases]:
    plan = difference(before, after).with_cases(indexed)
    assert plan.cases is not None
    return plan, plan.cases


@examples(300)
@given(few_rows, few_rows, ANY)
def test_the_numbers_add_up_to_the_totals(before: list[Row], after: list[Row], indexed: IndexedCases) -> None:
    _, cases = planned(before, after, indexed)
    old, new = by_number(row.key for row in before), by_number(row.key for row in after)
    assert cases.total.before == shown_cases(indexed, old)
    assert cases.total.after == shown_cases(indexed, new)
    untouched = sum(
        coverage(counts, old.get(number, ())).shown
        for number, counts in indexed.by_number.items()
        if number not in cases.numbers
    )
    listed = sum(cases.numbers.values(), NO_CHANGE)
    assert listed + CaseChange(untouched, untouched) == cases.total


@examples(300)
@given(few_rows, few_rows, ANY)
def test_no_number_is_above_what_is_in_the_indexes(
    before: list[Row], after: list[Row], indexed: IndexedCases
) -> None:
    plan, cases = planned(before, after, indexed)
    for number, change in cases.numbers.items():
        assert all(0 <= one <= sum(indexed.of(number).values()) for one in change)
        assert change.after <= change.before + change.new
        assert change.before <= change.after + change.gone
    for several in consequences(plan).values():
        for one in several:
            assert one.cases is not None
            assert 0 <= one.cases <= sum(indexed.of(one.kle_number).values())


@given(few_rows, ANY)
def test_no_change_has_no_consequences(rows: list[Row], indexed: IndexedCases) -> None:
    plan, cases = planned(rows, rows, indexed)
    assert (cases.total.new, cases.total.gone, dict(cases.numbers)) == (0, 0, {})
    assert cases.total.before == cases.total.after
    assert consequences(plan) == {}


@examples(300)
@given(few_rows, few_rows, NAMED)
def test_what_rows_bring_and_take_is_what_changes(
    before: list[Row], after: list[Row], indexed: IndexedCases
) -> None:
    """Where the inventory names all systems, nothing is only *at most*, but for the dates."""
    plan, cases = planned(before, after, indexed)
    come: defaultdict[str, int] = defaultdict(int)
    go: defaultdict[str, int] = defaultdict(int)
    for several in consequences(plan).values():
        for one in several:
            come[one.kle_number] += one.cases or 0 if one.effect in COMING else 0
            go[one.kle_number] += one.cases or 0 if one.effect in GOING else 0
    for number, change in cases.numbers.items():
        assert (change.new, change.gone) == (come[number], go[number])
        assert change.after == change.before + change.new - change.gone


@given(few_rows, few_rows, ANY)
def test_back_again_is_the_same_the_other_way_round(
    before: list[Row], after: list[Row], indexed: IndexedCases
) -> None:
    (_, there), (_, back) = planned(before, after, indexed), planned(after, before, indexed)
    assert back.total == CaseChange(there.total.after, there.total.before, there.total.gone, there.total.new)


@given(few_rows, few_rows, ANY)
def test_it_survives_json(before: list[Row], after: list[Row], indexed: IndexedCases) -> None:
    plan, _ = planned(before, after, indexed)
    again = Plan.from_json(plan.to_json())
    assert again.to_json() == plan.to_json()
    assert consequences(again) == consequences(plan)


def test_a_row_that_vanishes_takes_its_cases() -> None:
    indexed = IndexedCases(89, {ROW.kle_number: {"fasit": 89}}, {"fasit": "FASIT"})
    plan, cases = planned([replace(ROW, source_system="*")], [], indexed)
    assert cases.total == CaseChange(89, 0, 0, 89)
    ((gone,),) = consequences(plan).values()
    assert (gone.effect, gone.cases) == (Effect.GONE, 89)


def test_cases_of_an_unnamed_system_may_be_any_rows() -> None:
    """A row for FASIT that becomes one for KSD may lose all of them, and gain as many."""
    indexed = IndexedCases(7, {ROW.kle_number: {ANY_SYSTEM: 7}}, {ANY_SYSTEM: ANY_SYSTEM})
    fasit, ksd, every = (replace(ROW, source_system=system) for system in ("FASIT", "KSD", "*"))
    assert planned([fasit], [ksd], indexed)[1].total == CaseChange(7, 7, 7, 7)
    assert planned([fasit], [every], indexed)[1].total == CaseChange(7, 7, 7, 0)
    assert planned([every], [fasit], indexed)[1].total == CaseChange(7, 7, 0, 7)


def test_without_an_inventory_a_plan_has_no_numbers() -> None:
    plan = difference([], [ROW])
    assert plan.with_cases(None) is plan
    assert plan.with_cases(IndexedCases()) is plan
    assert "cases" not in plan.to_json()
    assert [one.cases for several in consequences(plan).values() for one in several] == [None]
