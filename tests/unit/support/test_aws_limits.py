"""The test double that refuses what AWS refuses: each limit, at it and above it; and what sources must not hold."""

from __future__ import annotations

import re
from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra.cloudformation import ROOT
from infra.engines.operations_used import operations_used
from tests.support.aws_limits import RefusedByAwsError, flaws

SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "functions").rglob("*.py"))
}


def item(sort: str = "1", **more: Any) -> dict[str, Any]:
    return {"PK": {"S": "p"}, "SK": {"S": sort}, **more}


def put(**more: Any) -> dict[str, Any]:
    return {"TableName": "t", "Item": item(**more)}


def puts(number: int, **more: Any) -> dict[str, Any]:
    return {
        "TransactItems": [
            {"Put": {"TableName": "t", "Item": item(str(one), **more)}} for one in range(number)
        ]
    }


def writes(number: int) -> dict[str, Any]:
    return {"RequestItems": {"t": [{"PutRequest": {"Item": item(str(one))}} for one in range(number)]}}


def reads(number: int) -> dict[str, Any]:
    return {"RequestItems": {"t": {"Keys": [item(str(one)) for one in range(number)]}}}


def update(
    expression: str, names: dict[str, str], values: dict[str, Any], condition: str = ""
) -> dict[str, Any]:
    asked = {
        "TableName": "t",
        "Key": item(),
        "UpdateExpression": expression,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    }
    return asked | ({"ConditionExpression": condition} if condition else {})


def one_of(number: int) -> dict[str, Any]:
    values = {f":v{one}": {"S": str(one)} for one in range(number)}
    return update("SET #a = :v0", {"#a": "a"}, values, f"#a IN ({', '.join(values)})")


def query(**more: Any) -> dict[str, Any]:
    names, values = {"#pk": "PK"}, {":pk": {"S": "p"}}
    return {
        "TableName": "t",
        "KeyConditionExpression": "#pk = :pk",
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
        **more,
    }


def message(body: str = "1", queue: str = "q.fifo", **more: Any) -> dict[str, Any]:
    return {"QueueUrl": queue, "MessageBody": body, "MessageGroupId": "g", **more}


def messages(number: int, size: int = 1) -> dict[str, Any]:
    return {"QueueUrl": "q", "Entries": [{"Id": str(n), "MessageBody": "x" * size} for n in range(number)]}


def event(detail: str = "{}", **more: Any) -> dict[str, Any]:
    return {"Source": "kleark", "DetailType": "T", "Detail": detail, **more}


def schedule(**more: Any) -> dict[str, Any]:
    return {
        "Name": "0461",
        "ScheduleExpression": "at(2050-01-01T09:15:03)",
        "ScheduleExpressionTimezone": "UTC",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"RetryPolicy": {"MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 86400}},
        **more,
    }


def mail(recipients: int = 1, subject: str = "Emne") -> dict[str, Any]:
    return {
        "Destination": {"ToAddresses": ["a@example.dk"] * recipients},
        "Content": {"Simple": {"Subject": {"Data": subject}}},
    }


A, EMPTY, LONG = {"#a": "a"}, {"S": ""}, {"S": "x"}
ITEM = 400 * 1024 - len("PKpSK1rows")
CASES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "an item's size": ("dynamodb:PutItem", put(rows={"B": b"x" * ITEM}), put(rows={"B": b"x" * (ITEM + 1)})),
    "a sort key's size": ("dynamodb:PutItem", put(sort="æ" * 512), put(sort="æ" * 512 + "x")),
    "an empty key": ("dynamodb:PutItem", put(note=EMPTY), put(sort="")),
    "an index's key": ("dynamodb:PutItem", put(received_at=LONG), put(received_at=EMPTY)),
    "an index's type": ("dynamodb:PutItem", put(received_at=LONG), put(received_at={"N": "1"})),
    "an empty set": ("dynamodb:PutItem", put(of={"SS": ["a"]}), put(of={"SS": []})),
    "a set's values": ("dynamodb:PutItem", put(of={"NS": ["1", "2"]}), put(of={"NS": ["1", "1.0"]})),
    "digits": ("dynamodb:PutItem", put(of={"N": "9" * 38}), put(of={"N": "9" * 39})),
    "within lists and maps": (
        "dynamodb:PutItem",
        put(of={"L": [{"M": {"a": LONG}}]}),
        put(of={"L": [{"M": {"a": {"SS": []}}}]}),
    ),
    "actions": ("dynamodb:TransactWriteItems", puts(100), puts(101)),
    "a transaction's size": (
        "dynamodb:TransactWriteItems",
        puts(10, rows={"B": b"x" * 400_000}),
        puts(11, rows={"B": b"x" * 400_000}),
    ),
    "an item twice in a transaction": (
        "dynamodb:TransactWriteItems",
        puts(2),
        {"TransactItems": puts(2)["TransactItems"] + [{"Delete": {"TableName": "t", "Key": item("0")}}]},
    ),
    "a batch of writes": ("dynamodb:BatchWriteItem", writes(25), writes(26)),
    "an item twice in a batch": (
        "dynamodb:BatchWriteItem",
        writes(2),
        {"RequestItems": {"t": writes(2)["RequestItems"]["t"] + [{"DeleteRequest": {"Key": item("0")}}]}},
    ),
    "a batch of reads": ("dynamodb:BatchGetItem", reads(100), reads(101)),
    "a key twice": (
        "dynamodb:BatchGetItem",
        reads(2),
        {"RequestItems": {"t": {"Keys": [item("0"), item("0")]}}},
    ),
    "a read of an index": (
        "dynamodb:Query",
        query(IndexName="by_time"),
        query(IndexName="by_time", ConsistentRead=True),
    ),
    "a name that is not used": (
        "dynamodb:UpdateItem",
        update("SET #a = :a", A, {":a": LONG}),
        update("SET #a = :a", {**A, "#b": "b"}, {":a": LONG}),
    ),
    "a value that is not used": (
        "dynamodb:UpdateItem",
        update("SET #a = :a", A, {":a": LONG}),
        update("SET #a = :a", A, {":a": LONG, ":b": LONG}),
    ),
    "a name that is not there": (
        "dynamodb:UpdateItem",
        update("SET #a = if_not_exists(#a, :a)", A, {":a": LONG}),
        update("SET #a = if_not_exists(#b, :a)", A, {":a": LONG}),
    ),
    "an attribute twice": (
        "dynamodb:UpdateItem",
        update("SET #a = :a, #b = :a", {**A, "#b": "b"}, {":a": LONG}),
        update("SET #a = :a, #b = :a", {**A, "#b": "a"}, {":a": LONG}),
    ),
    "a key that is changed": (
        "dynamodb:UpdateItem",
        update("SET #a = :a", A, {":a": LONG}, "attribute_exists(#a)"),
        update("SET #a = :a", {"#a": "SK"}, {":a": LONG}),
    ),
    "values to be one of": ("dynamodb:UpdateItem", one_of(100), one_of(101)),
    "an expression's size": (
        "dynamodb:UpdateItem",
        update("SET #a = :a" + " " * 4000, A, {":a": LONG}),
        update("SET #a = :a" + " " * 4100, A, {":a": LONG}),
    ),
    "a group": ("sqs:SendMessage", message(MessageGroupId="x" * 128), message(MessageGroupId="x" * 129)),
    "a group of ASCII": ("sqs:SendMessage", message(MessageGroupId="a.dk"), message(MessageGroupId="ærø")),
    "a missing group": ("sqs:SendMessage", message(), {"QueueUrl": "q.fifo", "MessageBody": "1"}),
    "an id": (
        "sqs:SendMessage",
        message(MessageDeduplicationId="x" * 128),
        message(MessageDeduplicationId="x" * 129),
    ),
    "a delay": (
        "sqs:SendMessage",
        message(queue="q", DelaySeconds=900),
        message(queue="q", DelaySeconds=901),
    ),
    "a delay of FIFO": ("sqs:SendMessage", message(DelaySeconds=0), message(DelaySeconds=1)),
    "a message's size": ("sqs:SendMessage", message("x" * 262_144), message("x" * 262_145)),
    "a message's characters": ("sqs:SendMessage", message("æ\n"), message("\x00")),
    "messages": ("sqs:SendMessageBatch", messages(10), messages(11)),
    "messages' size": ("sqs:SendMessageBatch", messages(2, 131_072), messages(2, 131_073)),
    "messages' ids": (
        "sqs:SendMessageBatch",
        messages(2),
        {"QueueUrl": "q", "Entries": [{"Id": "1", "MessageBody": "1"}] * 2},
    ),
    "events": ("events:PutEvents", {"Entries": [event()] * 10}, {"Entries": [event()] * 11}),
    "an event's size": (
        "events:PutEvents",
        {"Entries": [event('{"a": "' + "x" * 262_000 + '"}')]},
        {"Entries": [event('{"a": "' + "x" * 262_144 + '"}')]},
    ),
    "an event's detail": ("events:PutEvents", {"Entries": [event()]}, {"Entries": [event("[]")]}),
    "an event's source": ("events:PutEvents", {"Entries": [event()]}, {"Entries": [event(Source="aws.s3")]}),
    "a schedule's name": ("scheduler:CreateSchedule", schedule(Name="x" * 64), schedule(Name="a#b")),
    "a schedule's time": (
        "scheduler:CreateSchedule",
        schedule(),
        schedule(ScheduleExpression="at(2050-02-30T09:15:03)"),
    ),
    "a schedule's seconds": (
        "scheduler:UpdateSchedule",
        schedule(),
        schedule(ScheduleExpression="at(2050-01-01T09:15:03.5)"),
    ),
    "a schedule's zone": (
        "scheduler:CreateSchedule",
        schedule(ScheduleExpressionTimezone="Europe/Copenhagen"),
        schedule(ScheduleExpressionTimezone="Europe/Odense"),
    ),
    "a schedule's window": (
        "scheduler:CreateSchedule",
        schedule(FlexibleTimeWindow={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 5}),
        schedule(FlexibleTimeWindow={"Mode": "OFF", "MaximumWindowInMinutes": 5}),
    ),
    "a schedule's attempts": (
        "scheduler:CreateSchedule",
        schedule(),
        schedule(Target={"RetryPolicy": {"MaximumRetryAttempts": 186}}),
    ),
    "a schedule's age": (
        "scheduler:CreateSchedule",
        schedule(),
        schedule(Target={"RetryPolicy": {"MaximumEventAgeInSeconds": 86_401}}),
    ),
    "an object's key": ("s3:PutObject", {"Key": "x" * 1024}, {"Key": "æ" * 513}),
    "metadata": (
        "s3:PutObject",
        {"Key": "a", "Metadata": {"a": "x" * 2047}},
        {"Key": "a", "Metadata": {"a": "x" * 2048}},
    ),
    "recipients": ("sesv2:SendEmail", mail(50), mail(51)),
    "a subject": ("sesv2:SendEmail", mail(), mail(subject="a\nb")),
}


@pytest.mark.parametrize("of", CASES)
def test_each_limit_is_held_and_no_more(of: str) -> None:
    operation, taken, refused = CASES[of]
    service, _, name = operation.partition(":")
    assert flaws(service, name, taken) == []
    assert len(flaws(service, name, refused)) == 1


def test_every_call_of_every_test_is_looked_at() -> None:
    with mock_aws():
        sqs = boto3.client("sqs", region_name="eu-north-1")
        url = sqs.create_queue(QueueName="q")["QueueUrl"]
        with pytest.raises(RefusedByAwsError, match="XML"):
            sqs.send_message(QueueUrl=url, MessageBody="\x00")


def test_what_is_asked_of_services_without_limits_here_is_passed_on() -> None:
    assert flaws("sts", "GetCallerIdentity", {}) == []
    assert flaws("sqs", "CreateQueue", {"QueueName": "q"}) == []


def test_no_module_asks_for_a_page_and_takes_it_for_all() -> None:
    used = operations_used()
    assert used["dynamodb:Query"] == ("functions/kleark/adapters/dynamodb/queries.py",)
    assert "dynamodb:Scan" not in used
    assert [path for path, text in SOURCES.items() if "FilterExpression" in text] == []


def test_no_update_lets_an_item_grow() -> None:
    growing = re.compile(r"list_append|[\"' ]ADD #|= #\w+ \+ ")
    assert [path for path, text in SOURCES.items() if growing.search(text)] == []


def test_numbers_are_whole() -> None:
    """A number may come back written otherwise than it was sent: `007.10` as `7.1`."""
    read = [line for text in SOURCES.values() for line in re.findall(r'.*\["N"\].*', text)]
    assert read
    assert all(re.search(r'int\([^()]*\["N"\]\)', line) for line in read), read
