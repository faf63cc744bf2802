"""The table's partition of the register: editions, their contents, which is active, and the log of that."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from kleark.adapters.dynamodb.conditions import cancellation_reasons, try_write
from kleark.adapters.dynamodb.items import attribute, from_item, to_item
from kleark.adapters.dynamodb.keys import (
    EDITION_PARTITION,
    EDITION_PREFIX,
    REGISTER_ACTIVE,
    REGISTER_CONTENT_PREFIX,
    REGISTER_LOG_PREFIX,
    REGISTER_PARTITION,
    REGISTER_SLICE_PREFIX,
)
from kleark.adapters.dynamodb.queries import prefix_query, query_items
from kleark.editions.model import ActiveEdition, EditionRecord, RegisterAction, RegisterEntry
from kleark.registers.active import register_of
from kleark.registers.kle_register import OwnTopics, StoredRegisterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.adapters.dynamodb.items import Item, Scalar
    from kleark.registers.kle_register import KleRegister, Topic

_CHUNK = 300_000
"""Bytes of a compressed register in one item, of DynamoDB's 400 kB."""

_LARGEST = 32 * 1024 * 1024
_Model = TypeVar("_Model", ActiveEdition, EditionRecord, RegisterEntry)


@dataclass(frozen=True, slots=True)
class EditionTable:
    """Contents are stored under their own hash and never change; one item says which of them is active."""

    client: DynamoDBClient
    name: str

    def active(self) -> ActiveEdition:
        """Which register is active."""
        item = self._get(_key(REGISTER_ACTIVE, REGISTER_PARTITION))
        return _model(ActiveEdition, item) if item else ActiveEdition()

    def record(self, edition_id: str) -> EditionRecord | None:
        """One edition that came in."""
        item = self._get(_key(f"{EDITION_PREFIX}{edition_id}"))
        return _model(EditionRecord, item) if item else None

    def records(self) -> list[EditionRecord]:
        """All editions that came in, the newest first."""
        found = [_model(EditionRecord, item) for item in self._all(EDITION_PREFIX)]
        return sorted(found, key=lambda one: (one.received_at, one.edition_id), reverse=True)

    def add(self, record: EditionRecord) -> bool:
        """Store a record; whether it is new."""
        item = _key(f"{EDITION_PREFIX}{record.edition_id}") | to_item(_values(record))
        added = try_write(
            lambda: self.client.put_item(
                TableName=self.name, Item=item, ConditionExpression="attribute_not_exists(PK)"
            )
        )
        return added is not None

    def content(self, digest: str) -> bytes | None:
        """A register in the compact form, if what is stored has its hash."""
        items = sorted(self._all(f"{REGISTER_CONTENT_PREFIX}{digest}#"), key=lambda item: item["SK"]["S"])
        packed = b"".join(bytes(item["content"]["B"]) for item in items)
        try:
            unpacking = zlib.decompressobj()
            content = unpacking.decompress(packed, _LARGEST)
        except zlib.error:
            return None
        return content if hashlib.sha256(content).hexdigest() == digest else None

    def write_content(self, digest: str, content: bytes) -> None:
        """Store a register in the compact form. A repetition writes the same items."""
        packed = zlib.compress(content, 9)
        for number, start in enumerate(range(0, len(packed), _CHUNK)):
            item = _key(f"{REGISTER_CONTENT_PREFIX}{digest}#{number:02d}")
            chunk = packed[start : start + _CHUNK]
            self.client.put_item(TableName=self.name, Item=item | to_item({"content": chunk}))

    def slice(self, digest: str) -> str | None:
        """A slice of a register, if what is stored has its hash.

        Raises:
            StoredRegisterError: The table does not answer. Whoever judges must not take that for a fault of what is
                judged, so it is told apart from other faults.
        """
        try:
            item = self._get(_key(f"{REGISTER_SLICE_PREFIX}{digest}"))
        except (BotoCoreError, ClientError) as error:
            raise StoredRegisterError("the register cannot be read") from error
        text = item["slice"]["S"] if item else ""
        return text if hashlib.sha256(text.encode()).hexdigest() == digest else None

    def write_slices(self, slices: Mapping[str, str]) -> None:
        """Store slices under their SHA-256. A repetition writes the same items; editions share what they agree on."""
        for digest, text in slices.items():
            item = _key(f"{REGISTER_SLICE_PREFIX}{digest}") | to_item({"slice": text})
            self.client.put_item(TableName=self.name, Item=item)

    def log(self) -> list[RegisterEntry]:
        """All entries, oldest first."""
        return [_model(RegisterEntry, item) for item in self._all(REGISTER_LOG_PREFIX, REGISTER_PARTITION)]

    def commit(self, entry: RegisterEntry, active: ActiveEdition) -> bool:
        """Let it be active and write the entry, both or neither; whether the log still ended where it was read."""
        put_active: dict[str, Any] = {
            "TableName": self.name,
            "Item": _key(REGISTER_ACTIVE, REGISTER_PARTITION) | to_item(_values(active)),
        }
        if entry.index == 1:
            put_active["ConditionExpression"] = "attribute_not_exists(PK)"
        else:
            put_active["ConditionExpression"] = "#log_head = :previous"
            put_active["ExpressionAttributeNames"] = {"#log_head": "log_head"}
            put_active["ExpressionAttributeValues"] = {":previous": attribute(entry.previous)}
        put_entry: Any = {
            "TableName": self.name,
            "Item": _key(f"{REGISTER_LOG_PREFIX}{entry.index:08d}", REGISTER_PARTITION)
            | to_item(_values(entry)),
            "ConditionExpression": "attribute_not_exists(PK)",
        }
        try:
            self.client.transact_write_items(
                TransactItems=[{"Put": put_active}, {"Put": put_entry}],  # type: ignore[typeddict-item]
                ClientRequestToken=entry.hash[:36],
            )
        except ClientError as error:
            if "ConditionalCheckFailed" in cancellation_reasons(error):
                return False
            raise
        return True

    def _get(self, key: Item) -> Item | None:
        answer = self.client.get_item(TableName=self.name, Key=key, ConsistentRead=True)
        return answer.get("Item")

    def _all(self, prefix: str, partition: str = EDITION_PARTITION) -> list[Item]:
        query = prefix_query(partition, prefix)
        return list(query_items(self.client, self.name, query, consistent=True))


class StoredRegister:
    """The active register as functions read it: `kleark.registers.active.RegisterSource`.

    One small item is read each time, and of another register that has become active, what is asked for.
    """

    def __init__(self, table: EditionTable, own: Callable[[str], Iterable[Topic]] = lambda _: ()) -> None:
        """``own``: gives a municipality's own topics, where it is asked."""
        self._table = table
        self._own = own
        self._known: tuple[str, KleRegister] | None = None

    def active(self) -> KleRegister:
        """Raises StoredRegisterError where the register is not stored as it was written."""
        active, table = self._table.active(), self._table
        content = active.content
        if self._known is None or self._known[0] != content:
            self._known = content, register_of(content, table.content, active.outline, table.slice)
        return self._known[1]

    def of(self, code: str) -> KleRegister:
        """The same, and the municipality's own numbers, of which the list is read where they are asked for."""
        return replace(self.active(), own=OwnTopics(lambda: self._own(code)))


def _key(sort_key: str, partition: str = EDITION_PARTITION) -> Item:
    return {"PK": attribute(partition), "SK": attribute(sort_key)}


def _values(of: ActiveEdition | EditionRecord | RegisterEntry) -> dict[str, Scalar]:
    return {field.name: getattr(of, field.name) for field in fields(of)}


def _model(model: type[_Model], item: Item) -> _Model:
    known = {field.name for field in fields(model)}
    values = {name: value for name, value in from_item(item).items() if name in known}
    if "action" in values:
        values["action"] = RegisterAction(values["action"])
    return model(**values)
