"""The table refuses for a moment, or for good."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from kleark.adapters.dynamodb.configuration_table import (
    BATCH,
    TRIES,
    ConfigurationTable,
    UnprocessedPagesError,
)
from kleark.publishing.automatic import Publication, publish
from kleark.publishing.model import UploadStatus
from kleark.publishing.policy import Outcome
from kleark.publishing.staging import BrokenSnapshotError
from tests.integration.publishing.test_killed import Attempts
from tests.support.interruptions import Calls, Stumbling, aws_error
from tests.support.publishing_commands import COMMANDS, Means
from tests.support.world import NOON, TABLE, World, rows, sorted_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.publishing.model import Upload
    from tests.support.publishing_commands import Command

COUNT = 30


def stumble(
    world: World, operation: str, *instead: Exception | Callable[..., Any]
) -> tuple[Upload, Stumbling, list[float]]:
    return world.validated(rows(COUNT)), Stumbling(world.dynamodb, operation, list(instead)), []


def publish_with(world: World, upload: Upload, client: Any, waits: list[float]) -> Publication:
    table = ConfigurationTable(client, TABLE, pause=waits.append, page_bytes=1)  # a page for each row
    return publish(upload.municipality, upload.upload_id, table, world.reports, lambda: NOON)


def take_only_the_first(real: Any, **arguments: Any) -> Any:
    """DynamoDB takes what it has capacity for, and hands back the rest."""
    [(table, requests)] = arguments["RequestItems"].items()
    real(RequestItems={table: requests[:1]})
    return {"UnprocessedItems": {table: requests[1:]} if requests[1:] else {}}


def take_nothing(real: Any, **arguments: Any) -> Any:
    return {"UnprocessedItems": arguments["RequestItems"]}


def lose_one(real: Any, **arguments: Any) -> Any:
    """A bug, or a sweep: a row that was said to be written is not there."""
    [(table, requests)] = arguments["RequestItems"].items()
    return real(RequestItems={table: requests[1:]})


def test_rows_that_were_handed_back_are_written_again(world: World) -> None:
    upload, client, waits = stumble(world, "batch_write_item", take_only_the_first, take_nothing)
    assert publish_with(world, upload, client, waits).outcome is Outcome.PUBLISHED
    assert world.served() == sorted_rows(rows(COUNT))
    assert len(waits) == 2
    assert 0 < waits[0] <= waits[1] * 2


def test_rows_that_are_always_handed_back(world: World) -> None:
    upload, client, waits = stumble(world, "batch_write_item", *[take_nothing] * TRIES)
    with pytest.raises(UnprocessedPagesError):
        publish_with(world, upload, client, waits)
    assert world.served() == ()
    assert world.upload(upload).status is UploadStatus.QUEUED
    assert world.publish(upload).outcome is Outcome.PUBLISHED


def test_a_batch_is_no_larger_than_dynamodb_takes(world: World) -> None:
    sizes: list[int] = []

    def count(real: Any, **arguments: Any) -> Any:
        sizes.append(len(arguments["RequestItems"][TABLE]))
        return real(**arguments)

    upload, client, waits = stumble(world, "batch_write_item", count, count)
    publish_with(world, upload, client, waits)
    assert sizes == [BATCH, COUNT + 1 - BATCH]  # all pages, and the keys of all rows


def test_a_snapshot_that_reads_back_short_is_never_sealed(world: World) -> None:
    upload, client, waits = stumble(world, "batch_write_item", lose_one)
    with pytest.raises(BrokenSnapshotError):
        publish_with(world, upload, client, waits)
    assert world.served() == ()
    assert world.publish(upload).outcome is Outcome.PUBLISHED
    assert world.served() == sorted_rows(rows(COUNT))


def cancelled(*reasons: str) -> ClientError:
    """Reasons in the order of the actions: LIVE, SNAP, LOG, UPLOAD."""
    return aws_error("TransactionCanceledException", "TransactWriteItems", *reasons)


@pytest.mark.parametrize(
    "reason", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]
)
def test_a_flip_that_something_stands_in_the_way_of_is_tried_again(world: World, reason: str) -> None:
    first = cancelled(reason, "None", "None", "None")
    upload, client, waits = stumble(world, "transact_write_items", first, first)
    assert publish_with(world, upload, client, waits).outcome is Outcome.PUBLISHED
    assert len(waits) == 2
    assert len(world.log()) == 1


def test_a_flip_that_something_always_stands_in_the_way_of(world: World) -> None:
    upload, client, waits = stumble(
        world, "transact_write_items", *[cancelled("TransactionConflict", "None", "None", "None")] * TRIES
    )
    with pytest.raises(ClientError):
        publish_with(world, upload, client, waits)
    assert client.times == TRIES
    assert world.publish(upload).outcome is Outcome.PUBLISHED


def test_a_refusal_counts_more_than_what_stands_in_the_way(world: World) -> None:
    """Waiting does not help where LIVE has moved: it is read again at once."""
    both = cancelled("ConditionalCheckFailed", "None", "None", "TransactionConflict")
    upload, client, waits = stumble(world, "transact_write_items", both)
    assert publish_with(world, upload, client, waits).outcome is Outcome.PUBLISHED
    assert waits == []


def test_an_upload_that_was_settled_is_left_alone_whatever_else_is_refused(world: World) -> None:
    refused = "ConditionalCheckFailed"

    def refuse(*_: object, **__: object) -> Any:
        world.table.settle(replace(upload, status=UploadStatus.SUPERSEDED))
        raise cancelled(refused, "None", refused, refused)

    upload, client, waits = stumble(world, "transact_write_items", refuse)
    assert publish_with(world, upload, client, waits).outcome is Outcome.ALREADY_SETTLED
    assert client.times == 1


def test_a_taken_place_in_the_log_is_never_written_over(world: World) -> None:
    """LIVE was set back by hand: the publisher stops rather than rewrite history."""
    world.published(rows(9))
    first = world.log()
    world.dynamodb.delete_item(TableName=TABLE, Key={"PK": {"S": f"M#{world.code}"}, "SK": {"S": "LIVE"}})
    upload = world.validated(rows(8), name="b.xlsx")
    assert world.deliver(upload) == [upload.upload_id]
    assert world.table.log(world.code) == first


@pytest.mark.parametrize(
    "operation", ["get_item", "query", "update_item", "batch_write_item", "transact_write_items"]
)
def test_throttling_leaves_everything_to_the_next_delivery(world: World, operation: str) -> None:
    error = aws_error("ProvisionedThroughputExceededException", operation)
    upload, client, waits = stumble(world, operation, error)
    with pytest.raises(ClientError):
        publish_with(world, upload, client, waits)
    assert world.served() == ()
    assert world.publish(upload).outcome is Outcome.PUBLISHED
    assert len(world.log()) == 1


def throttled(operation: str) -> Exception:
    """What botocore raises once it has tried often enough."""
    return aws_error("ProvisionedThroughputExceededException", operation)


def unanswered(operation: str) -> Exception:
    return ReadTimeoutError(endpoint_url=f"https://{operation}")


class Interrupted(Calls):
    """At one call, before it is made or after, the caller gets an error in place of its answer."""

    def __init__(self, number: int, when: str, error: Callable[[str], Exception]) -> None:
        super().__init__((number, when))
        self.error = error

    def happen(self, number: int, when: str) -> None:
        if (number, when) == self.moment:
            raise self.error(self.names[number])


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_every_command_survives_throttling_of_any_of_its_calls(world: World, command: Command) -> None:
    """Nothing is half done, and trying again finishes."""
    attempts = Attempts(world, command, 9)
    for number, name in enumerate(attempts.calls()):
        attempts.rewind()
        with pytest.raises(ClientError):
            attempts.attempt(Interrupted(number, "before", throttled))
        assert not attempts.assert_whole((name, number))
        assert attempts.attempt(Calls())
        assert attempts.assert_whole((name, number))


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_every_command_survives_an_answer_that_is_lost_after_any_of_its_calls(
    world: World, command: Command
) -> None:
    """Where it is the answer to the change itself, the command finds its own entry in the log and says: done."""
    attempts = Attempts(world, command, 9)
    names = attempts.calls()
    change = len(names) - 1 - names[::-1].index("transact_write_items")
    for number, name in enumerate(names):
        attempts.rewind()
        interrupted = Interrupted(number, "after", unanswered)
        if number == change:
            assert attempts.attempt(interrupted)
            assert interrupted.names[change + 1 :] == ["get_item"]
        else:
            with pytest.raises(ReadTimeoutError):
                attempts.attempt(interrupted)
            assert not attempts.is_done()
            assert attempts.attempt(Calls())
        assert attempts.assert_whole((name, number))


def twice(real: Any, **arguments: Any) -> Any:
    """The first answer was lost, and the table does not know the second call for the same: it is refused."""
    real(**arguments)
    return real(**arguments)


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_a_change_that_is_sent_twice_is_made_once_and_told_as_done(world: World, command: Command) -> None:
    attempts = Attempts(world, command, 9)
    client = Stumbling(world.dynamodb, "transact_write_items", [twice])
    attempts.run(Means(world.code, client, world.s3))
    assert client.times == 1
    assert attempts.assert_whole(command)


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_every_command_waits_out_what_stands_in_its_way(world: World, command: Command) -> None:
    attempts = Attempts(world, command, 9)
    passing = [cancelled(reason, "None", "None") for reason in ("TransactionConflict", "ThrottlingError")]
    client = Stumbling(world.dynamodb, "transact_write_items", [*passing])
    attempts.run(Means(world.code, client, world.s3))
    assert client.times == 3
    assert attempts.assert_whole(command)


class Lagging:
    """A table whose replicas know nothing yet: every read that does not ask for consistency finds nothing."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def get_item(self, **arguments: Any) -> Any:
        return self.client.get_item(**arguments) if arguments.get("ConsistentRead") else {}

    def query(self, **arguments: Any) -> Any:
        return self.client.query(**arguments) if arguments.get("ConsistentRead") else {"Items": []}

    def __getattr__(self, operation: str) -> Any:
        return getattr(self.client, operation)


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_no_command_decides_on_a_read_that_may_be_stale(world: World, command: Command) -> None:
    attempts = Attempts(world, command, 9)
    attempts.run(Means(world.code, Lagging(world.dynamodb), world.s3))
    assert attempts.assert_whole(command)
