"""What addresses answered, in a table of their own: the only place that the function which asks can read or write."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from kleark.adapters.dynamodb.items import attribute
from kleark.adapters.dynamodb.queries import UnansweredItemsError, batch_get
from kleark.links.link_answer import LinkAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mypy_boto3_dynamodb import DynamoDBClient

FORGOTTEN_AFTER = timedelta(days=90)
"""An address that was not asked for so long is nobody's any more."""


class UnansweredAddressesError(Exception):
    """The table left answers out at every attempt for want of capacity."""


@dataclass(frozen=True, slots=True)
class LinkTable:
    """Fulfils `LinkAnswers` and `KnownLinks` of `kleark.links.ports`.

    An answer lies under a hash of its address, however long that is.
    """

    client: DynamoDBClient
    name: str
    pause: Callable[[float], None] = time.sleep

    def of(self, addresses: Iterable[str]) -> dict[str, LinkAnswer]:
        """By address; one that nobody has asked yet, or whose answer this release cannot read, is left out.

        Raises:
            UnansweredAddressesError: The table is too busy.
        """
        wanted = [{"PK": attribute(one)} for one in sorted({_key(one) for one in addresses})]
        try:
            items = batch_get(self.client, self.name, wanted, self.pause)
            answers = [answer for item in items if (answer := _answer(item))]
        except UnansweredItemsError as error:
            raise UnansweredAddressesError from error
        return {one.address: one for one in answers}

    def known(self, addresses: Iterable[str]) -> dict[str, LinkAnswer] | None:
        """The same for whoever only tells of it, and has other things to do; None where it cannot be read now."""
        try:
            return self.of(addresses)
        except (BotoCoreError, ClientError, UnansweredAddressesError):
            return None

    def write(self, answer: LinkAnswer) -> None:
        """In place of what was known of the address."""
        self.client.put_item(TableName=self.name, Item=to_link_item(answer))


def to_link_item(answer: LinkAnswer) -> dict[str, Any]:
    """An answer as it is stored."""
    expires = int((answer.checked_at + FORGOTTEN_AFTER).timestamp())
    values = {name: {"S": value} for name, value in answer.to_json().items()}
    return {"PK": {"S": _key(answer.address)}, **values, "expires_at": {"N": str(expires)}}


def _answer(item: dict[str, Any]) -> LinkAnswer | None:
    try:
        return LinkAnswer.from_json({name: value["S"] for name, value in item.items() if "S" in value})
    except (KeyError, ValueError):
        # A later release may know more states: to this one nobody has asked.
        return None


def _key(address: str) -> str:
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()
