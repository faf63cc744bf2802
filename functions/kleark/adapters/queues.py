"""The queue that publications wait in, one municipality's in their order."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

    from kleark.publishing.keys import MunicipalityCode


@dataclass(frozen=True, slots=True)
class PublishQueue:
    """A FIFO queue: grouped by municipality, and one message for an upload however often it is sent."""

    client: SQSClient
    url: str

    def send(self, code: MunicipalityCode, upload_id: str) -> None:
        """Ask for a publication, as in ``schemas/events/publish-requested.schema.json``."""
        self.client.send_message(
            QueueUrl=self.url,
            MessageBody=json.dumps({"municipalityCode": code, "uploadId": upload_id}),
            MessageGroupId=code,
            MessageDeduplicationId=upload_id,
        )
