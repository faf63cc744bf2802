"""From a message in the queue to answers in the table: the real handler, sites of ours, and nobody outside."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

import ask_links.handler as links_handler
from kleark.adapters.dynamodb.link_table import LinkTable
from kleark.links.link_answer import LinkReason, LinkState
from kleark.links.link_orders import LinkOrder
from tests.support.link_stack import LINKS, make_links_table
from tests.support.loopback_only import loopback_only
from tests.support.sites import Answer, Internet, redirect
from tests.support.world import Context

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.world import World

HOST = "www.odense.dk"
SECRET = "hvem=0101011234"


@pytest.fixture
def internet(tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    make_links_table(world)
    monkeypatch.setenv("LINKS_TABLE_NAME", LINKS)
    monkeypatch.setenv("LINKS_CONTACT", "drift@example.dk")
    links_handler.table.cache_clear()
    made = Internet(tmp_path)
    monkeypatch.setattr(links_handler, "asker", made.asker)
    with loopback_only():
        yield made
    made.close()
    links_handler.table.cache_clear()


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the function writes, whoever captured its stream when it was imported."""
    written = io.StringIO()
    monkeypatch.setattr(links_handler.logger.registered_handler, "stream", written)
    monkeypatch.setattr("sys.stdout", written)
    return written


def message(order: LinkOrder | str, number: int = 1) -> dict[str, Any]:
    body = order if isinstance(order, str) else order.to_json()
    return {"messageId": f"m{number}", "body": body, "attributes": {"MessageGroupId": "x"}}


class Hurried(Context):
    """Lambda with so many milliseconds left."""

    def __init__(self, left: int) -> None:
        self.left = left

    def get_remaining_time_in_millis(self) -> int:
        return self.left


def handle(*messages: dict[str, Any], left: int = 300_000) -> list[str]:
    context: Any = Hurried(left)
    answer = links_handler.handler({"Records": list(messages)}, context)
    return [one["itemIdentifier"] for one in answer["batchItemFailures"]]


def test_addresses_are_asked_and_their_answers_kept(
    internet: Internet, world: World, log: io.StringIO
) -> None:
    internet.site(
        HOST,
        {
            "/pas": Answer(),
            "/flyttet": redirect("/borger/pas", 301),
            "/borger/pas": Answer(),
            f"/forside?{SECRET}": redirect("/"),
            "/": Answer(),
        },
    )
    pages = [f"https://{HOST}/{path}" for path in ("pas", "flyttet", f"forside?{SECRET}", "vaek")]
    assert handle(message(LinkOrder(HOST, tuple(pages)))) == []
    found = LinkTable(world.dynamodb, LINKS).of(pages)
    assert [found[one].state for one in pages] == [
        LinkState.ANSWERS,
        LinkState.MOVED,
        LinkState.SOFT_404,
        LinkState.GONE,
    ]
    assert found[pages[1]].moved_to == f"https://{HOST}/borger/pas"
    assert found[pages[2]].reason is LinkReason.FRONT_PAGE
    assert abs((found[pages[0]].checked_at - datetime.now(UTC)).total_seconds()) < 3600
    out = log.getvalue()
    lines = [json.loads(line) for line in out.splitlines()]
    (told,) = [one for one in lines if one.get("message") == "links_asked"]
    assert told["states"] == {"answers": 1, "moved": 1, "soft_404": 1, "gone": 1}
    # Neither what was asked nor whom: a query can hold what is somebody's own.
    for secret in ("odense", SECRET, "/pas"):
        assert secret not in out


def test_an_order_for_which_there_is_no_time_comes_again(internet: Internet, world: World) -> None:
    internet.site(HOST, {"/pas": Answer()})
    order = LinkOrder(HOST, (f"https://{HOST}/pas",))
    assert handle(message(order), left=links_handler.RESERVE_MS - 1) == ["m1"]
    assert internet.asked == []
    assert handle(message(order)) == []
    assert LinkTable(world.dynamodb, LINKS).of(order.addresses)


@pytest.mark.parametrize("body", ["", "{}", '{"host": "x", "addresses": ["https://x.dk/hemmeligt", 1]}'])
def test_what_is_no_order_comes_again_and_is_told_of_without_what_is_in_it(
    internet: Internet, log: io.StringIO, body: str
) -> None:
    assert handle(message(body)) == ["m1"]
    out = log.getvalue()
    assert "link_order_failed" in out
    assert "hemmeligt" not in out
    assert internet.asked == []


def test_in_production_it_is_the_network_that_is_asked_and_the_systems_certificates_that_are_trusted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing in an order, the environment or the template can put a resolver or a connector in their place."""
    from kleark.links import system_network  # noqa: PLC0415

    monkeypatch.setenv("LINKS_CONTACT", "drift@example.dk")
    asker: Any = links_handler.asker()
    assert asker._resolve is system_network.resolve
    assert asker._client.connect is system_network.connect
    assert asker._client.tls.check_hostname
    assert "drift@example.dk" in asker._client.user_agent
