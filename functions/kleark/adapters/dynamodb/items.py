"""The model as DynamoDB items and back. Attributes are named as the fields of the model."""

from __future__ import annotations

import json
import zlib
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kleark.publishing.ids import MunicipalityCode
from kleark.publishing.model import Action, Content, Handover, Live, LogEntry, Scheduled, Upload, UploadStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from kleark.publishing.answers import Answer

    Scalar = str | int | bool | bytes | None
    Item = dict[str, AttributeValueTypeDef]


_FIELD_NAMES = {
    model: frozenset(field.name for field in fields(model))
    for model in (Content, Upload, Live, LogEntry, Scheduled)
}


def attribute(value: str | int | bool | bytes) -> AttributeValueTypeDef:
    """A value as DynamoDB types it."""
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, bytes):
        return {"B": value}
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def to_item(values: Mapping[str, Scalar]) -> Item:
    """Attributes for all values but None."""
    return {name: attribute(value) for name, value in values.items() if value is not None}


def epoch_seconds(time: datetime) -> int:
    """A time as an attribute by which a table deletes what has expired."""
    return int(time.timestamp())


def to_time(text: str) -> datetime:
    """The opposite of `model.stamp`, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def from_item(item: Mapping[str, AttributeValueTypeDef]) -> dict[str, Any]:
    """The opposite of `to_item`. Raises ValueError for a type that this table does not use."""
    return {name: _value(name, typed) for name, typed in item.items()}


def to_values(of: Content | Upload | Live | LogEntry | Scheduled) -> dict[str, Scalar]:
    """The fields as attributes, those of the content beside its own."""
    values = {field.name: getattr(of, field.name) for field in fields(of)}
    content = values.pop("content", None)
    return values | (to_values(content) if content else {})


def to_upload(item: Mapping[str, AttributeValueTypeDef]) -> Upload:
    """The opposite of `to_values`."""
    values = from_item(item)
    values["status"] = UploadStatus(values["status"])
    if "handover" in values:
        values["handover"] = Handover(values["handover"])
    for name in ("asked_from", "discarded_from"):
        if name in values:
            values[name] = UploadStatus(values[name])
    values["municipality"] = MunicipalityCode(values["municipality"])
    return Upload(**_only(Upload, values))


def to_live(item: Mapping[str, AttributeValueTypeDef]) -> Live:
    """What is live, of its item; without content before the first publication."""
    values = from_item(item)
    return Live(content=_content(values), **_only(Live, values))


def to_log_entry(item: Mapping[str, AttributeValueTypeDef]) -> LogEntry:
    """The opposite of `to_values`."""
    values = from_item(item)
    values["action"] = Action(values["action"])
    return LogEntry(content=_content(values), **_only(LogEntry, values))


def to_scheduled(item: Mapping[str, AttributeValueTypeDef]) -> Scheduled:
    """The opposite of `to_values`."""
    values = from_item(item)
    if "upload_was" in values:
        values["upload_was"] = UploadStatus(values["upload_was"])
    return Scheduled(content=Content(**_only(Content, values)), **_only(Scheduled, values))


def answer_values(answer: Answer) -> dict[str, Scalar]:
    """The fields as attributes. What it answers is one compressed list: of 5,000 warnings, 150 kB."""
    values = {field.name: getattr(answer, field.name) for field in fields(answer)}
    listed = [[getattr(one, field.name) for field in fields(one)] for one in answer.warnings]
    return values | {"warnings": zlib.compress(json.dumps(listed).encode())}


def to_answer(item: Mapping[str, AttributeValueTypeDef]) -> Answer:
    """The opposite of `answer_values`."""
    from kleark.publishing import answers  # noqa: PLC0415 (few read any, and the portal none)

    values = from_item(item)
    listed = json.loads(zlib.decompress(values.pop("warnings")))
    names = {field.name for field in fields(answers.Answer)}
    known = {name: value for name, value in values.items() if name in names}
    return answers.Answer(warnings=tuple(answers.AnsweredWarning(*one) for one in listed), **known)


def packed_keys(row_keys: Iterable[str]) -> bytes:
    """Rows' keys as one attribute: of 5,000 rows, some 15 kB."""
    return zlib.compress(json.dumps(sorted(row_keys), ensure_ascii=False).encode())


def unpacked_keys(packed: bytes) -> list[str]:
    """The opposite of `packed_keys`, in order."""
    found: list[str] = json.loads(zlib.decompress(packed))
    return found


def _content(values: dict[str, Any]) -> Content | None:
    return Content(**_only(Content, values)) if "snapshot_id" in values else None


def _only(
    model: type[Content | Upload | Live | LogEntry | Scheduled], values: dict[str, Any]
) -> dict[str, Any]:
    """The values that the model has a field for: items also carry keys, and what later releases add."""
    names = _FIELD_NAMES[model]
    return {name: value for name, value in values.items() if name in names}


def _value(name: str, typed: AttributeValueTypeDef) -> str | int | bool | bytes:
    if "S" in typed:
        return typed["S"]
    if "N" in typed:
        return int(typed["N"])
    if "BOOL" in typed:
        return typed["BOOL"]
    if "B" in typed:
        return bytes(typed["B"])
    raise ValueError(f"attribute {name} has a type that this table does not use")
