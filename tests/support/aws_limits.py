"""What AWS would refuse of a call and moto or a local engine takes: the limits and rules that AWS's pages state.

Every call of every test is looked at (tests/conftest.py), so none passes for what an engine lets through. Which engine
lets what through is in docs/engines.md, with the pages. Where AWS has raised a limit lately, the older one is held.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from botocore.client import BaseClient

from kleark.adapters.dynamodb.keys import INDEX_HASH, INDEX_RANGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pytest

KB = 1024
ITEM = 400 * KB
TRANSACTION_ACTIONS, TRANSACTION = 100, 4 * KB * KB
BATCH_WRITES, BATCH_READS = 25, 100
EXPRESSION, OPERANDS = 4 * KB, 100
DIGITS, MAGNITUDE = 38, 125
KEYS = {"PK": 2048, "SK": 1024, INDEX_HASH: 2048, INDEX_RANGE: 1024}
"""The most bytes of each attribute that is a key, of the table or of its index."""

MESSAGE, MESSAGES, NAME = 256 * KB, 10, 128
LONGEST_DELAY = 900
EVENTS = 256 * KB
ATTEMPTS, OLDEST = 185, 86_400
OBJECT_KEY, METADATA = 1024, 2 * KB
RECIPIENTS = 50

_PLACEHOLDER = re.compile(r"[#:]\w+")
_GROUP = re.compile(r"[A-Za-z0-9!-/:-@\[-`{-~]{1,128}")
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RATE = re.compile(r"rate\([1-9]\d* (minute|hour|day)s?\)")
_AT = re.compile(r"at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)")


class RefusedByAwsError(AssertionError):
    """A test asks for what AWS would refuse, and an engine does not."""


_REAL = BaseClient._convert_to_request_dict  # type: ignore[attr-defined]


def lift(patch: pytest.MonkeyPatch) -> None:
    """Let every call through: for tests of what an engine answers to what AWS would refuse."""
    patch.setattr(BaseClient, "_convert_to_request_dict", _REAL)


def hold(patch: pytest.MonkeyPatch) -> None:
    """Look at every call of every client, as it is sent, until ``patch`` is undone.

    A resource's client is given plain values, which become attributes on their way.
    """

    def checked(
        client: Any, api_params: dict[str, Any], operation_model: Any, *more: Any, **named: Any
    ) -> Any:
        found = flaws(operation_model.service_model.service_name, operation_model.name, api_params)
        if found:
            raise RefusedByAwsError(f"{operation_model.name}: {'; '.join(found)}")
        return _REAL(client, api_params, operation_model, *more, **named)

    patch.setattr(BaseClient, "_convert_to_request_dict", checked)


def flaws(service: str, operation: str, asked: Mapping[str, Any]) -> list[str]:
    """What AWS would refuse of a call; nothing where it takes it, as far as it can be known without what is stored."""
    looking = _LOOKING.get(service)
    return list(looking(operation, asked)) if looking else []


def _dynamodb(operation: str, asked: Mapping[str, Any]) -> Iterator[str]:  # noqa: C901 (a table)
    match operation:
        case "TransactWriteItems":
            parts = [part for action in asked["TransactItems"] for part in action.values()]
            if len(parts) > TRANSACTION_ACTIONS:
                yield f"{len(parts)} actions"
            yield from _twice([(part["TableName"], _key(part.get("Item") or part["Key"])) for part in parts])
            if sum(_size(part.get("Item") or part["Key"]) for part in parts) > TRANSACTION:
                yield "a transaction of more than 4 MB"
            for part in parts:
                yield from _request(part)
        case "BatchWriteItem":
            requests = [
                next(iter(request.values())) for some in asked["RequestItems"].values() for request in some
            ]
            if not 0 < len(requests) <= BATCH_WRITES:
                yield f"{len(requests)} writes"
            yield from _twice([_key(request.get("Item") or request["Key"]) for request in requests])
            for request in requests:
                yield from _request(request)
        case "BatchGetItem":
            keys = [key for some in asked["RequestItems"].values() for key in some["Keys"]]
            if not 0 < len(keys) <= BATCH_READS:
                yield f"{len(keys)} keys"
            yield from _twice([_key(key) for key in keys])
            for key in keys:
                yield from _item(key)
        case "GetItem" | "PutItem" | "UpdateItem" | "DeleteItem" | "Query":
            if asked.get("IndexName") and asked.get("ConsistentRead"):
                yield "a consistent read of an index"
            yield from _request(asked)


def _twice(keys: Sequence[object]) -> Iterator[str]:
    if len(set(keys)) < len(keys):
        yield "an item twice"


def _key(item: Mapping[str, Any]) -> tuple[str, str]:
    return str(item.get("PK")), str(item.get("SK"))


def _request(asked: Mapping[str, Any]) -> Iterator[str]:
    for part in ("Item", "Key"):
        if part in asked:
            yield from _item(asked[part])
    for value in asked.get("ExpressionAttributeValues", {}).values():
        yield from _value(value)
    yield from _expressions(asked)


def _item(item: Mapping[str, Any]) -> Iterator[str]:
    if _size(item) > ITEM:
        yield f"an item of {_size(item)} bytes"
    for name, value in item.items():
        yield from _value(value)
        if name in KEYS:
            text = value.get("S")
            if not text:
                yield f"a key {name} that is empty, or no text"
            elif len(text.encode("utf-8", "surrogatepass")) > KEYS[name]:
                yield f"a key {name} of more than {KEYS[name]} bytes"


def _size(item: Mapping[str, Any]) -> int:
    return sum(len(name.encode()) + _size_of(value) for name, value in item.items())


def _size_of(value: Mapping[str, Any]) -> int:  # noqa: PLR0911 (a table)
    [(kind, held)] = value.items()
    match kind:
        case "S":
            return len(held.encode("utf-8", "surrogatepass"))
        case "B":
            return len(held)
        case "N":
            return (len(held.strip("-0")) + 1) // 2 + 1
        case "SS" | "NS" | "BS":
            return sum(_size_of({kind[0]: one}) for one in held)
        case "L":
            return 3 + sum(1 + _size_of(one) for one in held)
        case "M":
            return 3 + _size(held) + len(held)
    return 1


def _value(value: Mapping[str, Any]) -> Iterator[str]:
    [(kind, held)] = value.items()
    match kind:
        case "SS" | "NS" | "BS":
            if not held:
                yield "an empty set"
            if len(set(map(Decimal, held) if kind == "NS" else held)) < len(held):
                yield "a set with a value twice"
        case "N":
            number = Decimal(held)
            digits = "".join(map(str, number.as_tuple().digits)).strip("0")
            if len(digits) > DIGITS or number.adjusted() > MAGNITUDE:
                yield f"a number of more than {DIGITS} digits"
        case "L":
            for one in held:
                yield from _value(one)
        case "M":
            for one in held.values():
                yield from _value(one)


def _expressions(asked: Mapping[str, Any]) -> Iterator[str]:
    written = [str(text) for name, text in asked.items() if name.endswith("Expression")]
    names = asked.get("ExpressionAttributeNames", {})
    given = {*names, *asked.get("ExpressionAttributeValues", {})}
    used = {one for text in written for one in _PLACEHOLDER.findall(text)}
    if given - used:
        yield f"unused: {sorted(given - used)}"
    if used - given:
        yield f"undefined: {sorted(used - given)}"
    for text in written:
        if len(text.encode()) > EXPRESSION:
            yield "an expression of more than 4 kB"
        for listed in re.findall(r"IN \(([^)]*)\)", text):
            if listed.count(",") >= OPERANDS:
                yield f"IN with more than {OPERANDS} values"
    yield from _updated(asked.get("UpdateExpression", ""), names)


def _updated(expression: str, names: Mapping[str, str]) -> Iterator[str]:
    set_, _, removed = expression.partition("REMOVE ")
    changed = [names.get(one, one) for one in re.findall(r"(#\w+) = ", set_) + re.findall(r"#\w+", removed)]
    if len(set(changed)) < len(changed):
        yield "an attribute twice in an update"
    if {"PK", "SK"} & set(changed):
        yield "a key among what is changed"


def _sqs(operation: str, asked: Mapping[str, Any]) -> Iterator[str]:
    if operation not in {"SendMessage", "SendMessageBatch"}:
        return
    is_fifo = asked["QueueUrl"].endswith(".fifo")
    messages = asked["Entries"] if operation == "SendMessageBatch" else [asked]
    if not 0 < len(messages) <= MESSAGES:
        yield f"{len(messages)} messages"
    if operation == "SendMessageBatch":
        yield from _twice([one["Id"] for one in messages])
    if sum(len(one["MessageBody"].encode("utf-8", "surrogatepass")) for one in messages) > MESSAGE:
        yield "messages of more than 256 kB"
    for one in messages:
        if not one["MessageBody"] or _NOT_IN_XML.search(one["MessageBody"]):
            yield "a message that is empty or has a character that XML has not"
        if is_fifo and not _GROUP.fullmatch(one.get("MessageGroupId", "")):
            yield "a group that is missing, too long or not of ASCII"
        if is_fifo and not _GROUP.fullmatch(one.get("MessageDeduplicationId", "content")):
            yield "a deduplication id that is too long or not of ASCII"
        if not 0 <= one.get("DelaySeconds", 0) <= (0 if is_fifo else LONGEST_DELAY):
            yield "a delay that the queue does not take"


def _events(operation: str, asked: Mapping[str, Any]) -> Iterator[str]:
    if operation != "PutEvents":
        return
    entries = asked["Entries"]
    if not 0 < len(entries) <= MESSAGES:
        yield f"{len(entries)} events"
    texts = [one.get(part, "") for one in entries for part in ("Source", "DetailType", "Detail")]
    if sum(len(text.encode()) for text in texts) + 14 * len(entries) > EVENTS:
        yield "events of more than 256 kB"
    for one in entries:
        if not one.get("Source") or not one.get("DetailType") or one["Source"].startswith("aws."):
            yield "an event without source and type of its own"
        if not _is_object(one.get("Detail", "")):
            yield "a detail that is no JSON object"


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _scheduler(operation: str, asked: Mapping[str, Any]) -> Iterator[str]:
    if not re.fullmatch(r"[0-9a-zA-Z_.-]{1,64}", asked.get("Name", "name")):
        yield "a name that no schedule has"
    if operation not in {"CreateSchedule", "UpdateSchedule"}:
        return
    at = _AT.fullmatch(asked["ScheduleExpression"])
    if not (_is_time(at[1]) if at else _RATE.fullmatch(asked["ScheduleExpression"])):
        yield "a time that is none"
    if asked.get("ScheduleExpressionTimezone", "UTC") not in available_timezones():
        yield "a time zone that is none"
    window = asked["FlexibleTimeWindow"]
    if (window["Mode"] == "OFF") == ("MaximumWindowInMinutes" in window):
        yield "a window for none, or none for one"
    retries = asked["Target"].get("RetryPolicy", {})
    if not 0 <= retries.get("MaximumRetryAttempts", 0) <= ATTEMPTS:
        yield f"more than {ATTEMPTS} attempts"
    if not 60 <= retries.get("MaximumEventAgeInSeconds", 60) <= OLDEST:
        yield "an age of less than a minute or more than a day"


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _s3(_: str, asked: Mapping[str, Any]) -> Iterator[str]:
    if "Key" in asked and not 0 < len(asked["Key"].encode("utf-8", "surrogatepass")) <= OBJECT_KEY:
        yield "a key that is empty or of more than 1,024 bytes"
    metadata = asked.get("Metadata", {})
    if sum(len(name.encode()) + len(text.encode()) for name, text in metadata.items()) > METADATA:
        yield "metadata of more than 2 kB"


def _ses(operation: str, asked: Mapping[str, Any]) -> Iterator[str]:
    if operation != "SendEmail":
        return
    if not 0 < sum(map(len, asked["Destination"].values())) <= RECIPIENTS:
        yield f"nobody, or more than {RECIPIENTS} recipients"
    if re.search(r"[\r\n]", asked["Content"]["Simple"]["Subject"]["Data"]):
        yield "a subject of several lines"


_LOOKING = {
    "dynamodb": _dynamodb,
    "sqs": _sqs,
    "events": _events,
    "scheduler": _scheduler,
    "s3": _s3,
    "sesv2": _ses,
}
