"""The event bus on which others hear of each revision, and of what people want to be told."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kleark.adapters.dynamodb.retries import back_off
from kleark.publishing.ports import EventRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

    from kleark.publishing.announced_event import ConfigPublished
    from kleark.publishing.notices import Notice

SOURCE = "kleark"
DETAIL_TYPE = "ConfigPublished"
NOTICE_DETAIL_TYPE = "NoticeRaised"
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
        """Return once the bus has accepted the event. Raises EventRefusedError, and what the client raises."""
        self._put(DETAIL_TYPE, event.published_at, event.to_json())

    def put_notice(self, notice: Notice) -> None:
        """Return once the bus has accepted the notice. Raises as `put` does."""
        self._put(NOTICE_DETAIL_TYPE, notice.happened_at, notice.to_json())

    def _put(self, detail_type: str, at: str, detail: dict[str, Any]) -> None:
        """PutEvents answers 200 although it accepted nothing, and says so in the answer: when it throttles, and for
        internal failures. Both are transient, and mostly over at once.
        """
        entry: PutEventsRequestEntryTypeDef = {
            "EventBusName": self.name,
            "Source": SOURCE,
            "DetailType": detail_type,
            "Time": datetime.fromisoformat(at),
            "Detail": json.dumps(detail),
        }
        for attempt in range(TRIES):
            answer = self.client.put_events(Entries=[entry])
            if not answer["FailedEntryCount"]:
                return
            if attempt < TRIES - 1:
                back_off(self.pause, attempt, FIRST_PAUSE)
        code = answer["Entries"][0].get("ErrorCode", "unknown")
        raise EventRefusedError(code, is_transient=code not in OF_THE_EVENT)
