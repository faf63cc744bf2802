"""What time and KL do to the numbers, names and dates of rows."""

from __future__ import annotations

from datetime import date

import pytest

from kleark.registers.kle_register import Topic, embedded
from kleark.watch.judge import judge
from kleark.watch.model import WatchState
from kleark.watch.number_findings import remembered_titles
from tests.support.exposure_cases import row
from tests.support.watch_cases import LATER, around, found, register_with

FIRST = WatchState()


def test_a_number_that_kl_announces_to_retire_is_told_once_however_many_rows_have_it() -> None:
    register = register_with(Topic("15.20.24", "Fleksjob [udgår 2027]"))
    [told] = found(judge([row("KSD"), row("FASIT")], around(register=register), FIRST), "KA404")
    assert told.message_da == "15.20.24 udgår i 2027."
    assert (told.rows, told.row_count) == ((("15.20.24", "FASIT"), ("15.20.24", "KSD")), 2)
    assert told.header == "KLE-nr."


def test_a_number_that_has_retired_is_told_with_what_replaced_it() -> None:
    register = register_with(Topic("15.20.24", "Fleksjob", date(2026, 2, 1), ("15.20.26",)))
    [told] = found(judge([row()], around(register=register), FIRST), "KA403")
    assert told.suggestion == "15.20.26"


def test_a_number_that_vanishes_from_the_register_was_there_before() -> None:
    """KL retires topics by leaving them out; that is another thing than a number that never was."""
    once = judge([row()], around(), FIRST)
    gone = judge([row()], around(at=LATER, register=register_with(without="15.20.24")), once)
    [told] = found(gone, "KA752")
    assert (
        told.message_da == "15.20.24 står ikke længere i KL's register (01-05-2026). Det har stået der før."
    )
    assert found(gone, "KA402") == []
    assert gone.titles["15.20.24"] == once.titles["15.20.24"]
    back = judge([row()], around(at=LATER), gone)
    assert found(back, "KA752") == []


def test_a_number_that_never_was_is_what_the_check_says_it_is() -> None:
    [told] = found(judge([row(number="15.99.99", title="Eget emne")], around(), FIRST), "KA402")
    assert told.found == "15.99.99"


def test_a_topic_that_kl_renames_is_told_while_the_row_has_the_name_of_before() -> None:
    once = judge([row()], around(), FIRST)
    assert found(once, "KA405") == found(once, "KA751") == []
    renamed = around(at=LATER, register=register_with(Topic("15.20.24", "Job på særlige vilkår")))
    after = judge([row()], renamed, once)
    [told] = found(after, "KA751")
    assert (told.found, told.suggestion) == ("Fleksjob", "Job på særlige vilkår")
    assert [one.finding_id for one in found(judge([row()], renamed, after), "KA751")] == [told.finding_id]
    mended = judge([row(title="Job på særlige vilkår")], renamed, after)
    assert found(mended, "KA751") == []


@pytest.mark.parametrize("title", ["Fleksjob hos os", "fleks-job", "Fleksjob [udgår 2027]"])
def test_a_name_of_ones_own_or_the_same_one_written_otherwise_is_no_renaming(title: str) -> None:
    once = judge([row(title=title)], around(), FIRST)
    register = register_with(Topic("15.20.24", "Fleksjob [udgår 2027]"))
    assert found(judge([row(title=title)], around(register=register), once), "KA751") == []


def test_a_date_after_the_end_of_its_number_no_case_can_reach() -> None:
    register = register_with(Topic("15.20.24", "Fleksjob [udgår 2026]"))
    rows = [row("FASIT", show_from=date(2027, 1, 1)), row("KSD", show_from=date(2026, 12, 31))]
    [told] = found(judge(rows, around(register=register), FIRST), "KA753")
    assert told.rows == (("15.20.24", "FASIT"),)
    assert "15.20.24 udgår i 2026" in told.message_da
    [active] = found(
        judge([row(show_from=date(2027, 1, 1), active=True)], around(register=register), FIRST), "KA753"
    )
    assert "ud over aktive sager" in active.message_da


@pytest.mark.parametrize(
    ("day", "rules"),
    [(date(2026, 6, 1), []), (date(2027, 5, 1), []), (date(2028, 1, 1), ["KA422"]), (date(1999, 1, 1), [])],
)
def test_a_date_far_ahead_shows_nothing_for_long(day: date, rules: list[str]) -> None:
    state = judge([row(show_from=day)], around(), FIRST)
    assert [one.rule for one in state.open_findings if one.rule in {"KA421", "KA422"}] == rules


def test_only_numbers_that_are_live_are_remembered() -> None:
    register = embedded()
    assert remembered_titles([row()], register, {"15.20.00": "Gammelt"}) == {"15.20.24": "Fleksjob"}
    assert remembered_titles([row(number="99.99.99")], register, {}) == {}
