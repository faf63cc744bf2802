from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import assume, given

from kleark.configuration.part import Part, PartKind, define
from kleark.configuration.part_merge import (
    merge,
    rows_decided,
    rows_left,
    rows_outside,
    rows_taken_over,
    rows_touched,
)
from kleark.configuration.plan import difference
from tests.support.part_strategies import (
    configurations_of_departments,
    own_rows,
    pairs_of_parts,
    parts,
)
from tests.unit.configuration.test_part import row

if TYPE_CHECKING:
    from kleark.configuration.row import Row


def by_key(rows: list[Row] | tuple[Row, ...]) -> list[Row]:
    return sorted(rows, key=lambda row: row.key)


@given(configurations_of_departments, configurations_of_departments)
def test_the_whole_is_the_part_of_everything(live: list[Row], sheet: list[Row]) -> None:
    assert merge(live, None, sheet) == tuple(by_key(sheet))
    assert rows_decided(live, None, sheet) == tuple(live)
    assert not rows_left(live, None, sheet)
    assert not rows_outside(None, sheet)


@given(configurations_of_departments, configurations_of_departments, pairs_of_parts)
def test_parts_that_do_not_touch_commute(live: list[Row], new: list[Row], pair: tuple[Part, Part]) -> None:
    one, other = pair
    first, second = own_rows(one, new), own_rows(other, new)
    assume(not rows_taken_over(live, one, first))
    assume(not rows_taken_over(live, other, second))
    assert merge(merge(live, one, first), other, second) == merge(merge(live, other, second), one, first)


@given(configurations_of_departments, configurations_of_departments, pairs_of_parts)
def test_what_another_part_does_touches_nothing_of_this_one(
    live: list[Row], new: list[Row], pair: tuple[Part, Part]
) -> None:
    one, other = pair
    first, second = own_rows(one, new), own_rows(other, new)
    assume(not rows_taken_over(live, other, second))
    assume(not rows_taken_over(second, one, first))
    assert not rows_touched(live, merge(live, other, second), one, first)


@given(configurations_of_departments, configurations_of_departments, parts)
def test_a_part_never_changes_a_row_that_is_not_its_own(live: list[Row], new: list[Row], part: Part) -> None:
    sheet = own_rows(part, new)
    after = {row.key: row for row in merge(live, part, sheet)}
    taken = {row.key for row in rows_taken_over(live, part, sheet)}
    for one in rows_outside(part, live):
        assert one.key in taken or after[one.key] == one
    for one in after.values():
        assert one in sheet or one in live
    assert not taken or part.kind is PartKind.DEPARTMENTS


@given(configurations_of_departments, configurations_of_departments, parts)
def test_the_parts_rows_become_those_of_its_sheet(live: list[Row], new: list[Row], part: Part) -> None:
    sheet = own_rows(part, new)
    after = merge(live, part, sheet)
    assert own_rows(part, list(after)) == by_key(sheet)
    assert len({row.key for row in after}) == len(after)
    assert merge(after, part, sheet) == after


@given(configurations_of_departments, configurations_of_departments, parts)
def test_the_plan_of_the_part_is_all_that_changes(live: list[Row], new: list[Row], part: Part) -> None:
    sheet = own_rows(part, new)
    whole = difference(live, merge(live, part, sheet))
    of_part = difference(rows_decided(live, part, sheet), sheet)
    assert (whole.added, whole.changed, whole.removed) == (of_part.added, of_part.changed, of_part.removed)
    assert whole.rows_before - of_part.rows_before == len(rows_left(live, part, sheet))


@given(configurations_of_departments, configurations_of_departments, configurations_of_departments, parts)
def test_what_is_not_touched_has_the_same_plan(
    before: list[Row], now: list[Row], new: list[Row], part: Part
) -> None:
    sheet = own_rows(part, new)
    plans = [difference(rows_decided(rows, part, sheet), sheet) for rows in (before, now)]
    assert (not rows_touched(before, now, part, sheet)) == (plans[0] == plans[1])


def test_a_row_moves_to_another_department_under_the_same_key() -> None:
    service, job = row(department="Borgerservice"), row(department="Jobcenter")
    part = define("Job", PartKind.DEPARTMENTS, ["Jobcenter"])
    assert rows_taken_over([service], part, [job]) == (service,)
    assert merge([service], part, [job]) == (job,)
    assert rows_touched([service], [], part, [job])
