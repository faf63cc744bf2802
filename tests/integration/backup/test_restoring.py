"""Whoever restores dies before or after any call: readers see nothing of it or all, and doing it again finishes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from kleark.adapters import clients
from kleark.adapters.dynamodb.backup_table import BackupTable, interpret
from kleark.adapters.dynamodb.keys import upload_key
from kleark.adapters.dynamodb.mark_table import SweepMarks
from kleark.backup.errors import TableMovedError
from kleark.backup.records import RecordKind
from kleark.backup.restoring import carry_out, examine
from kleark.publishing.model import stamp
from kleark.publishing.sweep_marks import LogPlace, VerifiedMark
from tests.integration.conftest import cold_start
from tests.support.backups import RESTORED, copy, items, other_table, table, with_history
from tests.support.interruptions import Calls, Killed, Moment, kill
from tests.support.searching import SOAK
from tests.support.sweeping import Sweeper
from tests.support.world import NOON, TABLE, World, make_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.backup.records import Record
    from kleark.publishing.ids import MunicipalityCode

READS = {"get_item", "query"}


@pytest.fixture
def history(world: World) -> list[dict[str, Any]]:
    """What is to be restored, in `RESTORED`."""
    with_history(world)
    other_table()
    copy(RESTORED)
    return items()


def restore(world: World, client: Any = None) -> None:
    """All that `RESTORED` holds of the municipality, into the stack's table."""
    source = table(RESTORED)
    target = BackupTable(client or clients.dynamodb(), TABLE, pause=lambda _: None)
    examined = examine(world.code, source.records(world.code), target, interpret)
    assert examined.refusal(missing_only=False) is None
    carry_out(source.records(world.code), examined, target, interpret)


def empty(world: World, history: list[dict[str, Any]]) -> None:
    del history
    make_table(world)


def set_back(world: World, history: list[dict[str, Any]]) -> None:
    """To the first revision, whose log is the beginning of the other."""
    make_table(world)
    entry = next(item for item in history if item["SK"]["S"] == "LOG#0000000001")
    live = next(item for item in history if item["SK"]["S"] == "LIVE")
    snapshot = entry["snapshot_id"]["S"]
    content = ("snapshot_id", "digest", "row_count", "schema_version", "upload_id", "uploaded_at", "revision")
    first = {name: entry[name] for name in content} | {
        "PK": live["PK"],
        "SK": live["SK"],
        "lock": {"N": "1"},
        "order": live["order"],
        "published_at": entry["at"],
        "log_head": entry["hash"],
        "log_steps": {"N": "0"},
        **{name: {"BOOL": False} for name in ("frozen", "four_eyes", "wait_for_answers")},
    }
    of_snapshot = [item for item in history if snapshot in item["PK"]["S"] + item["SK"]["S"]]
    for item in (entry, first, *of_snapshot):
        clients.dynamodb().put_item(TableName=TABLE, Item=item)


@pytest.mark.parametrize("before", [empty, set_back])
def test_killed_at_any_call_and_done_again(
    world: World, history: list[dict[str, Any]], before: Callable[[World, list[dict[str, Any]]], None]
) -> None:
    cold_start()
    whole = world.served()
    before(world, history)
    cold_start()
    earlier = world.served()
    calls = Calls()
    restore(world, calls.of(clients.dynamodb()))
    expected = without_lock(items())
    assert expected == without_lock(history)
    writing = [number for number, name in enumerate(calls.names) if name not in READS]
    assert len(writing) > 20
    dying = writing if SOAK else [*writing[::6], *writing[-2:]]
    for moment in [(0, "before"), *((number, "after") for number in dict.fromkeys(dying))]:
        before(world, history)
        _die(world, moment)
        cold_start()
        seen = world.served()
        assert seen == (whole if moment[0] == writing[-1] else earlier), moment
        restore(world)
        assert without_lock(items()) == expected, moment


def test_what_waits_for_approval_is_shown_before_any_sweep(
    world: World, history: list[dict[str, Any]]
) -> None:
    """No archive holds the notes by which the front page finds it."""
    waiting = [one.upload_id for one in world.table.requested_uploads(world.code)]
    assert waiting
    del history
    make_table(world)
    restore(world)
    assert [one.upload_id for one in world.table.requested_uploads(world.code)] == waiting


def test_the_next_sweep_reads_all_where_records_were_restored_under_its_marks(
    world: World, history: list[dict[str, Any]]
) -> None:
    """The log is as it was, so that nothing else tells the sweep that there is more than it has seen."""
    marks = SweepMarks(clients.dynamodb(), TABLE)
    [waiting] = world.table.requested_uploads(world.code)
    [item] = [one for one in history if one["SK"]["S"] == upload_key(waiting.upload_id)]
    clients.dynamodb().delete_item(TableName=TABLE, Key={"PK": item["PK"], "SK": item["SK"]})
    Sweeper(world, now=NOON)()
    state = replace(world.live(), lock=0)
    marks.put_verified(world.code, VerifiedMark("", stamp(NOON), LogPlace(), LogPlace(), state))
    assert world.table.requested_uploads(world.code) == []
    assert marks.swept(world.code)
    assert marks.verified(world.code)
    restore(world)
    assert marks.swept(world.code) is None
    assert marks.verified(world.code) is None
    assert world.table.requested_uploads(world.code) == [waiting]


def _die(world: World, moment: Moment) -> None:
    calls = Calls(moment, kill)
    with pytest.raises(Killed):
        restore(world, calls.of(clients.dynamodb()))


def without_lock(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in item.items() if name != "lock"} for item in found]


def test_what_becomes_live_meanwhile_stays_live(world: World, history: list[dict[str, Any]]) -> None:
    del history
    make_table(world)
    calls = Calls()
    restore(world, calls.of(clients.dynamodb()))
    last = calls.names.index("transact_write_items")
    make_table(world)
    somebody = Calls((last, "before"), world.freeze)
    with pytest.raises(TableMovedError):
        restore(world, somebody.of(clients.dynamodb()))


def test_answers_are_as_the_log_of_whoever_comes_between_has_them(
    world: World, history: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other log goes on to answers, which the table's must not have once it has gone another way."""
    assert any(item["SK"]["S"].startswith("ANSWER#") for item in history)
    set_back(world, history)
    replaced = BackupTable.replace
    kinds: list[RecordKind] = []

    def replace(self: BackupTable, code: MunicipalityCode, record: Record, present: Record | None) -> bool:
        if not kinds:
            world.freeze()
        kinds.append(record.kind)
        return replaced(self, code, record, present)

    monkeypatch.setattr(BackupTable, "replace", replace)
    with pytest.raises(TableMovedError):
        restore(world)
    assert kinds == [RecordKind.ENTRY]
    assert not any(item["SK"]["S"].startswith("ANSWER#") for item in items())
    assert world.log()  # whole, or it would say so
