"""A row's own history says exactly what each revision's rows say, and no more than is known."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.row import ALL_SYSTEMS
from kleark.exposure.decision import deciding_row
from kleark.publishing.row_history import RevisionRows, as_written, row_periods, systems_seen, values_since
from tests.support.log_worlds import History, histories, with_swept
from tests.support.world import row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.configuration.row import Row
    from kleark.publishing.row_history import RowPeriod

SYSTEMS = ["*", "FASIT", "KSD", "ksd ", "Sags-system æøå", "a#b", "Et andet"]


def row_at(periods: Iterable[RowPeriod], revision: int) -> Row | None:
    """The row in one of the revisions: what the periods say of it."""
    return next(one.row for one in periods if one.first <= revision <= one.last)


def revisions(history: History) -> list[RevisionRows]:
    return [RevisionRows(entry, history.rows_of(entry)) for entry in history.makers]


@given(histories, st.integers(0, 8), st.sampled_from(SYSTEMS), st.integers(0, 30), st.integers(0, 8))
def test_the_periods_replay_to_each_revision_s_deciding_row(
    history: History, gone: int, system: str, number: int, left_out: int
) -> None:
    several = revisions(with_swept(history, gone))[left_out:]
    kle = f"15.20.{number:02d}"
    wanted = [kle, *(one.kle_number for each in several for one in each.rows or ())]
    for kle_number in wanted[:6]:
        periods = row_periods(several, kle_number, system, complete=not left_out)
        for one in several:
            expected = None if one.rows is None else deciding_row(kle_number, system, one.rows)
            assert row_at(periods, one.entry.revision) == expected
        covered = [at for period in periods for at in range(period.first, period.last + 1)]
        assert covered == [one.entry.revision for one in several]
        for before, after in pairwise(periods):
            assert (before.row, before.known) != (after.row, after.known)
            assert before.until == after.entry.at
            if before.row and after.row:
                assert after.changes
                assert all(getattr(before.row, name) == old for name, old, _ in after.changes)
                assert replace(before.row, **{name: new for name, _, new in after.changes}) == after.row
            assert after.open_start == (not before.known)
            assert after.appeared == (before.known and before.row is None and after.row is not None)
        assert all(period.until is None for period in periods[-1:])


@given(histories, st.integers(0, 8))
def test_a_row_of_its_own_is_replayed_by_its_key(history: History, gone: int) -> None:
    several = revisions(with_swept(history, gone))
    for key in {each.key for one in several for each in one.rows or ()}:
        periods = row_periods(several, *key, complete=True)
        for one in several:
            own = {each.key: each for each in one.rows or ()}
            fallback = own.get((key[0], ALL_SYSTEMS))
            assert row_at(periods, one.entry.revision) == own.get(key, fallback)


@given(histories)
def test_each_value_is_dated_by_the_period_in_which_it_came(history: History) -> None:
    several = revisions(history)
    for key in {each.key for one in several for each in one.rows or ()}:
        periods = row_periods(several, *key, complete=True)
        since = values_since(periods)
        if periods[-1].row is None:
            assert since == {}
            continue
        for name, period in since.items():
            value = getattr(periods[-1].row, name)
            assert period.row is not None
            assert getattr(period.row, name) == value
            at = periods.index(period)
            before = periods[at - 1].row if at else None
            assert before is None or getattr(before, name) != value
            assert all(one.row and getattr(one.row, name) == value for one in periods[at:])


def test_what_is_not_known_is_not_told_as_if_it_were() -> None:
    history = History()
    for phone in ("66131372", "66131372", "66131373"):
        history.publish([row(1, phone=phone)])
    several = revisions(with_swept(history, 1))
    gone, kept, changed = row_periods(several, "15.00.01", "FASIT", complete=True)
    assert (gone.known, gone.row, gone.first, gone.last) == (False, None, 1, 1)
    assert (kept.open_start, kept.appeared, kept.changes) == (True, False, ())
    assert [change.field for change in changed.changes] == ["contact_phone"]
    [first, _] = row_periods(several[1:], "15.00.01", "FASIT", complete=False)
    assert (first.open_start, first.appeared) == (True, False)
    assert row_periods([], "15.00.01", "FASIT", complete=True) == []


@pytest.mark.parametrize(("system", "decides"), [("KSD", "KSD"), ("ksd", "KSD"), ("FASIT", "*"), ("*", "*")])
def test_the_row_that_decides_is_the_system_s_own_or_that_of_all_systems(system: str, decides: str) -> None:
    history = History()
    history.publish([row(1, system="KSD"), row(1, system="*")])
    [period] = row_periods(revisions(history), "15.00.01", system, complete=True)
    assert period.row is not None
    assert period.row.source_system == decides
    assert systems_seen(revisions(history), "15.00.01") == ["*", "KSD"]
    assert as_written(" ksd", ["*", "KSD"]) == "KSD"
    assert as_written("ukendt", ["*", "KSD"]) == "ukendt"
