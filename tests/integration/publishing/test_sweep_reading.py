"""What is new is the same that reading everything finds: whatever happens between one sweep and the next."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kleark.adapters import clients
from kleark.adapters.dynamodb.keys import log_key
from kleark.publishing.automatic import publish
from kleark.publishing.deletion import DeletionRequest, delete_upload
from kleark.publishing.errors import Refusal
from kleark.publishing.manual import revert, unpublish
from kleark.publishing.retention import Retention
from kleark.publishing.snapshot import snapshot_of
from kleark.publishing.staging import stage
from kleark.publishing.sweep import sweep
from kleark.publishing.sweep_reading import SweepReader
from tests.support.acting import change_request
from tests.support.erasing import KnownErasures
from tests.support.interruptions import Calls
from tests.support.sweeping import Sweeper, place, unexpected
from tests.support.world import NOON, TABLE, rows

if TYPE_CHECKING:
    from datetime import datetime

    from kleark.publishing.model import Upload
    from kleark.publishing.sweep_reading import SweepReading
    from tests.support.world import World

KEPT = Retention(months=1, revisions=2)

SMALL = 25
"""So many units of work, in calls, a sweep of what is new takes at most."""


class Years:
    """A municipality to which things happen, with a sweep now and then."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.chance = random.Random(seed)
        self.now = NOON
        self.number = 0
        self.moved: set[str] = set()

    def sweeper(self) -> Sweeper:
        return Sweeper(self.world, now=self.now, retention=KEPT)

    def reader(self, build: str) -> SweepReader:
        means = self.sweeper().means()
        return SweepReader(
            self.world.code, means.table, means.sweep_table, means.marks, KEPT, self.now, build
        )

    def go_on(self) -> None:
        self.now += timedelta(hours=self.chance.choice([1, 30, 24 * 12, 24 * 40]))
        act = self.chance.choice(
            [self.publish, self.publish, self.back, self.down, self.abandon, self.forget]
        )
        try:
            act()
        except Refusal:
            self.moved.add("refused")
        else:
            self.moved.add(act.__name__)

    def publish(self) -> None:
        self.number += 1
        upload = self.world.validated(rows(2 + self.number), self.now, f"{self.number}.xlsx")
        redeliver_at(upload, self.world, self.now)

    def back(self) -> None:
        where = place(self.world, now=self.now)
        live = where.table.live(self.world.code, consistent=True).revision
        to = self.chance.randrange(1, live + 1) if live else 1
        revert(to, change_request("anne", "", live), where, confirm_removals=True)

    def down(self) -> None:
        where = place(self.world, now=self.now)
        live = where.table.live(self.world.code, consistent=True).revision
        unpublish(change_request("anne", "tages ned", live), where)

    def abandon(self) -> None:
        self.number += 1
        upload = self.world.validated(rows(2 + self.number), self.now, f"{self.number}.xlsx")
        where = place(self.world, now=self.now)
        stage(snapshot_of(rows(2 + self.number)), upload.upload_id, upload.uploaded_at, where)

    def forget(self) -> None:
        where = place(self.world, now=self.now)
        for upload in where.table.uploads(self.world.code)[1:3]:
            delete_upload(
                upload.upload_id, DeletionRequest("bo", "må ikke gemmes", True), where, KnownErasures()
            )


def redeliver_at(upload: Upload, world: World, now: datetime) -> None:
    """The upload's message comes."""
    publish(world.code, upload.upload_id, world.table, world.reports, lambda: now)


def decided(reading: SweepReading) -> tuple[set[str], set[str], dict[str, str]]:
    return (
        {one.snapshot_id for one in reading.sweepable},
        {one.snapshot_id for one in reading.unfinished},
        dict(reading.mark.deletions),
    )


@pytest.mark.parametrize("seed", [1, 4, 5])
def test_what_is_new_is_what_reading_everything_finds(world: World, seed: int) -> None:
    years = Years(world, seed)
    years.publish()
    years.sweeper()()
    by_news = 0
    for _ in range(10):
        years.go_on()
        new, every = years.reader("").read(), years.reader("another").read()
        by_news += not new.is_whole
        assert every.is_whole
        assert decided(new) == decided(every), years.now
        assert years.reader("").deletions() == years.reader("another").deletions()
        if years.chance.random() < 0.7:
            years.sweeper()()
    assert by_news > 2, years.moved


def test_with_nothing_new_neither_log_nor_uploads_nor_snapshots_are_read(world: World) -> None:
    for number in range(1, 6):
        world.published(rows(number), NOON + timedelta(minutes=number), f"{number}.xlsx")
    Sweeper(world, now=NOON + timedelta(days=3))()
    calls = Calls()
    client = calls.of(clients.dynamodb())
    Sweeper(world, now=NOON + timedelta(days=3, hours=1), client=client)()
    assert calls.names.count("query") == 3  # what was opened, requests, and records of older releases
    assert len(calls.names) <= SMALL


def test_a_log_that_was_changed_is_read_from_its_beginning(world: World) -> None:
    world.published(rows(3))
    Sweeper(world, now=NOON)()
    world.freeze()
    world.dynamodb.update_item(
        TableName=TABLE,
        Key={"PK": {"S": f"M#{world.code}"}, "SK": {"S": log_key(1)}},
        UpdateExpression="SET #hash = :other",
        ExpressionAttributeNames={"#hash": "hash"},
        ExpressionAttributeValues={":other": {"S": "0" * 64}},
    )
    means = Sweeper(world, now=NOON).means()
    reader = SweepReader(world.code, means.table, means.sweep_table, means.marks, KEPT, NOON, "")
    assert reader.read().is_whole


def test_another_build_reads_everything_once(world: World) -> None:
    world.published(rows(3))
    means = Sweeper(world, now=NOON).means()
    for build in ("1", "1", "2", "2", "1"):
        sweep([world.code], replace(means, build=build), unexpected)
    reader = SweepReader(world.code, means.table, means.sweep_table, means.marks, KEPT, NOON, "1")
    assert not reader.read().is_whole
    later = replace(reader, now=NOON + timedelta(days=36))
    assert later.read().is_whole
