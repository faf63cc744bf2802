"""What a boto3 client consumes of DynamoDB: the number of requests and their capacity units."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks.capacity import item_size, many_read_units, read_units, write_units
from kleark.adapters.dynamodb import keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass
class Consumption:
    """``read``, ``written``: units by the published rules. ``reported``: those that the engine reports, or None."""

    calls: Counter[str] = field(default_factory=Counter)
    read: float = 0.0
    written: float = 0.0
    reported: float | None = 0.0

    @property
    def requests(self) -> int:
        return self.calls.total()


@contextmanager
def measure_consumption(client: DynamoDBClient, quiet: DynamoDBClient) -> Iterator[Consumption]:
    """Measure what ``client`` consumes during the block. ``quiet``: another client, to look up what was written."""
    consumption = Consumption()
    sent: list[dict[str, Any]] = []
    events = client.meta.events

    def before(params: dict[str, Any], **_: Any) -> None:
        params["ReturnConsumedCapacity"] = "TOTAL"
        sent.append(dict(params))

    def after(parsed: dict[str, Any], model: Any, **_: Any) -> None:
        operation, params = model.name, sent.pop()
        consumption.calls[operation] += 1
        _add_units(consumption, operation, params, parsed, quiet)
        capacity = parsed.get("ConsumedCapacity")
        if capacity is None or consumption.reported is None:
            consumption.reported = None
        else:
            consumption.reported += sum(
                one.get("CapacityUnits", 0)
                for one in (capacity if isinstance(capacity, list) else [capacity])
            )

    events.register_first("before-parameter-build.dynamodb", before)
    events.register("after-call.dynamodb", after)
    try:
        yield consumption
    finally:
        events.unregister("before-parameter-build.dynamodb", before)
        events.unregister("after-call.dynamodb", after)


def _add_units(
    consumption: Consumption,
    operation: str,
    params: dict[str, Any],
    answer: dict[str, Any],
    quiet: DynamoDBClient,
) -> None:
    consistent = params.get("ConsistentRead", False)
    if operation == "GetItem":
        consumption.read += read_units(item_size(answer.get("Item", {})), consistent=consistent)
    elif operation == "Query":
        consumption.read += read_units(sum(map(item_size, answer["Items"])), consistent=consistent)
    elif operation == "BatchGetItem":
        [(table, asked)] = params["RequestItems"].items()
        found = [item_size(item) for item in answer["Responses"].get(table, [])]
        absent = [0] * (len(asked["Keys"]) - len(found))
        consumption.read += many_read_units([*found, *absent], consistent=asked.get("ConsistentRead", False))
    elif operation == "BatchWriteItem":
        [requests] = params["RequestItems"].values()
        consumption.written += sum(write_units(item_size(one["PutRequest"]["Item"])) for one in requests)
    elif operation == "PutItem":
        consumption.written += write_units(item_size(params["Item"])) + _index_units(params["Item"])
    elif operation == "UpdateItem":
        stored = _stored_item(params, quiet)
        consumption.written += write_units(item_size(stored)) + _index_units(stored)
    elif operation == "TransactWriteItems":
        for action in params["TransactItems"]:
            [(kind, one)] = action.items()
            stored = one["Item"] if kind == "Put" else _stored_item(one, quiet)
            consumption.written += write_units(item_size(stored), in_transaction=True)
            if kind != "ConditionCheck":
                consumption.written += _index_units(stored)
    else:
        raise ValueError(f"no rule for {operation}")


def _stored_item(params: dict[str, Any], quiet: DynamoDBClient) -> dict[str, Any]:
    """The item after the request, when it is the larger one: Kleark's updates only make items grow."""
    found = quiet.get_item(TableName=params["TableName"], Key=params["Key"], ConsistentRead=True)
    return dict(found.get("Item", {}))


def _index_units(item: dict[str, Any]) -> float:
    """What the index takes of a write that changes an item which is in it, and not where it stands there."""
    in_index = {keys.INDEX_HASH, keys.INDEX_RANGE} <= item.keys()
    return write_units(item_size(item)) if in_index else 0
