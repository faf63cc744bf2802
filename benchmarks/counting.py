"""What a boto3 client asks of DynamoDB: how many requests, and for how many capacity units."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks.capacity import item_size, many_read_units, read_units, write_units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass
class Counted:
    """``read``, ``written``: units by the published rules. ``said``: units by the engine; None where it says none."""

    calls: Counter[str] = field(default_factory=Counter)
    read: float = 0.0
    written: float = 0.0
    said: float | None = 0.0

    @property
    def requests(self) -> int:
        return self.calls.total()


@contextmanager
def counting(client: DynamoDBClient, quiet: DynamoDBClient) -> Iterator[Counted]:
    """Count what ``client`` asks during the block. ``quiet``: another client, for looking up what was written."""
    counted = Counted()
    sent: list[dict[str, Any]] = []
    events = client.meta.events

    def before(params: dict[str, Any], **_: Any) -> None:
        params["ReturnConsumedCapacity"] = "TOTAL"
        sent.append(dict(params))

    def after(parsed: dict[str, Any], model: Any, **_: Any) -> None:
        operation, params = model.name, sent.pop()
        counted.calls[operation] += 1
        _add_units(counted, operation, params, parsed, quiet)
        said = parsed.get("ConsumedCapacity")
        if said is None or counted.said is None:
            counted.said = None
        else:
            counted.said += sum(
                one.get("CapacityUnits", 0) for one in (said if isinstance(said, list) else [said])
            )

    events.register_first("before-parameter-build.dynamodb", before)
    events.register("after-call.dynamodb", after)
    try:
        yield counted
    finally:
        events.unregister("before-parameter-build.dynamodb", before)
        events.unregister("after-call.dynamodb", after)


def _add_units(
    counted: Counted, operation: str, params: dict[str, Any], answer: dict[str, Any], quiet: DynamoDBClient
) -> None:
    consistent = params.get("ConsistentRead", False)
    if operation == "GetItem":
        counted.read += read_units(item_size(answer.get("Item", {})), consistent=consistent)
    elif operation == "Query":
        counted.read += read_units(sum(map(item_size, answer["Items"])), consistent=consistent)
    elif operation == "BatchGetItem":
        [(table, asked)] = params["RequestItems"].items()
        found = [item_size(item) for item in answer["Responses"].get(table, [])]
        absent = [0] * (len(asked["Keys"]) - len(found))
        counted.read += many_read_units([*found, *absent], consistent=asked.get("ConsistentRead", False))
    elif operation == "BatchWriteItem":
        [requests] = params["RequestItems"].values()
        counted.written += sum(write_units(item_size(one["PutRequest"]["Item"])) for one in requests)
    elif operation == "PutItem":
        counted.written += write_units(item_size(params["Item"]))
    elif operation == "UpdateItem":
        counted.written += write_units(_stored_size(params, quiet))
    elif operation == "TransactWriteItems":
        for action in params["TransactItems"]:
            [(kind, one)] = action.items()
            size = item_size(one["Item"]) if kind == "Put" else _stored_size(one, quiet)
            counted.written += write_units(size, in_transaction=True)
    else:
        raise ValueError(f"no rule for {operation}")


def _stored_size(params: dict[str, Any], quiet: DynamoDBClient) -> int:
    """As it stands after the request; what Kleark updates only grows."""
    found = quiet.get_item(TableName=params["TableName"], Key=params["Key"], ConsistentRead=True)
    return item_size(found.get("Item", {}))
