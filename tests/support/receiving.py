"""Editions of the register, dropped into moto's bucket and worked with as the deployed system does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from kleark.adapters import clients
from kleark.adapters.dynamodb.edition_table import EditionTable
from kleark.adapters.dynamodb.keys import REGISTER_ACTIVE, REGISTER_PARTITION
from kleark.adapters.edition_bucket import EditionBucket
from kleark.editions.activation import EditionPlan, carry_out, find_record, plan_edition
from kleark.editions.receive import EditionServices, Received, receive
from kleark.registers.kle_register import embedded
from tests.support.emneplan import PlanTopic, plan
from tests.support.world import EDITIONS, TABLE

if TYPE_CHECKING:
    from kleark.editions.model import RegisterEntry
    from tests.support.world import World

OPERATOR = "arn:aws:sts::123456789012:user/moto"
AUTUMN = datetime(2025, 8, 10, 9, 0, tzinfo=UTC)


def known_topics(
    without: tuple[str, ...] = (), renamed: dict[str, str] | None = None, new: tuple[PlanTopic, ...] = ()
) -> list[PlanTopic]:
    """All that the embedded register has, changed."""
    topics = [
        PlanTopic(
            number,
            (renamed or {}).get(number, topic.title),
            (topic.since or date(1988, 1, 1)).isoformat(),
            uuid=topic.uuid,
        )
        for number, topic in embedded().topics.items()
        if number not in without
    ]
    return sorted([*topics, *new])


def edition_file(edition: str = "2025-08-01", **changes: object) -> bytes:
    """KL's file for an edition that differs from the embedded one so."""
    return plan(known_topics(**changes), edition)  # type: ignore[arg-type]


@dataclass
class Editions:
    """Drops files, and plans and activates what they hold."""

    world: World
    now: datetime = AUTUMN
    dropped: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world.s3.create_bucket(
            Bucket=EDITIONS, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        self.world.s3.put_bucket_versioning(Bucket=EDITIONS, VersioningConfiguration={"Status": "Enabled"})

    @property
    def services(self) -> EditionServices:
        table = EditionTable(clients.dynamodb(), TABLE)
        return EditionServices(
            table, self.world.table, lambda: self.now, EditionBucket(clients.s3()), EDITIONS
        )

    def drop(self, data: bytes, key: str = "KLE-Emneplan.xml") -> Received:
        version = self.world.s3.put_object(Bucket=EDITIONS, Key=key, Body=data)["VersionId"]
        self.dropped.append((key, version))
        return receive(EDITIONS, key, version, self.services)

    def plan(self, received: Received) -> EditionPlan:
        assert received.record is not None
        return plan_edition(find_record(self.services.table, received.record.edition_id), self.services)

    def activate(self, data: bytes, *, confirmed: bool = False) -> RegisterEntry:
        return carry_out(self.plan(self.drop(data)), OPERATOR, "prøve", self.services, confirmed=confirmed)

    def forget_outline(self) -> None:
        """Leave what is active as a build before slices left it: it is read whole."""
        self.world.dynamodb.update_item(
            TableName=TABLE,
            Key={"PK": {"S": REGISTER_PARTITION}, "SK": {"S": REGISTER_ACTIVE}},
            UpdateExpression="REMOVE #outline",
            ExpressionAttributeNames={"#outline": "outline"},
        )
