"""The records of uploads, each in one of two places.

Uploads have a partition of their own. What an older release recorded is in the municipality's partition, beside LIVE
and the log, until the sweep moves it, or whoever changes it does. So a record only ever goes one way, and who looks in
the new place, the old one and the new one again cannot miss it. Where both have one, what stands is in the new place.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.conditions import try_write
from kleark.adapters.dynamodb.expressions import older_upload_record_key, upload_record_key
from kleark.adapters.dynamodb.queries import prefix_query, query_items
from kleark.adapters.dynamodb.retries import transact
from kleark.adapters.dynamodb.upload_changes import move

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.adapters.dynamodb.items import Item
    from kleark.adapters.dynamodb.upload_changes import UploadChange
    from kleark.publishing.ids import MunicipalityCode

TRIES = 8


@dataclass(frozen=True, slots=True)
class UploadRecords:
    """Finds and changes uploads' records, wherever they are. Every read is consistent."""

    client: DynamoDBClient
    table: str
    pause: Callable[[float], None] = time.sleep

    def find(self, code: MunicipalityCode, upload_id: str, **wanted: Any) -> Item | None:
        """The record's item; None where there is none. ``wanted``: which attributes, as DynamoDB is told."""
        place, older = upload_record_key(code, upload_id), older_upload_record_key(code, upload_id)
        return self._get(place, wanted) or self._get(older, wanted) or self._get(place, wanted)

    def find_older(self, code: MunicipalityCode, upload_id: str) -> Item | None:
        """The item under the older key, whether or not it stands; None where there is none."""
        return self._get(older_upload_record_key(code, upload_id), {})

    def find_all(self, code: MunicipalityCode, beginning_with: str = "", *names: str) -> list[Item]:
        """The items of all uploads whose ids begin so, in no order. ``names``: the attributes wanted; none for all.

        The older place first: what is moved meanwhile is then met again, and not missed.
        """
        found: dict[str, Item] = {}
        for partition in (keys.partition(code), keys.upload_partition(code)):
            query = prefix_query(partition, keys.upload_key(beginning_with), *names)
            for item in query_items(self.client, self.table, query, consistent=True):
                found[item["SK"]["S"]] = item
        return list(found.values())

    def change(self, change: UploadChange) -> bool:
        """Make a change, if the record is still as it must be; whether it was."""
        update = change.update()
        return self._write(update) or (self.move_for([change]) and self._write(update))

    def end(self, change: UploadChange) -> bool:
        """Make a change in whichever place the record is, without moving it; whether it was made.

        Only for the end of a deletion: after that, nothing of the record changes any more.
        """
        place = change.update()
        older = place | {"Key": older_upload_record_key(change.code, change.upload_id)}
        return self._write(place) or self._write(older) or self._write(place)

    def move_for(self, changes: Sequence[UploadChange]) -> bool:
        """Move those of the changes' records that stand under the older key, as they are; whether all changes apply.

        The change comes after it and by itself. Of a record that appears the stream tells nobody anything, so what was
        changed as it moved would be told to nobody.
        """
        found = [self.find(one.code, one.upload_id) for one in changes]
        for change, item in zip(changes, found, strict=True):
            if item is None or not change.applies_to(item):
                return False
        for change, item in zip(changes, found, strict=True):
            if item is not None and is_older(item):
                actions = move(self.table, change.code, change.upload_id, item)
                # Where it is refused, the sweep or another person moved or changed it, and the change finds out.
                transact(self.client, [(None, one) for one in actions], tries=TRIES, pause=self.pause)
        return True

    def _write(self, update: Mapping[str, Any]) -> bool:
        return try_write(lambda: self.client.update_item(TableName=self.table, **update)) is not None

    def _get(self, key: Item, wanted: Mapping[str, Any]) -> Item | None:
        return self.client.get_item(TableName=self.table, Key=key, ConsistentRead=True, **wanted).get("Item")


def is_older(item: Item) -> bool:
    """Whether the item was found under the older key."""
    return item["PK"]["S"].startswith(keys.MUNICIPALITY_PREFIX)
