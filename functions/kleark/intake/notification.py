"""That an object was created, or scanned, as S3 and GuardDuty tell it through a queue."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from kleark.publishing.model import stamp

SCANNED = "GuardDuty Malware Protection Object Scan Result"
"""The event's type on EventBridge."""


class MalformedNotificationError(Exception):
    """The message is neither a notification from S3 nor an event of a scan."""


@dataclass(frozen=True, slots=True)
class ObjectCreated:
    """One new version of one object. ``key``: decoded. ``event_time``: as `stamp` writes it.

    ``version_id``: None where S3 left it out, or keeps no versions (it then says ``null``). ``size``: in bytes,
    where S3 says it. ``scanned``: what is told is that it was scanned, and ``event_time`` is when.
    """

    bucket: str
    key: str
    version_id: str | None
    event_time: str
    size: int | None = None
    scanned: bool = False


def objects_created(body: str) -> tuple[ObjectCreated, ...]:
    """The new objects in a message; none in the test message that S3 sends when it is connected.

    Raises MalformedNotificationError. Events of other kinds are left out.
    """
    try:
        message = json.loads(body)
        if message.get("Event") == "s3:TestEvent":
            return ()
        if message.get("detail-type") == SCANNED:
            return (_object_scanned(message),)
        return tuple(_object_created(record) for record in message["Records"] if _is_creation(record))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise MalformedNotificationError(f"not a notification from S3: {type(error).__name__}") from error


def notification_of(created: ObjectCreated) -> str:
    """A message about a new object, as S3 writes it: the opposite of `objects_created`."""
    stored: dict[str, Any] = {"key": quote_plus(created.key, safe="/")}
    if created.version_id is not None:
        stored["versionId"] = created.version_id
    if created.size is not None:
        stored["size"] = created.size
    record = {
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Put",
        "eventTime": created.event_time,
        "s3": {"bucket": {"name": created.bucket}, "object": stored},
    }
    return json.dumps({"Records": [record]})


def _is_creation(record: dict[str, Any]) -> bool:
    name: str = record["eventName"]
    return name.removeprefix("s3:").startswith("ObjectCreated:")


def _object_scanned(event: dict[str, Any]) -> ObjectCreated:
    """Here the key is plain. What the scan found is not taken from here: it stands on the object."""
    scanned = event["detail"]["s3ObjectDetails"]
    version = scanned.get("versionId")
    return ObjectCreated(
        bucket=scanned["bucketName"],
        key=scanned["objectKey"],
        version_id=version if version and version != "null" else None,
        event_time=stamp(datetime.fromisoformat(event["time"])),
        scanned=True,
    )


def _object_created(record: dict[str, Any]) -> ObjectCreated:
    """Keys come as in a form: ``+`` for a space, ``%2B`` for a plus, ``%C3%A6`` for æ."""
    stored = record["s3"]["object"]
    version = stored.get("versionId")
    return ObjectCreated(
        bucket=record["s3"]["bucket"]["name"],
        key=unquote_plus(stored["key"], errors="strict"),
        version_id=version if version and version != "null" else None,
        event_time=stamp(datetime.fromisoformat(record["eventTime"])),
        size=stored.get("size"),
    )
