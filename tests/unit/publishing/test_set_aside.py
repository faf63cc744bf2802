"""What is set aside stands in LIVE until its day, and the log tells the same."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kleark.publishing.model import Action, Live, LogEntry
from kleark.publishing.set_aside import (
    SetAside,
    count_set_aside,
    set_aside_after,
    set_aside_in,
    set_aside_now,
)

IDS = [f"{number:012x}" for number in range(6)]
START = date(2026, 6, 1)

steps = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.lists(st.sampled_from(IDS), min_size=1, max_size=4, unique=True),
        st.none() | st.integers(1, 60),
    ),
    max_size=12,
)


def entry(day: date, ids: list[str], until: date | None, step: int) -> LogEntry:
    at = f"{day.isoformat()}T08:00:00.000Z"
    return LogEntry(
        3,
        Action.SET_ASIDE,
        at,
        "anne",
        "set",
        step=step,
        findings=" ".join(ids),
        until=None if until is None else until.isoformat(),
    )


@given(steps)
def test_each_finding_is_set_aside_until_the_day_that_was_last_said(
    steps: list[tuple[int, list[str], int | None]],
) -> None:
    text, today, expected = None, START, dict[str, date]()
    for number, (passed, ids, days) in enumerate(steps, start=1):
        today += timedelta(days=passed)
        until = None if days is None else today + timedelta(days=days)
        text = set_aside_after(text, entry(today, ids, until, number))
        for one in ids:
            expected.pop(one, None)
            if until is not None:
                expected[one] = until
        expected = {one: day for one, day in expected.items() if day > today}
        now = set_aside_now(Live(set_aside=text), today)
        assert {one: date.fromisoformat(group.until) for one, group in now.items()} == expected
        assert count_set_aside(text) == len(expected)


def test_it_names_the_entry_that_says_who_and_why() -> None:
    text = set_aside_after(None, entry(START, [IDS[1], IDS[0]], START + timedelta(days=9), 2))
    assert text == f"2026-06-10 3.2 {IDS[0]} {IDS[1]}"
    assert set_aside_in(text) == (SetAside("2026-06-10", 3, 2, (IDS[0], IDS[1])),)
    assert set_aside_in(None) == ()


def test_on_its_day_it_comes_back() -> None:
    one = SetAside("2026-06-10", 3, 2, (IDS[0],))
    assert one.holds(date(2026, 6, 9))
    assert not one.holds(date(2026, 6, 10))
