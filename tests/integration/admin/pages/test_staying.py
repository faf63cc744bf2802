"""Staying signed in: the page knows how long, is asked without renewing, and one press makes it last."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from kleark.adapters.dynamodb.session_table import SessionTable
from kleark.identity.sessions import COOKIE
from tests.support.page import Browser, Clock, PageStores, app_context, person, text_of
from tests.support.world import PEOPLE, make_people_table

if TYPE_CHECKING:
    from tests.support.world import World

JSON = {"accept": "application/json"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def browser(world: World, clock: Clock) -> Browser:
    make_people_table(world)
    return Browser(app_context(PageStores(world), clock, SessionTable(world.dynamodb, PEOPLE))).signed_in_as(
        person()
    )


def left(browser: Browser) -> int:
    return int(json.loads(browser.get("/log-ind/rest", **JSON).body)["seconds"])


def test_every_page_tells_when_the_session_ends(browser: Browser, clock: Clock) -> None:
    made = browser.get("/historik")
    # 14.00 in Copenhagen when the clock of these tests stands at 13.00 UTC.
    assert "Logget ind til kl. 15.00" in text_of(made)
    assert 'data-seconds="3600"' in made.body.decode()
    clock.move(minutes=30)
    assert "Logget ind til kl. 15.30" in text_of(browser.get("/"))


def test_to_ask_how_long_is_no_use_of_the_session(browser: Browser, clock: Clock) -> None:
    for minutes in (0, 20, 39):
        clock.move(minutes=minutes)
        asked = left(browser)
    assert asked == 60
    clock.move(minutes=1)
    assert browser.get("/log-ind/rest", **JSON).status == 401


def test_one_press_makes_it_last_an_hour_and_beyond_the_working_day(browser: Browser, clock: Clock) -> None:
    for _ in range(22):
        clock.move(minutes=55)
        made = browser.post("/log-ind/bliv", None, **JSON)
        assert made.status == 200
        assert left(browser) == json.loads(made.body)["seconds"] > 20
    # After 20 hours and 10 minutes there are 50 minutes left of the 21 hours.
    assert left(browser) == 50 * 60
    clock.move(minutes=50)
    assert browser.get("/historik").status == 303


def test_near_the_end_of_the_working_day_there_is_a_button_that_needs_no_script(
    browser: Browser, clock: Clock
) -> None:
    assert forms(browser.get("/historik").body.decode()) == []
    for _ in range(17):
        clock.move(minutes=30)
        assert browser.get("/historik").status == 200
    page = browser.get("/historik").body.decode()
    assert forms(page) == ["/kle/log-ind/bliv"]
    made = browser.post("/log-ind/bliv", referer="https://page.example/kle/historik")
    assert made.headers["Location"].startswith("/kle/historik?gjort=")
    told = text_of(browser.follow(made))
    assert "Du bliver logget ind" in told
    session = browser.context.sessions.find(browser.cookies[COOKIE])
    assert session is not None
    clock.move(minutes=40)
    assert browser.get("/historik").status == 200


def forms(page: str) -> list[str]:
    """Forms in the head of the page that make the session last."""
    head = page.partition("</header>")[0]
    return re.findall(r'action="([^"]*/bliv)"', head)


def test_it_cannot_be_made_to_last_by_another_site(browser: Browser) -> None:
    assert browser.post("/log-ind/bliv", {"csrf": ""}, **JSON).status == 403
    assert browser.post("/log-ind/bliv", origin="https://evil.example").status == 403
