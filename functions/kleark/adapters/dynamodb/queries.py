"""Queries of the table, whose answers come in pages. Attribute names are always aliased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.items import attribute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from kleark.publishing.ids import MunicipalityCode

_AFTER_THE_LOG = keys.LOG_PREFIX + "~"
"""Sorts after every number."""


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
