"""The commands on a stack, run as an operator runs them, against a stack that moto keeps."""

from __future__ import annotations

import gc
import json
import os
import pty
import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from kleark import cli
from tests.support.world import ANSWER_SECRET, EDITIONS, REPORTS, TABLE, UPLOADS, make_secret

if TYPE_CHECKING:
    from tests.support.world import World

STACK = "kleark-test"
NOTIFICATIONS = "notifications"
GROUP = "kleark-test-publications"
ROLE = "arn:aws:iam::123456789012:role/schedules"
CALLER = "arn:aws:sts::123456789012:user/moto"


def make_stack(world: World) -> None:
    """A stack that tells what template.yaml's does, of the resources that the world has."""
    arn = world.sqs.get_queue_attributes(QueueUrl=world.queue_url, AttributeNames=["QueueArn"])
    queue_arn = arn["Attributes"]["QueueArn"]
    outputs = {
        "UploadsBucketName": UPLOADS,
        "UploadsQueueUrl": world.sqs.create_queue(QueueName=NOTIFICATIONS)["QueueUrl"],
        "ReportsBucketName": REPORTS,
        "TableName": TABLE,
        "PublishQueueArn": queue_arn,
        "ErasureQueueUrl": world.erasure_queue_url,
        "ScheduleGroupName": GROUP,
        "ScheduleRoleArn": ROLE,
        "SchedulesDeadLetterQueueArn": queue_arn.removesuffix(".fifo"),
        "AnswerSecretArn": ANSWER_SECRET,
        "RegisterBucketName": EDITIONS,
    }
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": {"Group": {"Type": "AWS::SQS::Queue"}},
        "Outputs": {name: {"Value": value} for name, value in outputs.items()},
    }
    _client("cloudformation").create_stack(StackName=STACK, TemplateBody=json.dumps(template))
    _client("scheduler").create_schedule_group(Name=GROUP)
    make_secret(_client("secretsmanager"))


@cache
def _client(service: Any) -> Any:
    """Of moto, for all stacks of this process: making one takes longer than asking it."""
    return boto3.client(service)


@dataclass
class Left:
    """What a command left with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Operator:
    """Somebody at a command line."""

    world: World
    capsys: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def kleark(self, *arguments: str) -> Left:
        """Run a command where nobody can be asked, as in a pipeline."""
        self.capsys.readouterr()
        try:
            with pytest.raises(SystemExit) as left:
                cli.main(arguments)
        finally:
            gc.enable()
        assert isinstance(left.value.code, int)
        return Left(left.value.code, *self.capsys.readouterr())

    def typing(self, answer: str, *arguments: str) -> Left:
        """Run a command at a terminal, and answer what it asks."""
        ours, theirs = pty.openpty()
        with os.fdopen(theirs, encoding="utf-8") as terminal, os.fdopen(ours, "wb", buffering=0) as keyboard:
            keyboard.write(answer.encode() + b"\n")
            self.patch.setattr(sys, "stdin", terminal)
            self.patch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
            try:
                return self.kleark(*arguments)
            finally:
                self.patch.undo()
