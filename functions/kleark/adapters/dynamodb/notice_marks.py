"""What has been sent to whom: marks beside the sessions, which vanish by themselves and name nobody."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from kleark.adapters.dynamodb.items import epoch_seconds, to_item
from kleark.mail.ports import REMEMBERED, ClaimResult

if TYPE_CHECKING:
    from datetime import datetime

    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.adapters.dynamodb.items import Item, Scalar
    from kleark.publishing.notices import Notice

PREFIX = "N#"

LEASE = timedelta(minutes=2)
"""A claim holds for longer than the function can run, and for less time than until a message comes again."""


@dataclass(frozen=True, slots=True)
class NoticeMarks:
    """Fulfils `kleark.mail.ports.NoticeMarks`. ``quiet``: the least time between two mails to one recipient."""

    client: DynamoDBClient
    table: str
    quiet: timedelta

    def claim(self, notice: Notice, recipient: str, now: datetime) -> ClaimResult:
        """Be the only one to send this notice to this recipient, for as long as `LEASE`."""
        before = self._put_unless_held(_key(notice.notice_id, recipient), now, LEASE)
        if before is None:
            return ClaimResult.CLAIMED
        return ClaimResult.SENT if "sent" in before else ClaimResult.BUSY

    def confirm(self, notice: Notice, recipient: str, now: datetime) -> None:
        """Record that a claimed notice was sent."""
        values: dict[str, Scalar] = {"sent": True, "expires_at": epoch_seconds(now + REMEMBERED)}
        self.client.put_item(TableName=self.table, Item=_key(notice.notice_id, recipient) | to_item(values))

    def take_turn(self, recipient: str, now: datetime) -> bool:
        """Whether the recipient has got no mail for as long as ``quiet``. If so, they count as getting one now."""
        return not self.quiet or self._put_unless_held(_key("turn", recipient), now, self.quiet) is None

    def _put_unless_held(self, key: Item, now: datetime, held_for: timedelta) -> Item | None:
        """Write a mark that is held for so long. The mark that is there, where it is held still, or for good."""
        values: dict[str, Scalar] = {
            "held_until": epoch_seconds(now + held_for),
            "expires_at": epoch_seconds(now + REMEMBERED),
        }
        put: dict[str, Any] = {
            "TableName": self.table,
            "Item": key | to_item(values),
            "ConditionExpression": "attribute_not_exists(#pk) OR (attribute_not_exists(#sent) AND #held_until <= :now)",
            "ExpressionAttributeNames": {"#pk": "PK", "#sent": "sent", "#held_until": "held_until"},
            "ExpressionAttributeValues": to_item({":now": epoch_seconds(now)}),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        try:
            self.client.put_item(**put)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") != "ConditionalCheckFailedException":
                raise
            before: Item = error.response.get("Item", {})  # type: ignore[assignment]
            return before
        return None


def _key(*parts: str) -> Item:
    """The parts are hashed: neither a municipality nor a person can be read in the table."""
    digest = hashlib.sha256("|".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return to_item({"PK": PREFIX + digest})
