"""What is announced on the event bus, as the queue of `infra/examples/follow-events.yaml` gets it."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from infra.local.uploading import NothingHappenedError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

    from infra.local.stack import LocalStack


@dataclass
class Listener:
    """Takes events off their queue and remembers them, in the order in which they came."""

    sqs: SQSClient
    queue_url: str
    heard: list[dict[str, Any]] = field(default_factory=list)

    def listen(self) -> list[dict[str, Any]]:
        """The envelopes of all events so far."""
        while messages := self.sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10).get(
            "Messages"
        ):
            for message in messages:
                self.heard.append(json.loads(message["Body"]))
                self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        return self.heard

    def details(self, code: str) -> list[dict[str, Any]]:
        """What the events of one municipality say, as in ``schemas/events/config-published.schema.json``."""
        details = [event["detail"] for event in self.listen()]
        return [detail for detail in details if detail["municipalityCode"] == code]

    def revisions(self, code: str) -> list[int]:
        """The revisions that were announced, as they came."""
        return [detail["revision"] for detail in self.details(code)]


def listener(stack: LocalStack) -> Listener:
    """One on a local stack."""
    return Listener(stack.sqs, stack.outputs["EventsQueueUrl"])


def announced(stack: LocalStack, code: str, revision: int, within: float = 60) -> dict[str, Any]:
    """The envelope of the event about a revision, once it has come.

    Raises NothingHappenedError when it has not after ``within`` seconds.
    """
    ear = listener(stack)
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        for event in ear.listen():
            told = event["detail"]["municipalityCode"], event["detail"]["revision"]
            if told == (code, revision):
                return event
        time.sleep(0.1)
    raise NothingHappenedError(
        f"Revision {revision} was not announced within {within:.0f} s. The engine's log: {stack.log}"
    )
