"""What a series of inventories shows of what is live: one finding a source system, the same as long as it lasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kleark.configuration.case_counts import ANY_SYSTEM, IndexedCases, UnreadInventory
from kleark.inventory.case_sums import sums_of
from kleark.watch.judge import judge
from kleark.watch.model import WatchState
from tests.support.exposure_cases import row
from tests.support.watch_cases import LATER, TODAY, around, found

if TYPE_CHECKING:
    from kleark.configuration.row import Row
    from kleark.inventory.case_sums import CaseSums
    from kleark.watch.model import WatchFinding

FIRST = WatchState()
NAMES = {"fasit": "FASIT", "ksd": "KSD"}


def indexed(counts: dict[str, dict[str, int]], months_ago: int = 0) -> IndexedCases:
    day: date = TODAY - timedelta(days=30 * months_ago + 1)
    total = sum(sum(each.values()) for each in counts.values())
    return IndexedCases(total, counts, NAMES, day.isoformat(), f"{months_ago}")


def past(*counts: dict[str, dict[str, int]]) -> list[CaseSums]:
    return [sums_of(indexed(each, len(counts) - at), {}) for at, each in enumerate(counts)]


def judged(
    rule: str, rows: list[Row], now: dict[str, dict[str, int]], *before: dict[str, dict[str, int]]
) -> list[WatchFinding]:
    return found(judge(rows, around(indexed=indexed(now), past=past(*before)), FIRST), rule)


def test_a_broken_feed_is_told_by_number_with_what_there_was_and_what_to_ask() -> None:
    rows = [row("FASIT"), row("KSD", number="15.62.05", title="Et emne")]
    [told] = judged(
        "KA766", rows, {"15.62.05": {"ksd": 8}}, {"15.20.24": {"fasit": 1412}, "15.62.05": {"ksd": 9}}
    )
    assert told.message_da == (
        "Sager fra FASIT mangler i indekserne siden opgørelsen 31-05-2026: 15.20.24: 1.412 → 0."
    )
    assert "15.20.24: 1,412 → 0" in told.message_en
    assert told.severity == "warning"
    assert told.rows == (("15.20.24", "FASIT"),)
    assert "er overførslen til indekset brudt" in told.advice("da")


def test_many_numbers_of_a_system_are_one_finding_worst_first_and_the_same_next_month() -> None:
    numbers = [f"15.20.{n:02d}" for n in range(10, 30)]
    rows = [row("FASIT", number=number, title="Et emne") for number in numbers]
    before = {number: {"fasit": 20 + at} for at, number in enumerate(numbers)}
    other = {"15.62.05": {"ksd": 9}}
    [told] = judged("KA766", rows, other, before)
    assert told.row_count == 20
    assert "15.20.29: 39 → 0, 15.20.28: 38 → 0" in told.message_da
    assert told.message_da.endswith("15.20.20: 30 → 0 og 10 KLE-numre mere.")
    [later] = judged("KA766", rows, other, before, other, other)
    assert later.finding_id == told.finding_id


def test_what_no_row_is_for_was_never_seen_and_is_not_told() -> None:
    before, now = {"15.20.24": {"fasit": 412}}, {"15.62.05": {"ksd": 9}}
    assert judged("KA766", [row("KSD")], now, before) == []
    assert len(judged("KA766", [row("*")], now, before)) == 1


def test_cases_of_no_named_system_are_told_as_that() -> None:
    [told] = judged("KA766", [row("FASIT")], {"15.62.05": {"ksd": 9}}, {"15.20.24": {ANY_SYSTEM: 412}})
    assert "Sager uden fagsystem mangler" in told.message_da


def test_it_is_resolved_once_the_cases_are_back_and_stays_where_nothing_can_be_read() -> None:
    before = past({"15.20.24": {"fasit": 412}})
    broken = around(indexed=indexed({"15.62.05": {"ksd": 9}}), past=before)
    state = judge([row()], broken, FIRST)
    assert len(found(state, "KA766")) == 1
    for unread in (
        replace(broken, at=LATER, past=None),
        replace(broken, at=LATER, indexed=UnreadInventory()),
    ):
        assert len(found(judge([row()], unread, state), "KA766")) == 1
    back = judge([row()], replace(broken, at=LATER, indexed=indexed({"15.20.24": {"fasit": 400}})), state)
    assert found(back, "KA766") == []
    [told] = [one for one in back.findings if one.rule == "KA766"]
    assert told.resolved == LATER


def test_new_cases_that_no_row_shows_are_told_once_for_all() -> None:
    now = {"15.20.24": {"fasit": 30}, "27.36.08": {ANY_SYSTEM: 1200}, "27.36.04": {"ksd": 40}}
    [told] = judged("KA767", [row()], now, {"15.20.24": {"fasit": 30}})
    assert told.message_da.endswith("27.36.08: 1.200, 27.36.04 (KSD): 40.")
    assert (told.severity, told.rows) == ("info", ())


def test_rows_that_have_had_no_case_for_half_a_year_are_told() -> None:
    rows = [row(), row(number="15.02.42", title="Et emne")]
    having = {"15.20.24": {"fasit": 30}}
    [told] = judged("KA768", rows, having, *[having] * 7)
    assert (told.severity, told.rows) == ("info", (("15.02.42", "FASIT"),))
    assert told.message_da.startswith("1 af de KLE-numre, der vises, har ingen sager i nogen opgørelse siden")
    assert judged("KA768", rows, having, *[having] * 2) == []


def test_without_inventories_of_before_nothing_is_said() -> None:
    state = judge([row()], around(indexed=indexed({"27.36.08": {"ksd": 900}})), FIRST)
    assert not {one.rule for one in state.open_findings} & {"KA766", "KA767", "KA768"}
