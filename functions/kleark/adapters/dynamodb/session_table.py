"""Sessions, sign-ins under way, and drafts of forms, in a table of their own that deletes what has expired."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.adapters.dynamodb.conditions import try_write
from kleark.adapters.dynamodb.items import attribute, epoch_seconds, from_item, to_item, to_time
from kleark.identity.person import Person, Role
from kleark.identity.sessions import DRAFT, SIGNING_IN, Draft, Session, SigningIn, hash_of
from kleark.publishing.ids import MunicipalityCode
from kleark.publishing.model import stamp

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.adapters.dynamodb.items import Item, Scalar


@dataclass(frozen=True, slots=True)
class SessionTable:
    """What the page stores of those who use it. Nothing of a municipality's configuration is here."""

    client: DynamoDBClient
    name: str

    def start(self, session: Session) -> None:
        """Store a new session."""
        person = session.person
        values: dict[str, Scalar] = {
            "actor": person.actor,
            "name": person.name,
            "municipality": str(person.code),
            "role": person.role.value,
            "began": stamp(session.began),
            "seen": stamp(session.seen),
            "expires_at": epoch_seconds(session.ends),
        }
        if session.until is not None:
            values["until"] = stamp(session.until)
        self.client.put_item(TableName=self.name, Item=_session_key(session.token) | to_item(values))

    def find(self, token: str) -> Session | None:
        """The session with this token, also one that is over: the clock is the caller's."""
        answer = self.client.get_item(TableName=self.name, Key=_session_key(token), ConsistentRead=True)
        if "Item" not in answer:
            return None
        values = from_item(answer["Item"])
        person = Person(
            values["actor"], values["name"], MunicipalityCode(values["municipality"]), Role(values["role"])
        )
        until = to_time(values["until"]) if values.get("until") else None
        return Session(token, person, to_time(values["began"]), to_time(values["seen"]), until)

    def touch(self, session: Session) -> None:
        """Record that a session is in use, and how long it may last, unless it was ended meanwhile."""
        values: dict[str, str | int] = {
            "seen": stamp(session.seen),
            "expires_at": epoch_seconds(session.ends),
        }
        if session.until is not None:
            values["until"] = stamp(session.until)
        try_write(
            lambda: self.client.update_item(
                TableName=self.name,
                Key=_session_key(session.token),
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
                ConditionExpression="attribute_exists(#pk)",
                ExpressionAttributeNames={"#pk": "PK"} | {f"#{name}": name for name in values},
                ExpressionAttributeValues={f":{name}": attribute(value) for name, value in values.items()},
            )
        )

    def end(self, token: str) -> None:
        """Delete a session, if it is there."""
        self.client.delete_item(TableName=self.name, Key=_session_key(token))

    def begin_signing_in(self, signing_in: SigningIn) -> None:
        """Store what the identity provider's answer is verified against."""
        values: dict[str, Scalar] = {
            "state": signing_in.state,
            "nonce": signing_in.nonce,
            "verifier": signing_in.verifier,
            "then": signing_in.then,
            "began": stamp(signing_in.began),
            "expires_at": epoch_seconds(signing_in.began + SIGNING_IN),
        }
        self.client.put_item(TableName=self.name, Item=_signing_in_key(signing_in.token) | to_item(values))

    def take_signing_in(self, token: str) -> SigningIn | None:
        """Delete the sign-in and return it: its answer counts once."""
        taken = self.client.delete_item(
            TableName=self.name, Key=_signing_in_key(token), ReturnValues="ALL_OLD"
        ).get("Attributes")
        if not taken:
            return None
        values = from_item(taken)
        return SigningIn(
            token,
            values["state"],
            values["nonce"],
            values["verifier"],
            values["then"],
            to_time(values["began"]),
        )

    def save_draft(self, draft: Draft) -> None:
        """Store what somebody filled in, until they have signed in again."""
        values: dict[str, Scalar] = {
            "action": draft.action,
            "fields": json.dumps(dict(draft.fields), ensure_ascii=False),
            "csrf": draft.csrf,
            "began": stamp(draft.began),
            "expires_at": epoch_seconds(draft.began + DRAFT),
        }
        self.client.put_item(TableName=self.name, Item=_draft_key(draft.token) | to_item(values))

    def find_draft(self, token: str) -> Draft | None:
        """The draft with this token, also one that is too old: the clock is the caller's."""
        answer = self.client.get_item(TableName=self.name, Key=_draft_key(token), ConsistentRead=True)
        if "Item" not in answer:
            return None
        values = from_item(answer["Item"])
        return Draft(
            token, values["action"], json.loads(values["fields"]), values["csrf"], to_time(values["began"])
        )

    def end_draft(self, token: str) -> None:
        """Delete a draft, if it is there."""
        self.client.delete_item(TableName=self.name, Key=_draft_key(token))


def _session_key(token: str) -> Item:
    return {"PK": attribute(f"S#{hash_of(token)}")}


def _signing_in_key(token: str) -> Item:
    return {"PK": attribute(f"I#{hash_of(token)}")}


def _draft_key(token: str) -> Item:
    return {"PK": attribute(f"D#{hash_of(token)}")}
