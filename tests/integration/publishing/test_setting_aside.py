"""Setting findings aside: with a reason, for a year at most, in the log."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kleark.publishing.errors import MissingNoteError, NothingToChangeError, UnfitNoteError
from kleark.publishing.set_aside import set_aside_in, set_aside_now
from kleark.publishing.setting_aside import (
    MOST_SET_ASIDE,
    DayNotAheadError,
    TooManySetAsideError,
    set_aside,
    take_up,
)
from tests.support.world import NOON, rows

if TYPE_CHECKING:
    from tests.support.world import World

ONE, OTHER = "0123456789ab", "ba9876543210"
TODAY = NOON.date()
SOON = TODAY + timedelta(days=30)


def test_who_why_and_until_when_stand_in_the_log(world: World) -> None:
    world.published(rows(3))
    entry = set_aside([OTHER, ONE, "noget andet"], SOON, "anne", " afløseren er på vej ", world.place)
    assert (entry.findings, entry.until, entry.note, entry.actor) == (
        f"{ONE} {OTHER}",
        SOON.isoformat(),
        "afløseren er på vej",
        "anne",
    )
    assert world.log()[-1] == entry
    assert set(set_aside_now(world.live(), TODAY)) == {ONE, OTHER}

    taken = take_up([ONE], "bo", "skal rettes alligevel", world.place)
    assert (taken.findings, taken.until) == (ONE, None)
    assert set(set_aside_now(world.live(), TODAY)) == {OTHER}
    assert world.log()[-1] == taken
    assert world.served() == rows(3), "what citizens see is what it was"


@pytest.mark.parametrize("days", [0, -1, 367])
def test_it_comes_back_tomorrow_at_the_earliest_and_within_a_year(world: World, days: int) -> None:
    world.published(rows(3))
    with pytest.raises(DayNotAheadError):
        set_aside([ONE], TODAY + timedelta(days=days), "anne", "set", world.place)
    assert set_aside_in(world.live().set_aside) == ()


def test_a_reason_is_needed_and_must_be_fit_for_the_log(world: World) -> None:
    world.published(rows(3))
    with pytest.raises(MissingNoteError):
        set_aside([ONE], SOON, "anne", " ", world.place)
    with pytest.raises(UnfitNoteError):
        set_aside([ONE], SOON, "anne", "010190-1234", world.place)


def test_nothing_chosen_or_nothing_set_aside_is_refused(world: World) -> None:
    world.published(rows(3))
    with pytest.raises(NothingToChangeError):
        set_aside(["x"], SOON, "anne", "set", world.place)
    with pytest.raises(NothingToChangeError):
        take_up([ONE], "anne", "set", world.place)


def test_there_is_an_end_to_what_can_be_set_aside(world: World) -> None:
    world.published(rows(3))
    many = [f"{number:012x}" for number in range(MOST_SET_ASIDE)]
    set_aside(many, SOON, "anne", "set", world.place)
    with pytest.raises(TooManySetAsideError):
        set_aside([ONE], SOON, "anne", "set", world.place)
    set_aside(many, SOON + timedelta(days=1), "anne", "stadig", world.place)
    take_up(many[:1], "anne", "rettes", world.place)
    set_aside([ONE], SOON, "anne", "set", world.place)
