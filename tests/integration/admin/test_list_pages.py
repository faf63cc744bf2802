"""The pages on the municipality's own KLE numbers: choosing a list, what is kept and was found, and deleting it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from kleark.adapters import clients
from kleark.adapters.dynamodb.own_number_table import OwnNumberTable
from kleark.identity.person import Role
from kleark.publishing.object_keys import OwnList, destination, list_key
from tests.support.list_uploads import CODE, NUMBERS, ONE, put_list
from tests.support.page import PageStores, asking, links, text_of
from tests.support.world import NOON, TABLE

if TYPE_CHECKING:
    from tests.support.list_uploads import UploadedList
    from tests.support.world import World

WRONG = "KLE-nr.;KLE-navn\n15.20.24;Noget andet\n"


def put(world: World, text: str = NUMBERS, hour: int = 12) -> UploadedList:
    uploaded = put_list(world, text.encode(), "0461/egne-numre/egne.csv", NOON.replace(hour=hour))
    uploaded.deliver()
    return uploaded


def test_before_the_first_list_it_says_what_one_is_for(world: World) -> None:
    made = asking(world).get("/egne-numre")
    assert made.status == 200
    assert "Indtil da får hvert af dem en advarsel" in text_of(made)
    assert links(made, "/egne-numre") == ["/egne-numre/ny"]
    assert "/egne-numre" in links(asking(world, Role.READER).get("/"), "/egne-numre")


def test_what_is_kept_and_what_was_found_in_it(world: World) -> None:
    uploaded = put(world)
    made = asking(world).get("/egne-numre")
    assert "2 numre er gemt fra egne.csv" in text_of(made)
    assert "/regler/KA874" in links(made, "/regler")
    own = f"/egne-numre/{uploaded.identity}"
    assert links(made, own) == [f"{own}/fil/original", f"{own}/fil/rapport"]
    assert "Sagsskabeloner" not in text_of(made)


def test_one_with_errors_is_told_beside_the_one_that_is_kept(world: World) -> None:
    put(world)
    wrong = put(world, WRONG, hour=13)
    made = asking(world).get("/egne-numre")
    assert "Den nyeste liste er ikke gemt" in text_of(made)
    assert "2 numre er gemt" in text_of(made)
    assert "Den har fejl. Den liste, I lagde op før, er stadig gemt." in text_of(
        asking(world).get(f"/egne-numre/{wrong.identity}")
    )


def test_lists_of_one_kind_are_not_shown_among_those_of_another(world: World) -> None:
    numbers = put(world)
    templates = put_list(world, ONE)
    templates.deliver()
    assert asking(world).get(f"/sagsskabeloner/{numbers.identity}").status == 404
    assert asking(world).get(f"/egne-numre/{templates.identity}").status == 404
    assert asking(world, code="0751").get(f"/egne-numre/{numbers.identity}").status == 404


def test_the_place_that_is_lent_is_one_for_own_numbers(world: World) -> None:
    browser = asking(world, Role.EDITOR)
    answer = json.loads(browser.post("/egne-numre/ny", {"name": "egne.csv", "fagsystem": "SBSYS"}).body)
    place = destination(answer["fields"]["key"])
    assert (place.own_list, place.municipality, place.file_name) == (OwnList.OWN_NUMBERS, CODE, "egne.csv")
    assert "fagsystem" not in browser.get("/egne-numre/ny").body.decode().casefold()
    other = list_key(CODE, OwnList.CASE_TEMPLATES, "egne.csv", ticket="0123456789abcdefABCDEF")
    assert browser.get(f"/egne-numre/modtaget?key={other}").status == 404
    assert asking(world, Role.READER).get("/egne-numre/ny").status == 403


def test_an_approver_deletes_the_list(world: World) -> None:
    put(world)
    browser = asking(world)
    page = browser.get("/egne-numre/slet")
    assert "I den findes numrene i" in text_of(page)
    seen = re.search(r'name="set" value="([^"]*)"', page.body.decode())
    assert seen is not None
    made = browser.post("/egne-numre/slet", {"set": seen.group(1), "bekraeft": "ja"})
    assert made.status == 303
    assert "blev slettet" in text_of(browser.follow(made))
    table = OwnNumberTable(clients.dynamodb(), TABLE)
    head = table.head(CODE, consistent=True)
    assert head is not None
    assert head.is_deleted
    assert table.counting(CODE) == ()
    stores = browser.context.stores
    assert isinstance(stores, PageStores)
    assert stores.erasures.asked == [("0461", head.deleted_at, False)]
    assert asking(world, Role.EDITOR).get("/egne-numre/slet").status == 403
