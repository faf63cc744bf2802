"""Sessions: how long, and whose form it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kleark.identity.sessions import (
    IDLE,
    LONGEST,
    LONGEST_EXTENDED,
    Session,
    is_form_of,
    new_token,
    seconds_left,
)
from tests.support.page import person

BEGAN = datetime(2026, 1, 5, 8, tzinfo=UTC)


def session(minutes_seen: int = 0) -> Session:
    return Session(new_token(), person(), BEGAN, BEGAN + timedelta(minutes=minutes_seen))


@given(st.lists(st.tuples(st.integers(1, 59), st.booleans()), max_size=60))
def test_who_asks_to_stay_stays_an_hour_up_to_the_most_and_nobody_else_longer_than_a_day(
    steps: list[tuple[int, bool]],
) -> None:
    one, now, asked = session(), BEGAN, False
    for minutes, stays in steps:
        now += timedelta(minutes=minutes)
        if not one.alive(now):
            break
        asked |= stays
        one = one.stay(now) if stays else (one.renew(now) or one)
        if stays:
            assert one.ends == min(now + IDLE, BEGAN + LONGEST_EXTENDED)
        assert one.ends <= now + IDLE
        assert one.latest <= BEGAN + (LONGEST_EXTENDED if asked else LONGEST)
        assert one.latest >= BEGAN + LONGEST
        assert seconds_left(one, now) == int((one.ends - now).total_seconds())
    assert seconds_left(one, one.ends + timedelta(hours=1)) == 0


def test_more_than_twenty_hours_can_be_asked_for() -> None:
    """WCAG 2.2.1 exempts a limit beyond that."""
    assert timedelta(hours=20) < LONGEST_EXTENDED


def test_a_form_is_that_of_its_person_in_any_session_and_of_nobody_else() -> None:
    csrf = session().csrf
    assert is_form_of(person(), csrf)
    assert is_form_of(replace(person(), actor=f"{person().actor}.nyt-navn", name="Anne Hansen"), csrf)
    assert not is_form_of(person(name="bo"), csrf)
    assert not is_form_of(replace(person(), code=person("0751").code), csrf)
    assert not is_form_of(person(), csrf[:96])
    assert not is_form_of(person(), "")
    assert not is_form_of(person(), "æ" * 160)


def test_the_mark_lets_no_other_session_send_the_form() -> None:
    one, other = session(), session()
    assert one.is_own_form(one.csrf)
    assert not other.is_own_form(one.csrf)
    assert one.csrf != one.csrf
