"""Changes that are the same in several rows: each is in one group, whatever the order of the rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.change_groups import CAUSES, group_changes
from kleark.configuration.consequences import Effect, consequences
from kleark.configuration.plan import FieldChange, difference
from kleark.configuration.row import DigitalPost, Row
from tests.support.searching import examples
from tests.unit.configuration.test_plan import ROW

if TYPE_CHECKING:
    import random

    from kleark.configuration.change_groups import ChangeGroup
    from kleark.configuration.plan import ChangedRow, Plan

POST = DigitalPost("https://post.borger.dk/?mailboxid=1", "1049", "1")


def numbered(count: int) -> list[Row]:
    return [replace(ROW, kle_number=f"15.20.{number:02d}") for number in range(count)]


def groups_of(plan: Plan) -> tuple[ChangeGroup, ...]:
    return group_changes(plan.changed, consequences(plan))


edits: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "contact_phone": st.sampled_from(["66131399", "66131400"]),
        "contact_department": st.sampled_from(["Kontaktcenter", "Borgerservice"]),
        "show_from": st.sampled_from([date(2019, 1, 1), date(2021, 4, 1)]),
        "show_active_regardless": st.booleans(),
        "digital_post": st.just(POST),
    },
)
plans = st.lists(edits, max_size=8).map(
    lambda several: difference(
        numbered(len(several)),
        [replace(row, **edit) for row, edit in zip(numbered(len(several)), several, strict=True)],
    )
)


def test_a_phone_number_that_is_new_in_seven_rows_is_one_change() -> None:
    after = [replace(row, contact_phone="66131399") for row in numbered(7)]
    after[3] = replace(after[3], kle_title="Andet")
    alike, own = groups_of(difference(numbered(7), after))
    assert alike.changes == (FieldChange("contact_phone", "66131372", "66131399"),)
    assert [row.after for row in alike.rows] == after
    assert (alike.shared, own.shared) == (True, False)
    assert own.changes == (FieldChange("kle_title", "Fleksjob", "Andet"),)
    assert [row.after for row in own.rows] == [after[3]]


def test_changes_of_the_same_rows_stand_together_in_the_order_of_the_sheet() -> None:
    after = [replace(row, digital_post=POST, contact_phone="66131399") for row in numbered(3)]
    [group] = groups_of(difference(numbered(3), after))
    assert [change.field for change in group.changes] == ["contact_phone", "digital_post"]
    assert [one.effect for one in group.effects] == [Effect.OTHER_POST]


def test_the_same_new_date_is_another_change_where_it_means_something_else() -> None:
    """Where active cases stay whatever the date, only closed ones go."""
    first, second = numbered(2)
    second = replace(second, show_active_regardless=True)
    later = [replace(one, show_from=date(2021, 4, 1)) for one in (first, second)]
    groups = groups_of(difference([first, second], later))
    assert [[one.effect for one in group.effects] for group in groups] == [
        [Effect.OLDER_GONE],
        [Effect.OLDER_GONE_BUT_ACTIVE],
    ]


@examples(100)
@given(plans)
def test_every_change_and_every_effect_of_every_row_is_in_one_group(plan: Plan) -> None:
    groups = groups_of(plan)
    assert Counter(
        (row.after.key, change) for group in groups for row in group.rows for change in group.changes
    ) == Counter((row.after.key, change) for row in plan.changed for change in row.changes)
    noticed = consequences(plan)
    assert Counter(
        (row.after.key, effect.effect, effect.day)
        for group in groups
        for row in group.rows
        for effect in group.effects
    ) == Counter(
        (row.after.key, effect.effect, effect.day)
        for row in plan.changed
        for effect in noticed.get(row.after.key, ())
    )


@examples(100)
@given(plans, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(plan: Plan, shuffling: random.Random) -> None:
    shuffled: list[ChangedRow] = list(plan.changed)
    shuffling.shuffle(shuffled)
    assert group_changes(shuffled, consequences(plan)) == groups_of(plan)


@examples(100)
@given(plans)
def test_no_two_groups_have_the_same_rows_and_no_change_is_in_two(plan: Plan) -> None:
    groups = groups_of(plan)
    assert len({tuple(row.after.key for row in group.rows) for group in groups}) == len(groups)
    meanings = [
        (change, tuple((one.effect, one.day) for one in group.effects if CAUSES[one.effect] == change.field))
        for group in groups
        for change in group.changes
    ]
    assert len(set(meanings)) == len(meanings)
    assert [len(group.rows) for group in groups] == sorted(
        (len(group.rows) for group in groups), reverse=True
    )
