"""A list of case templates is deleted on the page: by an approver who has ticked that it shall go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kleark.identity.person import Role
from tests.support.list_uploads import ONE, SAMPLE, UNREADABLE, put_list, stored_head, stored_templates
from tests.support.page import PageStores, asking, text_of
from tests.support.world import NOON

if TYPE_CHECKING:
    from tests.support.page import Browser
    from tests.support.world import World

PATH = "/sagsskabeloner/slet"


def seen_on(browser: Browser) -> str:
    found = re.search(r'name="set" value="([^"]*)"', browser.get(PATH).body.decode())
    assert found is not None
    return found.group(1)


def test_the_list_goes_and_the_rest_is_asked_for(world: World) -> None:
    put_list(world, ONE).deliver()
    browser = asking(world)
    made = browser.post(PATH, {"set": seen_on(browser), "bekraeft": "ja"})
    assert made.status == 303
    text = text_of(browser.follow(made))
    assert "Listen er slettet" in text
    assert "blev slettet" in text
    assert "af Anne" in text
    head = stored_head()
    assert head is not None
    assert head.is_deleted
    stores = browser.context.stores
    assert isinstance(stores, PageStores)
    assert stores.erasures.asked == [("0461", head.deleted_at, False)]


def test_nothing_goes_without_a_tick(world: World) -> None:
    put_list(world, ONE).deliver()
    browser = asking(world)
    made = browser.post(PATH, {"set": seen_on(browser)})
    assert made.status == 422
    assert "Sæt kryds for at bekræfte" in text_of(made)
    assert stored_templates() is not None


def test_a_list_that_came_meanwhile_does_not_go(world: World) -> None:
    put_list(world, ONE).deliver()
    browser = asking(world)
    seen = seen_on(browser)
    put_list(world, SAMPLE, at=NOON.replace(hour=13)).deliver()
    made = browser.post(PATH, {"set": seen, "bekraeft": "ja"})
    assert made.status == 409
    assert "En kollega har lagt en anden liste op" in text_of(made)
    assert stored_templates() is not None


def test_files_of_one_that_was_refused_can_go(world: World) -> None:
    put_list(world, UNREADABLE).deliver()
    browser = asking(world)
    assert "filer fra lister, der blev afvist" in text_of(browser.get(PATH))
    assert browser.post(PATH, {"set": "", "bekraeft": "ja"}).status == 303
    again = browser.post(PATH, {"set": seen_on(browser), "bekraeft": "ja"})
    assert again.status == 303


def test_only_an_approver_may(world: World) -> None:
    put_list(world, ONE).deliver()
    editor = asking(world, Role.EDITOR)
    assert editor.get(PATH).status == 403
    assert editor.post(PATH, {"bekraeft": "ja"}).status == 403
    assert stored_templates() is not None
