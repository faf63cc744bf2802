"""One ConfigPublished for each revision, in order, whatever the stream, the bus and the function do."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ReadTimeoutError
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import announce.handler as announce_handler
from kleark.adapters import clients
from kleark.adapters.dynamodb.announcements import Announcements
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.keys import log_key
from kleark.adapters.environment import MissingVariableError
from kleark.adapters.eventbridge import EventBus
from kleark.publishing.announce import UnsteadyMarkError, announce
from kleark.publishing.announced_event import FlawedLogError
from kleark.publishing.log import hash_of
from kleark.publishing.ports import EventRefusedError
from tests.support.interruptions import Calls, Killed, Stumbling, aws_error, kill
from tests.support.listening import Ear, deliver, ear, record
from tests.support.searching import examples
from tests.support.world import AARHUS, EVENT_BUS, NOON, ODENSE, TABLE, rows

if TYPE_CHECKING:
    from tests.support.world import World

SCHEMA = json.loads(
    (Path(__file__).parents[3] / "schemas/events/config-published.schema.json").read_text(encoding="utf-8")
)
REVISIONS = 3


@pytest.fixture
def heard(world: World) -> Ear:
    return ear(world)


@pytest.fixture
def revisions(world: World, heard: Ear) -> Ear:
    """Three revisions, of which none is announced."""
    publish_three(world)
    return heard


def publish_three(world: World) -> None:
    for number in range(1, REVISIONS + 1):
        world.published(rows(3 + number), NOON + timedelta(minutes=number), f"{number}.xlsx")


def marks() -> Announcements:
    return Announcements(clients.dynamodb(), TABLE)


def bus(client: Any = None) -> EventBus:
    return EventBus(client or clients.events(), EVENT_BUS, pause=lambda _: None)


def announce_counted(calls: Calls, up_to: int = REVISIONS) -> tuple[int, ...]:
    """Announce Odense's revisions through counted clients."""
    table = calls.of(clients.dynamodb())
    return announce(
        ODENSE,
        up_to,
        ConfigurationTable(table, TABLE),
        Announcements(table, TABLE),
        bus(calls.of(clients.events())),
    )


def test_a_revision_is_announced_as_the_log_has_it(world: World, heard: Ear) -> None:
    entry = world.published(rows(9))
    assert deliver([record(ODENSE, 1)]) == []
    (event,) = heard.listen()
    assert (event["source"], event["detail-type"]) == ("kleark", "ConfigPublished")
    Draft202012Validator(SCHEMA).validate(event["detail"])
    told = event["detail"]
    assert (told["revision"], told["previousRevision"], told["action"]) == (1, 0, "publish")
    assert told["counts"] == {"rows": 9, "added": 9, "changed": 0, "removed": 0, "unchanged": 0}
    assert told["logHash"] == entry.hash == hash_of(ODENSE, entry)
    assert told["publishedAt"] == entry.at
    assert marks().last_revision(ODENSE) == 1


def test_every_action_that_makes_a_revision_is_announced_and_no_other(world: World, heard: Ear) -> None:
    world.published(rows(9))
    world.published(rows(10), NOON + timedelta(minutes=1), "b.xlsx")
    world.freeze()
    world.unfreeze()
    world.go_back()
    # The stream tells of LIVE five times; freezing and unfreezing leave the revision as it was.
    batch = [record(ODENSE, revision, place) for place, revision in enumerate([1, 2, 2, 2, 3])]
    assert deliver(batch) == []
    assert [(d["revision"], d["action"]) for d in heard.details(ODENSE)] == [
        (1, "publish"),
        (2, "publish"),
        (3, "revert"),
    ]
    assert [d["logHash"] for d in heard.details(ODENSE)] == [entry.hash for entry in world.revisions()]


def test_who_did_it_and_why_is_not_told(world: World, heard: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    log = logged(monkeypatch)
    world.published(rows(9))
    world.published(rows(10), NOON + timedelta(minutes=1), "b.xlsx")
    world.go_back()
    deliver([record(ODENSE, 3)])
    said = json.dumps(heard.listen()) + log.getvalue()
    assert '"revision":3' in log.getvalue()
    entry = world.revisions()[-1]
    assert (entry.actor, entry.note) == ("anne", "forkert ark")
    for private in ("anne", "forkert ark", "Kontaktcenter", "66131372", "ark.xlsx"):
        assert private not in said


def test_a_freeze_before_anything_is_published_is_not_announced(world: World, heard: Ear) -> None:
    world.freeze()
    assert deliver([record(ODENSE, None)]) == []
    assert heard.details(ODENSE) == []
    assert marks().last_revision(ODENSE) == 0


@pytest.mark.parametrize(
    ("batches", "expected"),
    [
        ([[1], [2], [3]], [1, 2, 3]),
        ([[1, 2, 3]], [1, 2, 3]),
        ([[1], [1], [1, 1]], [1]),
        ([[3], [2], [1]], [1, 2, 3]),
        ([[3]], [1, 2, 3]),
        ([[1], [3]], [1, 2, 3]),
        ([[2], [1]], [1, 2]),
        ([[3], [3, 2, 1], [1, 2, 3]], [1, 2, 3]),
    ],
    ids=["one by one", "together", "twice", "backwards", "only the last", "lost", "late", "all again"],
)
def test_whatever_the_stream_brings(revisions: Ear, batches: list[list[int]], expected: list[int]) -> None:
    for number, batch in enumerate(batches):
        sent = [record(ODENSE, revision, number * 10 + place) for place, revision in enumerate(batch)]
        assert deliver(sent) == []
    assert revisions.revisions(ODENSE) == expected
    assert marks().last_revision(ODENSE) == max(expected)


@given(st.lists(st.lists(st.integers(1, REVISIONS), max_size=4), max_size=5))
@examples(40, HealthCheck.function_scoped_fixture)
def test_any_records_in_any_order_announce_each_revision_once_and_none_before_another(
    revisions: Ear, world: World, batches: list[list[int]]
) -> None:
    key: Any = {"PK": {"S": f"M#{ODENSE}"}, "SK": {"S": "ANNOUNCED"}}
    world.dynamodb.delete_item(TableName=TABLE, Key=key)
    revisions.forget()
    for batch in batches:
        assert deliver(record(ODENSE, revision, place) for place, revision in enumerate(batch)) == []
    highest = max((revision for batch in batches for revision in batch), default=0)
    assert revisions.revisions(ODENSE) == list(range(1, highest + 1))


def calls_of_an_announcement(world: World) -> int:
    """How many calls announcing three revisions takes, counted on another municipality."""
    calls = Calls()
    publish_three(world.at(AARHUS))
    table = calls.of(clients.dynamodb())
    announce(
        AARHUS,
        REVISIONS,
        ConfigurationTable(table, TABLE),
        Announcements(table, TABLE),
        bus(calls.of(clients.events())),
    )
    return len(calls.names)


def test_an_announcer_killed_at_any_call_leaves_no_revision_out_and_none_in_disorder(
    world: World, heard: Ear
) -> None:
    count = calls_of_an_announcement(world)
    assert count == 1 + 3 * REVISIONS
    publish_three(world)
    for number in range(count):
        for when in ("before", "after"):
            reset(world, heard)
            calls = Calls((number, when), kill)
            with pytest.raises(Killed):
                announce_counted(calls)
            announce_counted(Calls())
            once = heard.revisions_once(ODENSE)
            assert once == [1, 2, 3], (number, when)
            # Again, and known by its id, only where the bus said yes and the mark did not move.
            between = calls.names[-1] == "put_events" if when == "after" else calls.names[-1] == "update_item"
            assert len(heard.revisions(ODENSE)) == (4 if between else 3), (number, when)
            assert marks().last_revision(ODENSE) == 3


def reset(world: World, heard: Ear) -> None:
    """Nothing has been announced yet."""
    key: Any = {"PK": {"S": f"M#{ODENSE}"}, "SK": {"S": "ANNOUNCED"}}
    world.dynamodb.delete_item(TableName=TABLE, Key=key)
    heard.forget()


def test_another_announcer_at_any_call_leaves_no_revision_out_and_none_in_disorder(
    world: World, heard: Ear
) -> None:
    """Lambda runs one for each shard; should there be two all the same, a consumer sees one by the ids."""
    count = calls_of_an_announcement(world)
    publish_three(world)
    for number in range(count):
        for up_to in (1, 2, 3):
            reset(world, heard)
            calls = Calls((number, "before"), lambda up_to=up_to: announce_counted(Calls(), up_to))  # type: ignore[misc]
            announce_counted(calls)
            assert heard.revisions_once(ODENSE) == [1, 2, 3], (number, up_to)
            assert len(heard.revisions(ODENSE)) <= 4, (number, up_to)
            assert marks().last_revision(ODENSE) == 3


FAILED: Any = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure", "ErrorMessage": "x"}]}
THROTTLED: Any = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException"}]}


def refusing(put: Any, **arguments: Any) -> Any:
    return FAILED


def throttling(put: Any, **arguments: Any) -> Any:
    return THROTTLED


def taking_it_and_falling_silent(put: Any, **arguments: Any) -> Any:
    put(**arguments)
    raise ReadTimeoutError(endpoint_url="https://events")


def working(put: Any, **arguments: Any) -> Any:
    return put(**arguments)


@pytest.mark.parametrize("passing", [[refusing], [throttling], [refusing, throttling]])
@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_bus_that_refuses_for_a_moment_is_asked_again(
    revisions: Ear, passing: list[Any], before: int
) -> None:
    client = Stumbling(clients.events(), "put_events", [working] * before + passing)
    assert announce(ODENSE, 3, ConfigurationTable(clients.dynamodb(), TABLE), marks(), bus(client)) == (
        1,
        2,
        3,
    )
    assert revisions.revisions(ODENSE) == [1, 2, 3]


@pytest.mark.parametrize(
    "failing",
    [
        [refusing] * 3,
        [throttling] * 3,
        [aws_error("ThrottlingException", "PutEvents")],
        [aws_error("AccessDeniedException", "PutEvents")],
        [aws_error("InternalException", "PutEvents")],
    ],
    ids=["refused", "throttled", "throttled at once", "denied", "broken"],
)
@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_bus_that_fails_at_any_revision_is_told_the_rest_later(
    revisions: Ear, failing: list[Any], before: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record must come again; then what was announced is not, and the rest is, in order."""
    client = Stumbling(clients.events(), "put_events", [working] * before + failing)
    with_bus(monkeypatch, client)
    assert deliver([record(ODENSE, 2, 71), record(ODENSE, 3, 72)]) == ["71"]
    assert revisions.revisions(ODENSE) == list(range(1, before + 1))
    assert deliver([record(ODENSE, 2, 71), record(ODENSE, 3, 72)]) == []
    assert revisions.revisions(ODENSE) == [1, 2, 3]


def logged(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the function writes from now on."""
    log = io.StringIO()
    monkeypatch.setattr(announce_handler.logger.registered_handler, "stream", log)
    return log


def with_bus(monkeypatch: pytest.MonkeyPatch, client: Any) -> None:
    means = (ConfigurationTable(clients.dynamodb(), TABLE), marks(), bus(client))
    monkeypatch.setattr(announce_handler, "adapters", lambda: means)


def test_a_bus_that_takes_an_event_and_does_not_say_so_gets_it_again_with_its_id(
    revisions: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here exactly once ends: what the bus has, and we do not know it has, is put again."""
    with_bus(monkeypatch, Stumbling(clients.events(), "put_events", [working, taking_it_and_falling_silent]))
    assert deliver([record(ODENSE, 3, 71)]) == ["71"]
    assert deliver([record(ODENSE, 3, 71)]) == []
    assert revisions.revisions(ODENSE) == [1, 2, 2, 3]
    assert revisions.revisions_once(ODENSE) == [1, 2, 3]
    twice = [detail for detail in revisions.details(ODENSE) if detail["revision"] == 2]
    assert twice[0] == twice[1]


@pytest.mark.parametrize("operation", ["get_item", "update_item"])
def test_a_table_that_fails_lets_the_record_come_again(
    revisions: Ear, operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = aws_error("ProvisionedThroughputExceededException", operation)
    client: Any = Stumbling(clients.dynamodb(), operation, [working, error])
    means = (ConfigurationTable(client, TABLE), Announcements(client, TABLE), bus())
    monkeypatch.setattr(announce_handler, "adapters", lambda: means)
    assert deliver([record(ODENSE, 3, 71)]) == ["71"]
    assert deliver([record(ODENSE, 3, 71)]) == []
    assert revisions.revisions_once(ODENSE) == [1, 2, 3]


def test_one_municipality_that_fails_keeps_no_other_waiting(
    world: World, revisions: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_three(world.at(AARHUS))
    with_bus(monkeypatch, Stumbling(clients.events(), "put_events", [refusing] * 3))
    batch = [record(ODENSE, 1, 71), record(AARHUS, 2, 72), record(ODENSE, 3, 73), record(AARHUS, 3, 74)]
    assert deliver(batch) == ["71"]
    assert (revisions.revisions(ODENSE), revisions.revisions(AARHUS)) == ([], [1, 2, 3])
    assert deliver(batch) == []
    assert (revisions.revisions(ODENSE), revisions.revisions(AARHUS)) == ([1, 2, 3], [1, 2, 3])


def test_a_log_that_lacks_a_revision_stops_its_municipality_and_no_other(
    world: World, revisions: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No waiting mends it, so the record does not come again: it would keep the whole shard waiting."""
    log = logged(monkeypatch)
    publish_three(world.at(AARHUS))
    key: Any = {"PK": {"S": f"M#{ODENSE}"}, "SK": {"S": log_key(2)}}
    world.dynamodb.delete_item(TableName=TABLE, Key=key)
    assert deliver([record(ODENSE, 3, 71), record(AARHUS, 3, 72)]) == []
    assert (revisions.revisions(ODENSE), revisions.revisions(AARHUS)) == ([1], [1, 2, 3])
    said = [json.loads(line) for line in log.getvalue().splitlines()]
    (told,) = [line for line in said if line["level"] == "ERROR"]
    assert (told["message"], told["error"]) == ("announcement_failed", FlawedLogError.__name__)
    assert (told["municipality"], told["revision"]) == (ODENSE, 3)


ODENSES: Any = {"PK": {"S": f"M#{ODENSE}"}}
SET_ACTION: Any = {"UpdateExpression": "SET #a = :a", "ExpressionAttributeNames": {"#a": "action"}}
UNREADABLE: dict[str, tuple[str, dict[str, Any]]] = {
    "an action of another release": (
        log_key(2),
        SET_ACTION | {"ExpressionAttributeValues": {":a": {"S": "import"}}},
    ),
    "an action of another type": (
        log_key(2),
        SET_ACTION | {"ExpressionAttributeValues": {":a": {"L": []}}},
    ),
    "an entry without its time": (
        log_key(2),
        {"UpdateExpression": "REMOVE #a", "ExpressionAttributeNames": {"#a": "at"}},
    ),
    "a mark without its number": (
        "ANNOUNCED",
        {"UpdateExpression": "REMOVE #a", "ExpressionAttributeNames": {"#a": "announced"}},
    ),
}


@pytest.mark.parametrize(("item", "change"), UNREADABLE.values(), ids=UNREADABLE)
def test_an_entry_or_a_mark_that_cannot_be_read_stops_its_municipality_and_no_other(
    world: World, revisions: Ear, item: str, change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert deliver([record(ODENSE, 1, 70)]) == []
    log = logged(monkeypatch)
    publish_three(world.at(AARHUS))
    world.dynamodb.update_item(TableName=TABLE, Key=ODENSES | {"SK": {"S": item}}, **change)
    batch = [record(ODENSE, 3, 71), record(AARHUS, 3, 72)]
    assert deliver(batch) == []
    assert (revisions.revisions(ODENSE), revisions.revisions(AARHUS)) == ([1], [1, 2, 3])
    (told,) = [line for line in map(json.loads, log.getvalue().splitlines()) if line["level"] == "ERROR"]
    assert (told["error"], told["municipality"], told["revision"]) == (FlawedLogError.__name__, ODENSE, 3)


def never_taking(code: str) -> Any:
    def put(_real: Any, **arguments: Any) -> Any:
        return {"FailedEntryCount": 1, "Entries": [{"ErrorCode": code}]}

    return put


@pytest.mark.parametrize(
    ("code", "again"),
    [
        ("MalformedDetail", []),
        ("InvalidArgument", []),
        ("NotAuthorizedForSourceException", ["71"]),
        ("AccessDeniedException", ["71"]),
    ],
)
def test_only_an_event_that_the_bus_will_never_take_is_given_up(
    world: World, revisions: Ear, code: str, again: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing right concerns everybody, and a person gives it: then the record must still be there."""
    publish_three(world.at(AARHUS))
    with_bus(monkeypatch, Stumbling(clients.events(), "put_events", [never_taking(code)] * 3))
    assert deliver([record(ODENSE, 3, 71), record(AARHUS, 3, 72)]) == again
    assert (revisions.revisions(ODENSE), revisions.revisions(AARHUS)) == ([], [1, 2, 3])


def test_a_mistake_in_the_code_is_not_tried_again_and_stops_no_other(
    world: World, revisions: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_three(world.at(AARHUS))
    with_bus(monkeypatch, Stumbling(clients.events(), "put_events", [AssertionError("injected")]))
    assert deliver([record(ODENSE, 3, 71), record(AARHUS, 3, 72)]) == []
    assert (revisions.revisions(ODENSE), revisions.revisions(AARHUS)) == ([], [1, 2, 3])


def test_what_cannot_be_opened_at_all_fails_the_batch(
    revisions: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce_handler.adapters.cache_clear()
    monkeypatch.delenv("EVENT_BUS_NAME")
    with pytest.raises(MissingVariableError):
        deliver([record(ODENSE, 3, 71)])
    assert revisions.revisions(ODENSE) == []


def test_a_record_that_cannot_be_read_stops_none_that_can(
    revisions: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = logged(monkeypatch)
    broken = record(ODENSE, 2) | {"dynamodb": {}}
    assert deliver([broken, record("9999", 1), record(ODENSE, 3)]) == []
    assert revisions.revisions(ODENSE) == [1, 2, 3]
    assert log.getvalue().count("stream_record_unreadable") == 2


def test_a_mark_that_somebody_sets_back_is_not_followed_round_and_round(world: World, revisions: Ear) -> None:
    key: Any = {"PK": {"S": f"M#{ODENSE}"}, "SK": {"S": "ANNOUNCED"}}

    def set_back() -> None:
        world.dynamodb.put_item(TableName=TABLE, Item=key | {"announced": {"N": "0"}})

    calls = Calls((6, "before"), set_back)  # the mark is about to move to 2
    with pytest.raises(UnsteadyMarkError):
        announce_counted(calls)
    assert revisions.revisions(ODENSE) == [1, 2]


def test_the_bus_says_why_it_refused(world: World, heard: Ear) -> None:
    entry = replace(world.published(rows(1)), actor="anne")
    client = Stumbling(clients.events(), "put_events", [refusing] * 3)
    with pytest.raises(EventRefusedError) as refused:
        announce(ODENSE, entry.revision, world.table, marks(), bus(client))
    assert refused.value.code == "InternalFailure"
    assert client.times == 3
