"""A bus with a listener on it, and the records that the table's stream would bring."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3

import announce.handler as announce_handler
from infra.local.event_listener import Listener
from kleark.adapters.dynamodb.keys import UPLOAD_PREFIX, upload_partition
from tests.support.world import CONTEXT, EVENT_BUS, REGION, TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.support.world import World


class Ear(Listener):
    """A listener that can also tell how a consumer sees what was put twice."""

    def revisions_once(self, code: str) -> list[int]:
        """The revisions announced, for one who knows an event that came before by its id."""
        return list({detail["eventId"]: detail["revision"] for detail in self.details(code)}.values())

    def forget(self) -> None:
        """As if nothing had been announced so far."""
        self.listen()
        self.heard.clear()


def ear(world: World, detail_type: str = "ConfigPublished") -> Ear:
    """Make the bus, and a rule that sends all of one type that is put on it to a queue."""
    events = boto3.client("events", region_name=REGION)
    queue = world.sqs.create_queue(QueueName="heard.fifo", Attributes=_IN_ORDER)["QueueUrl"]
    arn = world.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]
    events.create_event_bus(Name=EVENT_BUS)
    pattern = json.dumps({"source": ["kleark"], "detail-type": [detail_type]})
    events.put_rule(Name="all", EventBusName=EVENT_BUS, EventPattern=pattern)
    target: Any = {"Id": "1", "Arn": arn, "SqsParameters": {"MessageGroupId": "all"}}
    events.put_targets(Rule="all", EventBusName=EVENT_BUS, Targets=[target])
    return Ear(world.sqs, queue)


# So that the order in which events came is the order in which they are received. The envelope holds an id of its
# own, so none is taken for another.
_IN_ORDER: Any = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}


def record(code: str, revision: int | None, sequence: int = 1) -> dict[str, Any]:
    """A record of the table's stream about LIVE, as the event source mapping lets it through."""
    keys = {"PK": {"S": f"M#{code}"}, "SK": {"S": "LIVE"}}
    image: dict[str, Any] = keys | {"lock": {"N": str(sequence)}, "frozen": {"BOOL": False}}
    image |= {} if revision is None else {"revision": {"N": str(revision)}}
    return {
        "eventID": str(sequence),
        "eventName": "MODIFY",
        "eventSource": "aws:dynamodb",
        "eventSourceARN": f"arn:aws:dynamodb:{REGION}:000000000000:table/{TABLE}/stream/2025",
        "dynamodb": {"Keys": keys, "NewImage": image, "SequenceNumber": str(sequence)},
    }


def item_record(world: World, sort_key: str, sequence: int = 1) -> dict[str, Any]:
    """A record of the table's stream about an item of the world's municipality, as it is stored now."""
    partition = upload_partition(world.code) if sort_key.startswith(UPLOAD_PREFIX) else f"M#{world.code}"
    keys: Any = {"PK": {"S": partition}, "SK": {"S": sort_key}}
    item = world.dynamodb.get_item(TableName=TABLE, Key=keys)["Item"]
    change = {
        "ApproximateCreationDateTime": 1762171931.0,
        "Keys": keys,
        "NewImage": item,
        "SequenceNumber": str(sequence),
    }
    return record(world.code, None, sequence) | {"dynamodb": change}


def deliver(records: Iterable[dict[str, Any]]) -> list[str]:
    """Hand the announce handler a batch; the sequence numbers from which on records must come again."""
    answer = announce_handler.handler({"Records": list(records)}, CONTEXT)
    json.dumps(answer)
    return [failed["itemIdentifier"] for failed in answer["batchItemFailures"]]
