"""The table record by record: for exporting, and for restoring from an archive or from another table.

Here, and nowhere else, is known under which keys each kind of record lies. Attribute names are always aliased.
"""

from __future__ import annotations

import json
import time
import zlib
from dataclasses import dataclass, fields
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.case_sum_table import sums_in, sums_key
from kleark.adapters.dynamodb.conditions import try_write
from kleark.adapters.dynamodb.expressions import key, older_upload_record_key, upload_record_key
from kleark.adapters.dynamodb.items import (
    attribute,
    from_item,
    to_item,
    to_live,
    to_log_entry,
    to_scheduled,
    to_upload,
)
from kleark.adapters.dynamodb.mark_table import SweepMarks
from kleark.adapters.dynamodb.queries import prefix_query, query_items
from kleark.adapters.dynamodb.requested_uploads import RequestedUploads
from kleark.adapters.dynamodb.retries import transact
from kleark.adapters.dynamodb.transactions import lock_condition
from kleark.backup.errors import UnknownItemError
from kleark.backup.pairing import paired
from kleark.backup.records import UNREADABLE, Record, RecordError, RecordKind, canonical, fitting
from kleark.backup.section_check import is_whole_snapshot
from kleark.configuration.row_pages import Page, UnreadablePageError, page_of, rows_of
from kleark.configuration.stored_row import StoredRow
from kleark.publishing.answers import Answer, AnsweredWarning
from kleark.publishing.approval_request import may_wait_for_approval
from kleark.publishing.ids import MunicipalityCode
from kleark.publishing.model import DELETION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.adapters.dynamodb.items import Item
    from kleark.backup.ports import Meaning

_Model = TypeVar("_Model")

TRIES = 8

_SINGLE = {
    keys.ANNOUNCED: RecordKind.ANNOUNCED,
    keys.LIVE: RecordKind.LIVE,
    keys.SCHEDULED: RecordKind.SCHEDULED,
}
_BY_ID = {
    keys.ANSWER_PREFIX: RecordKind.ANSWER,
    keys.snapshot_key(""): RecordKind.SNAPSHOT,
    keys.UPLOAD_PREFIX: RecordKind.UPLOAD,
    keys.SUMS_PREFIX: RecordKind.CASES,
}
_PACKED = {RecordKind.ANSWER: "warnings", RecordKind.CASES: "sums"}
"""What is stored as compressed JSON, by kind."""


@dataclass(frozen=True, slots=True)
class BackupTable:
    """Fulfils `kleark.backup.ports.RestoredTable`. ``pause``: waits for so many seconds."""

    client: DynamoDBClient
    name: str
    pause: Callable[[float], None] = time.sleep

    def live(self, code: MunicipalityCode) -> Record | None:
        """What is live, and the settings."""
        answer = self.client.get_item(TableName=self.name, Key=key(code, keys.LIVE), ConsistentRead=True)
        item = answer.get("Item")
        return _record(keys.LIVE, item) if item else None

    def records(self, code: MunicipalityCode) -> Iterator[Record]:
        """All that is stored of a municipality: in the order of the table's keys, which is that of the records.

        Raises UnknownItemError.
        """
        rest = self._items(keys.partition(code), "")
        older = None
        for item in rest:
            record = _record_of(item)
            if record.kind is RecordKind.UPLOAD:
                older = record
                break
            yield record
            if record.kind is RecordKind.SNAPSHOT and is_whole_snapshot(record):
                yield from self._rows(code, str(record.key[0]))
        # Uploads come last there, and have a partition of their own; see `upload_records`.
        recorded_before = chain([older] if older else [], map(_record_of, rest))
        recorded = map(_record_of, self._items(keys.upload_partition(code), ""))
        for before, now in paired(recorded_before, recorded):
            if (upload := now or before) is not None:
                yield upload
        yield from map(_record_of, self._items(keys.sums_partition(code), ""))

    def put(self, code: MunicipalityCode, record: Record) -> None:
        """Write a record, whatever the table holds under its key."""
        self._note_request(code, record)
        self.client.put_item(TableName=self.name, Item=_item(code, record))

    def replace(self, code: MunicipalityCode, record: Record, present: Record | None) -> bool:
        """Write a record in the place of ``present``; whether it, or nothing, was still there."""
        self._note_request(code, record)
        if record.kind is RecordKind.UPLOAD and present is not None:
            return self._replace_upload(code, record, present)
        put: Any = {
            "TableName": self.name,
            "Item": _item(code, record),
            "ConditionExpression": "attribute_not_exists(#pk)"
            if present is None
            else "attribute_exists(#pk)",
            "ExpressionAttributeNames": {"#pk": "PK"},
        }
        return try_write(lambda: self.client.put_item(**put)) is not None

    def _replace_upload(self, code: MunicipalityCode, record: Record, present: Record) -> bool:
        """Let no copy stay where an older release may have put the record: nobody would delete it with the sheet.

        Unless that copy says that the sheet is being deleted, which a person must look at.
        """
        put: Any = {"TableName": self.name, "Item": _item(code, record)}
        names = {"#status": "status"}
        values: Item = {f":{one.value}": attribute(one.value) for one in DELETION}
        harmless = f"attribute_not_exists(#status) OR NOT #status IN ({', '.join(values)})"
        if isinstance(status := present.fields.get("status"), str):
            was: Item = {":was": attribute(status)}
            put |= {
                "ConditionExpression": "attribute_not_exists(#pk) OR #status = :was",
                "ExpressionAttributeNames": {"#pk": "PK", **names},
                "ExpressionAttributeValues": was,
            }
            harmless, values = f"{harmless} OR #status = :was", {**values, **was}
        delete: Any = {
            "TableName": self.name,
            "Key": older_upload_record_key(code, str(record.key[0])),
            "ConditionExpression": harmless,
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
        }
        actions = [("was", {"Put": put}), ("was", {"Delete": delete})]
        return not transact(self.client, actions, tries=TRIES, pause=self.pause)  # type: ignore[arg-type]

    def remove(self, code: MunicipalityCode, record: Record) -> None:
        """Delete a page of rows."""
        self.client.delete_item(TableName=self.name, Key=_key(code, record))

    def forget_marks(self, code: MunicipalityCode) -> None:
        """Let the next sweep read all of the municipality: a mark of before knows nothing of what was restored."""
        SweepMarks(self.client, self.name).forget(code)

    def raise_mark(self, code: MunicipalityCode, announced: Record) -> None:
        """Say that revisions were announced so far, unless more were."""
        try_write(
            lambda: self.client.put_item(
                TableName=self.name,
                Item=_item(code, announced),
                ConditionExpression="attribute_not_exists(#announced) OR NOT attribute_type(#announced, :number) "
                "OR #announced < :announced",
                ExpressionAttributeNames={"#announced": "announced"},
                ExpressionAttributeValues={
                    ":announced": attribute(announced.fields["announced"]),
                    ":number": attribute("N"),
                },
            )
        )

    def commit(
        self, code: MunicipalityCode, live: Record, scheduled: Record | None, planned: Record | None
    ) -> bool:
        """Let this be live, and this wait for its time, all at once; whether LIVE still had the lock of ``planned``."""
        lock = planned.fields.get("lock", 0) if planned else 0
        condition, values = lock_condition(lock)
        if planned is not None and not (planned.is_readable or lock):
            condition = "attribute_exists(#lock)"  # no function changes what it cannot read
        put: Any = {
            "TableName": self.name,
            "Item": _item(code, live),
            "ConditionExpression": condition,
            "ExpressionAttributeNames": {"#lock": "lock"},
        }
        if values:
            put["ExpressionAttributeValues"] = values
        other: Any = {"Delete": {"TableName": self.name, "Key": key(code, keys.SCHEDULED)}}
        if scheduled is not None:
            other = {"Put": {"TableName": self.name, "Item": _item(code, scheduled)}}
        refused = transact(
            self.client, [("moved", {"Put": put}), ("moved", other)], tries=TRIES, pause=self.pause
        )
        # A retry after a lost answer finds its condition broken by its own first attempt.
        return not refused or self.live(code) == live

    def _note_request(self, code: MunicipalityCode, record: Record) -> None:
        """Note that a sheet waits for an approval, before it does: no archive holds the notes."""
        if record.kind is not RecordKind.UPLOAD:
            return
        try:
            waits = may_wait_for_approval(to_upload(to_item(record.fields)))
        except (KeyError, TypeError, ValueError):
            return  # nobody could read it as a sheet that waits
        if waits:
            RequestedUploads(self.client, self.name).add(code, str(record.key[0]))

    def _rows(self, code: MunicipalityCode, snapshot_id: str) -> Iterator[Record]:
        for item in self._items(keys.snapshot_partition(code, snapshot_id), keys.PAGE_PREFIX):
            number = _number(item["SK"]["S"].removeprefix(keys.PAGE_PREFIX))
            record = Record(RecordKind.ROWS, (snapshot_id, number), _row_fields(item))
            yield _known(record, code, item["SK"]["S"])

    def _items(self, partition: str, prefix: str) -> Iterator[Item]:
        return query_items(self.client, self.name, prefix_query(partition, prefix), consistent=True)


def interpret(record: Record) -> Meaning:
    """What a record means, by its kind. Raises KeyError, TypeError or ValueError where it is no such thing."""
    if record.kind is RecordKind.ANSWER:
        warnings = tuple(_typed(AnsweredWarning(*one)) for one in record.fields["warnings"])
        known = {field.name for field in fields(Answer)} - {"warnings"}
        values = {name: value for name, value in record.fields.items() if name in known}
        return _typed(Answer(warnings=warnings, **values))
    if record.kind is RecordKind.CASES:
        return sums_in(record.fields)
    item = to_item(record.fields)
    if record.kind is RecordKind.LIVE:
        return _typed(to_live(item))
    if record.kind is RecordKind.ENTRY:
        return _typed(to_log_entry(item))
    if record.kind is RecordKind.SCHEDULED:
        return _typed(to_scheduled(item))
    return _typed(to_upload(item))


_TYPES = {"str": str, "int": int, "bool": bool}


def _typed(model: _Model) -> _Model:
    """Raises TypeError unless plain fields are of the types that they are declared with."""
    for field in fields(model):  # type: ignore[arg-type]  # only dataclasses come here
        declared, _, optional = str(field.type).partition(" | ")
        value = getattr(model, field.name)
        if value is None and optional == "None":
            continue
        if declared in _TYPES and type(value) is not _TYPES[declared]:
            raise TypeError(f"{field.name} is no {declared}")
        if field.name == "content" and value is not None:
            _typed(value)
    return model


def _record_of(item: Item) -> Record:
    return _record(item["SK"]["S"], item)


def _record(sort_key: str, item: Item) -> Record:
    """Raises UnknownItemError."""
    kind, record_key = _kind_and_key(sort_key)
    return _known(Record(kind, record_key, _values(kind, item)), _CODE_OF_NOBODY, sort_key)


_CODE_OF_NOBODY = MunicipalityCode("")
"""Sort keys are the same in each municipality."""


def _known(record: Record, code: MunicipalityCode, sort_key: str) -> Record:
    """The record as an archive can hold it. Raises UnknownItemError for a key that it would not come back under."""
    try:
        fitted = fitting(record)
    except RecordError:
        raise UnknownItemError("an item with a key that is none") from None
    if _key(code, record)["SK"] != {"S": sort_key}:
        raise UnknownItemError("an item with a key that is none")
    return fitted


def _values(kind: RecordKind, item: Item) -> dict[str, Any]:
    """The item's attributes but for its key; for those that cannot be read, `UNREADABLE`."""
    values: dict[str, Any] = {}
    for name, stored in item.items():
        if name in {"PK", "SK"}:
            continue
        try:
            value: Any = from_item({name: stored})[name]
            if _PACKED.get(kind) == name:
                value = json.loads(zlib.decompress(value))
        except (ValueError, TypeError, RecursionError, zlib.error):
            values[UNREADABLE] = True
        else:
            values[name] = value
    return values


def _kind_and_key(sort_key: str) -> tuple[RecordKind, tuple[str | int, ...]]:
    if kind := _SINGLE.get(sort_key):
        return kind, ()
    if sort_key.startswith(keys.LOG_PREFIX):
        revision, _, step = sort_key.removeprefix(keys.LOG_PREFIX).partition("#")
        return RecordKind.ENTRY, (_number(revision), _number(step or "0"))
    for prefix, kind in _BY_ID.items():
        if sort_key.startswith(prefix):
            return kind, (sort_key.removeprefix(prefix),)
    raise UnknownItemError("an item of a kind that this release does not know")


def _number(digits: str) -> int:
    """Raises UnknownItemError."""
    if not (digits.isascii() and digits.isdigit()):
        raise UnknownItemError("an item with a key that is none")
    return int(digits)


def _row_fields(item: Item) -> dict[str, Any]:
    """A page's rows as they are served; no field ``rows`` where it cannot be read."""
    values = _values(RecordKind.ROWS, item)
    stored = values.pop("rows", None)
    try:
        rows = [{"key": row.key, "row": json.loads(row.line)} for row in rows_of([Page(0, stored)])]
    except (UnreadablePageError, TypeError, ValueError, RecursionError):
        return values
    return values | {"rows": rows}


def _item(code: MunicipalityCode, record: Record) -> Item:
    values = dict(record.fields)
    if record.kind is RecordKind.ROWS:
        rows = [StoredRow(one["key"], canonical(one["row"])) for one in values["rows"]]
        values["rows"] = page_of(0, rows).rows
    elif (packed := _PACKED.get(record.kind)) is not None:
        values[packed] = zlib.compress(json.dumps(values[packed], ensure_ascii=False).encode())
    return _key(code, record) | to_item(values)


def _key(code: MunicipalityCode, record: Record) -> Item:
    kind = record.kind
    if kind is RecordKind.ROWS:
        snapshot_id, number = record.key
        return {
            "PK": attribute(keys.snapshot_partition(code, str(snapshot_id))),
            "SK": attribute(keys.page_key(int(number))),
        }
    if kind is RecordKind.ENTRY:
        revision, step = record.key
        return key(code, keys.log_key(int(revision), int(step)))
    if kind is RecordKind.UPLOAD:
        return upload_record_key(code, str(record.key[0]))
    if kind is RecordKind.CASES:
        return sums_key(code, str(record.key[0]))
    for sort_key, single in _SINGLE.items():
        if kind is single:
            return key(code, sort_key)
    prefix = next(prefix for prefix, named in _BY_ID.items() if named is kind)
    return key(code, f"{prefix}{record.key[0]}")
