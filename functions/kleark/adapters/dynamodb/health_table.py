"""How much the watch found in a municipality: one small item, since the status of the country asks for all of them."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.items import attribute, from_item
from kleark.adapters.dynamodb.queries import UnansweredItemsError, batch_get
from kleark.status.overview import Health

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from kleark.adapters.dynamodb.items import Item
    from kleark.publishing.ids import MunicipalityCode


@dataclass(frozen=True, slots=True)
class HealthTable:
    """Fulfils `kleark.portal.status_overview.HealthReader`."""

    client: DynamoDBClient
    name: str
    pause: Callable[[float], None] = time.sleep

    def healths(self, codes: Iterable[MunicipalityCode]) -> dict[str, Health]:
        """What the watch last found in each, where it has judged. Of those that the table leaves out, nothing."""
        wanted = [counts_key(code) for code in codes]
        found: dict[str, Health] = {}
        with suppress(UnansweredItemsError):
            for item in batch_get(self.client, self.name, wanted, self.pause):
                found[item["PK"]["S"].removeprefix(keys.DERIVED_PREFIX)] = to_health(item)
        return found


def counts_key(code: MunicipalityCode) -> Item:
    """The key of the item."""
    return {"PK": attribute(keys.derived_partition(code)), "SK": attribute(keys.WATCH_COUNTS)}


def to_health(item: Mapping[str, AttributeValueTypeDef]) -> Health:
    """What the item says. Its attributes are named as the fields."""
    values = from_item(item)
    return Health(**{one.name: values[one.name] for one in fields(Health) if one.name in values})
