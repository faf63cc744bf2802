"""What a person is told once it is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kleark.identity.person import Role
from kleark.publishing.manual import publish_upload, unpublish
from kleark.publishing.model import UploadStatus
from tests.support.acting import change_request
from tests.support.page import Clock, asking, links, text_of
from tests.support.world import AARHUS, NOON, World, rows

MINUTE = timedelta(minutes=1)


def published_by(world: World, actor: str, note: str, kept: int = 8) -> str:
    """Somebody publishes a sheet by hand, on whatever is live; gives the upload's id."""
    queued = world.validated(rows(kept), NOON + 5 * MINUTE, "andet.xlsx")
    checked = replace(queued, status=UploadStatus.CHECKED)
    assert world.table.advance(checked, UploadStatus.QUEUED)
    mandate = change_request(actor, note, world.live().revision)
    publish_upload(queued.upload_id, mandate, world.place, world.reports, confirm_removals=True)
    return queued.upload_id


def test_what_was_done_and_the_four_ways_on(world: World) -> None:
    world.published(rows(9))
    upload = published_by(world, "oidc:1:anne@page.example", "ny åbningstid")
    page = asking(world).get("/kvittering/2")
    told = text_of(page)
    assert page.status == 200
    assert "Version 2 er offentliggjort" in told
    assert "Hvad Offentliggjort af anne@page.example" in told
    assert "Hvornår 3. nov. 2025 kl. 13.00" in told
    assert "Hvorfor ny åbningstid" in told
    assert "Ændringer 1 række fjernet, 8 uændrede rækker" in told
    assert "Rækker, der vises 8" in told
    assert links(page, "/")[-6:-2] == [
        f"/ark/{upload}/forhaandsvisning",
        "/historik",
        "/historik/1/gaa-tilbage",
        "/",
    ]


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (1, "Borgerne ser det på Mit Overblik inden for et par minutter."),
        (10, "Borgerne ser det på Mit Overblik."),
    ],
)
def test_when_citizens_see_it(world: World, minutes: int, told: str) -> None:
    world.published(rows(9))
    clock = Clock(NOON + minutes * MINUTE)
    assert told in text_of(asking(world, clock=clock).get("/kvittering/1"))


def test_the_first_revision_is_undone_by_showing_nothing(world: World) -> None:
    world.published(rows(9))
    page = asking(world).get("/kvittering/1")
    assert links(page, "/styring/toem") == ["/styring/toem"]
    assert links(page, "/historik/0") == []


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR])
def test_undoing_is_offered_to_approvers_only(world: World, role: Role) -> None:
    world.published(rows(9))
    world.published(rows(8), NOON + MINUTE)
    page = asking(world, role).get("/kvittering/2")
    assert page.status == 200
    assert [way for way in links(page, "/historik/") if "/kort?" not in way] == []


def test_going_back_and_showing_nothing_say_so(world: World) -> None:
    world.published(rows(9))
    world.published(rows(8), NOON + MINUTE)
    world.go_back(to=1, expected=2)
    assert "I er gået tilbage til version 1" in text_of(asking(world).get("/kvittering/3"))
    unpublish(change_request("anne", "forkerte numre", 3), world.place)
    page = asking(world).get("/kvittering/4")
    assert "Visningen er tømt" in text_of(page)
    assert "Borgerne ser ikke længere sager fra Odense Kommune på Mit Overblik" in text_of(page)
    assert links(page, "/ark/")[1:] == []
    assert links(page, "/historik/3") == ["/historik/3/gaa-tilbage"]


def test_what_happened_since_is_told_and_undoing_is_not_offered(world: World) -> None:
    world.published(rows(9))
    world.published(rows(8), NOON + MINUTE)
    world.freeze()
    page = asking(world).get("/kvittering/1")
    told = text_of(page)
    assert "Der er sket mere siden" in told
    assert "Det er nu version 2, der vises." in told
    assert "Version 2: Offentliggjort automatisk den 3. nov. 2025 kl. 13.00" in told
    assert "Visningen er låst af anne" in told
    assert "Borgerne ser det" not in told
    assert links(page, "/styring/toem") == []


def test_receipts_are_one_s_own(world: World) -> None:
    aarhus = world.at(AARHUS)
    aarhus.published(rows(3))
    published_by(aarhus, "oidc:2:bo@page.example", "hemmeligt")
    world.published(rows(9))
    assert asking(world).get("/kvittering/2").status == 404
    assert "hemmeligt" in text_of(asking(world, code=AARHUS).get("/kvittering/2"))


def test_a_reason_is_text_and_nothing_else(world: World) -> None:
    world.published(rows(9))
    published_by(world, "anne", "<script>alert(1)</script>")
    body = asking(world).get("/kvittering/2").body.decode()
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)" in body
