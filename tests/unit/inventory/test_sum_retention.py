"""Which sums of past inventories are kept: never too many, never for too long, and always the newest."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kleark.inventory.sum_retention import MONTHS, NEWEST, outdated

TODAY = date(2026, 11, 30)


def order(days_ago: int, mark: int = 0) -> str:
    day = TODAY - timedelta(days=days_ago)
    return f"{day.isoformat()}T12:00:00.000Z||{mark:032x}"


@given(st.lists(st.integers(0, 2000), max_size=300))
def test_never_too_many_nor_too_old_and_what_is_kept_is_kept_the_next_time(ages: list[int]) -> None:
    orders = {order(age, number) for number, age in enumerate(ages)}
    gone = outdated(orders, TODAY)
    kept = orders - set(gone)
    assert len(kept) <= NEWEST + MONTHS + 1
    assert all(one >= "2023-11" for one in kept)
    assert outdated(kept, TODAY) == ()
    recent = sorted(one for one in orders if one >= "2023-12")
    assert kept >= set(recent[-NEWEST:])


@given(st.sets(st.integers(0, 700), min_size=1))
def test_the_last_of_each_month_is_kept(ages: set[int]) -> None:
    orders = {order(age) for age in ages}
    kept = orders - set(outdated(orders, TODAY))
    assert {one[:7] for one in kept} == {one[:7] for one in orders}


def test_monthly_inventories_are_kept_for_three_years() -> None:
    orders = [f"{2020 + n // 12}-{n % 12 + 1:02d}-15T12:00:00.000Z||{'1' * 32}" for n in range(83)]
    gone = outdated(orders, TODAY)
    assert (gone[0][:7], gone[-1][:7]) == ("2020-01", "2023-10")


def test_daily_inventories_leave_twelve_days_and_a_day_of_each_month() -> None:
    orders = [order(age) for age in range(90)]
    kept = sorted(set(orders) - set(outdated(orders, TODAY)))
    assert [one[:10] for one in kept[:2]] == ["2026-09-30", "2026-10-31"]
    assert len(kept) == 2 + NEWEST
