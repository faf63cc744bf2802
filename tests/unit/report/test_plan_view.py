"""A plan as a page lays it out: every change in one place, page by page, and rows that change alike together."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.plan import difference
from kleark.report.plan_view import MOST_ALIKE, MOST_PLANNED, Window, view
from tests.support.row_strategies import configurations
from tests.support.searching import examples
from tests.unit.configuration.test_change_groups import numbered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.configuration.plan import Plan
    from kleark.configuration.row import Row
    from kleark.report.plan_view import PlanView


def entries(shown: PlanView) -> Iterator[object]:
    """Each entry, told apart from all others."""
    for part in shown.parts:
        for group in part.groups:
            for row in group.rows:
                yield part.kind, "alike", group.values, group.effects, row.kle_number, row.source_system
        for row in part.rows:
            yield part.kind, row
    yield from shown.moved


def with_phones(rows: list[Row]) -> list[Row]:
    return [replace(row, contact_phone="66131399") for row in rows]


@examples(60)
@given(configurations, configurations, st.integers(1, 5))
def test_page_by_page_it_is_the_whole_plan(before: list[Row], after: list[Row], size: int) -> None:
    plan = difference(before, after, against_revision=1)
    whole = view(plan, "da")
    every = list(entries(whole))
    assert len(every) == whole.entries
    pages = [view(plan, "da", Window(start, start + size)) for start in range(0, max(1, whole.entries), size)]
    assert [entry for page in pages for entry in entries(page)] == every
    for page in pages:
        assert (page.entries, page.totals, page.title) == (whole.entries, whole.totals, whole.title)
        assert len(list(entries(page))) <= size


@examples(60)
@given(configurations, configurations)
def test_every_changed_cell_of_every_row_is_in_one_place(before: list[Row], after: list[Row]) -> None:
    plan = difference(before, after, against_revision=1)
    changed = next((part for part in view(plan, "da").parts if part.kind == "changed"), None)
    if changed is None:
        assert not plan.changed
        return
    placed = Counter(
        (row.kle_number, row.source_system, value.column)
        for rows, values in [
            *((group.rows, group.values) for group in changed.groups),
            *(((row,), row.values) for row in changed.rows),
        ]
        for row in rows
        for value in values
    )
    assert set(placed.values()) <= {1}
    assert {key[:2] for key in placed} == {
        (row.after.kle_number, row.after.source_system) for row in plan.changed
    }


def test_rows_that_change_alike_stand_under_their_change() -> None:
    rows = numbered(MOST_ALIKE + 20)
    after = with_phones(rows)
    after[5] = replace(after[5], kle_title="Andet")
    [part] = view(difference(rows, after), "da").parts
    [group] = part.groups
    assert group.title == "Samme ændring i 30 rækker"
    assert [(value.column, value.before, value.after) for value in group.values] == [
        ("Kontakttelefon", "+45 6613 1372", "+45 6613 1399")
    ]
    assert len(group.folded.shown) == MOST_ALIKE
    assert [(fold.first, fold.last, fold.total) for fold in group.folded.folds] == [(11, 30, 30)]
    [own] = part.rows
    assert (own.kle_number, [value.column for value in own.values]) == ("15.20.05", ["KLE-navn"])


def test_a_group_that_goes_over_two_pages_says_where_in_it_a_page_begins() -> None:
    plan = difference(numbered(9), with_phones(numbered(9)))
    pages = [view(plan, "da", Window(start, start + 4)).parts[0].groups[0] for start in (0, 4, 8)]
    assert [(page.first, len(page.rows), page.total) for page in pages] == [(1, 4, 9), (5, 4, 9), (9, 1, 9)]
    assert {page.title for page in pages} == {"Samme ændring i 9 rækker"}


def test_two_revisions_differ_alike() -> None:
    plan = difference(numbered(2), with_phones(numbered(2)), against_revision=3)
    shown = view(plan, "da", kind="compare", back_to=7)
    assert shown.parts[0].groups[0].title == "Samme forskel i 2 rækker"


def test_beyond_the_first_rows_of_a_kind_they_are_folded() -> None:
    plan = difference([], numbered(MOST_PLANNED + 40))
    folded = view(plan, "da").parts[0].folded
    assert len(folded.shown) == MOST_PLANNED
    assert [len(fold.items) for fold in folded.folds] == [40]


def test_a_window_without_rows_still_counts_them() -> None:
    plan: Plan = difference([], numbered(30))
    for window in (Window(0, 0), Window(30, 40)):
        shown = view(plan, "da", window)
        assert (shown.parts, shown.totals, shown.entries) == ((), ("30 nye rækker",), 30)
