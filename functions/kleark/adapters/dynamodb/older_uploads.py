"""Uploads' records that an older release wrote beside LIVE and the log, and their move to where this one has them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.conditions import try_write
from kleark.adapters.dynamodb.queries import prefix_query, query_items
from kleark.adapters.dynamodb.retries import transact
from kleark.adapters.dynamodb.upload_changes import move
from kleark.adapters.dynamodb.upload_records import UploadRecords
from kleark.publishing.model import DELETION, ON_THEIR_WAY, UploadStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.publishing.ids import MunicipalityCode

TRIES = 4


class _Refusal(Enum):
    TAKEN = auto()
    """There is a record in the new place already."""
    CHANGED = auto()
    """The record is no longer what was read."""


_ONLY_BEGAN = {
    "ConditionExpression": "#status IN (:received, :queued)",
    "ExpressionAttributeNames": {"#status": "status"},
    "ExpressionAttributeValues": {f":{status.value}": {"S": status.value} for status in ON_THEIR_WAY},
}


@dataclass(frozen=True, slots=True)
class OlderUploads:
    """Fulfils `kleark.publishing.ports.OlderUploads`."""

    client: DynamoDBClient
    table: str
    pause: Callable[[float], None] = time.sleep

    def ids(self, code: MunicipalityCode) -> list[str]:
        """The uploads that still have a record under the older key."""
        query = prefix_query(keys.partition(code), keys.UPLOAD_PREFIX, "SK")
        items = query_items(self.client, self.table, query, consistent=True)
        return [item["SK"]["S"].removeprefix(keys.UPLOAD_PREFIX) for item in items]

    def move(self, code: MunicipalityCode, upload_id: str) -> bool:
        """Move a record as it is, what this release does not know of it too; whether the older key is free now.

        False where somebody was at it meanwhile. Where both places have a record, an older release has begun anew with
        an upload that this one has. What it wrote is dropped, unless it says that the sheet is being deleted, which a
        person must look at, or how the upload ended, where this release only began with it: an update that went back
        half-way left it so.
        """
        found = UploadRecords(self.client, self.table).find_older(code, upload_id)
        if found is None:
            return True
        put, delete = move(self.table, code, upload_id, found)
        actions = [(_Refusal.TAKEN, put), (_Refusal.CHANGED, delete)]
        refused = transact(self.client, actions, tries=TRIES, pause=self.pause)
        status = UploadStatus(found["status"]["S"])
        if refused == [_Refusal.TAKEN] and status not in {*DELETION, *ON_THEIR_WAY}:
            over_what_only_began: Any = put["Put"]
            over_what_only_began |= _ONLY_BEGAN
            refused = transact(self.client, actions, tries=TRIES, pause=self.pause)
        if refused != [_Refusal.TAKEN]:
            return not refused
        if status in DELETION:
            return False
        only_that: Any = delete["Delete"]
        return try_write(lambda: self.client.delete_item(**only_that)) is not None
