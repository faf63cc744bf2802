"""The sheets of a run are what they claim to be, as the product judges them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from kleark.check import check_in_detail
from kleark.configuration.plan import LiveRows, difference, removes_too_much
from kleark.registers.municipalities import municipalities, municipality
from tests.chaos.country_sheets import drafts, mark_of
from tests.chaos.history import Kind

if TYPE_CHECKING:
    from kleark.configuration.row import Row
    from kleark.registers.municipalities import Municipality
    from tests.chaos.country_sheets import Draft

SEED = 14


def rows_of(draft: Draft, owner: Municipality) -> list[Row]:
    checked = check_in_detail(
        draft.data, draft.name, owner, today=date(2026, 11, 29), live=lambda: LiveRows(None)
    )
    return [sourced.row for sourced in checked.report.rows]


@pytest.mark.parametrize("code", ["0101", "0461", "0751", "0825"])
def test_each_sheet_is_of_its_kind(code: str) -> None:
    owner = municipality(code)
    assert owner
    seen = set()
    for draft in drafts(owner, 30, SEED):
        seen.add(draft.kind)
        checked = check_in_detail(
            draft.data, draft.name, owner, today=date(2026, 11, 29), live=lambda: LiveRows(None)
        )
        if draft.kind in {Kind.WRONG, Kind.NO_SHEET}:
            assert checked.report.verdict == "rejected"
            continue
        assert checked.report.verdict != "rejected", checked.report.findings
        rows = [sourced.row for sourced in checked.report.rows]
        assert len(rows) == draft.rows
        assert {row.contact_department for row in rows} == {draft.mark}
    assert {Kind.SOUND, Kind.WRONG} <= seen


def test_only_a_shrunk_sheet_removes_too_many_rows() -> None:
    owner = municipality("0461")
    assert owner
    made = [one for one in drafts(owner, 40, SEED) if one.kind in {Kind.SOUND, Kind.SHRUNK}]
    rows = {one.mark: rows_of(one, owner) for one in made}
    assert {one.kind for one in made} == {Kind.SOUND, Kind.SHRUNK}
    for before in made:
        for after in made:
            plan = difference(
                rows[before.mark], rows[after.mark], against_revision=1, municipality=owner.code
            )
            shrinks = before.kind is Kind.SOUND and after.kind is Kind.SHRUNK
            assert removes_too_much(plan, None) == shrinks


def test_sheets_are_the_same_for_the_same_seed_and_nobody_shares_a_mark() -> None:
    owner = municipalities()[0]
    assert [one.kind for one in drafts(owner, 8, 3)] == [one.kind for one in drafts(owner, 8, 3)]
    assert [one.rows for one in drafts(owner, 8, 3)] == [one.rows for one in drafts(owner, 8, 3)]
    marks = {mark_of(one.code, number) for one in municipalities() for number in range(1, 100)}
    assert len(marks) == 98 * 99
