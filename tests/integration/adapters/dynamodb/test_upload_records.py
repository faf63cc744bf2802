"""An upload's record is found, read and changed alike where this release has it and where an older one had it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kleark.adapters import clients
from kleark.adapters.dynamodb.older_uploads import OlderUploads
from kleark.adapters.dynamodb.published_table import PublishedTable
from kleark.adapters.dynamodb.stream import notice_of_record
from kleark.adapters.dynamodb.sweep_table import SweepTable
from kleark.publishing.model import UploadStatus
from tests.support.interruptions import Calls, Killed, Moment, kill
from tests.support.older_release import places, record_as_before
from tests.support.publishing_commands import Means
from tests.support.sweeping import everything, kept_back, restore
from tests.support.upload_commands import ANNE, UPLOAD_COMMANDS, UploadCommand
from tests.support.world import NOON, TABLE, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.publishing.model import Upload
    from tests.support.publishing_commands import Run
    from tests.support.world import World


def outcome(run: Run, means: Means) -> str:
    """What came of an attempt, without what is made by chance."""
    try:
        answer = run(means)
    except Exception as error:  # noqa: BLE001 (what it raised is what is compared)
        return type(error).__name__
    return str(answer) if isinstance(answer, bool) else type(answer).__name__


def uploads(world: World) -> list[Upload]:
    return world.table.uploads(world.code)


def means(world: World, calls: Calls | None = None) -> Means:
    dynamodb: Any = world.dynamodb
    return Means(world.code, calls.of(dynamodb) if calls else dynamodb, world.s3)


def move_all(world: World) -> None:
    older = OlderUploads(clients.dynamodb(), TABLE, pause=lambda _: None)
    assert all(older.move(world.code, one) for one in older.ids(world.code))


@dataclass
class Noted(Calls):
    """Notes which moments there are: none comes after a call that is refused."""

    seen: list[Moment] = field(default_factory=list)

    def happen(self, number: int, when: str) -> None:
        self.seen.append((number, when))


def moments(world: World, run: Run) -> list[Moment]:
    """Each call of an undisturbed attempt, before and after it. The table is as it was afterwards."""
    kept, calls = kept_back(), Noted()
    run(means(world, calls))
    restore(kept)
    assert calls.seen
    return calls.seen


@pytest.mark.parametrize("command", UPLOAD_COMMANDS, ids=str)
def test_whatever_is_done_with_an_upload_ends_alike_wherever_its_record_was(
    world: World, command: UploadCommand
) -> None:
    run = command.prepare(world)
    start = kept_back()
    expected, made = outcome(run, means(world)), uploads(world)
    assert made
    for ids in (None, [made[0].upload_id]):
        restore(start)
        before = record_as_before(world, ids)
        assert (outcome(run, means(world)), uploads(world)) == (expected, made)
        own, older = places(world.code)
        # Each has one record, and what was changed has moved.
        assert sorted([*own, *older]) == sorted(one.upload_id for one in made)
        assert set(older) <= set(before)
        world.log()


@pytest.mark.parametrize("command", UPLOAD_COMMANDS, ids=str)
def test_a_sweep_that_moves_every_record_at_any_moment_changes_nothing_of_what_is_done(
    world: World, command: UploadCommand
) -> None:
    run = command.prepare(world)
    start = kept_back()
    expected, made = outcome(run, means(world)), uploads(world)
    restore(start)
    record_as_before(world)
    older = kept_back()
    for moment in moments(world, run):
        restore(older)
        calls = Calls(moment, lambda: move_all(world))
        assert (outcome(run, means(world, calls)), uploads(world)) == (expected, made), moment
        move_all(world)
        assert (uploads(world), places(world.code)) == (made, (sorted(one.upload_id for one in made), []))
        world.log()


@dataclass
class Heard(Calls):
    """Notes what people are told of uploads' records, by what each call leaves in the table."""

    before: dict[tuple[str, str], Any] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)

    def happen(self, number: int, when: str) -> None:
        now = {key: dict(item) for key, item in everything().items() if key[1].startswith("UPLOAD#")}
        for key, image in now.items():
            if when == "after" and image != self.before.get(key):
                name = "MODIFY" if key in self.before else "INSERT"
                if notice := notice_of_record(stream_record(name, *key, NewImage=image)):
                    self.told.append((notice.notice_id, notice.cause))
        self.before = now


TELLING = {"request for approval", "sending back", "settling", "verdict", "end of a deletion"}


@pytest.mark.parametrize("command", UPLOAD_COMMANDS, ids=str)
def test_people_are_told_of_what_is_done_wherever_the_record_was(
    world: World, command: UploadCommand
) -> None:
    run = command.prepare(world)
    start = kept_back()
    outcome(run, means(world, expected := Heard()))
    assert expected.told or command.name not in TELLING
    restore(start)
    record_as_before(world)
    outcome(run, means(world, heard := Heard()))
    assert heard.told == expected.told


@pytest.mark.parametrize("command", UPLOAD_COMMANDS, ids=str)
def test_who_is_killed_over_an_older_record_leaves_one_and_the_next_attempt_carries_on(
    world: World, command: UploadCommand
) -> None:
    run = command.prepare(world)
    start = kept_back()
    run(means(world))
    made = uploads(world)
    restore(start)
    record_as_before(world)
    older = kept_back()
    for moment in moments(world, run):
        restore(older)
        with pytest.raises(Killed):
            run(means(world, Calls(moment, kill)))
        own, left = places(world.code)
        assert sorted([*own, *left]) == sorted(one.upload_id for one in made)
        outcome(run, means(world))
        assert uploads(world) == made, moment


def test_reads_find_a_record_in_either_place(world: World) -> None:
    made = [world.validated(rows(3), NOON + timedelta(minutes=n), f"{n}.xlsx") for n in range(4)]
    deleting = replace(made[0], status=UploadStatus.BEING_DELETED, deletion_at="2026-01-01T00:00:00Z")
    assert world.table.advance(deleting, UploadStatus.QUEUED)
    ids = [one.upload_id for one in made]
    published = PublishedTable(clients.dynamodb(), TABLE)
    sweeping = SweepTable(clients.dynamodb(), TABLE)

    def read() -> list[object]:
        return [
            uploads(world),
            [world.table.uploads(world.code, one[:5]) for one in ids],
            [world.table.upload(world.code, one) for one in [*ids, "0" * 32]],
            published.uploads_with_ids(world.code, [*ids, "0" * 32]),
            sweeping.deletions_under_way(world.code),
        ]

    expected = read()
    assert [one.upload_id for one in uploads(world)] == ids[::-1]
    for older in (ids[:1], ids[1:], ids):
        record_as_before(world, older)
        assert read() == expected
        move_all(world)


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("when", ["before", "after"])
def test_no_read_misses_or_doubles_what_a_sweep_moves_meanwhile(world: World, number: int, when: str) -> None:
    made = [world.validated(rows(3), NOON + timedelta(minutes=n), f"{n}.xlsx") for n in range(2)]
    ids = [one.upload_id for one in made]
    record_as_before(world)
    older = kept_back()
    reads: list[Callable[[PublishedTable], object]] = [
        lambda table: table.uploads(world.code),
        lambda table: table.upload(world.code, ids[0]),
        lambda table: table.uploads_with_ids(world.code, ids),
    ]
    for read in reads:
        restore(older)
        expected = read(PublishedTable(clients.dynamodb(), TABLE))
        calls = Calls((number, when), lambda: move_all(world))
        assert read(PublishedTable(calls.of(clients.dynamodb()), TABLE)) == expected


def test_what_stands_is_in_the_new_place_where_both_have_a_record(world: World) -> None:
    upload = world.validated(rows(3))
    stray(world, upload)
    assert uploads(world) == [upload]
    assert world.upload(upload) == upload
    assert world.table.advance(replace(upload, status=UploadStatus.REJECTED), UploadStatus.QUEUED)
    assert not world.table.advance(upload, UploadStatus.RECEIVED)
    assert world.upload(upload).status is UploadStatus.REJECTED


def stray(world: World, upload: Upload, status: UploadStatus = UploadStatus.RECEIVED) -> None:
    """An older release, beside this one, begins anew with what this one has."""
    own = {sk: item for (_, sk), item in everything(f"U#{world.code}").items()}
    item: Any = own[f"UPLOAD#{upload.upload_id}"]
    item |= {"PK": {"S": f"M#{world.code}"}, "status": {"S": status.value}}
    world.dynamodb.put_item(TableName=TABLE, Item=item)


def test_what_an_older_release_began_with_is_taken_over_as_it_is(world: World) -> None:
    made = world.validated(rows(3))
    begun = replace(made, status=UploadStatus.RECEIVED, received_at="2025-01-01T00:00:00Z", verdict=None)
    world.dynamodb.delete_item(
        TableName=TABLE,
        Key={"PK": {"S": f"U#{world.code}"}, "SK": {"S": f"UPLOAD#{made.upload_id}"}},
    )
    world.table.claim(begun)
    record_as_before(world)
    again = replace(begun, received_at="2026-01-01T00:00:00Z")
    assert world.table.claim(again) == begun
    assert world.table.claim(again) == begun
    assert world.table.advance(made, UploadStatus.RECEIVED)
    assert [one.status for one in uploads(world)] == [UploadStatus.QUEUED]


def test_what_an_older_release_has_settled_is_not_begun_with_again(world: World) -> None:
    made = world.validated(rows(3))
    record_as_before(world)
    again = replace(made, status=UploadStatus.RECEIVED)
    assert world.table.claim(again) == made
    assert not world.table.advance(again, UploadStatus.RECEIVED)
    assert places(world.code) == ([], [made.upload_id])


def test_of_a_record_that_is_moved_nobody_is_told_once_more(world: World) -> None:
    upload = world.validated(rows(3), by=ANNE)
    world.table.settle(replace(upload, status=UploadStatus.REJECTED))
    own, older = (f"U#{world.code}", f"M#{world.code}")
    ((key, sort_key),) = everything(own)
    image = everything(own)[key, sort_key]

    told = notice_of_record(stream_record("MODIFY", own, sort_key, NewImage=image))
    assert told is not None
    # An older release, beside this one, still writes where it did.
    assert notice_of_record(stream_record("MODIFY", older, sort_key, NewImage=image)) == told
    assert notice_of_record(stream_record("INSERT", own, sort_key, NewImage=image)) is None
    assert notice_of_record(stream_record("REMOVE", older, sort_key)) is None


def stream_record(name: str, partition: str, sort_key: str, **change: Any) -> Any:
    """What the table's stream says of an item."""
    keys = {"PK": {"S": partition}, "SK": {"S": sort_key}}
    moment = {"ApproximateCreationDateTime": 1762171931.0, "SequenceNumber": "1"}
    return {"eventName": name, "dynamodb": {"Keys": keys, **moment, **change}}
