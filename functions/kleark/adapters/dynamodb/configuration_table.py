"""The one table: uploads, snapshots, what is live, and the log. Attribute names are always aliased."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.conditions import try_write
from kleark.adapters.dynamodb.expressions import key, to_names, to_placeholders, upload_record_key
from kleark.adapters.dynamodb.items import (
    attribute,
    packed_keys,
    to_answer,
    to_item,
    to_live,
    to_log_entry,
    to_scheduled,
    to_upload,
    to_values,
)
from kleark.adapters.dynamodb.queries import log_query, prefix_query, query_items
from kleark.adapters.dynamodb.requested_uploads import RequestedUploads
from kleark.adapters.dynamodb.retries import back_off, transact
from kleark.adapters.dynamodb.transactions import actions_of
from kleark.adapters.dynamodb.upload_changes import handover_change, upload_change
from kleark.adapters.dynamodb.upload_index import UploadIndex
from kleark.adapters.dynamodb.upload_records import UploadRecords
from kleark.configuration.row_pages import PAGE_BYTES, Page, pages_of, rows_of
from kleark.publishing.approval_request import is_waiting_for_approval
from kleark.publishing.change import ChangeResult
from kleark.publishing.model import Live, LogEntry, Scheduled, Upload, UploadStatus
from kleark.publishing.snapshot import SnapshotState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import WriteRequestTypeDef, WriteRequestUnionTypeDef

    from kleark.adapters.dynamodb.items import Item, Scalar
    from kleark.configuration.stored_row import StoredRow
    from kleark.publishing.answers import Answer
    from kleark.publishing.change import Change
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Content

BATCH = 25
"""The most items that one BatchWriteItem takes."""

TRIES = 8

READINGS = 2
"""How often it is read where uploads' records are: a record moves once."""

_BY_WEIGHT = (ChangeResult.LIVE_MOVED, ChangeResult.SNAPSHOT_SWEPT, ChangeResult.UPLOAD_SETTLED)
"""Where several conditions do not hold, the result is the last of these: a settled upload needs no further work."""


class UnprocessedPagesError(Exception):
    """The table refused rows at every attempt for want of capacity. Writing them again later carries on."""


LOG_ENTRIES_AT_ONCE = 500
"""So many entries one query gives, and so many are in memory: a query's 1 MB would be 1,800, and 18 MB here."""


@dataclass(frozen=True, slots=True)
class ConfigurationTable:
    """Reads and conditional writes of one municipality's items at a time."""

    client: DynamoDBClient
    name: str
    pause: Callable[[float], None] = time.sleep
    page_bytes: int = PAGE_BYTES

    def live(self, code: MunicipalityCode, *, consistent: bool) -> Live:
        """What is live. An inconsistent read may give what was live a moment ago, which is sealed and whole, too."""
        item = self._get(code, keys.LIVE, consistent=consistent)
        return to_live(item) if item else Live()

    def upload(self, code: MunicipalityCode, upload_id: str) -> Upload | None:
        """One upload of the municipality; None where there is none with this id."""
        item = self._records.find(code, upload_id)
        return to_upload(item) if item else None

    def uploads(self, code: MunicipalityCode, beginning_with: str = "") -> list[Upload]:
        """The municipality's uploads whose ids begin so, newest first."""
        found = [to_upload(item) for item in self._records.find_all(code, beginning_with)]
        return sorted(found, key=lambda upload: upload.order, reverse=True)

    def newest_uploads(
        self, code: MunicipalityCode, most: int, *, start: Upload | None = None, before: str = ""
    ) -> list[Upload]:
        """At most ``most`` uploads in the order in which they were received, newest first, as `UploadIndex.newest`."""
        return self._by_time.newest(code, most, start=start, before=before)

    def oldest_uploads(
        self, code: MunicipalityCode, most: int, *, start: Upload | None = None
    ) -> list[Upload]:
        """At most ``most`` uploads in the order in which they were received, oldest first."""
        return self._by_time.oldest(code, most, start=start)

    def log_entry(self, code: MunicipalityCode, revision: int) -> LogEntry | None:
        """The entry that made a revision; None where the municipality never had it."""
        return self._log_item(code, revision, 0)

    def log(self, code: MunicipalityCode) -> list[LogEntry]:
        """All entries, oldest first."""
        return [to_log_entry(item) for item in self._all(prefix_query(keys.partition(code), keys.LOG_PREFIX))]

    def log_entries(
        self, code: MunicipalityCode, start: tuple[int, int] = (0, 0), most: int | None = None
    ) -> Iterator[LogEntry]:
        """The log, oldest entry first, read as it is gone through.

        ``start``: revision and step of the first; ``most``: how many at most, where not all are wanted.
        """
        query = log_query(code, first=keys.log_key(*start) if any(start) else keys.LOG_PREFIX)
        at_once = LOG_ENTRIES_AT_ONCE if most is None else min(most, LOG_ENTRIES_AT_ONCE)
        entries = map(to_log_entry, self._all(query | {"Limit": at_once}))
        return islice(entries, most)

    def scheduled(self, code: MunicipalityCode) -> Scheduled | None:
        """The publication that waits for its time. Read it after `live`: its lock then holds for both."""
        item = self._get(code, keys.SCHEDULED, consistent=True)
        return to_scheduled(item) if item else None

    def answers(self, code: MunicipalityCode) -> list[Answer]:
        """All answers to warnings, those too that were withdrawn, oldest first."""
        return sorted(self.each_answer(code), key=lambda answer: (answer.at, answer.answer_id))

    def each_answer(self, code: MunicipalityCode) -> Iterator[Answer]:
        """The same in no order, read as they are gone through."""
        return map(to_answer, self._all(prefix_query(keys.partition(code), keys.ANSWER_PREFIX)))

    def rows(self, code: MunicipalityCode, snapshot_id: str, *, consistent: bool = True) -> list[StoredRow]:
        """The rows of a snapshot in order of their keys.

        Read inconsistently just after a publication, the last of them may be missing, which the digest shows.
        Raises UnreadablePageError.
        """
        query = prefix_query(keys.snapshot_partition(code, snapshot_id), keys.PAGE_PREFIX)
        items = self._all(query, consistent=consistent)
        return rows_of(Page(keys.page_number(item["SK"]["S"]), bytes(item["rows"]["B"])) for item in items)

    def claim(self, upload: Upload) -> Upload:
        """Record an upload, and give the record that stands: an earlier delivery's, where there was one.

        One that an older release began with is taken over as it is, into the place where this one has its records.
        """
        older = self._records.find_older(upload.municipality, upload.upload_id)
        begun = to_upload(older) if older else None
        if begun is not None and begun.status is not UploadStatus.RECEIVED:
            return self.upload(upload.municipality, upload.upload_id) or begun
        claims = begun or upload
        claimed = try_write(
            lambda: self.client.put_item(
                TableName=self.name,
                Item=upload_record_key(claims.municipality, claims.upload_id) | to_item(to_values(claims)),
                ConditionExpression="attribute_not_exists(#pk)",
                ExpressionAttributeNames={"#pk": "PK"},
            )
        )
        if claimed is None:
            return self.upload(upload.municipality, upload.upload_id) or claims
        return claims

    def advance(self, upload: Upload, was: UploadStatus) -> bool:
        """Write the upload's new state if its status is still ``was``; whether it was."""
        return self._records.change(upload_change(upload, was))

    def hand_over(self, upload: Upload, was: Upload) -> bool:
        """Write what a person did with an upload, if neither that nor its status is other than in ``was``."""
        if is_waiting_for_approval(upload):
            RequestedUploads(self.client, self.name).add(upload.municipality, upload.upload_id)
        return self._records.change(handover_change(upload, was))

    def settle(self, upload: Upload) -> ChangeResult:
        """Write how a queued upload ended that does not touch what is live."""
        settled = self.advance(upload, UploadStatus.QUEUED)
        return ChangeResult.DONE if settled else ChangeResult.UPLOAD_SETTLED

    def open_snapshot(self, code: MunicipalityCode, content: Content, at: str) -> SnapshotState:
        """Record that rows are about to be written, so that none are left behind unknown.

        Its age counts from ``at`` again, even if it was opened or sealed before: it is about to be used.
        """
        once: dict[str, Scalar] = {"sealed": False}
        once |= {name: value for name, value in to_values(content).items() if value is not None}
        assignments = [f"#{name} = if_not_exists(#{name}, :{name})" for name in once]
        # The last two put it into the index: by when it was last opened, and not among the uploads.
        moved: dict[str, Scalar] = {
            "opened_at": at,
            keys.INDEX_HASH: keys.opened_snapshots(code),
            keys.INDEX_RANGE: at,
        }
        assignments += [f"#{name} = :{name}" for name in moved]
        values = once | moved
        answer = try_write(
            lambda: self.client.update_item(
                TableName=self.name,
                Key=key(code, keys.snapshot_key(content.snapshot_id)),
                UpdateExpression="SET " + ", ".join(assignments),
                ConditionExpression="attribute_not_exists(#swept)",
                ExpressionAttributeNames=to_names([*values, "swept"]),
                ExpressionAttributeValues=to_placeholders(values),
                ReturnValues="ALL_NEW",
            )
        )
        if answer is None:
            return SnapshotState.SWEPT
        return SnapshotState.SEALED if answer["Attributes"]["sealed"]["BOOL"] else SnapshotState.OPEN

    def write_rows(self, code: MunicipalityCode, snapshot_id: str, rows: Iterable[StoredRow]) -> None:
        """Write rows in batches of pages, each until the table has accepted all of it; and beside them their keys.

        Raises UnprocessedPagesError.
        """
        partition: Item = {"PK": attribute(keys.snapshot_partition(code, snapshot_id))}
        rows = list(rows)
        requests: list[WriteRequestTypeDef] = [
            {"PutRequest": {"Item": partition | to_item({"SK": keys.page_key(p.number), "rows": p.rows})}}
            for p in pages_of(rows, self.page_bytes)
        ]
        row_keys: dict[str, Scalar] = {"SK": keys.ROW_KEYS, "keys": packed_keys(row.key for row in rows)}
        requests.append({"PutRequest": {"Item": partition | to_item(row_keys)}})
        for start in range(0, len(requests), BATCH):
            self._write_batch(requests[start : start + BATCH])

    def seal(self, code: MunicipalityCode, content: Content) -> SnapshotState:
        """Declare the snapshot whole. Only for one that has been read back."""
        values: dict[str, Scalar] = {"digest": content.digest, "row_count": content.row_count, "sealed": True}
        sealed = try_write(
            lambda: self.client.update_item(
                TableName=self.name,
                Key=key(code, keys.snapshot_key(content.snapshot_id)),
                UpdateExpression="SET #sealed = :sealed",
                ConditionExpression=(
                    "#digest = :digest AND #row_count = :row_count AND attribute_not_exists(#swept)"
                ),
                ExpressionAttributeNames=to_names([*values, "swept"]),
                ExpressionAttributeValues=to_placeholders(values),
            )
        )
        return SnapshotState.SWEPT if sealed is None else SnapshotState.SEALED

    def is_sealed(self, code: MunicipalityCode, content: Content) -> bool:
        """Whether the snapshot's rows are still all there."""
        item = self._get(code, keys.snapshot_key(content.snapshot_id), consistent=True)
        return item is not None and item["sealed"]["BOOL"]

    def snapshots_of(self, code: MunicipalityCode, upload_id: str) -> list[str]:
        """The ids of the snapshots with rows of an upload, and whose rows nobody is deleting yet."""
        query = prefix_query(
            keys.partition(code), keys.snapshot_key(""), "SK", "upload_id", "sources", "swept"
        )
        return [
            item["SK"]["S"].removeprefix(keys.snapshot_key(""))
            for item in self._all(query)
            if upload_id in _uploads_of(item) and not item.get("swept", {}).get("BOOL", False)
        ]

    def commit(self, code: MunicipalityCode, change: Change) -> ChangeResult:
        """Make a change of what is live, all of it or nothing."""
        uploads = [upload_change(one.upload, one.was) for one in change.transitions]
        result = self._try_commit(code, change)
        for _ in range(READINGS):
            if result is not ChangeResult.UPLOAD_SETTLED or not self._records.move_for(uploads):
                break
            # Nothing is settled: the record was where an older release put it.
            result = self._try_commit(code, change)
        return result

    def _try_commit(self, code: MunicipalityCode, change: Change) -> ChangeResult:
        actions = actions_of(self.name, code, change)
        try:
            refused = transact(self.client, actions, tries=TRIES, pause=self.pause)
        except (ClientError, BotoCoreError):
            if self._is_logged(code, change.entry):
                return ChangeResult.DONE
            raise
        # A retry after a lost answer finds its conditions broken by its own first attempt.
        if not refused or self._is_logged(code, change.entry):
            return ChangeResult.DONE
        return max(refused, key=_BY_WEIGHT.index)

    def _is_logged(self, code: MunicipalityCode, entry: LogEntry | None) -> bool:
        """Whether exactly this entry is in the log: then the change was made, and only the answer was lost."""
        if entry is None:
            return False
        logged = self._log_item(code, entry.revision, entry.step)
        return logged is not None and logged.hash == entry.hash

    def _log_item(self, code: MunicipalityCode, revision: int, step: int) -> LogEntry | None:
        item = self._get(code, keys.log_key(revision, step), consistent=True)
        return to_log_entry(item) if item else None

    @property
    def _by_time(self) -> UploadIndex:
        return UploadIndex(self.client, self.name)

    @property
    def _records(self) -> UploadRecords:
        return UploadRecords(self.client, self.name, self.pause)

    def _write_batch(self, requests: Sequence[WriteRequestUnionTypeDef]) -> None:
        for attempt in range(TRIES):
            answer = self.client.batch_write_item(RequestItems={self.name: requests})
            requests = answer.get("UnprocessedItems", {}).get(self.name, [])
            if not requests:
                return
            if attempt < TRIES - 1:
                back_off(self.pause, attempt)
        raise UnprocessedPagesError(f"{len(requests)} pages were refused {TRIES} times")

    def _get(self, code: MunicipalityCode, sort_key: str, *, consistent: bool) -> Item | None:
        answer = self.client.get_item(TableName=self.name, Key=key(code, sort_key), ConsistentRead=consistent)
        return answer.get("Item")

    def _all(self, query: Mapping[str, Any], *, consistent: bool = True) -> Iterator[Item]:
        return query_items(self.client, self.name, query, consistent=consistent)


def _uploads_of(snapshot: Item) -> list[str]:
    """The ids of the uploads that rows of a snapshot came from."""
    names = ("upload_id", "sources")
    return [one for name in names for one in snapshot.get(name, {}).get("S", "").split()]
