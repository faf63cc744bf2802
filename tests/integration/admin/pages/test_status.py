"""The country on the page: the portal's map and table, with one's own municipality pointed out."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING

from kleark.adapters import clients
from kleark.identity.person import Role
from kleark.registers.municipalities import municipalities
from kleark.status.palette import css
from sample_sheets.inventory_rows import AARHUS, ODENSE, as_csv
from tests.integration.intake.test_inventory import put
from tests.integration.portal.test_status_resource import numbered
from tests.support.interruptions import Calls
from tests.support.obligatory import OBLIGATORY
from tests.support.page import asking, text_of
from tests.support.world import AARHUS as AARHUS_CODE
from tests.support.world import TABLE, World, ask

if TYPE_CHECKING:
    import pytest

    from kleark.http.messages import Response

STATIC = Path(__file__).parents[4] / "functions/kleark/admin/static"


def country(world: World, code: str = "0461") -> Response:
    return asking(world, Role.READER, code).get("/status")


def tiles(made: Response) -> list[str]:
    """What each tile is called to those who hear it."""
    found = re.findall(r'<title id="m[0-9]{4}">(.*?)</title>', made.body.decode())
    return [html.unescape(one) for one in found]


def headings(made: Response) -> list[str]:
    """The table's rows, by what heads them."""
    return [html.unescape(one) for one in re.findall(r'<th scope="row"[^>]*>(.*?)</th>', made.body.decode())]


def test_before_any_inventory_it_says_that_nothing_is_known(world: World) -> None:
    world.published(numbered(OBLIGATORY))
    page = country(world)
    assert page.status == 200
    text = text_of(page)
    assert "Kommunernes status kendes ikke endnu" in text
    assert "Der er ikke lagt en opgørelse af indekserne op endnu" in text
    assert "98 kommuner" in text
    assert "Obligatoriske KLE-numre, der mangler" not in text


def test_a_row_for_another_system_is_told_as_the_sheets_check_tells_it(world: World) -> None:
    put(world, as_csv((*ODENSE[:3], "KSD", 527))).deliver()
    world.published(numbered(["15.20.24", "15.17.12"], "FASIT"))
    text = text_of(country(world))
    assert "527 sager i indekserne. 0 af 1 KLE-numre med sager er udstillet. Ingen af sagerne vises." in text
    assert "15.20.24 har en række, men den viser ingen sager: de ligger i KSD." in text
    assert "15.17.12 har en række" not in text


def test_ones_own_municipality_is_pointed_out_in_words_map_and_table(world: World) -> None:
    put(world, as_csv(ODENSE, AARHUS)).deliver()
    world.published(numbered(["15.20.24"], "FASIT"))
    page = country(world)
    text = text_of(page)
    assert "Odense Kommune: enkelte KLE-numre udstillet, 1 af 12 obligatoriske." in text
    missing = ", ".join(number for number in OBLIGATORY if number != "15.20.24")
    assert f"Obligatoriske KLE-numre, der mangler: {missing}." in text
    assert [one for one in tiles(page) if "jeres" in one] == [
        "Odense Kommune: enkelte KLE-numre udstillet, 1 af 12 obligatoriske (jeres kommune)"
    ]
    assert [one for one in headings(page) if "jeres" in one] == ["Odense (jeres kommune)"]
    # Once in each layer of the map.
    assert page.body.count(b'class="ring"') == 2

    of_aarhus = country(world, AARHUS_CODE)
    assert "Aarhus Kommune: data i indekserne, men ikke udstillet, 0 af 12 obligatoriske." in text_of(
        of_aarhus
    )
    assert [one for one in headings(of_aarhus) if "jeres" in one] == ["Aarhus (jeres kommune)"]


def test_it_says_of_all_98_what_the_portal_says(world: World) -> None:
    put(world, as_csv(ODENSE, AARHUS)).deliver()
    world.published(numbered(["15.20.24"], "FASIT"))
    page, portals = country(world), ask("/v1/status.html").content.decode()
    of_portal = re.findall(r'<title id="m[0-9]{4}">(.*?)</title>', portals)
    assert [one.removesuffix(" (jeres kommune)") for one in tiles(page)] == [
        html.unescape(one) for one in of_portal
    ]
    assert len(headings(page)) == len(municipalities())
    cells = r'(?s)<td [^>]*data-label="[^"]*"[^>]*>.*?</td>'
    assert re.findall(cells, page.body.decode()) == re.findall(cells, portals)
    assert "jeres kommune" not in portals


def test_the_page_brings_no_style_of_its_own(world: World) -> None:
    body = country(world).body
    assert b"<style" not in body
    assert b" style=" not in body


def test_the_tiles_have_the_colours_of_the_portals_on_light_ground() -> None:
    assert css() in (STATIC / "app.css").read_text(encoding="utf-8")
    assert "prefers-color-scheme" in css()


def test_what_was_read_once_is_remembered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    put(world, as_csv(ODENSE, AARHUS)).deliver()
    world.published(numbered(["15.20.24"], "FASIT"))
    calls = Calls()
    client = calls.of(world.dynamodb)
    monkeypatch.setattr(clients, "dynamodb", lambda: client)
    country(world)
    # What is live, the keys of its rows, what the watch found, and the inventory's head and pages.
    assert sorted(calls.names) == [*["batch_get_item"] * 3, "get_item", "query"]
    calls.names.clear()
    country(world)
    assert sorted(calls.names) == ["batch_get_item", "batch_get_item", "get_item"]


def test_an_inventory_that_is_not_whole_is_not_shown_in_part(world: World) -> None:
    put(world, as_csv(ODENSE)).deliver()
    pages = [
        item
        for item in world.dynamodb.scan(TableName=TABLE)["Items"]
        if item["PK"]["S"] == "INDEX" and item["SK"]["S"] != "HEAD"
    ]
    for item in pages:
        world.dynamodb.delete_item(TableName=TABLE, Key={"PK": item["PK"], "SK": item["SK"]})
    page = country(world)
    assert (page.status, page.headers["Retry-After"]) == (503, "5")
    assert "Der er travlt lige nu" in text_of(page)
