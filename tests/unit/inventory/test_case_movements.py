"""What falls, comes and stays away from one inventory to the next, and what only comes and goes by itself."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kleark.inventory.case_movements import (
    FEWEST,
    Fall,
    Rise,
    falls,
    long_without_cases,
    rises,
)
from kleark.inventory.case_sums import CaseSum, CaseSums

FIRST = date(2026, 1, 15)
FASIT = ("15.20.24", "FASIT")
KSD = ("15.20.24", "KSD")
OTHER = ("15.62.05", "KSD")


def of(day: date, counts: dict[tuple[str, str], int], *, shown: bool = True, left_out: int = 0) -> CaseSums:
    sums = tuple(CaseSum(*key, cases, shown) for key, cases in sorted(counts.items()) if cases)
    total = sum(one.cases for one in sums) + left_out
    return CaseSums(day.isoformat(), day.isoformat(), "5" * 64, total, total if shown else 0, sums, left_out)


def monthly(*counts: dict[tuple[str, str], int], shown: bool = True) -> list[CaseSums]:
    return [of(FIRST + timedelta(days=30 * at), each, shown=shown) for at, each in enumerate(counts)]


def test_a_feed_that_breaks_is_told_with_what_there_was() -> None:
    [fall] = falls(monthly({FASIT: 400, OTHER: 90}, {FASIT: 412, OTHER: 88}, {OTHER: 91}))
    assert fall == Fall("15.20.24", "FASIT", 412, 0, "2026-03-16")


def test_it_is_told_as_long_as_it_lasts_and_no_longer() -> None:
    before, broken = {FASIT: 412}, {OTHER: 3}
    for months in range(1, 12):
        assert [one.before for one in falls(monthly(before, *[broken] * months))] == [412], months
    assert falls(monthly(before, *[broken] * 14)) == ()
    assert falls(monthly(before, broken, {FASIT: 405})) == ()


def test_less_than_four_fifths_or_of_fewer_than_twenty_is_no_fall() -> None:
    assert falls(monthly({FASIT: 100}, {FASIT: 21})) == ()
    assert [one.now for one in falls(monthly({FASIT: 100}, {FASIT: 20}))] == [20]
    assert falls(monthly({FASIT: FEWEST - 1}, {})) == ()
    assert len(falls(monthly({FASIT: FEWEST}, {}))) == 1


def test_what_is_closed_over_a_year_has_not_fallen() -> None:
    assert falls(monthly(*({FASIT: 400 - 33 * month} for month in range(12)))) == ()


def test_daily_inventories_show_a_fall_over_some_days() -> None:
    counts = [412, 200, 90, 30, 9]
    series = [of(FIRST + timedelta(days=at), {FASIT: each}) for at, each in enumerate(counts)]
    assert [(one.before, one.now) for one in falls(series)] == [(412, 9)]


def test_cases_that_moved_to_another_system_of_the_number_are_there() -> None:
    assert falls(monthly({FASIT: 412}, {KSD: 400})) == ()
    assert [one.system for one in falls(monthly({FASIT: 412}, {KSD: 12}))] == ["FASIT"]


def test_a_sum_that_was_too_small_to_be_kept_is_not_known_to_be_none() -> None:
    series = [of(FIRST, {FASIT: 40}), of(FIRST + timedelta(days=30), {OTHER: 9}, left_out=35)]
    later = of(FIRST + timedelta(days=60), {FASIT: 30})
    assert falls([*series, later]) == ()
    assert falls(series) == ()


def test_the_first_inventory_tells_of_nothing() -> None:
    one = monthly({FASIT: 412})
    assert (falls(one), rises(one), long_without_cases(one, ["15.20.24"])) == ((), (), ((), ""))
    assert falls([]) == ()


@given(st.lists(st.integers(14, 26), min_size=2, max_size=30), st.integers(2, 60))
def test_what_sways_by_a_third_is_never_a_fall(parts: list[int], scale: int) -> None:
    """Up to 30 % around a level, whatever it is: stocks of cases change by some per cent in a month."""
    assert falls(monthly(*({FASIT: part * scale} for part in parts))) == ()


@given(
    st.lists(st.dictionaries(st.sampled_from([FASIT, KSD, OTHER]), st.integers(0, 500)), max_size=14),
    st.lists(st.integers(1, 90), min_size=14, max_size=14),
)
def test_a_fall_is_always_deep_from_enough_cases_and_still_so(
    counts: list[dict[tuple[str, str], int]], gaps: list[int]
) -> None:
    days = [FIRST + timedelta(days=sum(gaps[:at])) for at in range(len(counts))]
    series = [of(day, each) for day, each in zip(days, counts, strict=True)]
    found = falls(series)
    assert len({(one.number, one.system) for one in found}) == len(found)
    for one in found:
        key = (one.number, one.system)
        assert one.before >= FEWEST
        assert one.now == counts[-1].get(key, 0)
        at = [day.isoformat() for day in days].index(one.since)
        assert all(each.get(key, 0) * 5 <= one.before for each in counts[at:])
        assert one.before in [each.get(key, 0) for each in counts[:at]]


@given(st.integers(FEWEST, 5000), st.integers(1, 8))
def test_a_feed_that_ends_is_always_told(cases: int, months: int) -> None:
    [fall] = falls(monthly({FASIT: cases, OTHER: 50}, *[{OTHER: 50}] * months))
    assert (fall.before, fall.now) == (cases, 0)


def test_many_cases_where_none_were_are_told_for_a_while_where_no_row_is_for_them() -> None:
    series = monthly({OTHER: 5}, {OTHER: 5, FASIT: 40}, {OTHER: 5, FASIT: 44}, shown=False)
    assert rises(series) == (Rise("15.20.24", "FASIT", 44, "2026-02-14"),)
    assert rises(monthly({OTHER: 5}, {FASIT: 40})) == ()
    assert rises(monthly({OTHER: 5}, {FASIT: FEWEST - 1}, shown=False)) == ()
    assert rises(monthly({OTHER: 5}, *[{FASIT: 40}] * 6, shown=False)) == ()
    # It was there before, was gone, and came back: nothing new.
    assert rises(monthly({FASIT: 30}, {}, {FASIT: 40}, shown=False)) == ()


def test_numbers_without_cases_are_told_after_half_a_year_of_inventories() -> None:
    series = monthly(*[{FASIT: 30}] * 8)
    assert long_without_cases(series, ["15.20.24", "15.02.42"]) == (("15.02.42",), "2026-02-14")
    assert long_without_cases(series[:4], ["15.02.42"]) == ((), "")
    assert long_without_cases(
        [*series[:5], of(FIRST + timedelta(days=155), {}), *series[6:]], ["15.02.42"]
    ) == ((), "")
    assert long_without_cases([series[0], series[-1]], ["15.02.42"]) == ((), "")
