"""The sweep moves uploads' records of an older release: each once, as it is, whatever happens meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kleark.adapters import clients
from kleark.adapters.dynamodb.older_uploads import OlderUploads
from kleark.publishing import sweep as sweep_module
from kleark.publishing.model import UploadStatus
from tests.integration.adapters.dynamodb.test_upload_records import means, outcome, stray, uploads
from tests.support.interruptions import Calls, Killed, Stumbling, aws_error, kill
from tests.support.older_release import places, record_as_before
from tests.support.sweeping import Sweeper, everything, kept_back, restore
from tests.support.upload_commands import UPLOAD_COMMANDS, UploadCommand
from tests.support.world import NOON, TABLE, rows

if TYPE_CHECKING:
    from tests.support.world import World


def older(world: World, count: int = 3) -> list[str]:
    """So many uploads that an older release recorded; their ids."""
    for number in range(count):
        world.validated(rows(3), NOON + timedelta(minutes=number), f"{number}.xlsx")
    return record_as_before(world)


def move(world: World, upload_id: str, client: Any = None) -> bool:
    table = OlderUploads(client or clients.dynamodb(), TABLE, pause=lambda _: None)
    return table.move(world.code, upload_id)


def sweep_all(world: World, **how: Any) -> tuple[int, int]:
    counts = Sweeper(world, **{"move_older": True, **how})()
    return counts.moved, counts.older


def test_a_sweep_moves_all_and_the_next_finds_nothing(world: World) -> None:
    ids = older(world)
    before = uploads(world)
    assert sweep_all(world) == (3, 0)
    assert (places(world.code), uploads(world)) == ((ids, []), before)
    assert sweep_all(world) == (0, 0)


def test_unless_it_is_told_to_a_sweep_only_counts(world: World) -> None:
    ids = older(world)
    assert sweep_all(world, move_older=False) == (0, 3)
    assert places(world.code) == ([], ids)


def test_a_dry_run_says_what_it_would_move(world: World) -> None:
    ids = older(world)
    before = everything()
    assert sweep_all(world, dry_run=True) == (3, 0)
    assert everything() == before
    assert places(world.code) == ([], ids)


def test_a_sweep_moves_so_many_and_the_next_carries_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_module, "MOST_MOVES", 2)
    older(world)
    assert sweep_all(world) == (2, 1)
    assert sweep_all(world) == (1, 0)


def test_a_sweep_stops_where_time_is_up(world: World) -> None:
    """Four pieces of work, the second of which asks twice, and then there is time for one record more."""
    older(world)
    left = iter([False] * 6)
    assert sweep_all(world, time_is_up=lambda: next(left, True)) == (1, 2)


def test_what_this_release_does_not_know_of_a_record_goes_with_it(world: World) -> None:
    (upload_id,) = older(world, 1)
    key: Any = {"PK": {"S": f"M#{world.code}"}, "SK": {"S": f"UPLOAD#{upload_id}"}}
    world.dynamodb.update_item(
        TableName=TABLE,
        Key=key,
        UpdateExpression="SET later = :n",
        ExpressionAttributeValues={":n": {"N": "7"}},
    )
    before = world.dynamodb.get_item(TableName=TABLE, Key=key)["Item"]
    assert move(world, upload_id)
    ((_, _), item), *rest = everything(f"U#{world.code}").items()
    assert (item, rest) == ({**before, "PK": {"S": f"U#{world.code}"}}, [])


@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_sweep_that_is_killed_leaves_each_record_once_and_the_next_one_ends_it(
    world: World, number: int, when: str
) -> None:
    """Ids, then for each record one read and one transaction: seven calls. At the eighth nothing happens any more."""
    ids = older(world)
    before = uploads(world)
    calls = Calls((number, when), kill)
    table = OlderUploads(calls.of(clients.dynamodb()), TABLE, pause=lambda _: None)
    try:
        for upload_id in table.ids(world.code):
            table.move(world.code, upload_id)
    except Killed:
        assert number < 7
    else:
        assert number == 7
    own, left = places(world.code)
    assert sorted([*own, *left]) == ids
    assert uploads(world) == before
    sweep_all(world)
    assert (places(world.code), uploads(world)) == ((ids, []), before)


@pytest.mark.parametrize("command", UPLOAD_COMMANDS, ids=str)
def test_what_is_done_at_any_moment_of_a_move_is_neither_lost_nor_done_twice(
    world: World, command: UploadCommand
) -> None:
    run = command.prepare(world)
    start = kept_back()
    expected, made = outcome(run, means(world)), uploads(world)
    restore(start)
    ids = record_as_before(world)
    before = kept_back()
    for upload_id in ids:
        for moment in ((0, "before"), (0, "after"), (1, "before"), (1, "after")):
            restore(before)
            seen: list[str] = []
            calls = Calls(moment, lambda seen=seen: seen.append(outcome(run, means(world))))  # type: ignore[misc]
            move(world, upload_id, calls.of(clients.dynamodb()))
            # Where it had moved already before the second call, there is none.
            if not seen:
                continue
            assert (seen, uploads(world)) == ([expected], made), moment
            while len(places(world.code)[1]):
                sweep_all(world)
            assert (uploads(world), places(world.code)[0]) == (made, ids)


def test_a_record_that_an_older_release_changes_meanwhile_stays_for_the_next_sweep(world: World) -> None:
    (upload_id,) = older(world, 1)
    key: Any = {"PK": {"S": f"M#{world.code}"}, "SK": {"S": f"UPLOAD#{upload_id}"}}

    def change() -> None:
        update: Any = {
            "UpdateExpression": "SET #status = :s, asked_note = :n",
            "ExpressionAttributeNames": {"#status": "status"},
            "ExpressionAttributeValues": {":s": {"S": "checked"}, ":n": {"S": "se her"}},
        }
        world.dynamodb.update_item(TableName=TABLE, Key=key, **update)

    assert not move(world, upload_id, Calls((0, "after"), change).of(clients.dynamodb()))
    assert places(world.code) == ([], [upload_id])
    assert sweep_all(world) == (1, 0)
    (upload,) = uploads(world)
    assert (upload.status, upload.asked_note) == (UploadStatus.CHECKED, "se her")


def test_an_attribute_that_appears_meanwhile_counts_as_a_change(world: World) -> None:
    (upload_id,) = older(world, 1)
    key: Any = {"PK": {"S": f"M#{world.code}"}, "SK": {"S": f"UPLOAD#{upload_id}"}}
    update: Any = {"UpdateExpression": "SET reason = :r", "ExpressionAttributeValues": {":r": {"S": "x"}}}
    changing = Calls((0, "after"), lambda: world.dynamodb.update_item(TableName=TABLE, Key=key, **update))
    assert not move(world, upload_id, changing.of(clients.dynamodb()))
    assert places(world.code) == ([], [upload_id])


def test_what_an_older_release_began_anew_is_dropped(world: World) -> None:
    upload = world.validated(rows(3))
    stray(world, upload)
    assert sweep_all(world) == (1, 0)
    assert (uploads(world), places(world.code)) == ([upload], ([upload.upload_id], []))


def test_but_not_where_it_says_that_the_sheet_is_being_deleted(world: World) -> None:
    upload = world.validated(rows(3))
    stray(world, upload, UploadStatus.BEING_DELETED)
    assert sweep_all(world) == (0, 1)
    assert places(world.code) == ([upload.upload_id], [upload.upload_id])


def test_a_conflict_of_a_moment_is_tried_again_and_another_refusal_is_reported(world: World) -> None:
    first, second, _ = older(world)
    conflict = aws_error("TransactionCanceledException", "TransactWriteItems", "TransactionConflict", "None")
    client = Stumbling(clients.dynamodb(), "transact_write_items", [conflict])
    assert move(world, first, client)
    assert client.times == 2
    denied = aws_error("AccessDeniedException", "TransactWriteItems")
    failed: list[Exception] = []
    sweeping = Stumbling(clients.dynamodb(), "transact_write_items", [denied])
    sweep_all(world, client=sweeping, failed=lambda _, error: failed.append(error))
    assert failed == [denied]
    assert sweep_all(world) == (2, 0)
    assert second in places(world.code)[0]


def test_a_record_that_is_gone_when_its_turn_comes_is_moved(world: World) -> None:
    assert move(world, "0" * 32)


def test_a_rejected_upload_is_rejected_once(world: World) -> None:
    """The next delivery of a notification that an older release had dealt with."""
    (upload_id,) = older(world, 1)
    sweep_all(world)
    found = world.table.upload(world.code, upload_id)
    assert found is not None
    assert world.table.claim(replace(found, status=UploadStatus.RECEIVED)) == found


@pytest.mark.parametrize("began", [UploadStatus.RECEIVED, UploadStatus.QUEUED])
def test_how_an_upload_ended_stands_where_this_release_only_began_with_it(
    world: World, began: UploadStatus
) -> None:
    """An update that went back half-way: this release claimed it, and the older one began anew and published it."""
    upload = world.validated(rows(3))
    world.table.advance(replace(upload, status=began), UploadStatus.QUEUED)
    stray(world, upload, UploadStatus.PUBLISHED)
    assert move(world, upload.upload_id)
    assert [one.status for one in uploads(world)] == [UploadStatus.PUBLISHED]
    assert places(world.code) == ([upload.upload_id], [])


def test_what_both_releases_brought_to_an_end_stands_as_this_one_has_it(world: World) -> None:
    upload = world.validated(rows(3))
    world.table.settle(replace(upload, status=UploadStatus.REJECTED))
    stray(world, upload, UploadStatus.PUBLISHED)
    assert move(world, upload.upload_id)
    assert [one.status for one in uploads(world)] == [UploadStatus.REJECTED]
    assert places(world.code) == ([upload.upload_id], [])
