"""The sums of past inventories, in a partition of each municipality's own. Attribute names are always aliased."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.items import attribute, from_item, to_item
from kleark.adapters.dynamodb.queries import prefix_query, query_items
from kleark.inventory.case_sums import SCHEMA_VERSION, CaseSums, from_lists, to_lists
from kleark.inventory.sum_retention import MONTHS, NEWEST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.adapters.dynamodb.items import Item, Scalar
    from kleark.configuration.case_counts import IndexedCases
    from kleark.inventory.pages import Head
    from kleark.publishing.ids import MunicipalityCode


MOST_READ = NEWEST + MONTHS + 1
"""So many are kept of a municipality at most, once the sweep has been there."""


@dataclass(frozen=True, slots=True)
class CaseSumTable:
    """Fulfils `kleark.publishing.ports.CaseSumOrders`, and for the watch and the page what they read.

    Sums are written before the inventory that they are of stops counting, and never change afterwards. Whoever reads
    them leaves out those of the inventory that counts: they may be only some municipalities' yet.
    """

    client: DynamoDBClient
    name: str

    def put(self, code: MunicipalityCode, sums: CaseSums) -> None:
        """Write the sums of one inventory. A repetition writes them again."""
        self.client.put_item(TableName=self.name, Item=sums_key(code, sums.order) | to_item(to_values(sums)))

    def newest(self, code: MunicipalityCode, most: int) -> list[CaseSums]:
        """The newest of a municipality, oldest of them first. What cannot be read is left out."""
        query = prefix_query(keys.sums_partition(code), keys.SUMS_PREFIX)
        query |= {"ScanIndexForward": False, "Limit": most}
        items = islice(query_items(self.client, self.name, query, consistent=False), most)
        read = [sums for item in items if (sums := to_sums(from_item(item))) is not None]
        return read[::-1]

    def before(self, code: MunicipalityCode, counting: Head | IndexedCases | None) -> list[CaseSums]:
        """A municipality's sums of inventories before the one that counts, oldest first.

        ``counting``: that one, or what was read of it: were its head read again, it might be the next one's by then.
        """
        kept = self.newest(code, MOST_READ)
        if counting is None:
            return kept
        same = counting.uploaded_at, counting.digest
        return [one for one in kept if (one.uploaded_at, one.digest) != same]

    def orders(self, code: MunicipalityCode) -> list[str]:
        """The orders of all that are kept, oldest first."""
        query = prefix_query(keys.sums_partition(code), keys.SUMS_PREFIX, "SK")
        items = query_items(self.client, self.name, query, consistent=True)
        return [item["SK"]["S"].removeprefix(keys.SUMS_PREFIX) for item in items]

    def delete(self, code: MunicipalityCode, order: str) -> None:
        """Delete the sums of one inventory."""
        self.client.delete_item(TableName=self.name, Key=sums_key(code, order))


def to_values(sums: CaseSums) -> dict[str, Scalar]:
    """The attributes that are stored. Those that are absent are None."""
    packed = zlib.compress(json.dumps(to_lists(sums.sums), ensure_ascii=False).encode())
    values: dict[str, Scalar] = {
        "order": sums.order,
        "uploaded_at": sums.uploaded_at,
        "digest": sums.digest,
        "cases": sums.cases,
        "left_out": sums.left_out,
        "schema_version": SCHEMA_VERSION,
        "sums": packed,
    }
    return values if sums.shown is None else values | {"shown": sums.shown}


def to_sums(values: Mapping[str, Any]) -> CaseSums | None:
    """The opposite of `to_values`; None where it cannot be read, or where another release wrote it in its own form."""
    try:
        return sums_in({**values, "sums": json.loads(zlib.decompress(values["sums"]))})
    except (KeyError, TypeError, ValueError, zlib.error):
        return None


def sums_in(values: Mapping[str, Any]) -> CaseSums:
    """What the attributes say, once the sums are unpacked. Raises KeyError, TypeError or ValueError."""
    if values["schema_version"] != SCHEMA_VERSION:
        raise ValueError("another form of sums")
    names = ("cases", "left_out", *(["shown"] if "shown" in values else []))
    if any(type(values[name]) is not int for name in names):
        raise TypeError("not a number of cases")
    if any(type(values[name]) is not str for name in ("order", "uploaded_at", "digest")):
        raise TypeError("not a text")
    return CaseSums(
        values["order"],
        values["uploaded_at"],
        values["digest"],
        values["cases"],
        values.get("shown"),
        from_lists(values["sums"]),
        values["left_out"],
    )


def sums_key(code: MunicipalityCode, order: str) -> Item:
    """The key of the sums of one inventory. ``order``: of its upload."""
    return {"PK": attribute(keys.sums_partition(code)), "SK": attribute(f"{keys.SUMS_PREFIX}{order}")}
