from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import given

from kleark.publishing.plan import FieldChange, Plan, difference
from kleark.row import DigitalPost, Row
from tests.unit.publishing.strategies import configurations

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    assert plan.unchanged == tuple(sorted(rows, key=lambda row: row.key))


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
