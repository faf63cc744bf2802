"""The directory of colleagues, in a table of its own that deletes who has not signed in for a year.

A municipality's partition holds ``PERSON#<subject>`` for each colleague, and ``SETTINGS``, the municipality's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.adapters.dynamodb.conditions import try_write
from kleark.adapters.dynamodb.expressions import to_names, to_placeholders
from kleark.adapters.dynamodb.items import attribute, epoch_seconds, from_item, to_item, to_time
from kleark.adapters.dynamodb.queries import prefix_query, query_items
from kleark.identity.colleagues import FORGOTTEN_AFTER, Colleague, NoticeAddress
from kleark.identity.person import Role
from kleark.publishing.actors import subject_of
from kleark.publishing.ids import MunicipalityCode
from kleark.publishing.model import stamp
from kleark.publishing.notice_kinds import NoticeKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from kleark.adapters.dynamodb.items import Item, Scalar
    from kleark.identity.person import Person

PERSON_PREFIX = "PERSON#"

SETTINGS = "SETTINGS"


@dataclass(frozen=True, slots=True)
class ColleagueTable:
    """Fulfils `kleark.identity.colleagues.Colleagues`."""

    client: DynamoDBClient
    name: str

    def record(self, person: Person, address: str | None, now: datetime) -> None:
        """Write who has signed in. What they have muted, and when they first came, stays.

        Not of a record that has expired, and is only waiting to be deleted: what it says is forgotten.
        """
        at, expires_at = stamp(now), epoch_seconds(now + FORGOTTEN_AFTER)
        values: dict[str, Scalar] = {
            "actor": person.actor,
            "name": person.name,
            "role": person.role.value,
            "address": address,
            "last_seen": at,
            "expires_at": expires_at,
        }
        key = _person_key(person.code, subject_of(person.actor) or "")
        set_ = ", ".join(f"#{name} = :{name}" for name, value in values.items() if value is not None)
        first = "#first_seen = if_not_exists(#first_seen, :last_seen)"
        renewed = try_write(
            lambda: self.client.update_item(
                TableName=self.name,
                Key=key,
                UpdateExpression=f"SET {set_}, {first}" + ("" if address else " REMOVE #address"),
                ConditionExpression="attribute_not_exists(#expires_at) OR #expires_at > :now",
                ExpressionAttributeNames=to_names([*values, "first_seen"]),
                ExpressionAttributeValues=to_placeholders(values | {"now": epoch_seconds(now)}),
            )
        )
        if renewed is None:
            self.client.put_item(TableName=self.name, Item=key | to_item(values | {"first_seen": at}))

    def find(self, code: MunicipalityCode, subject: str, now: datetime) -> Colleague | None:
        """One colleague, who has signed in within a year."""
        item = self.client.get_item(
            TableName=self.name, Key=_person_key(code, subject), ConsistentRead=True
        ).get("Item")
        colleague = _colleague(item) if item else None
        return colleague if colleague and colleague.is_remembered(now) else None

    def everyone(self, code: MunicipalityCode, now: datetime) -> list[Colleague]:
        """All who have signed in within a year, by their names."""
        items = query_items(self.client, self.name, prefix_query(code, PERSON_PREFIX), consistent=True)
        remembered = [one for one in map(_colleague, items) if one.is_remembered(now)]
        return sorted(remembered, key=lambda one: (one.name.casefold(), one.subject))

    def mute(self, code: MunicipalityCode, subject: str, muted: frozenset[NoticeKind]) -> bool:
        """Store what the colleague does not want to be told, if they are in the directory."""
        stored = try_write(
            lambda: self.client.update_item(
                TableName=self.name,
                Key=_person_key(code, subject),
                UpdateExpression="SET #muted = :muted",
                ConditionExpression="attribute_exists(#pk)",
                ExpressionAttributeNames={"#muted": "muted", "#pk": "PK"},
                ExpressionAttributeValues={":muted": attribute(" ".join(sorted(muted)))},
            )
        )
        return stored is not None

    def remove(self, code: MunicipalityCode, subject: str) -> bool:
        """Delete the colleague's record, if it is there."""
        deleted = self.client.delete_item(
            TableName=self.name, Key=_person_key(code, subject), ReturnValues="ALL_OLD"
        )
        return "Attributes" in deleted

    def notice_address(self, code: MunicipalityCode) -> NoticeAddress | None:
        """The municipality's own address for notices."""
        item = self.client.get_item(TableName=self.name, Key=_key(code, SETTINGS), ConsistentRead=True).get(
            "Item"
        )
        if not item:
            return None
        values = from_item(item)
        return NoticeAddress(
            values.get("notice_address"), to_time(values["changed_at"]), values["changed_by"]
        )

    def set_notice_address(self, code: MunicipalityCode, setting: NoticeAddress) -> None:
        """Store it, in the place of the one before. It does not expire."""
        values: dict[str, Scalar] = {
            "notice_address": setting.address,
            "changed_at": stamp(setting.changed_at),
            "changed_by": setting.changed_by,
        }
        self.client.put_item(TableName=self.name, Item=_key(code, SETTINGS) | to_item(values))


def _colleague(item: Mapping[str, AttributeValueTypeDef]) -> Colleague:
    values = from_item(item)
    known = {kind.value for kind in NoticeKind}
    return Colleague(
        municipality=MunicipalityCode(values["PK"]),
        actor=values["actor"],
        name=values["name"],
        role=Role(values["role"]),
        address=values.get("address"),
        first_seen=to_time(values["first_seen"]),
        last_seen=to_time(values["last_seen"]),
        # A later release may know more kinds.
        muted=frozenset(NoticeKind(one) for one in values.get("muted", "").split() if one in known),
    )


def _person_key(code: MunicipalityCode, subject: str) -> Item:
    return _key(code, f"{PERSON_PREFIX}{subject}")


def _key(code: MunicipalityCode, sort_key: str) -> Item:
    return {"PK": attribute(code), "SK": attribute(sort_key)}
