"""Which sheets wait for somebody's approval, however old: so that the front page need not look through all of them.

It is noted before the request is made, and taken off by the sweep when it is answered. So there may be notes of sheets
that wait for nobody, never the other way round; who reads a note looks at the sheet's record. What an older release
recorded is noted when the sweep first reads all that a municipality has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.items import attribute
from kleark.adapters.dynamodb.queries import prefix_query, query_items

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.adapters.dynamodb.items import Item
    from kleark.publishing.ids import MunicipalityCode

_PREFIX = "ASKED#"


@dataclass(frozen=True, slots=True)
class RequestedUploads:
    """Fulfils `kleark.publishing.ports.RequestedUploads`."""

    client: DynamoDBClient
    table: str

    def add(self, code: MunicipalityCode, upload_id: str) -> None:
        """Note that the upload is about to wait for an approval."""
        self.client.put_item(TableName=self.table, Item=_key(code, upload_id))

    def ids(self, code: MunicipalityCode) -> list[str]:
        """The uploads that are noted."""
        query = prefix_query(keys.derived_partition(code), _PREFIX, "SK")
        items = query_items(self.client, self.table, query, consistent=True)
        return [item["SK"]["S"].removeprefix(_PREFIX) for item in items]

    def remove(self, code: MunicipalityCode, upload_id: str) -> None:
        """Take an upload off that waits for nobody any more."""
        self.client.delete_item(TableName=self.table, Key=_key(code, upload_id))


def _key(code: MunicipalityCode, upload_id: str) -> Item:
    return {"PK": attribute(keys.derived_partition(code)), "SK": attribute(f"{_PREFIX}{upload_id}")}
