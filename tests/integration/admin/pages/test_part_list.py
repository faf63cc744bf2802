"""The page on which an approver says what each department's sheet may speak for, and the choice at upload."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kleark.configuration.part import PartKind
from kleark.identity.person import Role
from kleark.publishing.model import Action
from kleark.publishing.object_keys import destination
from kleark.publishing.part_definitions import checked_part, define_part
from kleark.publishing.sheet_effect import parts_of
from tests.support.page import Browser, Clock, PageStores, app_context, person, text_of
from tests.support.world import rows

if TYPE_CHECKING:
    from tests.support.world import World

JOB = {"navn": "Jobcenter", "slags": "systems", "indhold": "FASIT\nAlle", "note": "hver sit ark"}


@pytest.fixture
def browser(world: World) -> Browser:
    world.published(rows(3))
    return Browser(app_context(PageStores(world), Clock())).signed_in_as(person())


def names(world: World) -> list[str]:
    return [part.name for part in parts_of(world.live())]


def test_a_part_is_defined_changed_renamed_and_removed(browser: Browser, world: World) -> None:
    made = browser.follow(browser.post("/styring/dele", JOB))
    assert "Delen er gemt" in text_of(made)
    assert "fagsystemerne Alle og FASIT. 3 rækker vises nu." in text_of(made)
    form = browser.get("/styring/dele?ret=jobcenter").body.decode()
    assert ">Alle\nFASIT</textarea>" in form
    again = browser.post(
        "/styring/dele", JOB | {"navn": "Job og ydelse", "foer": "Jobcenter", "indhold": "KSD"}
    )
    assert "Ingen rækker vises nu." in text_of(browser.follow(again))
    assert "3 rækker hører ikke til nogen del." in text_of(browser.get("/styring/dele"))
    assert names(world) == ["Job og ydelse"]
    gone = browser.post("/styring/dele/fjern", {"foer": "Job og ydelse", "note": "nedlagt"})
    assert "Delen er fjernet" in text_of(browser.follow(gone))
    assert names(world) == []
    assert [entry.action for entry in world.log() if entry.step] == [Action.SET_PARTS] * 3


def test_a_double_press_does_nothing_more(browser: Browser, world: World) -> None:
    browser.post("/styring/dele", JOB)
    assert browser.post("/styring/dele", JOB).status == 303
    browser.post("/styring/dele/fjern", {"foer": "Jobcenter", "note": "nedlagt"})
    assert browser.post("/styring/dele/fjern", {"foer": "Jobcenter", "note": "nedlagt"}).status == 303
    assert len([entry for entry in world.log() if entry.step]) == 2


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"navn": "Job/Ydelse"}, "navn", "Giv delen et navn"),
        ({"indhold": " "}, "indhold", "Skriv, hvad der hører til delen"),
        ({"slags": "kle", "indhold": "15.2"}, "indhold", "er ikke en hovedgruppe"),
        ({"slags": "kle", "indhold": "15"}, "indhold", "Alt og Andre overlapper"),
        ({"indhold": "Afdeling 010190-1234"}, "indhold", "uden CPR-numre"),
        ({"note": ""}, "begrundelse", "Skriv en kort begrundelse"),
        ({"slags": "farve"}, "slags-systems", "Vælg, hvad delens rækker kendes på."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    browser: Browser, world: World, *, changed: dict[str, str], field: str, said: str
) -> None:
    define_part(checked_part("Andre", PartKind.SYSTEMS, ["KSD"]), "anne", "før", world.place)
    before = world.log()
    typed = JOB | {"navn": "Alt", "note": "vores egne rækker"} | changed
    made = browser.post("/styring/dele", typed)
    body = made.body.decode()
    assert made.status == 422
    assert said in text_of(made)
    assert f'href="#{field}"' in body
    assert f'id="{field}"' in body
    assert typed["note"] in body
    assert f'value="{typed["navn"]}"' in body
    assert world.log() == before


def test_a_removal_without_a_reason_is_asked_again(browser: Browser, world: World) -> None:
    browser.post("/styring/dele", JOB)
    made = browser.post("/styring/dele/fjern", {"foer": "Jobcenter", "note": ""})
    assert made.status == 422
    assert 'href="#fjern-begrundelse"' in made.body.decode()
    assert names(world) == ["Jobcenter"]


def test_a_reader_sees_the_parts_and_no_form(browser: Browser, world: World) -> None:
    browser.post("/styring/dele", JOB)
    reader = Browser(app_context(PageStores(world), Clock())).signed_in_as(person(role=Role.READER))
    told = reader.get("/styring/dele")
    assert "Jobcenter" in text_of(told)
    assert '<form method="post" action="/kle/styring' not in told.body.decode()
    assert "Kun en godkender kan ændre delene." in text_of(told)


def test_a_part_is_chosen_at_upload(browser: Browser) -> None:
    assert 'name="del"' not in browser.get("/ark/nyt").body.decode()
    browser.post("/styring/dele", JOB)
    whole, part = (browser.get(f"/ark/nyt{query}") for query in ("", "?del=Jobcenter"))
    assert "hele kommunen" in text_of(whole)
    assert "delen Jobcenter" in text_of(part)
    keys = [re.findall(r'name="key" value="([^"]+)"', shown.body.decode())[0] for shown in (whole, part)]
    read = [destination(key) for key in keys]
    assert [(one.part, one.check_only, one.from_page) for one in read] == [
        (None, True, True),
        ("Jobcenter", True, True),
    ]
    assert 'data-upload="/kle/ark/nyt?del=Jobcenter"' in part.body.decode()


def test_a_part_that_is_gone_never_becomes_a_whole_sheet(browser: Browser) -> None:
    for shown in (
        browser.get("/ark/nyt?del=Jobcenter"),
        browser.post("/ark/nyt?del=Jobcenter", {"name": "a.xlsx"}),
    ):
        assert shown.status == 404
