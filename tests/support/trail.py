"""Everything that the functions write, and uploads that go through all of them on moto."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import announce.handler as announce_handler
import erase.handler as erase_handler
import notify.handler as notify_handler
import portal_api.handler as portal_handler
import publish.handler as publish_handler
import sweep.handler as sweep_handler
import validate.handler as validate_handler
from kleark.adapters.dynamodb.keys import LIVE, log_key, upload_key
from kleark.publishing.ids import upload_id
from kleark.publishing.log import MAKES_A_REVISION
from tests.support.listening import item_record
from tests.support.mailing import set_sender
from tests.support.metric_lines import all_lines
from tests.support.world import (
    CONTEXT,
    UPLOADS,
    failures,
    make_people_table,
    publish_message,
    s3_record,
    upload_message,
)

if TYPE_CHECKING:
    import pytest

    from tests.support.listening import Ear
    from tests.support.world import World

HANDLERS = (
    validate_handler,
    publish_handler,
    announce_handler,
    notify_handler,
    erase_handler,
    sweep_handler,
    portal_handler,
)


@dataclass
class Written:
    """The lines of all functions since it was last asked: those of their loggers, and those of figures."""

    capsys: pytest.CaptureFixture[str]
    logs: list[io.StringIO] = field(default_factory=list)

    def lines(self) -> list[dict[str, Any]]:
        texts = [log.getvalue() for log in self.logs]
        for log in self.logs:
            log.seek(0)
            log.truncate()
        return all_lines(
            line for text in (*texts, self.capsys.readouterr().out) for line in text.splitlines()
        )


def written(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Written:
    """Whatever the functions write from now on."""
    written = Written(capsys)
    for handler in HANDLERS:
        written.logs.append(io.StringIO())
        monkeypatch.setattr(handler.logger.registered_handler, "stream", written.logs[-1])
    return written


def deploy_notify(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The function that sends mail, with a sender that SES knows, and what the others need of people."""
    make_people_table(world)
    set_sender(monkeypatch, quiet_minutes=0)


def validate(*sheets: tuple[World, bytes]) -> list[str]:
    """Upload the sheets and check them, all in one invocation; gives the uploads' ids."""
    ids, messages = [], []
    for number, (world, data) in enumerate(sheets):
        key = f"{world.code}/ark-{number}.xlsx"
        version = world.s3.put_object(Bucket=UPLOADS, Key=key, Body=data)["VersionId"]
        ids.append(upload_id(UPLOADS, key, version))
        at = datetime.now(UTC) + timedelta(milliseconds=number)
        messages.append(upload_message(s3_record(key, version, at=at), message_id=f"m{number}"))
    assert failures(validate_handler.handler({"Records": messages}, CONTEXT)) == []
    return ids


def publish(world: World) -> None:
    """Carry out all that the validator asked for, in one invocation."""
    asked: list[dict[str, Any]] = []
    # A queue that keeps an order gives out one municipality's messages at a time.
    while messages := world.queued_messages():
        asked += [
            # A queue gives its message an id of its own: what is logged of a sheet must not have that one.
            publish_message(one["municipalityCode"], one["uploadId"]) | {"messageId": f"p{number}"}
            for number, one in enumerate(messages, start=len(asked))
        ]
    if asked:
        assert failures(publish_handler.handler({"Records": asked}, CONTEXT)) == []


def announce(*uploads: tuple[World, str]) -> None:
    """Hand the announcer what the stream says of uploads, the log and LIVE, all in one invocation."""
    records = []
    for world, upload in uploads:
        records.append(item_record(world, upload_key(upload)))
        records += [item_record(world, log_key(one.revision, one.step)) for one in world.log()]
        if any(one.action in MAKES_A_REVISION for one in world.log()):
            records.append(item_record(world, LIVE))
    assert failures(announce_handler.handler({"Records": records}, CONTEXT)) == []


def notify(heard: Ear) -> None:
    """Hand over all notices that the bus has, in one invocation."""
    events = heard.listen()
    records = [
        {"messageId": f"n{number}", "body": json.dumps(event), "eventSource": "aws:sqs"}
        for number, event in enumerate(events)
    ]
    assert failures(notify_handler.handler({"Records": records}, CONTEXT)) == []


def erase(world: World, upload: str) -> None:
    """Carry out the deletion of an upload."""
    order = publish_message(world.code, upload) | {"messageId": "e0"}
    assert failures(erase_handler.handler({"Records": [order]}, CONTEXT)) == []
