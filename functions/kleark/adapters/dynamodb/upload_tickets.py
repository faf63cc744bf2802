"""Who may put one object into the bucket of uploads: written by the page, read by the validator.

It is in a table and not in the object's metadata, which anybody who may write to the bucket can choose.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.adapters import clock
from kleark.adapters.dynamodb.items import attribute, from_item, to_item
from kleark.intake.ports import Ticket
from kleark.publishing.object_keys import destination

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.adapters.dynamodb.items import Item, Scalar
    from kleark.publishing.ids import MunicipalityCode


@dataclass(frozen=True, slots=True)
class UploadTickets:
    """The tickets in the table of sessions, each for exactly one key in a bucket."""

    client: DynamoDBClient
    name: str
    now: Callable[[], datetime] = clock.now

    def issue(  # noqa: PLR0913 (a ticket: each is named at the call)
        self,
        bucket: str,
        key: str,
        municipality: MunicipalityCode,
        actor: str,
        expires_at: int,
        *,
        edited_from: str | None = None,
        edited_revision: int | None = None,
    ) -> None:
        """Record that ``actor`` is about to put an object there. To be called before the person can.

        ``edited_from``, ``edited_revision``: what is put there is an edit's order; see `Ticket`.
        """
        values: dict[str, Scalar] = {"municipality": municipality, "actor": actor, "expires_at": expires_at}
        if edited_from is not None:
            values["edited_from"] = edited_from
        if edited_revision is not None:
            values["edited_revision"] = edited_revision
        self.client.put_item(TableName=self.name, Item=_key(bucket, key) | to_item(values))

    def uploader(self, bucket: str, key: str) -> Ticket | None:
        """Whose an object there is. None: nobody was given the right, or not for this municipality, or long ago.

        DynamoDB takes some days to delete what has expired.
        """
        item = self.client.get_item(TableName=self.name, Key=_key(bucket, key), ConsistentRead=True).get(
            "Item"
        )
        if item is None:
            return None
        values = from_item(item)
        ticket = Ticket(
            values["municipality"],
            values["actor"],
            values["expires_at"],
            values.get("edited_from"),
            values.get("edited_revision"),
        )
        if (
            ticket.expires_at <= self.now().timestamp()
            or ticket.municipality != destination(key).municipality
        ):
            return None
        return ticket


def _key(bucket: str, key: str) -> Item:
    digest = hashlib.sha256(f"{bucket}/{key}".encode("utf-8", "surrogatepass")).hexdigest()
    return {"PK": attribute(f"T#{digest}")}
