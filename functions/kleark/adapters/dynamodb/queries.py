"""Queries of the table, whose answers come in pages, and items by their keys. Attribute names are always aliased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.items import attribute
from kleark.adapters.dynamodb.retries import back_off

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from kleark.adapters.dynamodb.items import Item
    from kleark.publishing.ids import MunicipalityCode

BATCH = 100
"""The most items that one BatchGetItem gives."""

TRIES = 3
"""Within a fifth of a second in all: a citizen's page waits."""

_AFTER_THE_LOG = keys.LOG_PREFIX + "~"
"""Sorts after every number."""


class UnansweredItemsError(Exception):
    """The table left items out at every attempt for want of capacity."""


def prefix_query(partition: str, prefix: str, *names: str) -> dict[str, Any]:
    """A query for a partition's items whose sort keys begin with ``prefix``, which may be empty.

    ``names``: the attributes wanted; none for all.
    """
    condition, values = "#pk = :pk", {":pk": attribute(partition)}
    wanted = {f"#{name.lower()}": name for name in names}
    aliases = {"#pk": "PK"} | wanted
    if prefix:
        condition += " AND begins_with(#sk, :prefix)"
        aliases["#sk"] = "SK"
        values[":prefix"] = attribute(prefix)
    query: dict[str, Any] = {
        "KeyConditionExpression": condition,
        "ExpressionAttributeNames": aliases,
        "ExpressionAttributeValues": values,
    }
    return query | ({"ProjectionExpression": ", ".join(wanted)} if wanted else {})


def log_query(
    code: MunicipalityCode, *, first: str = keys.LOG_PREFIX, last: str = _AFTER_THE_LOG
) -> dict[str, Any]:
    """A query for a municipality's log, from one sort key to another, both of them included."""
    if (first, last) == (keys.LOG_PREFIX, _AFTER_THE_LOG):
        return prefix_query(keys.partition(code), keys.LOG_PREFIX)
    return {
        "KeyConditionExpression": "#pk = :pk AND #sk BETWEEN :first AND :last",
        "ExpressionAttributeNames": {"#pk": "PK", "#sk": "SK"},
        "ExpressionAttributeValues": {
            ":pk": attribute(keys.partition(code)),
            ":first": attribute(first),
            ":last": attribute(last),
        },
    }


def query_items(
    client: DynamoDBClient, table: str, query: Mapping[str, Any], *, consistent: bool
) -> Iterator[dict[str, AttributeValueTypeDef]]:
    """The items of all pages of a query's answer."""
    asked: Any = {**query, "TableName": table, "ConsistentRead": consistent}
    while True:
        page = client.query(**asked)
        yield from page["Items"]
        if not (last := page.get("LastEvaluatedKey")):
            return
        asked["ExclusiveStartKey"] = last


def batch_get(
    client: DynamoDBClient,
    table: str,
    wanted: Sequence[Item],
    pause: Callable[[float], None],
    *,
    consistent: bool = False,
) -> Iterator[Item]:
    """The items that have these keys, in no order.

    Args:
        client: DynamoDB.
        table: Its table.
        wanted: The keys, however many.
        pause: Waits for so many seconds, before what was left out is asked for again.
        consistent: Whether writes count that were answered just now.

    Raises:
        UnansweredItemsError: Some were left out at every attempt. Those before them have been given.
    """
    for start in range(0, len(wanted), BATCH):
        left: Any = wanted[start : start + BATCH]
        for attempt in range(TRIES):
            answer = client.batch_get_item(RequestItems={table: {"Keys": left, "ConsistentRead": consistent}})
            yield from answer["Responses"].get(table, [])
            unread = answer.get("UnprocessedKeys", {}).get(table)
            if not unread:
                break
            left = unread["Keys"]
            if attempt < TRIES - 1:
                back_off(pause, attempt)
        else:
            raise UnansweredItemsError(f"{len(left)} items were left out {TRIES} times")
