"""The sums of an inventory: what is in them, what is shown of them by area, and that what is kept is bounded."""

from __future__ import annotations

import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.case_counts import ANY_SYSTEM, IndexedCases, shown_cases
from kleark.inventory.case_sums import (
    MOST_SUMS,
    MOST_TEXT,
    AreaShare,
    CaseSum,
    Share,
    area_shares,
    bounded,
    from_lists,
    sums_of,
    to_lists,
    total_share,
)

NUMBERS = st.sampled_from(["15.20.24", "15.20.36", "15.62.05", "27.36.08", "32.24.04"])
SYSTEMS = st.sampled_from([ANY_SYSTEM, "fasit", "ksd", "*"])
COUNTS = st.dictionaries(
    NUMBERS, st.dictionaries(st.sampled_from([ANY_SYSTEM, "fasit", "ksd"]), st.integers(1, 900), min_size=1)
)
ROWS = st.dictionaries(NUMBERS, st.frozensets(SYSTEMS, min_size=1))


def indexed(counts: dict[str, dict[str, int]]) -> IndexedCases:
    total = sum(sum(each.values()) for each in counts.values())
    return IndexedCases(total, counts, {"fasit": "FASIT", "ksd": "KSD"}, "2026-11-01", "5" * 64)


@given(COUNTS, ROWS)
def test_what_is_shown_is_what_status_and_plan_say_and_areas_add_up(
    counts: dict[str, dict[str, int]], rows: dict[str, frozenset[str]]
) -> None:
    of = indexed(counts)
    sums = sums_of(of, rows)
    assert sums.shown == shown_cases(of, rows)
    assert sums.shown <= sums.cases == sum(one.cases for one in sums.sums)
    for digits in (2, 4):
        shares = [one.share for one in area_shares(sums, digits)]
        assert sum(one.cases for one in shares) == sums.cases
        assert sum(one.shown for one in shares) == sums.shown


def test_areas_are_main_groups_and_groups() -> None:
    sums = sums_of(indexed({"15.20.24": {"fasit": 30}, "15.62.05": {"ksd": 10}}), {"15.20.24": {"fasit"}})
    assert area_shares(sums, 2) == (AreaShare("15", Share(40, 30)),)
    assert area_shares(sums, 4) == (AreaShare("15.20", Share(30, 30)), AreaShare("15.62", Share(10, 0)))
    assert sums.sums[0] == CaseSum("15.20.24", "FASIT", 30, is_shown=True)


def test_without_the_live_rows_nothing_is_said_of_what_is_shown() -> None:
    sums = sums_of(indexed({"15.20.24": {"fasit": 30}}), None)
    assert (sums.shown, total_share(sums), area_shares(sums, 2)) == (None, None, ())


@pytest.mark.parametrize(
    ("cases", "shown", "percent"),
    [(0, 0, None), (1000, 0, 0), (1000, 1, 1), (1000, 999, 99), (1000, 1000, 100), (3, 2, 67)],
)
def test_all_and_nothing_are_said_of_nothing_else(cases: int, shown: int, percent: int | None) -> None:
    assert Share(cases, shown).percent == percent


@given(st.lists(st.tuples(st.integers(0, 9999), st.text(max_size=80), st.integers(1, 10**6)), max_size=40))
def test_what_is_kept_comes_back_and_no_case_is_lost(lines: list[tuple[int, str, int]]) -> None:
    counts: dict[str, dict[str, int]] = {}
    for number, system, cases in lines:
        counts.setdefault(f"15.{number // 100:02d}.{number % 100:02d}", {})[system] = cases
    sums = sums_of(IndexedCases(sum(sum(each.values()) for each in counts.values()), counts), {})
    kept = bounded(sums)
    assert kept == sums
    assert from_lists(json.loads(json.dumps(to_lists(kept.sums)))) == kept.sums


def test_the_largest_are_kept_and_the_rest_is_counted() -> None:
    many = {f"{n // 10_000:02d}.{n // 100 % 100:02d}.{n % 100:02d}": {"s": n + 1} for n in range(5000)}
    kept = bounded(sums_of(IndexedCases(sum(n + 1 for n in range(5000)), many), {}))
    assert len(kept.sums) == MOST_SUMS
    assert kept.left_out == sum(range(1, 3001))
    assert min(one.cases for one in kept.sums) == 3001


def test_long_names_of_source_systems_take_no_more_room() -> None:
    names = {f"{n:05d}" + "æ" * 250: 50_000 - n for n in range(2_000)}
    kept = bounded(sums_of(IndexedCases(sum(names.values()), {"15.20.24": names}), {}))
    text = json.dumps(to_lists(kept.sums), ensure_ascii=False)
    assert len(text) <= MOST_TEXT
    assert len(zlib.compress(text.encode())) < 300_000
    assert kept.cases == kept.left_out + sum(one.cases for one in kept.sums)


@pytest.mark.parametrize(
    "wrong",
    [None, {}, ["15.20.24", "s", 1], ["15.20.24", "s", 0, 1], ["15.20.24", "s", "1", 1], [1, "s", 1, 1]],
)
def test_what_is_no_sum_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match="not a sum"):
        from_lists([wrong])
