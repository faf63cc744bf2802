"""The events on the bus, read from the queue of ``infra/examples/follow-events.yaml``."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from infra.local.upload import NothingHappenedError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

    from infra.local.stack import LocalStack


@dataclass
class Listener:
    """Takes events off their queue and keeps them, in the order of arrival."""

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
        """The details of one municipality's events, as in ``schemas/events/config-published.schema.json``."""
        details = [event["detail"] for event in self.listen()]
        return [detail for detail in details if detail["municipalityCode"] == code]

    def revisions(self, code: str) -> list[int]:
        """The announced revisions, in the order of arrival."""
        return [detail["revision"] for detail in self.details(code)]


def listener(stack: LocalStack) -> Listener:
    """A listener on a local stack."""
    return Listener(stack.sqs, stack.outputs["EventsQueueUrl"])


def wait_for_event(stack: LocalStack, code: str, revision: int, within: float = 60) -> dict[str, Any]:
    """Wait for the event about a revision, and return its envelope.

    Raises NothingHappenedError when it has not arrived after ``within`` seconds.
    """
    events = listener(stack)
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        for event in events.listen():
            detail = event["detail"]
            if (detail["municipalityCode"], detail["revision"]) == (code, revision):
                return event
        time.sleep(0.1)
    raise NothingHappenedError(
        f"Revision {revision} was not announced within {within:.0f} s. The engine's log: {stack.log}"
    )
