"""People are told once a week at most, and only of what is new."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.publishing.model import stamp
from kleark.watch.model import WatchFinding, WatchState
from kleark.watch.telling import RHYTHM, is_telling_due
from tests.support.watch_cases import AT

START = datetime(2026, 6, 1, 3, tzinfo=UTC)
ONE = WatchFinding("a" * 12, "KA404", "warning", "da", "en", AT, AT)
NEW = WatchState(AT, (ONE,))


@pytest.mark.parametrize(
    ("state", "due"),
    [
        (NEW, True),
        (WatchState(AT), False),
        (replace(NEW, findings=(replace(ONE, severity="info"),)), False),
        (replace(NEW, findings=(replace(ONE, resolved=AT),)), False),
        (replace(NEW, findings=(replace(ONE, rule="KA841", severity="error"),)), False),
        (replace(NEW, noticed_at=AT), False),
        (replace(NEW, noticed_at="2026-05-26T03:00:00.000Z"), False),
        (replace(NEW, noticed_at="2026-05-25T03:00:00.000Z"), True),
    ],
)
def test_when_there_is_something_to_tell(state: WatchState, *, due: bool) -> None:
    assert is_telling_due(state) is due


def test_what_is_set_aside_is_told_to_nobody() -> None:
    assert not is_telling_due(NEW, {ONE.finding_id})


@given(st.lists(st.tuples(st.integers(1, 200), st.booleans()), max_size=40))
def test_no_two_notices_are_less_than_a_week_apart_and_each_finding_is_told_once(
    steps: list[tuple[int, bool]],
) -> None:
    now, state, told = START, WatchState(), []
    for number, (hours, new) in enumerate(steps):
        now += timedelta(hours=hours)
        at = stamp(now)
        fresh = (replace(ONE, finding_id=f"{number:012d}", first_seen=at),) if new else ()
        state = replace(state, judged_at=at, findings=(*state.findings, *fresh))
        if is_telling_due(state):
            assert any(one.first_seen > state.noticed_at for one in state.findings)
            told.append(now)
            state = replace(state, noticed_at=at)
    assert all(later - before >= RHYTHM for before, later in itertools.pairwise(told))
