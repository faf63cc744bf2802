"""Who has edited a sheet, or what is live, last: one item for each, so that of two people one comes second.

The index of uploads is a moment behind, and an edited sheet is recorded only once it was made. This is written as the
edit is ordered, on the condition that nobody else has ordered one since the form was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.conditions import try_write
from kleark.adapters.dynamodb.items import attribute

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.adapters.dynamodb.items import Item
    from kleark.publishing.ids import MunicipalityCode

_PREFIX = "EDIT#"


@dataclass(frozen=True, slots=True)
class EditMarks:
    """The marks of the municipalities, by what was edited: an upload, or a revision."""

    client: DynamoDBClient
    table: str

    def last(self, code: MunicipalityCode, edited: str) -> str:
        """The ticket of the edit that was ordered last; empty where none was."""
        found = self.client.get_item(TableName=self.table, Key=_key(code, edited), ConsistentRead=True)
        return found.get("Item", {}).get("ticket", {}).get("S", "")

    def add(self, code: MunicipalityCode, edited: str, ticket: str, *, after: str) -> bool:
        """Mark an edit as the last, unless another was since ``after`` (empty: since none); whether it is.

        an editor reads: nobody has edited it ──────────────────▶ orders an edit: refused, is shown the form again
        another one                             orders an edit ──▶
        """
        unmoved: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(#ticket)"}
        if after:
            unmoved = {
                "ConditionExpression": "#ticket = :after",
                "ExpressionAttributeValues": {":after": attribute(after)},
            }
        item = _key(code, edited) | {"ticket": attribute(ticket)}
        written = try_write(
            lambda: self.client.put_item(
                TableName=self.table, Item=item, ExpressionAttributeNames={"#ticket": "ticket"}, **unmoved
            )
        )
        return written is not None


def _key(code: MunicipalityCode, edited: str) -> Item:
    return {"PK": attribute(keys.derived_partition(code)), "SK": attribute(f"{_PREFIX}{edited}")}
