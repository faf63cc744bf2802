"""Municipalities with a history worth keeping, and tables to keep it in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kleark.adapters import clients
from kleark.adapters.dynamodb.announcements import Announcements
from kleark.adapters.dynamodb.backup_table import BackupTable
from kleark.adapters.dynamodb.case_sum_table import CaseSumTable
from kleark.adapters.dynamodb.keys import DERIVED_PREFIX, ROW_KEYS
from kleark.configuration.part import PartKind
from kleark.inventory.case_sums import CaseSum, CaseSums
from kleark.publishing.answering import withdraw_answer
from kleark.publishing.answers import GivenAnswers
from kleark.publishing.deletion import DeletionRequest, delete_upload
from kleark.publishing.handover import ApprovalRequest, ask
from kleark.publishing.manual import publish_upload, set_four_eyes, set_removal_limit
from kleark.publishing.model import UploadStatus, stamp, upload_order
from kleark.publishing.part_definitions import checked_part, define_part
from kleark.publishing.proposal import ChangeRequest
from kleark.publishing.schedule import Appointment, schedule
from kleark.testing.moto_backend import make_table
from kleark.testing.validated_uploads import validated
from tests.integration.publishing.test_manual import standing
from tests.support.acting import change_request
from tests.support.world import NOON, TABLE, row, rows

if TYPE_CHECKING:
    from datetime import datetime

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Upload
    from tests.support.world import World

RESTORED = "kleark-restored-2025"
"""A table as AWS makes of a backup."""


class NoQueue:
    """Where a deletion is asked for."""

    def send(self, code: MunicipalityCode, upload_id: str, *, later: bool = False) -> None: ...


class NoTimer:
    """The clock outside, which wakes nobody."""

    def set(self, code: MunicipalityCode, schedule_id: str, upload_id: str, due: datetime) -> None: ...

    def cancel(self, code: MunicipalityCode) -> None: ...


def with_history(world: World) -> World:
    """All kinds of things have happened: each kind of record is stored, and each setting is another than at first."""
    if not world.live().revision:
        world.published(rows(9))
    world.freeze()
    world.unfreeze()
    place = world.place
    set_removal_limit(60, "anne", "få rækker", place)
    waiting = world.validated(
        (*rows(8, phone="66131488"), row(8)), NOON + timedelta(minutes=1), "to.xlsx", by="bo"
    )
    world.publish(waiting)
    world.published((*rows(6), row(12)), NOON + timedelta(minutes=2), "tre.xlsx")
    revision = world.live().revision
    world.go_back(1, revision)
    held = standing(world, rows(7, phone="66131375"), minutes=11)
    publish_upload(
        held.upload_id,
        ChangeRequest("anne", "aftalt", revision + 1, GivenAnswers(for_all="det er meningen")),
        place,
        world.reports,
        confirm_removals=True,
    )
    for answer in place.table.answers(world.code)[:1]:
        withdraw_answer(answer.answer_id, "bo", "alligevel ikke", place)
    gone = standing(world, rows(3), minutes=12)
    delete_upload(gone.upload_id, DeletionRequest("anne", "en fejl", confirmed=True), place, NoQueue())
    later = standing(world, rows(9, phone="66131455"), minutes=13)
    schedule(
        Appointment(later.upload_id, NOON + timedelta(days=2)),
        change_request("anne", "i overmorgen", world.live().revision),
        place,
        world.reports,
        NoTimer(),
    )
    asked = standing(world, rows(5), minutes=14)
    ask(asked.upload_id, ApprovalRequest("carl", "se lige"), place)
    define_part(checked_part("Ydelse", PartKind.SYSTEMS, ["KSD"]), "anne", "opdelt", place)
    set_four_eyes("anne", "to om det", place, required=True)
    world.table.claim(_unchecked(world))
    at = stamp(NOON)
    sums = CaseSums(
        upload_order(at, at, "2" * 32),
        at,
        "5" * 64,
        416,
        412,
        (CaseSum("15.20.24", "FASIT æøå", 412, True),),
        4,
    )
    CaseSumTable(clients.dynamodb(), TABLE).put(world.code, sums)
    marks = Announcements(clients.dynamodb(), TABLE)
    for number in range(1, world.live().revision + 1):
        marks.advance(world.code, number)
    return world


def _unchecked(world: World) -> Upload:
    upload, _ = validated(world.code, rows(1), "nyt.xlsx", "2025-11-03T12:30:00.000Z")
    return replace(upload, status=UploadStatus.RECEIVED, verdict=None, digest=None, row_count=None)


def other_table(name: str = RESTORED) -> BackupTable:
    """An empty table beside the stack's."""
    make_table(clients.dynamodb(), name)
    return table(name)


def table(name: str = TABLE) -> BackupTable:
    """A table record by record."""
    return BackupTable(clients.dynamodb(), name, pause=lambda _: None)


def items(name: str = TABLE) -> list[dict[str, Any]]:
    """All that a table holds, in the order of its keys, but for what follows from the rest and is in no archive."""
    return [one for one in _every_item(name) if not is_derived(one)]


def is_derived(item: dict[str, Any]) -> bool:
    """Whether an item could be worked out from others."""
    partition, sort_key = str(item["PK"]["S"]), str(item["SK"]["S"])
    return partition.startswith(DERIVED_PREFIX) or sort_key == ROW_KEYS


def _every_item(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    asked: dict[str, Any] = {"TableName": name, "ConsistentRead": True}
    while True:
        page = clients.dynamodb().scan(**asked)
        found += page["Items"]
        if "LastEvaluatedKey" not in page:
            return sorted(found, key=lambda item: (item["PK"]["S"], item["SK"]["S"]))
        asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def copy(to: str, of: str = TABLE) -> None:
    """Put all that a table holds into another, as AWS restores one."""
    for item in _every_item(of):
        clients.dynamodb().put_item(TableName=to, Item=item)
