"""One record of what is stored of a municipality, as an archive holds it: by kind and number, whatever a table's keys.

Pure: `kleark.adapters.dynamodb.backup_table` knows under which keys each kind lies, and what becomes of the model.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES = 390_000
"""Of an item. DynamoDB takes 400 kB; what is larger could be written half-way only."""

MOST_TEXT_BYTES = 4_000_000
"""Of what an item holds compressed, rows or warnings, once it is text."""


class RecordError(ValueError):
    """A record is none that this release knows. The message says what is wrong, and repeats nothing of it."""


class RecordKind(StrEnum):
    """The kinds, in their order in an archive: what others are held against comes first."""

    ANNOUNCED = "announced"
    """How far the municipality's revisions were announced."""
    ANSWER = "answer"
    LIVE = "live"
    """What is live, and the settings."""
    ENTRY = "entry"
    """An entry of the log."""
    SCHEDULED = "scheduled"
    SNAPSHOT = "snapshot"
    """That a snapshot was made, and whether it is sealed or swept."""
    ROWS = "rows"
    """One page of the rows of the snapshot that comes before."""
    UPLOAD = "upload"
    CASES = "cases"
    """The sums of one inventory that counts no more."""


_RANK = {kind: rank for rank, kind in enumerate(RecordKind)} | {
    RecordKind.ROWS: [*RecordKind].index(RecordKind.SNAPSHOT)
}
_ID = re.compile(r"[0-9a-f]{32}")
_ORDER = re.compile(r"[0-9T:.Z+-]{10,40}\|[^|#\n]{0,40}\|[0-9a-f]{32}")
"""Of an inventory's upload, as `upload_order` makes it."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SAFE_INTEGER = 2**53
_HIGHEST = 10**6


UNREADABLE = "unreadable"
"""The field of a record of which something could not be read. What could be is beside it."""

Key = tuple[str | int, ...]
"""What a record is known by, beside its municipality and kind: none for what there is one of; an id; of an entry its
revision and step; of a page of rows the snapshot's id and the page's number; of sums the inventory's order."""


@dataclass(frozen=True, slots=True)
class Record:
    """``fields``: as they are stored, by their names; rows, sums and the warnings of an answer as lists."""

    kind: RecordKind
    key: Key
    fields: Mapping[str, Any]

    @property
    def order(self) -> tuple[int, Key]:
        """Sorts records as they stand in an archive. No two have the same."""
        return _RANK[self.kind], self.key

    @property
    def is_readable(self) -> bool:
        """Whether all that was stored could be read."""
        return UNREADABLE not in self.fields

    def to_json(self) -> dict[str, Any]:
        """As a line of an archive holds it."""
        return {"kind": self.kind.value, "key": list(self.key), "fields": dict(self.fields)}


def record_from_json(data: Mapping[str, Any]) -> Record:
    """The opposite of `to_json`, for data that may be anything. Raises RecordError."""
    if data.keys() != {"kind", "key", "fields"}:
        raise RecordError("a record has kind, key and fields")
    try:
        kind = RecordKind(data["kind"])
    except ValueError:
        raise RecordError("unknown kind of record") from None
    key, values = data["key"], data["fields"]
    if not isinstance(key, list) or not isinstance(values, dict):
        raise RecordError("key is a list, fields an object")
    checked = Record(kind, tuple(key), values)
    _check_key(checked)
    for name, value in values.items():
        _check_field(kind, name, value)
    if _is_too_large(checked):
        raise RecordError("too large for the table")
    return checked


def fitting(record: Record) -> Record:
    """The record without what no archive can hold, and then not `Record.is_readable`.

    Raises RecordError where it cannot be known by its key.
    """
    _check_key(record)
    fit = {name: value for name, value in record.fields.items() if _is_fit(record.kind, name, value)}
    fitted = Record(record.kind, record.key, fit)
    if _is_too_large(fitted):
        return Record(record.kind, record.key, {UNREADABLE: True})
    if len(fit) == len(record.fields):
        return record
    return Record(record.kind, record.key, fit | {UNREADABLE: True})


def canonical(value: object) -> str:
    """JSON with sorted names, no spaces and no escapes beyond those that JSON demands."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


_WITH_LISTS = {RecordKind.ROWS: "rows", RecordKind.ANSWER: "warnings", RecordKind.CASES: "sums"}


def _is_fit(kind: RecordKind, name: str, value: object) -> bool:
    try:
        _check_field(kind, name, value)
    except RecordError:
        return False
    return True


def _check_field(kind: RecordKind, name: str, value: object) -> None:
    if not _NAME.fullmatch(name):
        raise RecordError("unfit name of a field")
    if not _is_list_of(kind, name, value):
        _check_scalar(value)


def _is_list_of(kind: RecordKind, name: str, value: object) -> bool:
    """Whether it is the list that this kind has. Raises RecordError for one that holds anything else."""
    if _WITH_LISTS.get(kind) != name:
        return False
    if not isinstance(value, list):
        raise RecordError(f"{name} is a list")
    for one in value:
        if kind is RecordKind.ROWS:
            _check_row(one)
        elif not isinstance(one, list):
            raise RecordError("a warning, or a sum, is a list")
        else:
            for part in one:
                _check_scalar(part)
    return True


def _check_row(row: object) -> None:
    if not isinstance(row, dict) or row.keys() != {"key", "row"} or not isinstance(row["row"], dict):
        raise RecordError("a row has its key and itself")
    if not isinstance(row["key"], str) or "\n" in row["key"] or "\t" in row["key"]:
        raise RecordError("unfit key of a row")
    _check_text(row["key"])
    _check_text(canonical(row["row"]))


def _check_key(record: Record) -> None:
    shapes: dict[RecordKind, tuple[type, ...]] = {
        RecordKind.ANSWER: (str,),
        RecordKind.ENTRY: (int, int),
        RecordKind.SNAPSHOT: (str,),
        RecordKind.ROWS: (str, int),
        RecordKind.UPLOAD: (str,),
        RecordKind.CASES: (str,),
    }
    shape = shapes.get(record.kind, ())
    if tuple(map(type, record.key)) != shape:
        raise RecordError("unfit key")
    for one in record.key:
        if isinstance(one, str):
            if not (_ORDER if record.kind is RecordKind.CASES else _ID).fullmatch(one):
                raise RecordError("unfit id")
        elif not 0 <= one < (_HIGHEST if record.kind is not RecordKind.ROWS else 10_000):
            raise RecordError("unfit number")


def _check_scalar(value: object) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, bool):
        return
    elif not isinstance(value, int) or abs(value) > _SAFE_INTEGER:
        raise RecordError("a field is text, a whole number, or true or false")


def _check_text(text: str) -> None:
    """A lone surrogate can be written in JSON, and nowhere else."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise RecordError("text that is none") from None


def _is_too_large(record: Record) -> bool:
    size = len(canonical(record.fields).encode())
    return size > MOST_TEXT_BYTES or (record.kind not in _WITH_LISTS and size > MOST_BYTES)
