"""What only the sweep reads and writes in the table. Attribute names are always aliased."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.conditions import try_write
from kleark.adapters.dynamodb.expressions import key
from kleark.adapters.dynamodb.items import attribute, from_item
from kleark.adapters.dynamodb.queries import log_query, prefix_query, query_items
from kleark.adapters.dynamodb.retries import transact
from kleark.adapters.dynamodb.transactions import lock_condition
from kleark.adapters.dynamodb.upload_index import time_query
from kleark.adapters.dynamodb.upload_records import UploadRecords
from kleark.publishing.model import UploadStatus
from kleark.publishing.retention import CondemnResult, PastRevision, SnapshotRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.adapters.dynamodb.items import Item
    from kleark.publishing.ids import MunicipalityCode

TRIES = 4
_SNAPSHOT_PREFIX = keys.snapshot_key("")
_OF_SNAPSHOTS = ("opened_at", "sealed", "swept", "rows_gone", "upload_id", "sources")


@dataclass(frozen=True, slots=True)
class SweepTable:
    """Reads a municipality's log and snapshots, and deletes the rows of a snapshot."""

    client: DynamoDBClient
    name: str
    pause: Callable[[float], None] = time.sleep

    def revisions(self, code: MunicipalityCode, first: int = 0) -> Iterator[PastRevision]:
        """The revisions in the log from ``first`` on, in order, read as they are gone through."""
        query = log_query(code, first=keys.log_key(first) if first else keys.LOG_PREFIX)
        for values in map(from_item, query_items(self.client, self.name, query, consistent=True)):
            if not values.get("step"):
                yield PastRevision(
                    values["revision"], values["snapshot_id"], values["at"], values["upload_id"]
                )

    def snapshots(self, code: MunicipalityCode) -> list[SnapshotRecord]:
        """Every snapshot that was ever opened."""
        return list(map(_snapshot, self._items(keys.partition(code), _SNAPSHOT_PREFIX, *_OF_SNAPSHOTS)))

    def snapshot(self, code: MunicipalityCode, snapshot_id: str) -> SnapshotRecord | None:
        """One snapshot; None where none was ever opened under this id."""
        answer = self.client.get_item(
            TableName=self.name, Key=key(code, keys.snapshot_key(snapshot_id)), ConsistentRead=True
        )
        return _snapshot(answer["Item"]) if "Item" in answer else None

    def opened_between(self, code: MunicipalityCode, first: str, last: str) -> list[str]:
        """The ids of the snapshots that were last opened between two times, both of them included.

        By the index, which is a moment behind. Those that an older release opened are not in it.
        """
        query = time_query(keys.opened_snapshots(code), (first, last))
        items = query_items(self.client, self.name, query, consistent=False)
        return [item["SK"]["S"].removeprefix(_SNAPSHOT_PREFIX) for item in items]

    def condemn(self, code: MunicipalityCode, lock: int, snapshot: SnapshotRecord, at: str) -> CondemnResult:
        """Declare the snapshot swept, if nothing has changed since it was read. From then on nothing can use it.

        Anything that could make it needed writes LIVE, whose lock moves, or the snapshot's own record:

            the sweep reads LIVE, lock 7 ────────────────────▶ condemns 2: refused, LIVE's lock is 8
            revert to revision 2            ──▶ makes it live

            the sweep reads LIVE, lock 7 ──▶ condemns 2
            revert to revision 2, planned on lock 7 ───────▶ commits: refused, 2 is no longer sealed
        """
        actions = [
            (CondemnResult.LIVE_MOVED, self._live_check(code, lock)),
            (CondemnResult.LIVE_MOVED, self._schedule_check(code, snapshot)),
            (CondemnResult.SNAPSHOT_MOVED, self._swept_update(code, snapshot, at)),
        ]
        refused = transact(self.client, actions, tries=TRIES, pause=self.pause)
        return refused[0] if refused else CondemnResult.DONE

    def delete_rows(self, code: MunicipalityCode, snapshot_id: str) -> int:
        """Delete all rows of a snapshot that was condemned, and their keys; how many pages they were.

        One by one: there are few, and permission to delete in batches would be permission to write.
        """
        partition = keys.snapshot_partition(code, snapshot_id)
        deleted = 0
        for item in self._items(partition, ""):
            self.client.delete_item(TableName=self.name, Key={"PK": attribute(partition), "SK": item["SK"]})
            deleted += item["SK"]["S"].startswith(keys.PAGE_PREFIX)
        return deleted

    def mark_rows_gone(self, code: MunicipalityCode, snapshot_id: str) -> None:
        """Record that nothing of a condemned snapshot is left to be deleted. Its record stays."""
        self.client.update_item(
            TableName=self.name,
            Key=key(code, keys.snapshot_key(snapshot_id)),
            UpdateExpression="SET #rows_gone = :yes",
            ConditionExpression="#swept = :yes",
            ExpressionAttributeNames={"#rows_gone": "rows_gone", "#swept": "swept"},
            ExpressionAttributeValues={":yes": attribute(True)},
        )

    def deletions_under_way(self, code: MunicipalityCode) -> dict[str, str]:
        """When each deletion that has not come to its end was asked for, by the upload's id."""
        items = UploadRecords(self.client, self.name).find_all(code, "", "SK", "status", "deletion_at")
        return {
            item["SK"]["S"].removeprefix(keys.upload_key("")): item["deletion_at"]["S"]
            for item in items
            if item["status"]["S"] == UploadStatus.BEING_DELETED
        }

    def nudge(self, code: MunicipalityCode, lock: int) -> None:
        """Change LIVE in nothing but its lock, so that the stream reports it, unless it has changed by itself."""
        try_write(
            lambda: self.client.update_item(
                TableName=self.name,
                Key=key(code, keys.LIVE),
                UpdateExpression="SET #lock = :following",
                ConditionExpression="#lock = :lock",
                ExpressionAttributeNames={"#lock": "lock"},
                ExpressionAttributeValues={":lock": attribute(lock), ":following": attribute(lock + 1)},
            )
        )

    def _live_check(self, code: MunicipalityCode, lock: int) -> Any:
        condition, planned = lock_condition(lock)
        return {
            "ConditionCheck": {
                "TableName": self.name,
                "Key": key(code, keys.LIVE),
                "ConditionExpression": condition,
                "ExpressionAttributeNames": {"#lock": "lock"},
                **({"ExpressionAttributeValues": planned} if planned else {}),
            }
        }

    def _schedule_check(self, code: MunicipalityCode, snapshot: SnapshotRecord) -> Any:
        return {
            "ConditionCheck": {
                "TableName": self.name,
                "Key": key(code, keys.SCHEDULED),
                "ConditionExpression": "attribute_not_exists(#snapshot_id) OR #snapshot_id <> :snapshot_id",
                "ExpressionAttributeNames": {"#snapshot_id": "snapshot_id"},
                "ExpressionAttributeValues": {":snapshot_id": attribute(snapshot.snapshot_id)},
            }
        }

    def _swept_update(self, code: MunicipalityCode, snapshot: SnapshotRecord, at: str) -> Any:
        """A publisher that opened it again since it was read moved ``opened_at``, and one that sealed it,
        ``sealed``. A faster sweep wrote ``swept``."""
        return {
            "Update": {
                "TableName": self.name,
                "Key": key(code, keys.snapshot_key(snapshot.snapshot_id)),
                "UpdateExpression": "SET #sealed = :no, #swept = :yes, #swept_at = :at",
                "ConditionExpression": "#sealed = :sealed AND #opened_at = :opened_at"
                " AND (attribute_not_exists(#swept) OR #swept = :no)",
                "ExpressionAttributeNames": {
                    f"#{name}": name for name in ("sealed", "swept", "swept_at", "opened_at")
                },
                "ExpressionAttributeValues": {
                    ":no": attribute(False),
                    ":yes": attribute(True),
                    ":at": attribute(at),
                    ":sealed": attribute(snapshot.sealed),
                    ":opened_at": attribute(snapshot.opened_at),
                },
            }
        }

    def _items(self, partition: str, prefix: str, *names: str) -> Iterator[Item]:
        """All items whose sort keys begin with ``prefix``: their sort keys and the attributes named."""
        query = prefix_query(partition, prefix, "SK", *names)
        return query_items(self.client, self.name, query, consistent=True)


def _snapshot(item: Item) -> SnapshotRecord:
    values = {name: value for name, value in from_item(item).items() if name in _OF_SNAPSHOTS}
    return SnapshotRecord(item["SK"]["S"].removeprefix(_SNAPSHOT_PREFIX), **values)
