"""The queues of requests: to publish, a municipality's in their order, and to delete."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.object_keys import OwnList


@dataclass(frozen=True, slots=True)
class PublishQueue:
    """A FIFO queue: grouped by municipality, and one message for an upload however often it is sent.

    SQS drops repetitions for five minutes: a later one is delivered, and does no harm.
    """

    client: SQSClient
    url: str

    def send(self, code: MunicipalityCode, upload_id: str, schedule_id: str | None = None) -> None:
        """Ask for a publication. ``schedule_id``: of the schedule whose time has come, where there is one."""
        self.client.send_message(
            QueueUrl=self.url,
            MessageBody=publish_requested(code, upload_id, schedule_id),
            MessageGroupId=code,
            MessageDeduplicationId=schedule_id or upload_id,
        )


@dataclass(frozen=True, slots=True)
class ErasureQueue:
    """The queue of deletions to carry out. A message that comes twice does no harm."""

    client: SQSClient
    url: str

    def send(self, code: MunicipalityCode, upload_id: str, *, later: bool = False) -> None:
        """Ask that a deletion be carried out: now, or ``later``, when whoever was at work on the upload is done.

        The body is as in ``schemas/events/erasure-requested.schema.json``.
        """
        self._send({"municipalityCode": code, "uploadId": upload_id}, later=later)

    def send_lists(
        self, code: MunicipalityCode, kind: OwnList, deleted_at: str, *, later: bool = False
    ) -> None:
        """Ask that a municipality's lists of a kind be deleted that came no later than ``deleted_at``."""
        self._send({"municipalityCode": code, kind.until: deleted_at}, later=later)

    def _send(self, body: dict[str, str], *, later: bool) -> None:
        self.client.send_message(
            QueueUrl=self.url, MessageBody=json.dumps(body), DelaySeconds=_seconds_of_quiet() if later else 0
        )


@dataclass(frozen=True, slots=True)
class UploadsQueue:
    """The queue of S3's notifications. One that comes twice does no harm."""

    client: SQSClient
    url: str

    def send(self, notification: str) -> None:
        """Tell of an object once more, as S3 does."""
        self.client.send_message(QueueUrl=self.url, MessageBody=notification)


def _seconds_of_quiet() -> int:
    # Whoever sends requests to publish has no deletion to wait for.
    from kleark.publishing.retention import QUIET  # noqa: PLC0415

    return int(QUIET.total_seconds())


def publish_requested(code: MunicipalityCode, upload_id: str, schedule_id: str | None = None) -> str:
    """The message's body, as in ``schemas/events/publish-requested.schema.json``."""
    body = {"municipalityCode": code, "uploadId": upload_id}
    return json.dumps(body | ({"scheduleId": schedule_id} if schedule_id else {}))
