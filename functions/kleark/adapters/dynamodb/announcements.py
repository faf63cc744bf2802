"""How far each municipality's revisions have been announced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.conditions import try_write
from kleark.adapters.dynamodb.expressions import key
from kleark.adapters.dynamodb.items import attribute

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.publishing.ids import MunicipalityCode

_ANNOUNCED = "announced"
"""An attribute that no other item has, so that the function's role can be allowed to write only this one."""


@dataclass(frozen=True, slots=True)
class Announcements:
    """The mark on each municipality: the highest revision announced, in order and without gaps."""

    client: DynamoDBClient
    table: str

    def last_revision(self, code: MunicipalityCode) -> int:
        """The highest revision announced; 0 before the first."""
        item = self.client.get_item(
            TableName=self.table, Key=key(code, keys.ANNOUNCED), ConsistentRead=True
        ).get("Item")
        return int(item[_ANNOUNCED]["N"]) if item else 0

    def advance(self, code: MunicipalityCode, revision: int) -> bool:
        """Move the mark to ``revision`` from the one before it; False where it no longer stands there."""
        before = attribute(revision - 1)
        condition, values = "#announced = :before", {":before": before}
        if revision == 1:
            condition, values = "attribute_not_exists(#announced)", {}
        update: Any = {
            "TableName": self.table,
            "Key": key(code, keys.ANNOUNCED),
            "UpdateExpression": "SET #announced = :revision",
            "ConditionExpression": condition,
            "ExpressionAttributeNames": {"#announced": _ANNOUNCED},
            "ExpressionAttributeValues": values | {":revision": attribute(revision)},
        }
        return try_write(lambda: self.client.update_item(**update)) is not None
