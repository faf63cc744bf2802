"""A list of case templates is uploaded from the page: only by whom the page has lent a place to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from kleark.identity.person import Role
from kleark.publishing.object_keys import OwnList, destination, from_page_key, list_key
from tests.support.list_uploads import CODE, ONE, put_list
from tests.support.page import asking, query_of, text_of
from tests.support.world import make_people_table

if TYPE_CHECKING:
    from tests.support.world import World

TICKET = "0123456789abcdefABCDEF"
FORM = "/sagsskabeloner/ny"


def test_the_form_leads_to_a_place_for_lists_of_the_persons_own_municipality(world: World) -> None:
    browser = asking(world, Role.EDITOR)
    make_people_table(world)
    made = browser.get(f"{FORM}?fagsystem=SBSYS")
    assert made.status == 200
    assert "Gælder nu for hele listen: SBSYS" in text_of(made)
    told = json.loads(browser.post(FORM, {"name": "vores liste.csv", "fagsystem": " KMD/Nova "}).body)
    place = destination(told["fields"]["key"])
    assert (place.municipality, place.own_list, place.from_page) == (CODE, OwnList.CASE_TEMPLATES, True)
    assert (place.file_name, place.system) == ("vores liste.csv", "KMD-Nova")


def test_it_says_when_a_list_is_replaced(world: World) -> None:
    make_people_table(world)
    browser = asking(world, Role.EDITOR)
    assert "i stedet for den, der er gemt nu" not in text_of(browser.get(FORM))
    put_list(world, ONE).deliver()
    assert "i stedet for den, der er gemt nu" in text_of(browser.get(FORM))


def test_from_the_form_to_what_is_kept(world: World) -> None:
    browser = asking(world, Role.EDITOR)
    make_people_table(world)
    key = json.loads(browser.post(FORM, {"name": "liste.csv", "fagsystem": ""}).body)["fields"]["key"]
    asked = f"key={quote(key)}"
    missing = browser.get(f"/sagsskabeloner/modtaget?{asked}")
    assert missing.status == 404
    assert "Vi har ikke fået listen" in text_of(missing)
    uploaded = put_list(world, ONE, key)
    waiting = browser.get(f"/sagsskabeloner/modtaget?{asked}")
    assert "Listen bliver kontrolleret" in text_of(waiting)
    assert json.loads(browser.get(f"/sagsskabeloner/modtaget/status?{asked}").body)["done"] is False
    assert uploaded.deliver() == []
    assert json.loads(browser.get(f"/sagsskabeloner/modtaget/status?{asked}").body)["done"] is True
    made = browser.get(f"/sagsskabeloner/modtaget?{asked}")
    assert made.headers["Location"].endswith(f"/sagsskabeloner/{uploaded.identity}")
    assert query_of(made) == {}
    assert "1 skabelon er gemt fra liste.csv" in text_of(browser.follow(made))


def test_keys_that_are_no_list_of_theirs_are_not_looked_at(world: World) -> None:
    browser = asking(world, Role.EDITOR)
    for key in (
        "",
        from_page_key(CODE, TICKET, "ark.xlsx"),
        list_key(CODE, OwnList.CASE_TEMPLATES, "liste.csv"),
        list_key(CODE, OwnList.CASE_TEMPLATES, "liste.csv", ticket=TICKET).replace("0461", "0751"),
    ):
        assert browser.get(f"/sagsskabeloner/modtaget?key={quote(key)}").status == 404
    # Nor is a list taken for a sheet.
    own = list_key(CODE, OwnList.CASE_TEMPLATES, "liste.csv", ticket=TICKET)
    put_list(world, ONE, own)
    assert browser.get(f"/ark/modtaget?key={quote(own)}").status == 404
