"""The timer of scheduled publications: one schedule in EventBridge Scheduler for each municipality."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from kleark.adapters.sqs import publish_requested

if TYPE_CHECKING:
    from datetime import datetime

    from mypy_boto3_scheduler import EventBridgeSchedulerClient

    from kleark.publishing.ids import MunicipalityCode

TRIES = 3
_A_DAY = 24 * 3600


class UnsettledScheduleError(Exception):
    """The schedule was created and deleted by others at every attempt to set it."""


@dataclass(frozen=True, slots=True)
class Schedules:
    """One-time schedules, named after their municipality, that send a message to the publish queue.

    ``group``: the schedules' own group. ``queue_arn``: the publish queue's. ``role_arn``: what the scheduler
    acts as. ``dead_letter_arn``: of the queue for what it cannot deliver within a day.
    """

    client: EventBridgeSchedulerClient
    group: str
    queue_arn: str
    role_arn: str
    dead_letter_arn: str

    def set(self, code: MunicipalityCode, schedule_id: str, upload_id: str, due: datetime) -> None:
        """Send the upload's message at ``due``, rounded up to a second, in the place of any that was set before.

        The scheduler sends it within the minute that follows. Raises UnsettledScheduleError, and what the client
        raises; setting the same again does no harm.
        """
        schedule = self._schedule(code, schedule_id, upload_id, due)
        for _ in range(TRIES):
            try:
                self.client.create_schedule(**schedule)
            except self.client.exceptions.ConflictException:
                try:
                    self.client.update_schedule(**schedule)
                except self.client.exceptions.ResourceNotFoundException:
                    continue  # it was run, or cancelled, since
            return
        raise UnsettledScheduleError("the schedule was created and deleted by others")

    def cancel(self, code: MunicipalityCode) -> None:
        """Delete the municipality's schedule, if it has one. A message already sent still arrives."""
        try:
            self.client.delete_schedule(Name=code, GroupName=self.group)
        except self.client.exceptions.ResourceNotFoundException:
            return

    def _schedule(self, code: MunicipalityCode, schedule_id: str, upload_id: str, due: datetime) -> Any:
        target = {
            "Arn": self.queue_arn,
            "RoleArn": self.role_arn,
            "Input": publish_requested(code, upload_id, schedule_id),
            "SqsParameters": {"MessageGroupId": code},
            "RetryPolicy": {"MaximumEventAgeInSeconds": _A_DAY, "MaximumRetryAttempts": 185},
            "DeadLetterConfig": {"Arn": self.dead_letter_arn},
        }
        return {
            "Name": code,
            "GroupName": self.group,
            "ScheduleExpression": at_expression(due),
            "ScheduleExpressionTimezone": "UTC",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ActionAfterCompletion": "DELETE",
            "Target": target,
        }


def at_expression(due: datetime) -> str:
    """A one-time schedule, e.g. ``at(2025-11-03T09:15:03)``, in UTC. Raises ValueError for a naive time."""
    if due.tzinfo is None:
        raise ValueError("a time without its zone is no time to publish at")
    utc = due.astimezone(UTC)
    whole = utc.replace(microsecond=0) + timedelta(seconds=bool(utc.microsecond))
    return f"at({whole:%Y-%m-%dT%H:%M:%S})"
