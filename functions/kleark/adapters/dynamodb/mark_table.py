"""The sweep's marks on each municipality, in a partition of what can be worked out again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.items import attribute, from_item, to_item, to_live, to_values
from kleark.publishing.sweep_marks import LogPlace, Reuse, SweptMark, VerifiedMark

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.adapters.dynamodb.items import Item, Scalar
    from kleark.publishing.ids import MunicipalityCode

SWEPT, VERIFIED = "SWEPT", "VERIFIED"


@dataclass(frozen=True, slots=True)
class SweepMarks:
    """Fulfils `kleark.publishing.ports.SweepMarks`. A mark that this release cannot read is none."""

    client: DynamoDBClient
    table: str

    def swept(self, code: MunicipalityCode) -> SweptMark | None:
        """How far snapshots and deletions were swept; None where nobody has said."""
        values = self._values(code, SWEPT)
        try:
            said = json.loads(values["said"]) if values else None
            return said and SweptMark(
                **said["mark"],
                place=LogPlace(*said["place"]),
                waiting=tuple(said["waiting"]),
                reuses=tuple(Reuse(*one) for one in said["reuses"]),
                deletions=dict(said["deletions"]),
            )
        except (KeyError, TypeError, ValueError):
            return None

    def verified(self, code: MunicipalityCode) -> VerifiedMark | None:
        """How far the log was verified; None where nobody has said."""
        values = self._values(code, VERIFIED)
        try:
            if not values:
                return None
            said = json.loads(values["said"])
            state = to_live(to_item(said["state"]))
            place, around = LogPlace(*said["place"]), LogPlace(*said["round"])
            return VerifiedMark(said["build"], said["whole_at"], place, around, state)
        except (KeyError, TypeError, ValueError):
            return None

    def put_swept(self, code: MunicipalityCode, mark: SweptMark) -> None:
        """Say how far snapshots and deletions were swept, whatever was said before."""
        values = asdict(mark)
        lists = {
            "place": list(values.pop("place").values()),
            "waiting": list(values.pop("waiting")),
            "reuses": [list(one.values()) for one in values.pop("reuses")],
            "deletions": values.pop("deletions"),
        }
        self._put(code, SWEPT, {"mark": values} | lists)

    def put_verified(self, code: MunicipalityCode, mark: VerifiedMark) -> None:
        """Say how far the log was verified, whatever was said before."""
        state = {name: value for name, value in to_values(mark.state).items() if value is not None}
        values = asdict(mark)
        places = {name: list(values[name].values()) for name in ("place", "round")}
        self._put(code, VERIFIED, values | places | {"state": state})

    def forget(self, code: MunicipalityCode) -> None:
        """Let the next sweep read all: what was restored, no mark tells of."""
        for name in (SWEPT, VERIFIED):
            self.client.delete_item(TableName=self.table, Key=_key(code, name))

    def _values(self, code: MunicipalityCode, name: str) -> dict[str, Any]:
        answer = self.client.get_item(TableName=self.table, Key=_key(code, name), ConsistentRead=True)
        return from_item(answer.get("Item", {}))

    def _put(self, code: MunicipalityCode, name: str, said: dict[str, Any]) -> None:
        values: dict[str, Scalar] = {"said": json.dumps(said, separators=(",", ":"))}
        self.client.put_item(TableName=self.table, Item=_key(code, name) | to_item(values))


def _key(code: MunicipalityCode, name: str) -> Item:
    return {"PK": attribute(keys.derived_partition(code)), "SK": attribute(name)}
