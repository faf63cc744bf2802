"""The share of cases that citizens see, on the page: text first, by area and over time, and never another's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kleark.adapters.dynamodb.keys import page_key, snapshot_partition
from kleark.identity.person import Role
from sample_sheets.inventory_rows import AARHUS, ODENSE, as_csv
from tests.integration.intake.test_inventory import put
from tests.integration.portal.test_status_resource import numbered
from tests.support.list_uploads import watched_heads
from tests.support.page import asking, text_of
from tests.support.world import AARHUS as AARHUS_CODE
from tests.support.world import NOON, TABLE, World

if TYPE_CHECKING:
    import pytest

    from kleark.http.messages import Response

CURA = (*ODENSE[:2], "27.36.08", "CURA", 796)


def shares(world: World, code: str = "0461") -> Response:
    return asking(world, Role.READER, code).get("/sager")


def test_before_any_inventory_it_says_that_nothing_is_known(world: World) -> None:
    made = shares(world)
    assert made.status == 200
    assert "Der er ingen opgørelse af indekserne" in text_of(made)


def test_one_sentence_comes_first_and_areas_follow(world: World) -> None:
    world.published(numbered(["15.20.24"], "FASIT"))
    put(world, as_csv(ODENSE, CURA, AARHUS)).deliver()
    text = text_of(shares(world))
    assert "Borgerne ser op til 1.204 af 2.000 sager (60 procent)." in text
    assert "15 Arbejdsmarked og beskæftigelsesindsats 1.204 1.204 100 procent" in text
    assert "27 Social service 796 0 0 procent" in text
    assert "27.36 Personlig hjælp, omsorg og pleje m.v.: 0 af 796 (0 procent)" in text
    assert "Der er kun én opgørelse endnu" in text


def test_what_was_shown_then_stands_beside_what_is_shown_now(world: World) -> None:
    put(world, as_csv(ODENSE)).deliver()
    put(world, as_csv(ODENSE, CURA), at=NOON + timedelta(minutes=5)).deliver()
    world.published(numbered(["15.20.24"], "FASIT"))
    made = shares(world)
    text = text_of(made)
    assert "andelen steget fra 0 procent til 60 procent" in text
    assert "ingen af 1.204 sager (0 procent)" in text
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in made.body.decode()


def test_which_inventory_counts_is_asked_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were it asked twice, another might count by then, and what was counted be told as an inventory before."""
    put(world, as_csv(ODENSE)).deliver()
    asked = watched_heads(monkeypatch)
    assert shares(world).status == 200
    assert len(asked) == 1


def test_what_another_municipality_has_is_never_there(world: World) -> None:
    world.published(numbered(["15.20.24"], "FASIT"))
    put(world, as_csv(ODENSE, AARHUS)).deliver()
    put(world, as_csv(CURA), at=NOON + timedelta(minutes=5)).deliver()
    text = text_of(shares(world, AARHUS_CODE))
    assert "Borgerne ser ingen sager i indekserne." in text
    assert "796" not in text


def test_rows_that_are_not_whole_leave_the_share_unknown(world: World) -> None:
    world.published(numbered(["15.20.24"], "FASIT"))
    put(world, as_csv(ODENSE)).deliver()
    content = world.live().content
    assert content is not None
    page = {"PK": {"S": snapshot_partition(world.code, content.snapshot_id)}, "SK": {"S": page_key(0)}}
    world.dynamodb.delete_item(TableName=TABLE, Key=page)
    assert_unknown(world)


def test_a_page_of_rows_that_is_none_leaves_the_share_unknown(world: World) -> None:
    world.published(numbered(["15.20.24"], "FASIT"))
    put(world, as_csv(ODENSE)).deliver()
    content = world.live().content
    assert content is not None
    page = {"PK": {"S": snapshot_partition(world.code, content.snapshot_id)}, "SK": {"S": page_key(0)}}
    world.dynamodb.put_item(TableName=TABLE, Item=page | {"rows": {"B": b"no page"}})
    assert_unknown(world)


def assert_unknown(world: World) -> None:
    text = text_of(shares(world))
    assert "Borgerne ser vides ikke, af 1.204 sager." not in text
    assert "Det vides ikke, hvor mange af 1.204 sager borgerne ser." in text
