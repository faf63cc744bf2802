"""The event bus on which others hear of each revision."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kleark.adapters.dynamodb.retries import back_off
from kleark.publishing.ports import EventRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_events import EventBridgeClient

    from kleark.publishing.announced_event import ConfigPublished

SOURCE = "kleark"
DETAIL_TYPE = "ConfigPublished"
TRIES = 3
FIRST_PAUSE = 0.1
"""Seconds, at most."""


OF_THE_EVENT = frozenset({"InvalidArgument", "MalformedDetail", "RedactionFailure"})
"""Codes that mean that the bus will never accept this event:
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html"""


@dataclass(frozen=True, slots=True)
class EventBus:
    """A bus of EventBridge. It is sent one event at a time, so that a municipality's events stay in order."""

    client: EventBridgeClient
    name: str
    pause: Callable[[float], None] = time.sleep

    def put(self, event: ConfigPublished) -> None:
        """Return once the bus has accepted the event. Raises EventRefusedError, and what the client raises.

        PutEvents answers 200 although it accepted nothing, and says so in the answer: when it throttles, and for
        internal failures. Both are transient, and mostly over at once.
        """
        for attempt in range(TRIES):
            answer = self.client.put_events(
                Entries=[
                    {
                        "EventBusName": self.name,
                        "Source": SOURCE,
                        "DetailType": DETAIL_TYPE,
                        "Time": datetime.fromisoformat(event.published_at),
                        "Detail": json.dumps(event.to_json()),
                    }
                ]
            )
            if not answer["FailedEntryCount"]:
                return
            if attempt < TRIES - 1:
                back_off(self.pause, attempt, FIRST_PAUSE)
        code = answer["Entries"][0].get("ErrorCode", "unknown")
        raise EventRefusedError(code, is_transient=code not in OF_THE_EVENT)
