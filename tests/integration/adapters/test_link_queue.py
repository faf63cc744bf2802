"""The queue of addresses to ask, on moto."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from kleark.adapters.link_queue import LinkQueue, UnsentOrdersError
from kleark.links.link_orders import LinkOrder, link_orders
from tests.support.link_stack import make_links_queue

if TYPE_CHECKING:
    from tests.support.world import World

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
MANY = [f"https://{host}/{at}" for host in ("odense.dk", "aarhus.dk") for at in range(80)]


def received(world: World, url: str) -> list[Any]:
    found: list[Any] = []
    while some := world.sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["MessageGroupId"]
    ).get("Messages"):
        found += some
        for one in some:
            world.sqs.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
    return found


def test_every_order_arrives_in_the_group_of_its_host(world: World) -> None:
    url = make_links_queue(world)
    orders = link_orders(MANY, {}, NOW)
    LinkQueue(world.sqs, url).send(orders, NOW)
    messages = received(world, url)
    assert sorted(LinkOrder.from_json(one["Body"]) for one in messages) == sorted(orders)
    groups = {
        (LinkOrder.from_json(one["Body"]).host, one["Attributes"]["MessageGroupId"]) for one in messages
    }
    assert len(groups) == 2
    assert not any("odense" in group for _, group in groups)


def test_the_same_order_twice_is_one(world: World) -> None:
    url = make_links_queue(world)
    orders = link_orders(MANY[:5], {}, NOW)
    LinkQueue(world.sqs, url).send([*orders, *orders], NOW)
    LinkQueue(world.sqs, url).send(orders, NOW)
    assert len(received(world, url)) == 1


class Full:
    def send_message_batch(self, **_: Any) -> dict[str, Any]:
        return {"Failed": [{"Id": "0"}]}


def test_what_the_queue_does_not_take_is_told_without_an_address() -> None:
    full: Any = Full()
    with pytest.raises(UnsentOrdersError, match="1 orders") as told:
        LinkQueue(full, "https://sqs/x").send(link_orders(MANY[:5], {}, NOW), NOW)
    assert "odense" not in str(told.value)
