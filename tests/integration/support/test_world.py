"""A world is handed out empty, whatever the one before it was filled with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from kleark.adapters import clients
from tests.support.world import (
    AARHUS,
    COLLEAGUES,
    EVENT_BUS,
    PEOPLE,
    REPORTS,
    TABLE,
    UPLOADS,
    make_people_table,
    rows,
)

if TYPE_CHECKING:
    from tests.support.world import World


def held(world: World) -> dict[str, Any]:
    """All that a test can leave behind in moto."""
    dynamodb, s3, sqs = world.dynamodb, world.s3, world.sqs
    return {
        "tables": dynamodb.list_tables()["TableNames"],
        "colleagues": dynamodb.scan(TableName=COLLEAGUES)["Items"],
        "items": dynamodb.scan(TableName=TABLE)["Items"],
        "buckets": sorted(one["Name"] for one in s3.list_buckets()["Buckets"]),
        "uploads": s3.list_objects_v2(Bucket=UPLOADS).get("Contents", []),
        "reports": s3.list_objects_v2(Bucket=REPORTS).get("Contents", []),
        "versions": s3.list_object_versions(Bucket=UPLOADS).get("Versions", []),
        "versioned": s3.get_bucket_versioning(Bucket=UPLOADS).get("Status"),
        "queues": sqs.list_queues()["QueueUrls"],
        "messages": sqs.receive_message(QueueUrl=world.queue_url).get("Messages", []),
        "erasures": sqs.receive_message(QueueUrl=world.erasure_queue_url).get("Messages", []),
        "buses": [one["Name"] for one in clients.events().list_event_buses()["EventBuses"]],
        "rules": clients.events().list_rules()["Rules"],
        "schedules": clients.scheduler().list_schedules()["Schedules"],
        "groups": [one["Name"] for one in clients.scheduler().list_schedule_groups()["ScheduleGroups"]],
        "stacks": boto3.client("cloudformation").list_stacks()["StackSummaries"],
    }


def fill(world: World) -> None:
    world.published(rows(9))
    world.at(AARHUS).published(rows(3))
    world.freeze()
    world.dynamodb.put_item(TableName=COLLEAGUES, Item={"PK": {"S": "0461"}, "SK": {"S": "one"}})
    make_people_table(world)
    world.dynamodb.put_item(TableName=PEOPLE, Item={"PK": {"S": "one"}})
    for body in (b"1", b"2"):
        world.s3.put_object(Bucket=UPLOADS, Key="0461/ark.xlsx", Body=body)
    world.s3.put_bucket_versioning(Bucket=REPORTS, VersioningConfiguration={"Status": "Enabled"})
    world.sqs.send_message(QueueUrl=world.erasure_queue_url, MessageBody="{}")
    world.sqs.send_message(
        QueueUrl=world.queue_url, MessageBody="{}", MessageGroupId="1", MessageDeduplicationId="1"
    )
    world.sqs.create_queue(QueueName="another")
    clients.events().create_event_bus(Name=EVENT_BUS)
    clients.events().put_rule(Name="a", EventPattern=json.dumps({"source": ["kleark"]}))
    clients.scheduler().create_schedule_group(Name="group")
    clients.scheduler().create_schedule(
        Name="one",
        GroupName="group",
        ScheduleExpression="rate(1 day)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": "arn:aws:sqs:eu-west-1:123456789012:q", "RoleArn": "arn:aws:iam::123456789012:role/r"},
    )
    boto3.client("cloudformation").create_stack(
        StackName="one",
        TemplateBody=json.dumps({"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}),
    )


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_it_is_empty_and_is_left_full(world: World, turn: int) -> None:
    assert held(world) == {
        "tables": [TABLE, COLLEAGUES],
        "colleagues": [],
        "items": [],
        "buckets": [REPORTS, UPLOADS],
        "uploads": [],
        "reports": [],
        "versions": [],
        "versioned": "Enabled",
        "queues": [world.queue_url, world.erasure_queue_url],
        "messages": [],
        "erasures": [],
        "buses": ["default"],
        "rules": [],
        "schedules": [],
        "groups": ["default"],
        "stacks": [],
    }
    assert "Status" not in world.s3.get_bucket_versioning(Bucket=REPORTS)
    fill(world)
    assert all(left for name, left in held(world).items())
