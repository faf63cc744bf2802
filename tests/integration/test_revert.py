"""A person goes back to an earlier revision."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kleark.adapters import clock
from kleark.adapters.dynamodb import NotSealedError, Table
from kleark.publishing.flip import FlipResult, Outcome
from kleark.publishing.model import Action
from kleark.publishing.publish import BrokenSnapshotError
from kleark.publishing.revert import (
    FrozenError,
    NothingToRevertError,
    StaleRevisionError,
    UnknownRevisionError,
    revert,
)
from tests.integration.interruptions import Stumbling
from tests.integration.world import AARHUS, NOON, TABLE, rows, sorted_rows

if TYPE_CHECKING:
    from kleark.publishing.model import LogEntry
    from tests.integration.world import World

OLD, NEW = rows(9), rows(8, phone="66131373")


@pytest.fixture
def twice(world: World) -> World:
    """Revision 1 is OLD, revision 2 NEW."""
    world.published(OLD)
    world.published(NEW, NOON + timedelta(minutes=10))
    return world


def back(world: World, to: int = 1, expected: int = 2, table: Table | None = None) -> LogEntry:
    return revert(
        world.code,
        to,
        expected_revision=expected,
        actor="anne",
        note="forkert ark",
        table=table or world.table,
        now=clock.now,
    )


def test_going_back_is_a_new_revision_of_the_old_snapshot(twice: World) -> None:
    entry = back(twice)
    first, _, last = twice.log()

    assert last == entry
    assert (entry.revision, entry.action, entry.restored) == (3, Action.REVERT, 1)
    assert (entry.actor, entry.note) == ("anne", "forkert ark")
    assert (entry.added, entry.changed, entry.removed) == (1, 8, 0)
    assert entry.content == first.content
    assert twice.served() == sorted_rows(OLD)
    assert twice.get().json["revision"] == 3


def test_an_old_upload_that_comes_late_is_still_old_after_going_back(twice: World) -> None:
    """Newer than what is live again, but older than what the person went back from."""
    back(twice)
    late = twice.validated(rows(7), NOON + timedelta(minutes=5), "sent.xlsx")
    assert twice.publish(late).outcome is Outcome.SUPERSEDED
    assert twice.served() == sorted_rows(OLD)


def test_a_new_upload_is_published_after_going_back(twice: World) -> None:
    back(twice)
    assert twice.published(NEW, NOON + timedelta(minutes=30)).revision == 4
    assert twice.served() == sorted_rows(NEW)


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_a_stale_revision_is_refused_with_the_current_one(twice: World, expected: int) -> None:
    with pytest.raises(StaleRevisionError) as refused:
        back(twice, expected=expected)
    assert refused.value.current == 2
    assert len(twice.log()) == 2


def test_what_is_live_moves_after_it_was_read(twice: World) -> None:
    def publish_first(real: Any, **arguments: Any) -> Any:
        twice.published(rows(9, phone="66131374"), NOON + timedelta(minutes=30))
        return real(**arguments)

    client: Any = Stumbling(twice.dynamodb, "transact_write_items", [publish_first])
    with pytest.raises(StaleRevisionError) as refused:
        back(twice, table=Table(client, TABLE))
    assert refused.value.current == 3
    assert twice.served() == sorted_rows(rows(9, phone="66131374"))


def test_the_municipality_is_frozen_after_it_was_read(twice: World) -> None:
    def freeze_first(real: Any, **arguments: Any) -> Any:
        twice.freeze()
        return real(**arguments)

    client: Any = Stumbling(twice.dynamodb, "transact_write_items", [freeze_first])
    with pytest.raises(FrozenError):
        back(twice, table=Table(client, TABLE))
    assert twice.served() == sorted_rows(NEW)


def test_frozen(twice: World) -> None:
    twice.freeze()
    with pytest.raises(FrozenError):
        back(twice)


@pytest.mark.parametrize("to", [0, 3])
def test_a_revision_that_never_was(twice: World, to: int) -> None:
    with pytest.raises(UnknownRevisionError):
        back(twice, to=to)


def test_another_municipality_s_revision_is_out_of_reach(twice: World) -> None:
    aarhus = twice.at(AARHUS)
    aarhus.published(rows(3))
    with pytest.raises(UnknownRevisionError):
        back(aarhus, to=2, expected=1)
    assert aarhus.served() == sorted_rows(rows(3))


def test_what_is_live_already(twice: World) -> None:
    with pytest.raises(NothingToRevertError):
        back(twice, to=2)


def test_going_back_mends_a_live_snapshot_that_lost_a_row(twice: World) -> None:
    _lose_a_row(twice, twice.log()[1])
    back(twice)
    assert twice.served() == sorted_rows(OLD)


def test_a_snapshot_that_lost_a_row_is_not_gone_back_to(twice: World) -> None:
    _lose_a_row(twice, twice.log()[0])
    with pytest.raises(BrokenSnapshotError):
        back(twice)
    assert twice.served() == sorted_rows(NEW)


def test_a_snapshot_that_is_not_sealed_never_becomes_live(twice: World) -> None:
    """As when a sweep removed it between the reading and the flip."""
    live, entry = twice.live(), twice.log()[0]
    key = {"PK": {"S": f"M#{twice.code}"}, "SK": {"S": f"SNAP#{entry.content.snapshot_id}"}}
    twice.dynamodb.delete_item(TableName=TABLE, Key=key)
    with pytest.raises(NotSealedError):
        twice.table.flip(twice.code, live, replace(entry, revision=3))
    assert twice.live() == live
    assert len(twice.log()) == 2


@pytest.mark.parametrize("planned", [1, 3, 7])
def test_a_flip_planned_against_another_revision_is_refused(twice: World, planned: int) -> None:
    """Also where the log has room for the revision that would follow."""
    live, entry = twice.live(), twice.log()[0]
    flipped = twice.table.flip(
        twice.code, replace(live, revision=planned), replace(entry, revision=planned + 7)
    )
    assert flipped is FlipResult.LIVE_MOVED
    assert twice.live() == live


def _lose_a_row(world: World, entry: LogEntry) -> None:
    pk = {"S": f"M#{world.code}#S#{entry.content.snapshot_id}"}
    [first, *_] = world.table.rows(world.code, entry.content.snapshot_id)
    world.dynamodb.delete_item(TableName=TABLE, Key={"PK": pk, "SK": {"S": first.key}})
