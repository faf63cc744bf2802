"""What the watch has found in each municipality, in the partition of what follows from other items.

Three items: the state after the last judgement; counts of it, small, since the status of the country asks for those of
all municipalities; and, written once a week at most, that people are to be told.
"""

from __future__ import annotations

import json
import time
import zlib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.expressions import to_names, to_placeholders
from kleark.adapters.dynamodb.items import attribute, from_item, to_item
from kleark.adapters.dynamodb.retries import transact
from kleark.watch.model import WatchCounts, WatchFinding, WatchState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from kleark.adapters.dynamodb.items import Item, Scalar
    from kleark.publishing.ids import MunicipalityCode

TRIES = 3


@dataclass(frozen=True, slots=True)
class FindingTable:
    """Fulfils `kleark.watch.ports.FindingTable`."""

    client: DynamoDBClient
    name: str
    pause: Callable[[float], None] = time.sleep

    def state(self, code: MunicipalityCode) -> tuple[WatchState, int]:
        """The state after the last judgement, and how many there were, read consistently."""
        key = _key(code, keys.WATCH_STATE)
        item = self.client.get_item(TableName=self.name, Key=key, ConsistentRead=True).get("Item")
        if item is None:
            return WatchState(), 0
        values = from_item(item)
        try:
            return _state(json.loads(zlib.decompress(values["said"]))), values["judgement"]
        except (KeyError, TypeError, ValueError, zlib.error):
            return WatchState(), values["judgement"]

    def put(
        self, code: MunicipalityCode, state: WatchState, counts: WatchCounts, judgement: int, *, tell: bool
    ) -> bool:
        """Write what a judgement found, all of it or nothing; whether it was the next one after those there were."""
        said = zlib.compress(json.dumps(_said(state), ensure_ascii=False, separators=(",", ":")).encode())
        items: list[dict[str, Scalar]] = [
            {"SK": keys.WATCH_STATE, "judgement": judgement + 1, "said": said},
            {"SK": keys.WATCH_COUNTS, "judged_at": state.judged_at, **_values(counts)},
        ]
        if tell:
            items.append({"SK": keys.WATCH_NOTICE, "at": state.noticed_at})
        actions: list[tuple[str, TransactWriteItemTypeDef]] = [
            (str(values["SK"]), {"Put": {"TableName": self.name, "Item": _item(code, values)}})
            for values in items
        ]
        actions[0][1]["Put"] |= {
            "ConditionExpression": "attribute_not_exists(#judgement) OR #judgement = :judgement",
            "ExpressionAttributeNames": to_names(["judgement"]),
            "ExpressionAttributeValues": to_placeholders({"judgement": judgement}),
        }
        return not transact(self.client, actions, tries=TRIES, pause=self.pause)


def _said(state: WatchState) -> dict[str, object]:
    return {
        "judged_at": state.judged_at,
        "findings": [one.to_stored() for one in state.findings],
        "titles": dict(sorted(state.titles.items())),
        "inputs": state.inputs,
        "noticed_at": state.noticed_at,
        "left_out": state.left_out,
    }


def _state(said: Mapping[str, object]) -> WatchState:
    known = {one.name: said[one.name] for one in fields(WatchState) if one.name in said}
    known["findings"] = tuple(map(WatchFinding.from_stored, known.get("findings", ())))  # type: ignore[call-overload]
    return WatchState(**known)  # type: ignore[arg-type]


def _values(counts: WatchCounts) -> dict[str, Scalar]:
    return {one.name: getattr(counts, one.name) for one in fields(WatchCounts)}


def _item(code: MunicipalityCode, values: dict[str, Scalar]) -> Item:
    return {"PK": attribute(keys.derived_partition(code))} | to_item(values)


def _key(code: MunicipalityCode, sort_key: str) -> Item:
    return {"PK": attribute(keys.derived_partition(code)), "SK": attribute(sort_key)}
