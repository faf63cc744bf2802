"""Sweeps of the table on moto, and what must hold whatever they are interrupted by."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from kleark.adapters import clients
from kleark.adapters.dynamodb.announcements import Announcements
from kleark.adapters.dynamodb.case_sum_table import CaseSumTable
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.items import to_live, to_log_entry, to_scheduled
from kleark.adapters.dynamodb.keys import (
    DERIVED_PREFIX,
    LIVE,
    LOG_PREFIX,
    ROW_KEYS,
    SCHEDULED,
    page_number,
    snapshot_key,
    snapshot_partition,
)
from kleark.adapters.dynamodb.mark_table import SweepMarks
from kleark.adapters.dynamodb.older_uploads import OlderUploads
from kleark.adapters.dynamodb.requested_uploads import RequestedUploads
from kleark.adapters.dynamodb.sweep_table import SweepTable
from kleark.adapters.sqs import PublishQueue
from kleark.configuration.row_pages import Page, rows_of
from kleark.publishing.automatic import Publication, publish
from kleark.publishing.log import find_flaws
from kleark.publishing.manual import revert
from kleark.publishing.model import Live, UploadStatus
from kleark.publishing.retention import PastRevision, Retention, snapshots_to_keep
from kleark.publishing.schedule import Appointment, schedule
from kleark.publishing.snapshot import snapshot_from_rows, snapshot_of
from kleark.publishing.staging import stage
from kleark.publishing.sweep import Counts, SweepServices, sweep
from tests.support.acting import change_request, tenant_of
from tests.support.erasing import KnownErasures
from tests.support.world import NOON, REGION, TABLE, rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import LogEntry, Scheduled, Upload
    from kleark.publishing.tenant import Tenant
    from tests.support.interruptions import Calls
    from tests.support.world import World

SHORT = Retention(months=1, revisions=1)
"""Nothing but what was live within a month."""

LATER = NOON + timedelta(days=60)
"""When the world of `NOON` has gone out of date."""


def unexpected(code: MunicipalityCode, error: Exception) -> None:
    """For sweeps in which nothing may fail."""
    raise error


@dataclass
class Sweeper:
    """A sweep of one municipality, or more, at a chosen time."""

    world: World
    now: datetime = LATER
    retention: Retention = SHORT
    calls: Calls | None = None
    client: Any = None
    dry_run: bool = False
    move_older: bool = False
    time_is_up: Callable[[], bool] = lambda: False
    failed: Callable[[MunicipalityCode, Exception], None] = unexpected
    codes: list[MunicipalityCode] = field(default_factory=list)
    erasures: KnownErasures = field(default_factory=KnownErasures)

    def __call__(self) -> Counts:
        return sweep(self.codes or [self.world.code], self.means(), self.failed)

    def means(self) -> SweepServices:
        dynamodb: Any = self.client or clients.dynamodb()
        sqs: Any = clients.sqs()
        if self.calls:
            dynamodb, sqs = self.calls.of(dynamodb), self.calls.of(sqs)
        return SweepServices(
            table=ConfigurationTable(dynamodb, TABLE, pause=lambda _: None),
            sweep_table=SweepTable(dynamodb, TABLE, pause=lambda _: None),
            announcements=Announcements(dynamodb, TABLE),
            queue=PublishQueue(sqs, self.world.queue_url),
            erasures=self.erasures,
            marks=SweepMarks(dynamodb, TABLE),
            requests=RequestedUploads(dynamodb, TABLE),
            older=OlderUploads(dynamodb, TABLE, pause=lambda _: None),
            retention=self.retention,
            now=lambda: self.now,
            time_is_up=self.time_is_up,
            dry_run=self.dry_run,
            move_older=self.move_older,
            sums=CaseSumTable(dynamodb, TABLE),
        )


class Clock:
    """A timer that notes what it is set to."""

    def __init__(self) -> None:
        self.set_to: dict[str, tuple[str, str, datetime]] = {}

    def set(self, code: MunicipalityCode, schedule_id: str, upload_id: str, due: datetime) -> None:
        self.set_to[code] = (schedule_id, upload_id, due)

    def cancel(self, code: MunicipalityCode) -> None:
        self.set_to.pop(code, None)


def place(world: World, client: Any = None, now: datetime = LATER) -> Tenant:
    return tenant_of(
        world.code, ConfigurationTable(client or clients.dynamodb(), TABLE, pause=lambda _: None), lambda: now
    )


def go_back(world: World, to: int, client: Any = None) -> LogEntry:
    """Revert, on whatever is live now."""
    where = place(world, client)
    expected = where.table.live(world.code, consistent=True).revision
    return revert(to, change_request("anne", "", expected), where, confirm_removals=True)


def publish_now(world: World) -> None:
    """Something newer goes live, at `LATER`."""
    redeliver(world, world.validated(rows(7), NOON + timedelta(hours=2), "nyere.xlsx"))


def redeliver(world: World, upload: Upload, client: Any = None) -> Publication:
    """The upload's message comes once more, long after."""
    table = ConfigurationTable(client or clients.dynamodb(), TABLE, pause=lambda _: None)
    return publish(upload.municipality, upload.upload_id, table, world.reports, lambda: LATER)


def set_time(world: World, upload: Upload, client: Any = None) -> Scheduled:
    """Schedule an upload for the day after, against whatever is live now."""
    where = place(world, client)
    expected = where.table.live(world.code, consistent=True).revision
    appointment = Appointment(upload.upload_id, LATER + timedelta(days=1))
    return schedule(
        appointment,
        change_request("anne", "", expected),
        where,
        world.reports,
        Clock(),
        confirm_removals=True,
    )


def moto_table() -> Any:
    """The table as moto keeps it: to look at and put back thousands of times without asking for it."""
    return dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables[TABLE]


def everything(partition: str | None = None) -> dict[tuple[str, str], dict[str, Any]]:
    """All items of the table, or of one partition, by their keys, as DynamoDB types them.

    Without what follows from other items: how far a sweep has come is no part of what it leaves alone.
    """
    found = {}
    for key, items in moto_table().items.items():
        if partition in {None, key.value} and not key.value.startswith(DERIVED_PREFIX):
            for item in items.values():
                typed: dict[str, Any] = item.to_json()["Attributes"]
                found[typed["PK"]["S"], typed["SK"]["S"]] = typed
    return found


def kept_back() -> Any:
    """The table's items as they are now, for `restore`."""
    return deepcopy(moto_table().items)


def restore(items: Any) -> None:
    """Let the table hold just what `kept_back` gave."""
    moto_table().items = deepcopy(items)


def partitions_with_rows() -> set[str]:
    """The snapshots of which rows are left, of all municipalities, by their ids."""
    return {pk.rpartition("#S#")[2] for pk, _ in everything() if "#S#" in pk}


def require_whole(world: World) -> None:
    """What must hold at every moment: what is live and scheduled is sealed, and all that is sealed has its rows."""
    code = world.code
    found = everything()
    items = {sk: item for (pk, sk), item in found.items() if pk == f"M#{code}"}
    records = {sk.removeprefix("SNAP#"): item for sk, item in items.items() if sk.startswith("SNAP#")}
    live = to_live(items[LIVE]) if LIVE in items else Live()
    needed = [content for content in (live.content,) if content]
    if SCHEDULED in items:
        needed.append(to_scheduled(items[SCHEDULED]).content)
    assert all(records[content.snapshot_id]["sealed"]["BOOL"] for content in needed)
    for snapshot_id, item in records.items():
        if item["sealed"]["BOOL"]:
            partition = snapshot_partition(code, snapshot_id)
            pages = [
                Page(page_number(sk), one["rows"]["B"])
                for (pk, sk), one in found.items()
                if pk == partition and sk != ROW_KEYS
            ]
            whole = snapshot_from_rows(rows_of(sorted(pages, key=attrgetter("number"))))
            assert whole.digest == item["digest"]["S"], snapshot_id
            assert len(whole.rows) == int(item["row_count"]["N"])
            assert "swept" not in item
    log = [to_log_entry(item) for sk, item in sorted(items.items()) if sk.startswith(LOG_PREFIX)]
    assert find_flaws(code, log, live) == []


def require_kept(world: World) -> None:
    """What the retention promises: every revision that can be gone back to has its rows."""
    past = [
        PastRevision(entry.revision, entry.content.snapshot_id, entry.at)
        for entry in world.revisions()
        if entry.content
    ]
    for snapshot_id in snapshots_to_keep(past, SHORT, LATER):
        record = everything(f"M#{world.code}")[f"M#{world.code}", snapshot_key(snapshot_id or "")]
        assert record["sealed"]["BOOL"], record


def checked(world: World, count: int, name: str = "plan.xlsx") -> Upload:
    """An upload without errors that was only to be checked, which a person may publish or schedule."""
    queued = world.validated(rows(count), NOON + timedelta(hours=1), name)
    upload = replace(queued, status=UploadStatus.CHECKED)
    assert world.table.advance(upload, UploadStatus.QUEUED)
    return upload


def forgotten(world: World) -> Upload:
    """A checked upload whose rows were staged, for a time that was cancelled long ago."""
    upload = checked(world, 9, "glemt.xlsx")
    stage(snapshot_of(rows(9)), upload.upload_id, upload.uploaded_at, world.place)
    return upload


def abandoned(world: World, *, sealed: bool, count: int = 6, name: str = "svigtet.xlsx") -> Upload:
    """An upload whose publisher died when its rows were written, before or after they were sealed."""
    upload = world.validated(rows(count), NOON + timedelta(minutes=30), name)
    snapshot = snapshot_of(rows(count))
    content = stage(snapshot, upload.upload_id, upload.uploaded_at, world.place)
    if not sealed:
        record: Any = {"PK": {"S": f"M#{world.code}"}, "SK": {"S": snapshot_key(content.snapshot_id)}}
        update: Any = {
            "UpdateExpression": "SET sealed = :no",
            "ExpressionAttributeValues": {":no": {"BOOL": False}},
        }
        world.dynamodb.update_item(TableName=TABLE, Key=record, **update)
    return upload


def revisions(world: World, count: int) -> list[LogEntry]:
    """Those that nobody needs any more at `LATER`, and the one that is live."""
    return [
        world.published(rows(3 + number), NOON + timedelta(minutes=number), f"{number}.xlsx")
        for number in range(1, count + 1)
    ]


def three_revisions(world: World) -> list[LogEntry]:
    """Two that nobody needs any more at `LATER`, and the one that is live."""
    return revisions(world, 3)
