"""A person goes back to an earlier revision."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.publishing.change import Change, ChangeResult
from kleark.publishing.errors import (
    FrozenError,
    NothingToChangeError,
    StaleRevisionError,
    SweptRevisionError,
    UnconfirmedRemovalError,
    UnknownRevisionError,
)
from kleark.publishing.log import apply_entry, next_entry
from kleark.publishing.manual import unpublish
from kleark.publishing.model import Action
from kleark.publishing.policy import Outcome
from kleark.publishing.revisions import plan_between
from kleark.publishing.staging import BrokenSnapshotError
from tests.support.acting import change_request
from tests.support.interruptions import Stumbling
from tests.support.world import AARHUS, NOON, TABLE, rows, sorted_rows

if TYPE_CHECKING:
    from kleark.publishing.model import LogEntry
    from tests.support.world import World

OLD, NEW = rows(9), rows(8, phone="66131488")


@pytest.fixture
def twice(world: World) -> World:
    """Revision 1 is OLD, revision 2 NEW."""
    world.published(OLD)
    world.published(NEW, NOON + timedelta(minutes=10))
    return world


def test_going_back_is_a_new_revision_of_the_old_snapshot(twice: World) -> None:
    entry = twice.go_back()
    first, _, last = twice.log()

    assert last == entry
    assert (entry.revision, entry.action, entry.restored) == (3, Action.REVERT, 1)
    assert (entry.actor, entry.note) == ("anne", "forkert ark")
    assert (entry.added, entry.changed, entry.removed) == (1, 8, 0)
    assert entry.content == first.content
    assert twice.served() == sorted_rows(OLD)
    assert twice.get().json["revision"] == 3


def test_going_back_does_not_get_round_the_confirmation_of_removals(world: World) -> None:
    world.published(rows(4))
    world.published(OLD, NOON + timedelta(minutes=10))
    with pytest.raises(UnconfirmedRemovalError) as refused:
        world.go_back()
    assert (len(refused.value.plan.removed), refused.value.plan.rows_before) == (5, 9)
    assert world.served() == sorted_rows(OLD)
    assert len(world.log()) == 2
    assert world.go_back(confirm_removals=True).removed == 5
    assert world.served() == sorted_rows(rows(4))


def test_going_back_to_nothing_is_confirmed_like_taking_everything_away(world: World) -> None:
    world.published(OLD)
    unpublish(change_request("anne", "forkert", 1), world.place)
    world.go_back(expected=2)
    with pytest.raises(UnconfirmedRemovalError):
        world.go_back(to=2, expected=3)
    assert world.served() == sorted_rows(OLD)
    assert world.go_back(to=2, expected=3, confirm_removals=True).removed == 9


def test_an_old_upload_that_comes_late_is_still_old_after_going_back(twice: World) -> None:
    """Newer than what is live again, but older than what the person went back from."""
    twice.go_back()
    late = twice.validated(rows(7), NOON + timedelta(minutes=5), "sent.xlsx")
    assert twice.publish(late).outcome is Outcome.SUPERSEDED
    assert twice.served() == sorted_rows(OLD)


def test_a_new_upload_is_published_after_going_back(twice: World) -> None:
    twice.go_back()
    assert twice.published(NEW, NOON + timedelta(minutes=30)).revision == 4
    assert twice.served() == sorted_rows(NEW)


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_a_stale_revision_is_refused_with_the_current_one(twice: World, expected: int) -> None:
    with pytest.raises(StaleRevisionError) as refused:
        twice.go_back(expected=expected)
    assert refused.value.current == 2
    assert len(twice.log()) == 2


def test_what_is_live_moves_after_it_was_read(twice: World) -> None:
    def publish_first(real: Any, **arguments: Any) -> Any:
        twice.published(rows(9, phone="66131455"), NOON + timedelta(minutes=30))
        return real(**arguments)

    client: Any = Stumbling(twice.dynamodb, "transact_write_items", [publish_first])
    with pytest.raises(StaleRevisionError) as refused:
        twice.go_back(table=ConfigurationTable(client, TABLE))
    assert refused.value.current == 3
    assert twice.served() == sorted_rows(rows(9, phone="66131455"))


def test_the_municipality_is_frozen_after_it_was_read(twice: World) -> None:
    def freeze_first(real: Any, **arguments: Any) -> Any:
        twice.freeze()
        return real(**arguments)

    client: Any = Stumbling(twice.dynamodb, "transact_write_items", [freeze_first])
    with pytest.raises(FrozenError):
        twice.go_back(table=ConfigurationTable(client, TABLE))
    assert twice.served() == sorted_rows(NEW)


def test_frozen(twice: World) -> None:
    twice.freeze()
    with pytest.raises(FrozenError):
        twice.go_back()


@pytest.mark.parametrize("to", [0, 3])
def test_a_revision_that_never_was(twice: World, to: int) -> None:
    with pytest.raises(UnknownRevisionError) as refused:
        twice.go_back(to=to)
    assert refused.value.revision == to


def test_another_municipality_s_revision_is_out_of_reach(twice: World) -> None:
    aarhus = twice.at(AARHUS)
    aarhus.published(rows(3))
    with pytest.raises(UnknownRevisionError):
        aarhus.go_back(to=2, expected=1)
    assert aarhus.served() == sorted_rows(rows(3))


def test_what_is_live_already(twice: World) -> None:
    with pytest.raises(NothingToChangeError):
        twice.go_back(to=2)


def test_going_back_mends_a_live_snapshot_that_lost_a_page(twice: World) -> None:
    twice.lose_a_page(twice.log()[1].content)
    twice.go_back()
    assert twice.served() == sorted_rows(OLD)


def test_a_snapshot_that_lost_a_page_is_not_gone_back_to(twice: World) -> None:
    twice.lose_a_page(twice.log()[0].content)
    with pytest.raises(BrokenSnapshotError):
        twice.go_back()
    assert twice.served() == sorted_rows(NEW)


def test_a_snapshot_that_was_swept_is_not_gone_back_to(twice: World) -> None:
    _drop_snapshot(twice, twice.log()[0])
    with pytest.raises(SweptRevisionError) as refused:
        twice.go_back()
    assert refused.value.revision == 1
    assert twice.served() == sorted_rows(NEW)


def test_any_two_revisions_are_put_beside_each_other(twice: World) -> None:
    """Neither of them live, and in both directions."""
    twice.published(rows(9, phone="66131455"), NOON + timedelta(minutes=20))
    there, back = plan_between(1, 2, twice.place), plan_between(2, 1, twice.place)
    assert (there.against_revision, len(there.added), len(there.changed), len(there.removed)) == (1, 0, 8, 1)
    assert (back.against_revision, len(back.added), len(back.changed), len(back.removed)) == (2, 1, 8, 0)
    assert there.municipality == "0461"
    assert plan_between(2, 2, twice.place).changes_nothing


def test_a_revision_whose_rows_are_gone_is_not_compared_with_another(twice: World) -> None:
    _drop_snapshot(twice, twice.log()[0])
    with pytest.raises(SweptRevisionError) as refused:
        plan_between(2, 1, twice.place)
    assert refused.value.revision == 1
    with pytest.raises(UnknownRevisionError) as unknown:
        plan_between(2, 7, twice.place)
    assert unknown.value.revision == 7
    with pytest.raises(UnknownRevisionError):
        plan_between(1, 2, twice.at(AARHUS).place)


def test_a_snapshot_that_is_swept_after_it_was_read_never_becomes_live(twice: World) -> None:
    first = twice.log()[0]

    def sweep_first(real: Any, **arguments: Any) -> Any:
        _drop_snapshot(twice, first)
        return real(**arguments)

    client: Any = Stumbling(twice.dynamodb, "transact_write_items", [sweep_first])
    with pytest.raises(SweptRevisionError):
        twice.go_back(table=ConfigurationTable(client, TABLE))
    assert twice.served() == sorted_rows(NEW)
    assert len(twice.log()) == 2


@pytest.mark.parametrize("lock", [0, 1, 3])
def test_a_change_planned_on_another_reading_is_refused(twice: World, lock: int) -> None:
    """Also where the log has room for the revision that would follow."""
    live, first = twice.live(), twice.log()[0]
    assert live.lock == 2
    entry = next_entry(twice.code, replace(live, revision=7), first)
    change = Change(replace(live, lock=lock), apply_entry(live, entry), entry)
    assert twice.table.commit(twice.code, change) is ChangeResult.LIVE_MOVED
    assert twice.live() == live


def _drop_snapshot(world: World, entry: LogEntry) -> None:
    assert entry.content is not None
    key = {"PK": {"S": f"M#{world.code}"}, "SK": {"S": f"SNAP#{entry.content.snapshot_id}"}}
    world.dynamodb.delete_item(TableName=TABLE, Key=key)
