"""The list of a municipality's sheets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kleark.admin.pages.uploads import MOST
from kleark.identity.person import Role
from kleark.publishing.model import UploadStatus, stamp
from kleark.testing.validated_uploads import validated
from tests.support.page import asking, links, text_of
from tests.support.world import AARHUS, NOON, World, rows

MINUTE = timedelta(minutes=1)


def settled(world: World, minutes: int, status: UploadStatus, by: str | None = None, name: str = "") -> str:
    """An upload some minutes after noon, settled so; gives its id."""
    at = stamp(NOON + minutes * MINUTE)
    upload, _ = validated(world.code, rows(3), name or f"ark-{minutes}.xlsx", at, status=status)
    return world.table.claim(replace(upload, uploaded_by=by)).upload_id


def test_each_with_who_when_and_what_became_of_it_the_newest_first(world: World) -> None:
    world.published(rows(9), name="først.xlsx")
    rejected = settled(world, 1, UploadStatus.REJECTED, "oidc:1:bo@page.example")
    settled(world, 3, UploadStatus.RECEIVED)
    settled(world, 2, UploadStatus.CHECKED)
    page = asking(world, Role.READER).get("/ark")
    told = text_of(page)
    lines = [
        "ark-3.xlsx 3. nov. 2025 kl. 13.03 ikke kendt Bliver kontrolleret",
        "ark-2.xlsx 3. nov. 2025 kl. 13.02 ikke kendt Kontrolleret, ikke offentliggjort",
        "ark-1.xlsx 3. nov. 2025 kl. 13.01 bo@page.example Har fejl",
        "først.xlsx 3. nov. 2025 kl. 13.00 ikke kendt Vises nu (version 1)",
    ]
    assert " ".join(lines) in told
    ways = [way for way in links(page, "/ark/") if way != "/ark/nyt"]
    assert ways[2] == f"/ark/{rejected}"
    assert len(ways) == 4


@pytest.mark.parametrize(("role", "ways"), [(Role.READER, []), (Role.EDITOR, ["/ark/nyt"])])
def test_before_the_first_sheet_it_says_how_to_begin(world: World, role: Role, ways: list[str]) -> None:
    page = asking(world, role).get("/ark")
    assert "I har ikke lagt noget ark op endnu." in text_of(page)
    assert links(page, "/skabelon") == ["/skabelon?tom=1"]
    assert sorted(set(links(page, "/ark/"))) == ways


def test_many_are_shown_a_page_at_a_time(world: World) -> None:
    ids = [settled(world, minutes, UploadStatus.CHECKED) for minutes in range(MOST + 3)]
    browser = asking(world, Role.READER)
    first, second = browser.get("/ark"), browser.get(f"/ark?fra={ids[2]}")
    assert [way.removeprefix("/ark/") for page in (first, second) for way in links(page, "/ark/")] == ids[
        ::-1
    ]
    assert "Her er ark, der blev lagt op fra 3. nov. 2025 kl. 13.00 til 3. nov. 2025 kl. 13.02." in text_of(
        second
    )
    assert links(first, "/ark?") == [f"/ark?fra={ids[2]}", "/ark?aeldste=1"]
    assert links(second, "/ark?") == [f"/ark?til={ids[3]}"]


def test_the_pages_lead_forth_and_back_through_all_sheets(world: World) -> None:
    ids = [settled(world, minutes, UploadStatus.CHECKED) for minutes in range(2 * MOST + 3)][::-1]
    browser = asking(world, Role.READER)
    forth: list[str] = []
    address = "/ark"
    while address:
        page = browser.get(address)
        forth += [way.removeprefix("/ark/") for way in links(page, "/ark/")]
        address = next(iter(links(page, "/ark?fra=")), "")
    back: list[str] = []
    address = "/ark?aeldste=1"
    while address:
        page = browser.get(address)
        back = [way.removeprefix("/ark/") for way in links(page, "/ark/")] + back
        address = next(iter(links(page, "/ark?til=")), "")
    assert forth == back == ids


def test_a_page_is_found_by_a_day(world: World) -> None:
    old, new = settled(world, 1, UploadStatus.CHECKED), settled(world, 60 * 24, UploadStatus.CHECKED)
    browser = asking(world, Role.READER)
    assert links(browser.get("/ark?dato=3-11-2025"), "/ark/") == [f"/ark/{old}"]
    assert links(browser.get("/ark?dato=4.+nov.+2025"), "/ark/") == [f"/ark/{new}", f"/ark/{old}"]
    assert "I lagde ikke noget ark op den dag eller før." in text_of(browser.get("/ark?dato=2-11-2025"))
    wrong = browser.get("/ark?dato=i+g%C3%A5r")
    assert wrong.status == 422
    assert "Skriv dag, måned og år" in text_of(wrong)


def test_addresses_of_before_with_a_number_are_still_answered(world: World) -> None:
    ids = [settled(world, minutes, UploadStatus.CHECKED) for minutes in range(MOST + 3)][::-1]
    browser = asking(world, Role.READER)
    for number, shown in ((1, ids[:MOST]), (2, ids[MOST:])):
        ways = links(browser.get(f"/ark?side={number}"), "/ark/")
        assert [way.removeprefix("/ark/") for way in ways] == shown
    assert [browser.get(f"/ark?side={at}").status for at in ("0", "3", "x", "")] == [404] * 4


def test_a_page_is_not_found_by_what_is_no_sheet_of_the_municipality(world: World) -> None:
    foreign = settled(world.at(AARHUS), 1, UploadStatus.CHECKED)
    settled(world, 1, UploadStatus.CHECKED)
    browser = asking(world, Role.READER)
    for asked in (foreign, "f" * 32, "", "%00"):
        assert browser.get(f"/ark?fra={asked}").status == 404
        assert browser.get(f"/ark?til={asked}").status == 404


def test_another_municipality_s_are_not_listed(world: World) -> None:
    settled(world.at(AARHUS), 1, UploadStatus.CHECKED, name="fremmed.xlsx")
    own = settled(world, 1, UploadStatus.CHECKED)
    page = asking(world, Role.READER).get("/ark")
    assert links(page, "/ark/") == [f"/ark/{own}"]
    assert "fremmed" not in text_of(page)


def test_a_file_s_name_is_text_and_nothing_else(world: World) -> None:
    settled(world, 1, UploadStatus.CHECKED, name="<img src=x>\u202exslx.xlsx")
    body = asking(world).get("/ark").body.decode()
    assert "<img" not in body
    assert "&lt;img src=x&gt;[U+202E]xslx.xlsx" in body
