"""The one table: uploads, snapshots, what is live, and the log. Attribute names are always aliased."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from kleark.adapters.items import (
    attribute,
    content_values,
    log_values,
    to_item,
    to_live,
    to_log_entry,
    to_upload,
    upload_values,
)
from kleark.publishing import keys
from kleark.publishing.flip import FlipResult
from kleark.publishing.model import Live, LogEntry, Upload, UploadStatus
from kleark.publishing.snapshot import StoredRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        QueryInputTypeDef,
        TransactWriteItemTypeDef,
        WriteRequestTypeDef,
        WriteRequestUnionTypeDef,
    )

    from kleark.adapters.items import Item, Scalar
    from kleark.publishing.keys import MunicipalityCode
    from kleark.publishing.model import Content

BATCH = 25
"""The most rows that one BatchWriteItem takes."""

TRIES = 8
_PASSING = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})


class UnprocessedRowsError(Exception):
    """The table kept refusing rows for want of capacity. Writing them again later carries on."""


class NotSealedError(Exception):
    """The snapshot that was to become live is not sealed."""


@dataclass(frozen=True, slots=True)
class Table:
    """Reads and conditional writes of one municipality's items at a time."""

    client: DynamoDBClient
    name: str
    pause: Callable[[float], None] = time.sleep

    def live(self, code: MunicipalityCode, *, consistent: bool) -> Live:
        """What is live. Reading inconsistently may give what was live a moment ago: sealed, and whole too."""
        item = self._get(code, keys.LIVE, consistent=consistent)
        return to_live(item) if item else Live()

    def upload(self, code: MunicipalityCode, upload_id: str) -> Upload | None:
        """One upload of the municipality; None where there is none with this id."""
        item = self._get(code, keys.upload_key(upload_id), consistent=True)
        return to_upload(item) if item else None

    def log_entry(self, code: MunicipalityCode, revision: int) -> LogEntry | None:
        """How a revision came to be; None where the municipality never had it."""
        item = self._get(code, keys.log_key(revision), consistent=True)
        return to_log_entry(item) if item else None

    def rows(
        self, code: MunicipalityCode, snapshot_id: str, between: tuple[str, str] | None = None
    ) -> list[StoredRow]:
        """The rows of a snapshot in order of their keys, or those between two keys, over all pages.

        Read consistently although a snapshot never changes: just after a flip, another replica may lack
        its last rows.
        """
        names, values = {"#pk": "PK"}, {":pk": attribute(keys.snapshot_partition(code, snapshot_id))}
        condition = "#pk = :pk"
        if between:
            condition += " AND #sk BETWEEN :first AND :last"
            names["#sk"] = "SK"
            values |= {":first": attribute(between[0]), ":last": attribute(between[1])}
        query: QueryInputTypeDef = {
            "TableName": self.name,
            "KeyConditionExpression": condition,
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
            "ConsistentRead": True,
        }
        rows: list[StoredRow] = []
        while True:
            page = self.client.query(**query)
            rows += [StoredRow(item["SK"]["S"], item["row"]["S"]) for item in page["Items"]]
            if not (last := page.get("LastEvaluatedKey")):
                return rows
            query["ExclusiveStartKey"] = last

    def claim(self, upload: Upload) -> Upload:
        """Record an upload, and give the record that stands: an earlier delivery's, where there was one."""
        try:
            self.client.put_item(
                TableName=self.name,
                Item=_key(upload.municipality, keys.upload_key(upload.upload_id))
                | to_item(upload_values(upload)),
                ConditionExpression="attribute_not_exists(#pk)",
                ExpressionAttributeNames={"#pk": "PK"},
            )
        except ClientError as error:
            if not _condition_failed(error):
                raise
            return self.upload(upload.municipality, upload.upload_id) or upload
        return upload

    def advance(self, upload: Upload, expected: UploadStatus) -> bool:
        """Write the upload's new state if its status is still ``expected``; whether it was."""
        try:
            self.client.update_item(TableName=self.name, **self._upload_update(upload, expected))
        except ClientError as error:
            if not _condition_failed(error):
                raise
            return False
        return True

    def settle(self, upload: Upload) -> FlipResult:
        """Write how a queued upload ended that does not touch what is live."""
        return FlipResult.DONE if self.advance(upload, UploadStatus.QUEUED) else FlipResult.UPLOAD_SETTLED

    def open_snapshot(self, code: MunicipalityCode, content: Content, at: str) -> bool:
        """Record that rows are about to be written, so that none are left behind unknown.

        True where the snapshot is sealed already: then its rows must not be written again.
        """
        values = content_values(content) | {"sealed": False, "opened_at": at}
        answer = self.client.update_item(
            TableName=self.name,
            Key=_key(code, keys.snapshot_key(content.snapshot_id)),
            UpdateExpression="SET " + ", ".join(f"#{n} = if_not_exists(#{n}, :{n})" for n in values),
            ExpressionAttributeNames=_names(values),
            ExpressionAttributeValues=_placeholders(values),
            ReturnValues="ALL_NEW",
        )
        return answer["Attributes"]["sealed"]["BOOL"]

    def write_rows(self, code: MunicipalityCode, snapshot_id: str, rows: Iterable[StoredRow]) -> None:
        """Write rows in batches, each until the table has taken all of it. Raises UnprocessedRowsError."""
        partition = attribute(keys.snapshot_partition(code, snapshot_id))
        requests: list[WriteRequestTypeDef] = [
            {"PutRequest": {"Item": {"PK": partition, **to_item({"SK": row.key, "row": row.line})}}}
            for row in rows
        ]
        for start in range(0, len(requests), BATCH):
            self._write_batch(requests[start : start + BATCH])

    def seal(self, code: MunicipalityCode, content: Content) -> None:
        """Declare the snapshot whole. Only for one that has been read back, and is still the one opened."""
        values: dict[str, Scalar] = {"digest": content.digest, "row_count": content.row_count, "sealed": True}
        self.client.update_item(
            TableName=self.name,
            Key=_key(code, keys.snapshot_key(content.snapshot_id)),
            UpdateExpression="SET #sealed = :sealed",
            ConditionExpression="#digest = :digest AND #row_count = :row_count",
            ExpressionAttributeNames=_names(values),
            ExpressionAttributeValues=_placeholders(values),
        )

    def flip(
        self, code: MunicipalityCode, planned: Live, entry: LogEntry, upload: Upload | None = None
    ) -> FlipResult:
        """Make the entry's content live, with its place in the log, all or nothing.

        ``planned``: what was live when it was decided. ``upload``: as it shall stand afterwards, where it is
        published automatically; None for a person's revert. Raises NotSealedError.
        """
        actions: list[tuple[str, TransactWriteItemTypeDef]] = [
            ("LIVE", {"Update": self._live_update(code, planned, entry, upload)}),
            ("SNAP", {"ConditionCheck": self._sealed_check(code, entry.content)}),
            ("LOG", {"Put": self._log_put(code, entry)}),
        ]
        if upload is not None:
            actions.append(("UPLOAD", {"Update": self._upload_transition(upload)}))
        return self._transact(actions)

    def keep_live(self, code: MunicipalityCode, planned: Live, upload: Upload) -> FlipResult:
        """Settle an upload whose rows are live already, and let no upload older than it back in.

            A (10:00) is live ── C (10:20, the same rows as A) arrives ── B (10:10) arrives late

        Without a new mark on LIVE, B would be newer than A and replace what C said.
        """
        values: dict[str, Scalar] = {"order": upload.order, "planned_revision": planned.revision}
        condition = "#revision = :planned_revision AND (attribute_not_exists(#order) OR #order < :order)"
        live: Any = {
            "TableName": self.name,
            "Key": _key(code, keys.LIVE),
            "UpdateExpression": "SET #order = :order",
            "ConditionExpression": condition,
            "ExpressionAttributeNames": {"#order": "order", "#revision": "revision"},
            "ExpressionAttributeValues": _placeholders(values),
        }
        return self._transact(
            [("LIVE", {"Update": live}), ("UPLOAD", {"Update": self._upload_transition(upload)})]
        )

    def _live_update(
        self, code: MunicipalityCode, planned: Live, entry: LogEntry, upload: Upload | None
    ) -> Any:
        """Conditions on LIVE.

        The revision is the one planned against:

            P1 plans against 4 ──────────────────────▶ flips 4 to 5: refused, plans again
            P2        plans against 4 ──▶ flips to 5

        Before the first publication LIVE may exist, frozen, without a revision; or not at all.

        The municipality is not frozen: LIVE may have been frozen after it was read, in the same revision.

        The upload is newer than any that was live. Judged on the same reading as the revision (see `decide`),
        it mostly follows from it. But `keep_live` moves the mark and leaves the revision:

            P1 reads LIVE (revision 1, mark A) ────────────────────▶ flips to B: refused, B is older than C
            P2     C has A's rows: mark is C, revision still 1 ──▶
        """
        values: dict[str, Scalar] = content_values(entry.content) | {
            "revision": entry.revision,
            "published_at": entry.at,
        }
        if upload is not None:
            values["order"] = upload.order
        placeholders = _placeholders(values) | {":no": attribute(False)}
        conditions = ["(attribute_not_exists(#frozen) OR #frozen = :no)"]
        if planned.revision:
            conditions.append("#revision = :planned_revision")
            placeholders[":planned_revision"] = attribute(planned.revision)
        else:
            conditions.append("attribute_not_exists(#revision)")
        if upload is not None:
            conditions.append("(attribute_not_exists(#order) OR #order < :order)")
        return {
            "TableName": self.name,
            "Key": _key(code, keys.LIVE),
            "UpdateExpression": _set(values),
            "ConditionExpression": " AND ".join(conditions),
            "ExpressionAttributeNames": _names(values) | {"#frozen": "frozen"},
            "ExpressionAttributeValues": placeholders,
        }

    def _sealed_check(self, code: MunicipalityCode, content: Content) -> Any:
        """The snapshot is still there and sealed: a sweep may have removed it since.

        revert reads LOG#2 ── the sweep removes snapshot 2 ──▶ flip to snapshot 2: refused
        """
        values: dict[str, Scalar] = {"sealed": True, "digest": content.digest}
        return {
            "TableName": self.name,
            "Key": _key(code, keys.snapshot_key(content.snapshot_id)),
            "ConditionExpression": "#sealed = :sealed AND #digest = :digest",
            "ExpressionAttributeNames": _names(values),
            "ExpressionAttributeValues": _placeholders(values),
        }

    def _upload_transition(self, upload: Upload) -> Any:
        """The upload is still on its way.

            P1 publishes A as revision 1 ── B is revision 2 ── a person reverts to 1, as revision 3
            P2, woken late with A's message: revision 3 is planned against, nothing is frozen ──▶ refused

        Revision and mark alone cannot tell that A has had its turn; its own status can.
        """
        return {"TableName": self.name, **self._upload_update(upload, UploadStatus.QUEUED)}

    def _upload_update(self, upload: Upload, expected: UploadStatus) -> Any:
        written = ("status", "verdict", "row_count", "digest", "reason", "revision")
        values = {name: value for name, value in upload_values(upload).items() if name in written}
        values = {name: value for name, value in values.items() if value is not None}
        return {
            "Key": _key(upload.municipality, keys.upload_key(upload.upload_id)),
            "UpdateExpression": _set(values),
            "ConditionExpression": "#status = :expected",
            "ExpressionAttributeNames": _names(values),
            "ExpressionAttributeValues": _placeholders(values | {"expected": expected.value}),
        }

    def _log_put(self, code: MunicipalityCode, entry: LogEntry) -> Any:
        """The revision has no entry yet: should LIVE ever be set back, history is not written over."""
        return {
            "TableName": self.name,
            "Item": _key(code, keys.log_key(entry.revision)) | to_item(log_values(entry)),
            "ConditionExpression": "attribute_not_exists(#pk)",
            "ExpressionAttributeNames": {"#pk": "PK"},
        }

    def _transact(self, actions: list[tuple[str, TransactWriteItemTypeDef]]) -> FlipResult:
        """Carry out all actions or none. What only stands in the way for a moment is tried again."""
        for attempt in range(TRIES):
            try:
                self.client.transact_write_items(TransactItems=[action for _, action in actions])
            except ClientError as error:
                reasons = _cancellation(error)
                refused = {
                    on
                    for (on, _), reason in zip(actions, reasons, strict=False)
                    if reason == "ConditionalCheckFailed"
                }
                if refused:
                    return _refusal(refused)
                if not _PASSING.intersection(reasons) or attempt == TRIES - 1:
                    raise
                self._back_off(attempt)
            else:
                return FlipResult.DONE
        raise AssertionError("the last attempt returns or raises")

    def _write_batch(self, requests: Sequence[WriteRequestUnionTypeDef]) -> None:
        for attempt in range(TRIES):
            answer = self.client.batch_write_item(RequestItems={self.name: requests})
            requests = answer.get("UnprocessedItems", {}).get(self.name, [])
            if not requests:
                return
            self._back_off(attempt)
        raise UnprocessedRowsError(f"{len(requests)} rows were refused {TRIES} times")

    def _back_off(self, attempt: int) -> None:
        """Wait 25 to 50 ms, and up to twice as long each time."""
        self.pause(0.05 * 2**attempt * random.uniform(0.5, 1))  # noqa: S311 (spreads load, hides nothing)

    def _get(self, code: MunicipalityCode, sort_key: str, *, consistent: bool) -> Item | None:
        answer = self.client.get_item(
            TableName=self.name, Key=_key(code, sort_key), ConsistentRead=consistent
        )
        return answer.get("Item")


def _key(code: MunicipalityCode, sort_key: str) -> Item:
    return {"PK": attribute(keys.partition(code)), "SK": attribute(sort_key)}


def _set(values: Mapping[str, Scalar]) -> str:
    return "SET " + ", ".join(f"#{name} = :{name}" for name in values)


def _names(values: Iterable[str]) -> dict[str, str]:
    return {f"#{name}": name for name in values}


def _placeholders(values: Mapping[str, Scalar]) -> Item:
    return {f":{name}": value for name, value in to_item(values).items()}


def _condition_failed(error: ClientError) -> bool:
    return error.response.get("Error", {}).get("Code") == "ConditionalCheckFailedException"


def _cancellation(error: ClientError) -> list[str]:
    """Why each action of a transaction was refused (``None``: it was not), in their order."""
    reasons: list[dict[str, str]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    return [reason.get("Code", "None") for reason in reasons]


def _refusal(refused: set[str]) -> FlipResult:
    if "UPLOAD" in refused:
        return FlipResult.UPLOAD_SETTLED
    if "SNAP" in refused:
        raise NotSealedError("the snapshot is not sealed")
    return FlipResult.LIVE_MOVED
