"""The rows of a sheet, and those that are live: found by what stands in them, a page at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kleark.configuration.row import ContactDetails
from kleark.identity.person import Role
from tests.support.editing import Editing
from tests.support.page import asking, links, text_of
from tests.support.world import NOON, rows

if TYPE_CHECKING:
    from tests.support.world import World

MENDED = (Path(__file__).parents[4] / "sample_sheets" / "odense-2021-rettet.xlsx").read_bytes()


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR])
def test_who_may_not_change_rows_looks_at_them(world: World, role: Role) -> None:
    world.published(rows(9))
    page = asking(world, role).get("/raekker")
    told = text_of(page)
    assert "9 rækker." in told
    changes = links(page, "/raekker/")
    assert bool(changes) is (role is Role.EDITOR)
    assert ("Ret i rækkerne" in told) is (role is Role.EDITOR)


def test_rows_are_found_in_a_column_and_many_come_page_by_page(world: World) -> None:
    world.published(rows(120))
    browser = asking(world, Role.EDITOR)
    assert "Side 1 af 3" in text_of(browser.get("/raekker"))
    assert "/raekker/121" in links(browser.get("/raekker?side=3"), "/raekker/")
    found = browser.get("/raekker?soeg=15.00.07&kolonne=kleNumber")
    assert '1 række af 120 med "15.00.07".' in text_of(found)
    assert "/raekker/erstat?fra=15.00.07&kolonne=kleNumber" in links(found, "/raekker/erstat")
    assert "Ingen rækker har det i sig." in text_of(browser.get("/raekker?soeg=findes+ikke"))
    assert browser.get("/raekker?side=9").status == 404


def test_what_few_sheets_have_stands_at_the_contact_and_is_found(world: World) -> None:
    details = ContactDetails("jobcenter@odense.dk", opening_hours="Mandag 9-15")
    world.published((replace(rows(2)[0], contact_details=details), rows(2)[1]))
    browser = asking(world)
    told = text_of(browser.get("/raekker"))
    assert told.count("Kontakt e-mail:") == told.count("Kontakt e-mail: jobcenter@odense.dk") == 1
    assert told.count("Åbningstid: Mandag 9-15") == 1
    assert "1 række af 2" in text_of(browser.get("/raekker?soeg=jobcenter@odense.dk"))


def test_without_anything_live_there_is_nothing_to_change(world: World) -> None:
    page = asking(world, Role.EDITOR).get("/raekker")
    assert page.status == 404
    assert "Der vises ingen rækker" in text_of(page)


def test_the_rows_of_a_sheet_have_the_numbers_that_excel_shows(world: World) -> None:
    editing = Editing(world)
    upload = editing.checked(MENDED)
    browser = editing.browser(Role.EDITOR)
    assert f"/ark/{upload.upload_id}/raekker" in links(browser.get(f"/ark/{upload.upload_id}"), "/ark/")
    page = browser.get(f"/ark/{upload.upload_id}/raekker?soeg=Fleksjob")
    assert "række 8" in text_of(page)
    assert links(page, f"/ark/{upload.upload_id}/raekker/8")


def test_the_rows_that_are_live_lead_from_the_first_page_and_from_their_version(world: World) -> None:
    world.published(rows(9))
    world.published(rows(8), NOON + timedelta(minutes=1), "to.xlsx")
    browser = asking(world, Role.EDITOR)
    assert "/raekker" in links(browser.get("/"), "/raekker")
    assert "/raekker" in links(browser.get("/historik/2"), "/raekker")
    assert "/raekker" not in links(browser.get("/historik/1"), "/raekker")
