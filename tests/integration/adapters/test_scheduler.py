"""One schedule for each municipality, set, replaced and taken away."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from jsonschema import Draft202012Validator

from kleark.adapters import clients
from kleark.adapters.scheduler import Schedules, UnsettledScheduleError, at_expression
from tests.support.interruptions import aws_error
from tests.support.world import AARHUS, ODENSE

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_scheduler.type_defs import GetScheduleOutputTypeDef

    from tests.support.world import World

GROUP = "kleark-publications"
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:publish.fifo"
ROLE = "arn:aws:iam::123456789012:role/schedules"
DEAD_LETTERS = "arn:aws:sqs:eu-west-1:123456789012:schedules-dlq"
UPLOAD, FIRST, SECOND = "7" * 32, "1" * 32, "2" * 32
DUE = datetime(2026, 1, 1, 6, 0, tzinfo=UTC)
SCHEMA = json.loads(
    (Path(__file__).parents[3] / "schemas/events/publish-requested.schema.json").read_text(encoding="utf-8")
)


@pytest.fixture
def schedules(world: World) -> Schedules:
    clients.scheduler().create_schedule_group(Name=GROUP)
    return Schedules(clients.scheduler(), GROUP, QUEUE, ROLE, DEAD_LETTERS)


def standing(code: str = ODENSE) -> GetScheduleOutputTypeDef:
    return clients.scheduler().get_schedule(Name=code, GroupName=GROUP)


def names() -> list[str]:
    return [one["Name"] for one in clients.scheduler().list_schedules(GroupName=GROUP)["Schedules"]]


def test_a_schedule_orders_the_publication_at_its_time_and_then_is_gone(schedules: Schedules) -> None:
    schedules.set(ODENSE, FIRST, UPLOAD, DUE)
    made = standing()
    assert (made["ScheduleExpression"], made["ScheduleExpressionTimezone"]) == (
        "at(2026-01-01T06:00:00)",
        "UTC",
    )
    assert made["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert made["ActionAfterCompletion"] == "DELETE"
    target = made["Target"]
    assert (target["Arn"], target["RoleArn"]) == (QUEUE, ROLE)
    assert target["SqsParameters"] == {"MessageGroupId": ODENSE}
    assert target["DeadLetterConfig"] == {"Arn": DEAD_LETTERS}
    assert target["RetryPolicy"]["MaximumEventAgeInSeconds"] == 24 * 3600
    order = json.loads(target["Input"])
    assert order == {"municipalityCode": ODENSE, "uploadId": UPLOAD, "scheduleId": FIRST}
    Draft202012Validator(SCHEMA).validate(order)


def test_setting_it_anew_replaces_it_and_leaves_others_alone(schedules: Schedules) -> None:
    schedules.set(AARHUS, FIRST, UPLOAD, DUE)
    schedules.set(ODENSE, FIRST, UPLOAD, DUE)
    schedules.set(ODENSE, SECOND, UPLOAD, DUE + timedelta(hours=1))
    assert sorted(names()) == [ODENSE, AARHUS]
    made = standing()
    assert made["ScheduleExpression"] == "at(2026-01-01T07:00:00)"
    assert json.loads(made["Target"]["Input"])["scheduleId"] == SECOND
    assert json.loads(standing(AARHUS)["Target"]["Input"])["scheduleId"] == FIRST


def test_setting_the_same_twice_does_no_harm(schedules: Schedules) -> None:
    schedules.set(ODENSE, FIRST, UPLOAD, DUE)
    before = standing()["Target"]
    schedules.set(ODENSE, FIRST, UPLOAD, DUE)
    assert standing()["Target"] == before


def test_cancelling_takes_it_away_and_twice_does_no_harm(schedules: Schedules) -> None:
    schedules.set(ODENSE, FIRST, UPLOAD, DUE)
    schedules.set(AARHUS, FIRST, UPLOAD, DUE)
    schedules.cancel(ODENSE)
    schedules.cancel(ODENSE)
    assert names() == [AARHUS]


class Between:
    """A client before one of whose calls something happens, the first so many times."""

    def __init__(self, operation: str, happens: Callable[[], object], times: int = 1) -> None:
        self.operation, self.happens, self.times = operation, happens, times

    def __getattr__(self, operation: str) -> Any:
        real = getattr(clients.scheduler(), operation)
        if operation != self.operation:
            return real

        def call(**arguments: Any) -> Any:
            if self.times:
                self.times -= 1
                self.happens()
            return real(**arguments)

        return call


def with_client(schedules: Schedules, client: Any) -> Schedules:
    return Schedules(client, schedules.group, schedules.queue_arn, schedules.role_arn, DEAD_LETTERS)


def test_one_that_fires_while_it_is_being_replaced_is_made_anew(schedules: Schedules) -> None:
    schedules.set(ODENSE, FIRST, UPLOAD, DUE)
    firing = Between("update_schedule", lambda: schedules.cancel(ODENSE))
    with_client(schedules, firing).set(ODENSE, SECOND, UPLOAD, DUE)
    assert json.loads(standing()["Target"]["Input"])["scheduleId"] == SECOND


def test_two_people_at_once_leave_one_of_theirs(schedules: Schedules) -> None:
    other = Between("create_schedule", lambda: schedules.set(ODENSE, FIRST, UPLOAD, DUE))
    with_client(schedules, other).set(ODENSE, SECOND, UPLOAD, DUE)
    assert names() == [ODENSE]
    assert json.loads(standing()["Target"]["Input"])["scheduleId"] == SECOND


def test_one_that_keeps_coming_and_going_is_not_waited_for_for_ever(schedules: Schedules) -> None:
    class Restless:
        exceptions = clients.scheduler().exceptions
        calls = 0

        def create_schedule(self, **_: Any) -> None:
            self.calls += 1
            raise self.exceptions.ConflictException({"Error": {}}, "CreateSchedule")

        def update_schedule(self, **_: Any) -> None:
            raise self.exceptions.ResourceNotFoundException({"Error": {}}, "UpdateSchedule")

    client = Restless()
    with pytest.raises(UnsettledScheduleError):
        with_client(schedules, client).set(ODENSE, FIRST, UPLOAD, DUE)
    assert client.calls == 3
    assert names() == []


@pytest.mark.parametrize("operation", ["create_schedule", "delete_schedule"])
def test_what_the_scheduler_refuses_is_not_hidden(schedules: Schedules, operation: str) -> None:
    def refuse() -> None:
        raise aws_error("ThrottlingException", operation)

    refused = with_client(schedules, Between(operation, refuse))
    act = {
        "create_schedule": lambda: refused.set(ODENSE, FIRST, UPLOAD, DUE),
        "delete_schedule": lambda: refused.cancel(ODENSE),
    }
    with pytest.raises(ClientError, match="Throttling"):
        act[operation]()


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (datetime(2026, 1, 1, 6, 0, tzinfo=UTC), "at(2026-01-01T06:00:00)"),
        (datetime(2026, 1, 1, 6, 0, 0, 1000, tzinfo=UTC), "at(2026-01-01T06:00:01)"),
        (datetime(2025, 12, 31, 23, 59, 59, 999000, tzinfo=UTC), "at(2026-01-01T00:00:00)"),
        (datetime(2026, 7, 1, 1, 0, tzinfo=timezone(timedelta(hours=2))), "at(2026-06-30T23:00:00)"),
    ],
)
def test_no_schedule_is_for_a_moment_before_its_time(due: datetime, expected: str) -> None:
    assert at_expression(due) == expected


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        at_expression(datetime(2026, 1, 1, 6, 0))  # noqa: DTZ001 (just that)
