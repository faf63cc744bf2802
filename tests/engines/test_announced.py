"""Announcing, sweeping and scheduling on the stack of template.yaml, each function with its own role."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from infra.cloudformation import ROOT
from infra.local.stack import client
from infra.local.upload import send, wait_for_upload
from kleark.adapters.dynamodb.announcements import Announcements
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.s3 import ReportStore
from kleark.adapters.scheduler import Schedules
from kleark.publishing.manual import freeze, revert, unfreeze
from kleark.publishing.model import UploadStatus
from kleark.publishing.schedule import SOONEST, Appointment, cancel, schedule
from kleark.publishing.snapshot import snapshot_of
from kleark.publishing.staging import stage
from tests.engines.test_rights import as_operator
from tests.support.acting import change_request, tenant_of
from tests.support.engine_sheets import sheet
from tests.support.watching import configuration, eventually, nothing_failed, table

if TYPE_CHECKING:
    from infra.local.event_listener import Listener
    from infra.local.stack import LocalStack
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.tenant import Tenant

SCHEMA = json.loads((ROOT / "schemas/events/config-published.schema.json").read_text(encoding="utf-8"))


def publish(stack: LocalStack, code: MunicipalityCode, phone: str) -> None:
    sent = send(stack, f"{code}/ark.xlsx", sheet(phone=phone))
    assert wait_for_upload(stack, code, sent.upload_id).status is UploadStatus.PUBLISHED


def place(
    stack: LocalStack, code: MunicipalityCode, dynamodb: Any = None, ago: timedelta | None = None
) -> Tenant:
    """``ago``: so long before now it is there."""
    where = ConfigurationTable(dynamodb or stack.dynamodb, stack.table_name)
    return tenant_of(code, where, lambda: datetime.now(UTC) - (ago or timedelta()))


def announced_up_to(stack: LocalStack, code: MunicipalityCode, revision: int) -> None:
    marks = Announcements(stack.dynamodb, stack.table_name)
    eventually(lambda: marks.last_revision(code) >= revision, f"revision {revision} is announced")


def test_each_revision_is_announced_once_in_order_and_nothing_else_is(
    stack: LocalStack, code: MunicipalityCode, heard: Listener
) -> None:
    """Uploads, freezing and thawing change items, too, and are nobody's business."""
    publish(stack, code, "66131401")
    freeze("anne", "vi flytter", place(stack, code))
    unfreeze("anne", "flyttet", place(stack, code))
    publish(stack, code, "66131402")
    revert(1, change_request("anne", "forkert nummer", 2), place(stack, code))
    announced_up_to(stack, code, 3)
    details = heard.details(code)
    assert [(detail["revision"], detail["action"]) for detail in details] == [
        (1, "publish"),
        (2, "publish"),
        (3, "revert"),
    ]
    entries = [entry for entry in table(stack).log(code) if not entry.step]
    assert [detail["logHash"] for detail in details] == [entry.hash for entry in entries]
    for event in heard.listen():
        Draft202012Validator(SCHEMA).validate(event["detail"])
        assert event["source"] == "kleark"
    assert "anne" not in json.dumps(heard.listen())
    nothing_failed(stack)


def test_revisions_that_the_bus_would_not_take_are_announced_with_the_next(
    stack: LocalStack, code: MunicipalityCode, heard: Listener
) -> None:
    publish(stack, code, "66131411")
    announced_up_to(stack, code, 1)
    with without_the_right_to_announce(stack):
        refused = '"message":"announcement_failed"'
        before = said(stack, "announce", refused)
        publish(stack, code, "66131412")
        # The function has had its turn with it, in vain.
        eventually(lambda: said(stack, "announce", refused) > before, "the bus refuses")
    assert heard.revisions(code) == [1]
    publish(stack, code, "66131413")
    announced_up_to(stack, code, 3)
    assert heard.revisions(code) == [1, 2, 3]


class without_the_right_to_announce:  # noqa: N801 (reads as a statement)
    """While the block runs, the announcer's role may not put events."""

    def __init__(self, stack: LocalStack) -> None:
        self.iam = client("iam", stack.endpoint)
        role = client("lambda", stack.endpoint).get_function_configuration(FunctionName="kleark-announce")[
            "Role"
        ]
        self.role = role.rpartition("/")[2]

    def __enter__(self) -> None:
        deny = {"Effect": "Deny", "Action": "events:PutEvents", "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [deny]})
        self.iam.put_role_policy(RoleName=self.role, PolicyName="deny", PolicyDocument=document)

    def __exit__(self, *_: object) -> None:
        self.iam.delete_role_policy(RoleName=self.role, PolicyName="deny")


def said(stack: LocalStack, function: str, containing: str) -> int:
    """How many lines a function has logged that contain a text."""
    group = f"/aws/lambda/kleark-{function}"
    pages = client("logs", stack.endpoint).get_paginator("filter_log_events").paginate(logGroupName=group)
    return sum(containing in event["message"] for page in pages for event in page["events"])


@pytest.fixture
def checked(stack: LocalStack, code: MunicipalityCode) -> str:
    """The id of an upload that was only checked, beside one that is live."""
    publish(stack, code, "66131421")
    sent = send(stack, f"{code}/kontrol/ark.xlsx", sheet(phone="66131422"))
    assert wait_for_upload(stack, code, sent.upload_id).status is UploadStatus.CHECKED
    return sent.upload_id


def timer(stack: LocalStack, scheduler: Any) -> Schedules:
    outputs = stack.outputs
    return Schedules(
        scheduler,
        outputs["ScheduleGroupName"],
        outputs["PublishQueueArn"],
        outputs["ScheduleRoleArn"],
        outputs["SchedulesDeadLetterQueueArn"],
    )


def test_an_operator_sets_a_time_and_the_sheet_goes_live_by_itself(
    stack: LocalStack, code: MunicipalityCode, checked: str, heard: Listener
) -> None:
    of = as_operator(stack)
    reports = ReportStore(of("s3"), stack.reports_bucket)
    # Commands set no time within a minute; this one was given a minute ago.
    where = place(stack, code, of("dynamodb"), ago=SOONEST)
    due = datetime.now(UTC) + timedelta(seconds=1)
    clock = timer(stack, of("scheduler"))
    schedule(Appointment(checked, due), change_request("anne", "til nytår", 1), where, reports, clock)
    eventually(lambda: configuration(stack, code).json["revision"] == 2, "it is live", 60)
    assert {row["contactPhone"] for row in configuration(stack, code).json["rows"]} == {"66131422"}
    announced_up_to(stack, code, 2)
    assert heard.revisions(code) == [1, 2]
    assert table(stack).scheduled(code) is None
    entry = table(stack).log_entry(code, 2)
    assert entry is not None
    assert (entry.actor, entry.note) == ("anne", "til nytår")
    nothing_failed(stack)


def test_an_operator_cancels_a_time_and_its_schedule_is_gone(
    stack: LocalStack, code: MunicipalityCode, checked: str
) -> None:
    of = as_operator(stack)
    clock = timer(stack, of("scheduler"))
    where = place(stack, code, of("dynamodb"))
    appointment = Appointment(checked, datetime.now(UTC) + timedelta(days=1))
    reports = ReportStore(of("s3"), stack.reports_bucket)
    schedule(appointment, change_request("anne", "", 1), where, reports, clock)
    schedules = client("scheduler", stack.endpoint)
    group = stack.outputs["ScheduleGroupName"]
    assert schedules.get_schedule(Name=code, GroupName=group)["ActionAfterCompletion"] == "DELETE"
    cancel("anne", "alligevel ikke", where, clock)
    with pytest.raises(schedules.exceptions.ResourceNotFoundException):
        schedules.get_schedule(Name=code, GroupName=group)
    clock.cancel(code)  # once more does no harm


def test_the_sweep_takes_what_was_left_behind_and_leaves_what_is_live(
    stack: LocalStack, code: MunicipalityCode
) -> None:
    publish(stack, code, "66131431")
    before = configuration(stack, code)
    content = stage(snapshot_of(()), "7" * 32, "", place(stack, code, ago=timedelta(days=2)))
    rows: dict[str, Any] = {
        "PK": {"S": f"M#{code}#S#{content.snapshot_id}"},
        "SK": {"S": "P#0000"},
        "rows": {"B": b"x"},
    }
    stack.dynamodb.put_item(TableName=stack.table_name, Item=rows)

    told = invoke(stack, {"dryRun": True})
    assert (told["dryRun"], told["municipalities"], told["snapshots"]) == (True, 98, 1)
    assert table(stack).is_sealed(code, content)

    done = invoke(stack, {})
    assert (done["dryRun"], done["snapshots"], done["rows"], done["failed"]) == (False, 1, 1, 0)
    assert not table(stack).is_sealed(code, content)
    key = {"PK": rows["PK"], "SK": rows["SK"]}
    assert "Item" not in stack.dynamodb.get_item(TableName=stack.table_name, Key=key)
    assert configuration(stack, code).body == before.body
    assert invoke(stack, {})["snapshots"] == 0


def invoke(stack: LocalStack, event: dict[str, Any]) -> dict[str, Any]:
    answer = client("lambda", stack.endpoint).invoke(
        FunctionName=stack.outputs["SweepFunctionName"], Payload=json.dumps(event)
    )
    told: dict[str, Any] = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, told
    return told


def test_the_sweep_is_started_by_its_schedule(stack: LocalStack) -> None:
    """As template.yaml has it, but sooner: within the minute rather than the hour."""
    schedules = client("scheduler", stack.endpoint)
    made = schedules.get_schedule(Name="kleark-sweep")
    assert made["ScheduleExpression"] == "rate(1 hour)"
    before = said(stack, "sweep", '"message":"sweep_finished"')
    due = datetime.now(UTC) + timedelta(seconds=3)
    schedules.create_schedule(
        Name="sweep-soon",
        ScheduleExpression=f"at({due:%Y-%m-%dT%H:%M:%S})",
        FlexibleTimeWindow=made["FlexibleTimeWindow"],
        ActionAfterCompletion="DELETE",
        Target=made["Target"],
    )
    eventually(lambda: said(stack, "sweep", '"message":"sweep_finished"') > before, "the sweep runs", 60)
