from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.plan import FieldChange, MovedRow, Plan, RowKey, difference
from kleark.configuration.row import DigitalPost, Row, SelfService
from tests.support.plan_schema import fast_engine, violations
from tests.support.row_strategies import configurations

if TYPE_CHECKING:
    from collections.abc import Iterable

LINK = "https://www.odense.dk/fleksjob/soeg"
ROW = Row(
    kle_number="15.20.24",
    kle_title="Fleksjob",
    source_system="FASIT",
    show_from=date(2020, 1, 7),
    show_active_regardless=False,
    contact_department="Kontaktcenter",
    contact_phone="66131372",
    info_url="https://www.odense.dk/fleksjob",
    digital_post=DigitalPost("https://post.borger.dk/?mailboxid=10671", "1049", "10671"),
    self_service=None,
)


def applied(plan: Plan, before: Iterable[Row]) -> dict[Any, Row]:
    """Carry a plan out, field by field."""
    rows = {row.key: row for row in before}
    for removed in plan.removed:
        del rows[removed.key]
    for added in plan.added:
        assert added.key not in rows
        rows[added.key] = added
    for changed in plan.changed:
        values = {change.field: change.after for change in changed.changes}
        rows[changed.after.key] = replace(rows[changed.before.key], **values)
    return rows


@given(configurations, configurations)
def test_a_plan_carried_out_gives_what_was_planned(before: list[Row], after: list[Row]) -> None:
    plan = difference(before, after)
    assert applied(plan, before) == {row.key: row for row in after}
    assert (plan.rows_before, plan.rows_after) == (len(before), len(after))


@given(configurations, configurations)
def test_going_back_is_the_plan_the_other_way(before: list[Row], after: list[Row]) -> None:
    there, back = difference(before, after), difference(after, before)
    assert (there.added, there.removed) == (back.removed, back.added)
    assert [(c.before, c.after) for c in there.changed] == [(c.after, c.before) for c in back.changed]


@given(configurations)
def test_nothing_changes_into_itself(rows: list[Row]) -> None:
    plan = difference(rows, reversed(rows))
    assert (plan.added, plan.changed, plan.removed) == ((), (), ())
    assert plan.unchanged == tuple(RowKey.of(row) for row in sorted(rows, key=lambda row: row.key))
    assert plan.changes_nothing


def test_a_change_names_its_fields() -> None:
    after = replace(ROW, contact_phone="66131373", show_active_regardless=True)
    [changed] = difference([ROW], [after]).changed
    assert changed.changes == (
        FieldChange("show_active_regardless", before=False, after=True),
        FieldChange("contact_phone", "66131372", "66131373"),
    )


def test_another_source_system_is_another_row() -> None:
    other = replace(ROW, source_system="KSD")
    plan = difference([ROW], [other])
    assert (plan.added, plan.removed, plan.changed) == ((other,), (ROW,), ())


def test_a_source_system_in_other_letters_is_a_change() -> None:
    [changed] = difference([ROW], [replace(ROW, source_system="Fasit")]).changed
    assert changed.changes == (FieldChange("source_system", "FASIT", "Fasit"),)


@given(configurations, configurations, st.none() | st.integers(0, 9))
def test_a_plan_holds_its_schema_and_comes_back_from_its_json(
    before: list[Row], after: list[Row], revision: int | None
) -> None:
    plan = difference(before, after, against_revision=revision, municipality="0461")
    told = json.loads(json.dumps(plan.to_json()))
    assert violations(told) == []
    assert fast_engine().is_valid(told)
    assert Plan.from_json(told) == plan


@given(configurations, configurations)
def test_both_engines_refuse_a_plan_that_lacks_something(before: list[Row], after: list[Row]) -> None:
    told = difference(before, after).to_json()
    for name in told:
        lacking = {key: value for key, value in told.items() if key != name}
        assert violations(lacking)
        assert not fast_engine().is_valid(lacking)


@pytest.mark.parametrize(
    "change",
    [
        {"againstRevision": -1},
        {"againstRevision": "1"},
        {"municipalityCode": "461"},
        {"municipalityCode": "0461\n"},
        {"added": [{"kleNumber": "15.20.24"}]},
        {"unchanged": [{"kleNumber": "15.20.24", "sourceSystem": "FASIT", "kleTitle": "Fleksjob"}]},
        {"removed": [ROW.to_json() | {"contactPhone": "16131372"}]},
        {"counts": {"before": 0}},
        {"extra": 1},
    ],
)
def test_both_engines_refuse_what_is_no_plan(change: dict[str, Any]) -> None:
    good = difference([ROW], [ROW]).to_json()
    assert (violations(good), fast_engine().is_valid(good)) == ([], True)
    assert violations(good | change)
    assert not fast_engine().is_valid(good | change)


def test_the_json_of_a_change() -> None:
    post = DigitalPost("https://post.borger.dk/?mailboxid=10672", "1049", "10672")
    after = replace(ROW, show_from=date(2021, 4, 1), digital_post=post, self_service=SelfService("Søg", LINK))
    told = difference([ROW], [after], against_revision=3, municipality="0461").to_json()
    assert told["againstRevision"] == 3
    assert told["counts"] == {"before": 1, "after": 1, "added": 0, "changed": 1, "removed": 0, "unchanged": 0}
    [changed] = told["changed"]
    assert (changed["kleNumber"], changed["sourceSystem"]) == ("15.20.24", "FASIT")
    assert changed["changes"] == [
        {"field": "showFrom", "before": "2020-01-07", "after": "2021-04-01"},
        {"field": "digitalPost", "before": ROW.digital_post.to_json(), "after": post.to_json()},
        {"field": "selfService", "before": None, "after": {"name": "Søg", "url": LINK}},
    ]


RENUMBERED = replace(ROW, kle_number="15.20.25")


@pytest.mark.parametrize("moved", [RENUMBERED, replace(ROW, source_system="KSD")], ids=["number", "system"])
def test_a_row_that_only_got_another_number_or_system(moved: Row) -> None:
    assert difference([ROW], [moved]).moved == (MovedRow(ROW, moved),)
    assert difference([ROW], [moved]).to_json()["moved"] == [
        {"before": RowKey.of(ROW).to_json(), "after": RowKey.of(moved).to_json()}
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([ROW], [replace(RENUMBERED, contact_phone="66131373")]),
        ([ROW], [replace(RENUMBERED, kle_title="Flexjob")]),
        ([ROW], [replace(RENUMBERED, source_system="KSD")]),
        ([ROW], [RENUMBERED, replace(ROW, kle_number="15.20.26")]),
        ([ROW, replace(ROW, kle_number="15.20.26")], [RENUMBERED]),
        ([ROW], [RENUMBERED, replace(ROW, source_system="KSD")]),
        ([ROW], [ROW, RENUMBERED]),
    ],
    ids=["content", "title", "both", "two are new", "two vanish", "either", "none vanishes"],
)
def test_what_may_be_another_row_is_not_said_to_have_moved(before: list[Row], after: list[Row]) -> None:
    assert difference(before, after).moved == ()


@given(configurations, configurations)
def test_moved_rows_are_among_the_removed_and_the_added_once(before: list[Row], after: list[Row]) -> None:
    plan = difference(before, after)
    gone, new = [pair.before for pair in plan.moved], [pair.after for pair in plan.moved]
    assert len(set(gone)) == len(gone)
    assert len(set(new)) == len(new)
    assert set(gone) <= set(plan.removed)
    assert set(new) <= set(plan.added)
    back = difference(after, before)
    assert {(one.after, one.before) for one in back.moved} == set(plan.moved)


@given(configurations, configurations)
def test_all_keys_are_told(before: list[Row], after: list[Row]) -> None:
    plan = difference(before, after)
    assert sorted(plan.keys_before()) == sorted(map(RowKey.of, before))
    assert sorted(plan.keys_after()) == sorted(map(RowKey.of, after))


@given(configurations, configurations)
def test_a_plan_says_which_rows_would_be(before: list[Row], after: list[Row]) -> None:
    plan = difference(before, after)
    assert plan.carried_out(before) == tuple(sorted(after, key=lambda row: row.key))
    same = {row.key for row in before} & {row.key for row in after if row in before}
    assert {(key.kle_number, key.source_system.casefold()) for key in plan.keys_of_changes()} == (
        {row.key for row in (*before, *after)} - same
    )
