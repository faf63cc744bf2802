"""The queue of addresses to ask."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mypy_boto3_sqs import SQSClient

    from kleark.links.link_orders import LinkOrder

TOGETHER = 10


class UnsentOrdersError(Exception):
    """The queue did not take all orders. What it took is asked; the rest is ordered by the next run."""


@dataclass(frozen=True, slots=True)
class LinkQueue:
    """Fulfils `kleark.links.ports.LinkQueue`: a FIFO queue, grouped by host, so that one host has one who asks."""

    client: SQSClient
    url: str

    def send(self, orders: Iterable[LinkOrder], at: datetime) -> None:
        """Ask that these be asked; one that was sent within five minutes is dropped by the queue.

        Raises:
            UnsentOrdersError: Some were not taken.
        """
        left, unsent = iter(orders), 0
        while some := list(islice(left, TOGETHER)):
            answer = self.client.send_message_batch(
                QueueUrl=self.url,
                Entries=[
                    {
                        "Id": str(number),
                        "MessageBody": order.to_json(),
                        "MessageGroupId": _digest(order.host),
                        "MessageDeduplicationId": _digest(at.date().isoformat() + order.to_json()),
                    }
                    for number, order in enumerate(some)
                ],
            )
            unsent += len(answer.get("Failed", []))
        if unsent:
            raise UnsentOrdersError(f"{unsent} orders were not taken")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
