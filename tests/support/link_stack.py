"""The table and the queue of links on moto, as template.yaml has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.world import World

LINKS = "kleark-links"


def make_links_table(world: World) -> None:
    world.dynamodb.create_table(
        TableName=LINKS,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
    )


def make_links_queue(world: World) -> str:
    """The queue's URL."""
    return world.sqs.create_queue(QueueName="links.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
