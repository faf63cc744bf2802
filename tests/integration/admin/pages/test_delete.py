"""Deleting a sheet on the page, and what the page tells of it afterwards."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kleark.identity.person import Role
from kleark.publishing.model import Action, UploadStatus
from kleark.publishing.schedule import Appointment, schedule
from tests.support.acting import change_request
from tests.support.erasing import AT_THE_END, NOTE, Eraser
from tests.support.page import Browser, Clock, KnownTimer, PageStores, app_context, links, person, text_of
from tests.support.sweeping import checked, everything
from tests.support.world import NOON, rows

if TYPE_CHECKING:
    from kleark.http.messages import Response
    from kleark.publishing.model import Upload
    from tests.support.world import World

TICKED = {"bekraeft": "ja", "note": NOTE}


@pytest.fixture
def stores(world: World) -> PageStores:
    return PageStores(world)


@pytest.fixture
def browser(stores: PageStores) -> Browser:
    return Browser(app_context(stores, Clock())).signed_in_as(person())


def was_live(world: World) -> Upload:
    upload = world.validated(rows(4), NOON, "Bente Borger.xlsx", by="oidc:1:bo@odense.example")
    world.publish(upload)
    world.published(rows(6), NOON + timedelta(minutes=1), "nyt.xlsx")
    return world.upload(upload)


def own(upload: Upload, below: str = "") -> str:
    return f"/ark/{upload.upload_id}{below}"


def input_of(made: Response, field: str) -> str:
    [found] = re.findall(rf'<input [^>]*id="{field}"[^>]*>', made.body.decode())
    return str(found)


def test_the_form_says_what_goes_what_stays_and_for_how_long_backups_hold_it(
    browser: Browser, world: World
) -> None:
    upload = was_live(world)
    said = text_of(browser.get(own(upload, "/slet")))
    assert "Slet arket: Bente Borger.xlsx" in said
    assert "Det kan ikke fortrydes." in said
    assert "I ikke længere se rækkerne i version 1" in said
    assert "i 35 dage endnu" in said


def test_it_is_deleted_with_a_tick_and_a_reason_and_its_page_tells_so(
    browser: Browser, stores: PageStores, world: World
) -> None:
    upload, clock = was_live(world), Clock()
    made = browser.post(own(upload, "/slet"), TICKED)
    assert (made.status, made.headers["Location"]) == (303, f"/kle{own(upload)}")
    assert stores.erasures.asked == [(world.code, upload.upload_id, False)]
    told = browser.follow(made)
    said = text_of(told)
    assert told.status == 410
    assert "Arket bliver slettet" in said
    assert NOTE in said
    assert "Slettet af Anne" in said
    assert "Bente" not in said
    assert "/historik/1" in links(told, "/historik")
    Eraser(world, now=AT_THE_END + timedelta(hours=1))(upload)
    said = text_of(browser.get(own(upload)))
    assert "Arket er slettet" in said
    assert "til og med 8. dec. 2025" in said
    assert "Bente" not in said
    clock.move(days=36)
    assert "ikke haft rækkerne og arkets navn i sig siden 8. dec. 2025" in text_of(
        Browser(app_context(stores, clock)).signed_in_as(person()).get(own(upload))
    )


def test_every_other_address_of_it_says_that_it_is_deleted_and_where_that_is_told(
    browser: Browser, world: World
) -> None:
    upload = was_live(world)
    browser.post(own(upload, "/slet"), TICKED)
    for below in ("/slet", "/aendringer", "/forhaandsvisning", "/fil/original", "/fil/rapport"):
        made = browser.get(own(upload, below))
        assert (made.status, below) == (410, below)
        assert own(upload) in links(made, "/ark/")
    assert browser.post(own(upload, "/offentliggoer"), {"forventet": "2"}).status == 410
    again = browser.post(own(upload, "/slet"), TICKED)
    assert (again.status, again.headers["Location"]) == (303, f"/kle{own(upload)}")
    assert [entry.action for entry in world.log()].count(Action.DELETE) == 1


def test_lists_and_history_name_it_no_more_and_say_what_became_of_it(browser: Browser, world: World) -> None:
    upload = was_live(world)
    assert "Bente Borger.xlsx" in text_of(browser.get("/ark"))
    browser.post(own(upload, "/slet"), TICKED)
    for path in ("/", "/ark", "/historik", "/historik/1"):
        made = browser.get(path)
        assert made.status == 200
        assert "Bente" not in text_of(made), path
    assert "Bliver slettet" in text_of(browser.get("/ark"))
    assert "Et ark er slettet" in text_of(browser.get("/historik"))
    assert own(upload) in links(browser.get("/historik"), "/ark/")


def test_its_revision_says_why_its_rows_are_gone(browser: Browser, world: World) -> None:
    upload = was_live(world)
    browser.post(own(upload, "/slet"), TICKED)
    revision = browser.get("/historik/1")
    assert "En godkender har slettet det ark, de kom fra." in text_of(revision)
    assert "/historik/1/gaa-tilbage" not in links(revision, "/historik")
    for path, status in (
        ("/historik/1/gaa-tilbage", 410),
        ("/historik/1/ark", 410),
        ("/skabelon?version=1", 410),
        ("/historik/sammenlign?fra=1&til=2", 410),
        ("/historik/sammenlign/kort?fra=1&til=2", 410),
    ):
        made = browser.get(path)
        assert (made.status, path) == (status, path)
        assert "godkender har slettet" in text_of(made), path
        assert "for gammel" not in text_of(made), path


def test_what_is_live_or_scheduled_is_kept_and_the_way_out_is_shown(browser: Browser, world: World) -> None:
    live = world.validated(rows(5))
    world.publish(live)
    waiting = checked(world, 7)
    appointment = Appointment(waiting.upload_id, NOON + timedelta(days=1))
    schedule(appointment, change_request("anne", "", 1), world.place, world.reports, KnownTimer())
    before = everything()
    for upload, said, ways in (
        (live, "Arket vises for borgerne nu", ["/ark", "/styring/toem"]),
        (waiting, "Arket er planlagt til at blive vist", ["/styring"]),
    ):
        made = browser.get(own(upload, "/slet"))
        assert said in text_of(made)
        assert set(ways) <= set(links(made, "/"))
        assert '<form method="post" action="/kle/ark' not in made.body.decode()
        refused = browser.post(own(upload, "/slet"), TICKED)
        assert refused.status == 409
        assert said in text_of(refused)
    assert everything() == before


@pytest.mark.parametrize(
    ("form", "field", "said"),
    [
        ({"note": NOTE}, "bekraeft", "Sæt kryds"),
        ({"bekraeft": "ja", "note": " "}, "begrundelse", "Skriv en kort begrundelse"),
        ({"bekraeft": "ja", "note": "x" * 501}, "begrundelse", "højst fylde 500 tegn"),
        ({"bekraeft": "ja", "note": "om 010190-1234"}, "begrundelse", "uden CPR-numre"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_filled_in_stays(
    browser: Browser, world: World, *, form: dict[str, str], field: str, said: str
) -> None:
    upload = was_live(world)
    before = everything()
    made = browser.post(own(upload, "/slet"), form)
    assert made.status == 422
    assert "Arket er ikke slettet endnu" in text_of(made)
    assert f'href="#{field}"' in made.body.decode()
    assert 'aria-invalid="true"' in input_of(made, field)
    assert said in text_of(made)
    assert ("checked" in input_of(made, "bekraeft")) == ("bekraeft" in form)
    assert everything() == before


def test_sheets_with_the_same_rows_are_named_and_go_with_it_where_that_is_ticked(
    browser: Browser, stores: PageStores, world: World
) -> None:
    upload = was_live(world)
    twin = world.validated(rows(4), NOON + timedelta(minutes=2), "tvilling.xlsx")
    other = world.validated(rows(7), NOON + timedelta(minutes=3), "andet.xlsx")
    form = browser.get(own(upload, "/slet"))
    assert own(twin) in links(form, "/ark/")
    assert own(other) not in links(form, "/ark/")
    assert f'value="{twin.upload_id}"' in input_of(form, "ogsaa")
    # Only what the page offers goes with it, whatever is sent.
    ticked = {**TICKED, "ogsaa": f"{twin.upload_id} {other.upload_id}"}
    assert browser.post(own(upload, "/slet"), ticked).status == 303
    assert {one[1] for one in stores.erasures.asked} == {upload.upload_id, twin.upload_id}
    assert world.upload(other).status is UploadStatus.QUEUED


def test_sheets_with_the_same_rows_stay_where_nothing_is_ticked(browser: Browser, world: World) -> None:
    upload = was_live(world)
    twin = world.validated(rows(4), NOON + timedelta(minutes=2), "tvilling.xlsx")
    browser.post(own(upload, "/slet"), TICKED)
    assert world.upload(twin).status is UploadStatus.QUEUED


def test_a_sheet_in_the_same_place_and_one_that_is_live_with_the_same_rows_are_pointed_out(
    browser: Browser, world: World
) -> None:
    live = world.validated(rows(5))
    world.publish(live)
    twin = world.validated(rows(5), NOON + timedelta(minutes=1), "magen.xlsx")
    world.publish(twin)
    world.table.claim(replace(twin, upload_id="f" * 32, digest="0" * 64))
    form = browser.get(own(twin, "/slet"))
    assert "Et ark med de samme rækker vises" in text_of(form)
    assert "Andre ark, der er lagt op samme sted" in text_of(form)
    assert {own(live), f"/ark/{'f' * 32}"} <= set(links(form, "/ark/"))


@pytest.mark.parametrize("role", list(Role))
def test_only_an_approver_is_shown_the_way(stores: PageStores, world: World, role: Role) -> None:
    upload = was_live(world)
    stores.reports.write(world.code, upload.upload_id, "report.json", REPORT)
    browser = Browser(app_context(stores, Clock())).signed_in_as(person(role=role))
    made = browser.get(own(upload))
    assert made.status == 200
    assert (own(upload, "/slet") in links(made, "/ark/")) == (role is Role.APPROVER)
    assert "Står der noget om en borger i arket?" in text_of(made)
    assert ("Bed en godkender i jeres kommune om at slette det" in text_of(made)) == (
        role is not Role.APPROVER
    )


REPORT = b"""{"schemaVersion": "1.0", "file": {"name": "ark.xlsx", "bytes": 1, "sha256": ""},
"sheet": {"name": "Ark1", "headerRow": 1}, "verdict": "rejected",
"counts": {"rows": 1, "errors": 1, "warnings": 0, "infos": 0, "repaired": 0},
"findings": [{"rule": "KA601", "severity": "error", "sheet": "Ark1", "cell": "A1", "range": null, "row": 1,
"column": null, "message": {"da": "Et CPR-nummer.", "en": "A CPR number."}, "found": "******-****", "suggestion": null,
"repaired": false}], "rows": [], "plan": null}"""


def test_the_page_of_a_rule_on_personal_data_says_how_a_sheet_is_deleted(browser: Browser) -> None:
    assert "vælg Slet arket" in text_of(browser.get("/regler/KA601"))
    assert "vælg Slet arket" not in text_of(browser.get("/regler/KA401"))


def test_all_that_is_wrong_is_said_at_once(browser: Browser, world: World) -> None:
    made = browser.post(own(was_live(world), "/slet"), {})
    said = text_of(made)
    assert (made.status, "Sæt kryds" in said, "Skriv en kort begrundelse" in said) == (422, True, True)
