"""One row before and after, decided as the portal decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.plan import difference
from kleark.exposure.card_pair import CardPair, card_pair
from kleark.exposure.decision import Reason, decide
from tests.support.row_strategies import configurations
from tests.support.searching import examples
from tests.unit.configuration.test_plan import ROW

if TYPE_CHECKING:
    from kleark.configuration.row import Row

TODAY = date(2026, 11, 29)


def pair(before: list[Row] | None, after: list[Row] | None, day: date = TODAY) -> CardPair:
    found = card_pair(ROW.kle_number, ROW.source_system, before, after, day)
    assert found is not None
    return found


def test_a_changed_row_has_two_cards_of_the_same_case() -> None:
    seen = pair([ROW], [replace(ROW, contact_phone="66131399")]).seen
    assert seen.before.card is not None
    assert seen.after.card is not None
    assert (seen.before.card.phone, seen.after.card.phone) == ("66131372", "66131399")
    assert seen.differs


def test_of_two_dates_the_later_one_shows_both_cards_and_the_other_cases_what_differs() -> None:
    found = pair([ROW], [replace(ROW, show_from=date(2021, 4, 1))])
    assert found.seen.case.created == date(2021, 4, 1)
    assert not found.seen.differs
    [between] = [one for one in found.others if one.case.created == ROW.show_from and one.differs]
    assert (between.before.shown, between.after.reason) == (True, Reason.CREATED_BEFORE_SHOW_FROM)


def test_before_its_date_has_come_a_row_shows_nothing() -> None:
    soon = replace(ROW, show_from=date(2027, 1, 1))
    early = pair([ROW], [soon]).seen
    assert (early.before.shown, early.after.shown) == (True, False)
    assert early.case.created == TODAY
    assert pair([ROW], [soon], date(2027, 1, 1)).seen.after.shown


def test_a_new_and_a_removed_row_have_one_card() -> None:
    new = pair([], [ROW])
    assert (new.before, new.seen.before.reason) == (None, Reason.NO_CONFIGURATION)
    assert new.seen.after.shown
    gone = pair([ROW], [])
    assert (gone.seen.before.shown, gone.seen.after.reason) == (True, Reason.NO_CONFIGURATION)
    assert pair(None, [ROW]).seen.before.reason is Reason.NOTHING_PUBLISHED


def test_a_new_row_takes_over_from_the_one_for_all_systems() -> None:
    """Then citizens do meet a card before: the other row's."""
    every = replace(ROW, source_system="*", contact_department="Alle sager")
    seen = pair([every], [every, ROW]).seen
    assert seen.before.row == every
    assert seen.after.row == ROW


def test_there_is_no_pair_of_a_row_that_is_nowhere() -> None:
    assert card_pair("15.20.25", "FASIT", [ROW], [ROW], TODAY) is None
    assert card_pair(ROW.kle_number, " fasit ", [ROW], [ROW], TODAY) is not None


@examples(60)
@given(configurations, configurations, st.dates(date(1990, 1, 1), date(2031, 1, 1)))
def test_both_sides_are_what_the_portal_answers(before: list[Row], after: list[Row], day: date) -> None:
    for key in difference(before, after).keys_of_changes():
        found = card_pair(*key, before, after, day)
        assert found is not None
        for one in (found.seen, *found.others):
            assert one.before == decide(one.case, before)
            assert one.after == decide(one.case, after)
        assert found.seen.case.created <= day
        assert len({one.case for one in (found.seen, *found.others)}) == 1 + len(found.others)
