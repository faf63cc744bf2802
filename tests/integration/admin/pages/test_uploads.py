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
    first, second = browser.get("/ark"), browser.get("/ark?side=2")
    assert [way.removeprefix("/ark/") for page in (first, second) for way in links(page, "/ark/")] == ids[
        ::-1
    ]
    assert "Her er ark 51 til 53 af 53." in text_of(second)
    assert links(first, "/ark?") == ["/ark?side=2"]
    assert links(second, "/ark?") == ["/ark?side=1"]
    assert browser.get("/ark?side=3").status == 404


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
