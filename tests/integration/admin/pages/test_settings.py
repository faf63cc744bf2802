"""What holds for the municipality until somebody changes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kleark.publishing.model import Action
from tests.support.page import Browser, Clock, PageStores, app_context, person, text_of
from tests.support.world import rows

if TYPE_CHECKING:
    from tests.support.world import World


@pytest.fixture
def browser(world: World) -> Browser:
    world.published(rows(3))
    return Browser(app_context(PageStores(world), Clock())).signed_in_as(person())


@pytest.mark.parametrize(
    ("path", "form", "field", "said"),
    [
        ("graense", {"procent": "abc", "note": "et stort ark"}, "procent", "helt tal fra 0 til 100"),
        ("graense", {"procent": "101", "note": "et stort ark"}, "procent", "helt tal fra 0 til 100"),
        ("graense", {"procent": "10", "note": ""}, "graense-begrundelse", "Skriv en kort begrundelse"),
        ("laas", {"note": " "}, "laas-begrundelse", "Skriv en kort begrundelse"),
        ("laas", {"note": "om 010190-1234"}, "laas-begrundelse", "uden CPR-numre"),
        ("fire-oejne", {"til": "1", "note": ""}, "fire-oejne-begrundelse", "Skriv en kort begrundelse"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_is_led_to(
    browser: Browser, world: World, *, path: str, form: dict[str, str], field: str, said: str
) -> None:
    before = world.log()
    made = browser.post(f"/styring/{path}", form)
    body = made.body.decode()
    assert made.status == 422
    assert f'href="#{field}"' in body
    [described] = re.findall(rf'<input [^>]*id="{field}"[^>]*>', body)
    assert 'aria-invalid="true"' in described
    assert body.count('aria-invalid="true"') == 1
    assert said in text_of(made)
    assert "note" not in form or form["note"].strip() in body
    assert world.log() == before


def test_each_is_done_and_told(browser: Browser, world: World) -> None:
    done = [
        ("laas", {"note": "vi flytter"}, "Visningen er låst"),
        ("laas-op", {"note": "flyttet"}, "Lås visningen"),
        ("graense", {"procent": "10", "note": "små skridt"}, "10 procent"),
        ("graense", {"procent": "", "note": "som før"}, "en tredjedel"),
        ("fire-oejne", {"til": "1", "note": "vi er to"}, "Slået til."),
        ("fire-oejne", {"til": "0", "note": "vi er én"}, "Slået fra."),
    ]
    for path, form, told in done:
        made = browser.post(f"/styring/{path}", form)
        assert made.status == 303
        assert made.headers["Location"].startswith("/kle/styring?gjort=")
        assert told in text_of(browser.follow(made))
    actions = [entry.action for entry in world.log() if entry.step]
    assert actions == [
        Action.FREEZE,
        Action.UNFREEZE,
        Action.SET_LIMIT,
        Action.SET_LIMIT,
        Action.SET_FOUR_EYES,
        Action.SET_FOUR_EYES,
    ]


def test_pressing_twice_does_it_once(browser: Browser, world: World) -> None:
    for _ in range(2):
        assert browser.post("/styring/laas", {"note": "vi flytter"}).status == 303
    assert [entry.action for entry in world.log() if entry.step] == [Action.FREEZE]
