"""What is found, when it was first and last found, and that judging twice changes nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.check import check
from kleark.configuration.case_counts import IndexedCases, UnreadInventory
from kleark.registers.kle_register import Topic, embedded
from kleark.registers.municipalities import municipality
from kleark.registers.register_file import load
from kleark.watch.circumstances import StoredFlaw
from kleark.watch.judge import RESOLVED_FOR, judge
from kleark.watch.model import MOST_FINDINGS, WatchState
from sample_sheets.write_rules import FOLDER, indexed_in
from tests.support.exposure_cases import row
from tests.support.obligatory import OBLIGATORY
from tests.support.row_strategies import configurations
from tests.support.watch_cases import AT, LATER, SOUND, TODAY, around, found, register_with
from tests.unit.sample_sheets.test_rule_samples import EXPECTED, SAMPLES, of

if TYPE_CHECKING:
    from kleark.configuration.row import Row

FIRST = WatchState()
FASIT_ONLY = IndexedCases(7, {"15.20.24": {"ksd": 7}}, {"ksd": "KSD"}, "2026-05-30")

circumstances = st.builds(
    around,
    today=st.sampled_from([TODAY, TODAY + timedelta(days=800)]),
    indexed=st.sampled_from([None, FASIT_ONLY, UnreadInventory()]),
    links=st.sampled_from([None, {}]),
    looked_at=st.sampled_from([None, "2024-01-01T08:00:00.000Z", "2026-05-01T08:00:00.000Z"]),
    flaws=st.sampled_from([{}, SOUND, SOUND | {StoredFlaw.LOG: True}, {StoredFlaw.ROWS: True}]),
    register=st.sampled_from(
        [
            embedded(),
            register_with(Topic("15.20.24", "Fleksjob [udgår 2026]")),
            register_with(Topic("15.20.24", "Job med løntilskud")),
            register_with(without="15.20.24"),
        ]
    ),
)


def without_last_seen(state: WatchState) -> WatchState:
    findings = tuple(replace(one, last_seen="") for one in state.findings)
    return replace(state, judged_at="", findings=findings)


@given(configurations, circumstances)
def test_judging_twice_moves_only_when_it_was_last_seen(rows: list[Row], at: Any) -> None:
    once = judge(rows, at, FIRST)
    again = judge(rows, replace(at, at=LATER), once)
    assert without_last_seen(again) == without_last_seen(once)
    assert all(one.last_seen == LATER for one in again.open_findings)


@given(configurations, circumstances, circumstances, st.randoms())
def test_the_order_of_rows_and_of_what_was_found_does_not_matter(
    rows: list[Row], before: Any, now: Any, chance: Any
) -> None:
    once = judge(rows, before, FIRST)
    expected = judge(rows, replace(now, at=LATER), once)
    mixed, findings = list(rows), list(once.findings)
    chance.shuffle(mixed)
    chance.shuffle(findings)
    assert judge(mixed, replace(now, at=LATER), replace(once, findings=tuple(findings))) == expected


@given(configurations, circumstances, circumstances)
def test_what_is_open_follows_from_now_and_from_what_is_not_looked_at(
    rows: list[Row], before: Any, now: Any
) -> None:
    """Being interrupted, or not run for days, leaves nothing behind that a judgement would not have found."""
    once = judge(rows, before, FIRST)
    known = {one.finding_id for one in judge(rows, now, replace(FIRST, titles=once.titles)).open_findings}
    carried = {one.finding_id for one in once.open_findings}
    opened = {one.finding_id for one in judge(rows, replace(now, at=LATER), once).open_findings}
    assert known <= opened <= known | carried


@given(circumstances)
def test_nothing_live_has_nothing_wrong_with_it(now: Any) -> None:
    assert {one.rule for one in judge([], now, FIRST).findings} <= {"KA769"}


def test_rows_that_are_right_are_silent() -> None:
    whole = [row(number=number, title=embedded().topics[number].title) for number in OBLIGATORY]
    assert judge(whole, around(), FIRST).findings == ()
    assert {one.rule for one in judge([row()], around(), FIRST).findings} == {"KA754"}


def test_what_is_gone_is_told_of_for_a_while() -> None:
    retiring = around(register=register_with(Topic("15.20.24", "Fleksjob [udgår 2026]")))
    once = judge([row()], retiring, FIRST)
    [before] = found(once, "KA404")
    assert (before.first_seen, before.resolved) == (AT, None)

    withdrawn = judge([row()], around(at=LATER), once)
    assert found(withdrawn, "KA404") == []
    [gone] = [one for one in withdrawn.findings if one.rule == "KA404"]
    assert (gone.first_seen, gone.last_seen, gone.resolved) == (AT, AT, LATER)

    much_later = TODAY + RESOLVED_FOR + timedelta(days=2)
    after = judge([row()], around(today=much_later), withdrawn)
    assert [one for one in after.findings if one.rule == "KA404"] == []


def test_what_comes_back_is_new() -> None:
    retiring = around(register=register_with(Topic("15.20.24", "Fleksjob [udgår 2026]")))
    withdrawn = judge([row()], around(at=LATER), judge([row()], retiring, FIRST))
    back = "2026-06-03T03:00:00.000Z"
    [again] = found(judge([row()], replace(retiring, at=back), withdrawn), "KA404")
    assert (again.first_seen, again.resolved) == (back, None)


def test_what_cannot_be_read_leaves_what_was_found_of_it() -> None:
    hidden = judge([row()], around(indexed=FASIT_ONLY), FIRST)
    assert [one.suggestion for one in found(hidden, "KA511")] == ["KSD"]
    assert found(judge([row()], around(at=LATER, indexed=UnreadInventory()), hidden), "KA511")
    assert not found(judge([row()], around(at=LATER, indexed=None), hidden), "KA511")

    broken = judge(None, around(at=LATER, flaws={StoredFlaw.ROWS: True}), hidden)
    assert {one.rule for one in broken.open_findings} == {"KA511", "KA754", "KA769"}
    assert broken.titles == hidden.titles
    unlooked = judge([row()], around(flaws={StoredFlaw.LOG: False}, indexed=FASIT_ONLY), broken)
    assert found(unlooked, "KA769")
    assert not found(judge([row()], around(), unlooked), "KA769")


@pytest.mark.parametrize(("day", "told"), [("2025-06-01", False), ("2025-05-31", True), (None, False)])
def test_after_a_year_somebody_should_look_again(day: str | None, told: bool) -> None:
    looked_at = day and f"{day}T08:00:00.000Z"
    assert bool(found(judge([row()], around(looked_at=looked_at), FIRST), "KA756")) is told


def test_of_very_many_findings_the_worst_are_kept_and_all_are_counted() -> None:
    far = date(2040, 1, 1)
    rows = [row(f"System {number}", show_from=far) for number in range(MOST_FINDINGS + 5)]
    state = judge(rows, around(), FIRST)
    assert len(state.open_findings) == MOST_FINDINGS
    assert state.left_out == 6
    assert {one.rule for one in state.open_findings} == {"KA422"}


def told_by_the_check(rule: str) -> str:
    """What the check calls it. That a date is beyond a number's end follows from its retirement, which it tells of."""
    return {"KA754": "KA504", "KA753": "KA403"}.get(rule, rule)


@pytest.mark.parametrize("which", ["bad", "good"])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one["rule"])
def test_on_the_day_a_sample_is_published_the_watch_says_nothing_that_its_check_did_not(
    sample: dict[str, Any], which: str
) -> None:
    """No false alarm on a sheet that may be published: what the check let pass without a word is right."""
    report = of(sample, which)
    if report.verdict == "rejected" or report.subject != "configuration":
        return
    code, indexed = sample["municipality"], sample["indexed"]
    state = judge(
        [one.row for one in report.rows],
        around(
            register=load(FOLDER / sample["register"]) if sample["register"] else embedded(),
            today=date.fromisoformat(EXPECTED["today"]),
            indexed=indexed_in((FOLDER / indexed).read_bytes(), code) if indexed else None,
            looked_at=f"{EXPECTED['today']}T08:00:00.000Z",
        ),
        FIRST,
    )
    said = {finding.rule for finding in report.findings}
    assert {told_by_the_check(one.rule) for one in state.open_findings} <= said


@pytest.mark.parametrize("name", ["odense-2021.xlsx", "odense-2021-rettet.xlsx"])
def test_the_example_of_odense_raises_no_alarm(name: str) -> None:
    report = check((FOLDER.parent / name).read_bytes(), name, municipality("0461"), None, date(2026, 6, 1))
    state = judge([one.row for one in report.rows], around(), FIRST)
    said = {finding.rule for finding in report.findings}
    assert {told_by_the_check(one.rule) for one in state.open_findings} <= said
    if report.verdict != "rejected":
        assert {one.severity for one in state.open_findings} <= {"info"}
