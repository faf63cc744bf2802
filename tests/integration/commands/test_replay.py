"""``kleark replay``, with the real validate function and publisher at work on what comes into their queues."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

import publish.handler
import validate.handler
from kleark.adapters import clients, clock
from kleark.publishing.deletion import DeletionRequest, delete_upload
from kleark.publishing.ids import upload_id
from kleark.publishing.model import UploadStatus
from tests.support.backups import NoQueue
from tests.support.operating import NOTIFICATIONS, STACK, Operator, make_stack
from tests.support.sheet_builder import rows, sheet_of, written
from tests.support.world import (
    CONTEXT,
    NOON,
    UPLOADS,
    failures,
    make_people_table,
    make_table,
    publish_message,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.world import World

PHONES = ("66131371", "66131372", "66131488")


@pytest.fixture
def operator(world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Operator:
    make_stack(world)
    make_people_table(world)
    monkeypatch.setenv("KLEARK_STACK", STACK)
    return Operator(world, capsys, pytest.MonkeyPatch())


@pytest.fixture
def at_work(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Whenever the command waits, the functions take what is in their queues."""

    def work(_: float = 0) -> None:
        url = clients.sqs().get_queue_url(QueueName=NOTIFICATIONS)["QueueUrl"]
        for message in (
            clients.sqs().receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        ):
            record = {"messageId": "m", "body": message["Body"], "eventSource": "aws:sqs", "attributes": {}}
            assert failures(validate.handler.handler({"Records": [record]}, CONTEXT)) == []
            clients.sqs().delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        for order in operator.world.queued_messages():
            event = {"Records": [publish_message(order["municipalityCode"], order["uploadId"])]}
            assert failures(publish.handler.handler(event, CONTEXT)) == []

    monkeypatch.setattr(time, "sleep", work)
    return work


def put(world: World, phone: str, name: str = "ark.xlsx") -> str:
    """A version in the bucket, of which nothing is told. Gives its upload's id."""
    key = f"{world.code}/{name}"
    data = written(sheet_of(*rows(6), rows(7)[6] | {"contactPhone": phone}))
    version = clients.s3().put_object(Bucket=UPLOADS, Key=key, Body=data)["VersionId"]
    # S3 knows whole seconds only, and the machine takes less from one to the next.
    stored = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].get_object(UPLOADS, key, version_id=version)
    assert stored is not None
    stored.last_modified = NOON.replace(tzinfo=None) + timedelta(minutes=PHONES.index(phone))
    return upload_id(UPLOADS, key, version)


def test_a_lost_table_is_rebuilt_from_the_bucket_version_by_version(
    operator: Operator, at_work: Callable[[float], None]
) -> None:
    del at_work
    world = operator.world
    sent = [put(world, phone) for phone in PHONES]
    clients.s3().put_object(Bucket=UPLOADS, Key=f"{world.code}/en mappe/", Body=b"")
    left = operator.kleark("replay", "0461", "--all", "--yes")
    assert left.code == 0, left
    assert "3 ark i bøtten har intet udfald" in left.out
    assert {row.contact_phone for row in world.served()} >= {PHONES[2]}
    assert [entry.content.upload_id for entry in world.revisions() if entry.content] == sent
    again = operator.kleark("replay", "0461", "--all", "--yes", "--output-format", "json")
    assert (again.code, again.json) == (0, [])
    make_table(world)
    told = operator.kleark("replay", "0461", "--all", "--yes", "--output-format", "json").out
    # Before it are the functions' lines, which run in this process.
    assert json.loads(told[told.rindex("\n[\n") :]) == [
        {"uploadId": one, "status": "published"} for one in sent
    ]
    assert operator.kleark("log", "verify", "0461").code == 0


def test_an_upload_that_was_never_taken_in_is_sent_again(
    operator: Operator, at_work: Callable[[float], None]
) -> None:
    world = operator.world
    sent = put(world, PHONES[0])
    assert operator.kleark("replay", "0461", sent, "--yes").code == 1
    assert operator.kleark("replay", "0461", "--all", "--yes").code == 0
    record = world.table.upload(world.code, sent)
    assert record is not None
    assert record.status is UploadStatus.PUBLISHED
    left = operator.kleark("replay", "0461", sent[:8], "--yes")
    assert left.code == 0, left
    assert "Sendes igen: ark.xlsx · Vises nu (version 1)" in left.out
    at_work(0)
    assert world.table.upload(world.code, sent) == record
    assert len(world.log()) == 1


def test_one_that_comes_to_no_outcome_stops_those_after_it(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(operator.world, PHONES[0])
    now = clock.now()
    waited = [0]

    def wait(_: float) -> None:
        waited[0] += 60

    monkeypatch.setattr(time, "sleep", wait)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=waited[0]))
    left = operator.kleark("replay", "0461", "--all", "--yes", "--output-format", "json")
    assert (left.code, left.json["error"]["code"]) == (1, "replay_stalled")


def test_a_deleted_sheet_is_not_sent_again(operator: Operator, at_work: Callable[[float], None]) -> None:
    del at_work
    world = operator.world
    sent = [put(world, phone) for phone in PHONES[:2]]
    assert operator.kleark("replay", "0461", "--all", "--yes").code == 0
    delete_upload(sent[0], DeletionRequest("anne", "en fejl", confirmed=True), world.place, NoQueue())
    left = operator.kleark("replay", "0461", sent[0], "--yes", "--output-format", "json")
    assert (left.code, left.json["error"]["code"]) == (1, "sheet_deleted")


def test_it_asks_first(operator: Operator) -> None:
    put(operator.world, PHONES[0])
    assert operator.kleark("replay", "0461", "--all").code == 2
    assert operator.typing("n", "replay", "0461", "--all").code == 1
