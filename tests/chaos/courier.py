"""Carries messages as badly as SQS is allowed to: some twice, some late, and those of a standard queue in any order."""

from __future__ import annotations

import json
import random
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from mypy_boto3_sqs import SQSClient

    from tests.chaos.history import Sent

EVERY = 1.5
"""Seconds between two of its deeds, on average: most messages go their own way."""
LATEST = 15
"""Seconds that a message may be late."""


@dataclass
class Courier:
    """``done``: how often it did what."""

    sqs: SQSClient
    uploads_queue: str
    publish_queue: str
    seed: int
    sent: list[Sent]
    is_ordered: Callable[[Sent], bool]
    """Whether an upload's publication has been asked for, so that it can be asked for again."""
    done: Counter[str] = field(default_factory=Counter)

    def work(self, stop: threading.Event) -> None:
        """Until told to stop."""
        chance = random.Random(f"courier {self.seed}")
        while not stop.wait(2 * EVERY * chance.random()):
            self._shuffle(chance)
            if chance.random() < 0.15:
                self._order_again(chance)

    def _shuffle(self, chance: random.Random) -> None:
        """Take what lies on top, and put it back: later, in another order, some of it twice."""
        taken = self.sqs.receive_message(
            QueueUrl=self.uploads_queue, MaxNumberOfMessages=chance.randint(1, 4), WaitTimeSeconds=0
        ).get("Messages", [])
        chance.shuffle(taken)
        for message in taken:
            for _ in range(2 if chance.random() < 0.3 else 1):
                self.sqs.send_message(
                    QueueUrl=self.uploads_queue,
                    MessageBody=message["Body"],
                    DelaySeconds=round(LATEST * chance.random() ** 3),
                )
                self.done["notification carried"] += 1
            self.sqs.delete_message(QueueUrl=self.uploads_queue, ReceiptHandle=message["ReceiptHandle"])

    def _order_again(self, chance: random.Random) -> None:
        """A second order to publish an upload, as where the validator was killed after its first."""
        records = list(self.sent)
        if not records:
            return
        one = chance.choice(records[-40:])
        if not self.is_ordered(one):
            return
        self.sqs.send_message(
            QueueUrl=self.publish_queue,
            MessageBody=json.dumps({"municipalityCode": one.code, "uploadId": one.upload_id}),
            MessageGroupId=one.code,
            MessageDeduplicationId=uuid.UUID(int=chance.getrandbits(128)).hex,
        )
        self.done["order repeated"] += 1
