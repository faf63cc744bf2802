"""What a sweep takes, what it leaves, and that it can be interrupted and raced at any call."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

import announce.handler as announce_handler
import sweep.handler as sweep_handler
from infra.cloudformation import load_template
from kleark.adapters import clients
from kleark.adapters.dynamodb.announcements import Announcements
from kleark.adapters.dynamodb.case_sum_table import CaseSumTable
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.keys import snapshot_key
from kleark.adapters.environment import MissingVariableError
from kleark.inventory.case_sums import CaseSums
from kleark.publishing.automatic import publish
from kleark.publishing.errors import ConcurrentChangeError, Refusal, StaleRevisionError, SweptRevisionError
from kleark.publishing.ids import MunicipalityCode
from kleark.publishing.model import stamp, upload_order
from kleark.publishing.policy import Outcome
from kleark.publishing.retention import Retention
from kleark.publishing.snapshot import snapshot_of
from kleark.publishing.staging import stage
from kleark.publishing.sweep import Counts, sweep_order
from kleark.registers.municipalities import municipalities
from sweep.handler import IncompleteSweepError, UnknownRequestError
from tests.support.interruptions import Calls, Killed, Stumbling, aws_error, kill
from tests.support.listening import ear, record
from tests.support.sweeping import (
    LATER,
    Sweeper,
    abandoned,
    checked,
    everything,
    forgotten,
    go_back,
    kept_back,
    partitions_with_rows,
    place,
    publish_now,
    redeliver,
    require_kept,
    require_whole,
    restore,
    revisions,
    set_time,
    three_revisions,
)
from tests.support.world import AARHUS, CONTEXT, NOON, ODENSE, TABLE, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.publishing.model import Content, Live, LogEntry, Upload
    from tests.support.world import World

A_DAY = timedelta(days=1)


def snapshot(entry: LogEntry) -> str:
    assert entry.content is not None
    return entry.content.snapshot_id


def announced(world: World) -> None:
    """All revisions are, so that a sweep has nothing to do about it."""
    marks = Announcements(clients.dynamodb(), TABLE)
    for number in range(1, world.live().revision + 1):
        marks.advance(world.code, number)


# ---- What goes and what stays ----------------------------------------------------------------------------


def test_rows_that_nobody_needs_go_and_the_log_and_what_is_live_stay(world: World) -> None:
    first, second, third = three_revisions(world)
    log, live = world.log(), world.live()
    assert Sweeper(world)() == Counts(municipalities=1, snapshots=2, rows=2, nudged=1, unannounced=1)
    assert partitions_with_rows() == {snapshot(third)}
    assert world.log() == log
    assert replace(world.live(), lock=live.lock) == live
    records = everything()
    for entry in (first, second):
        item = records[f"M#{ODENSE}", snapshot_key(snapshot(entry))]
        assert (item["swept"]["BOOL"], item["rows_gone"]["BOOL"], item["sealed"]["BOOL"]) == (
            True,
            True,
            False,
        )
    require_whole(world)


def test_a_second_sweep_finds_nothing_to_do(world: World) -> None:
    three_revisions(world)
    announced(world)
    Sweeper(world)()
    before = everything()
    assert Sweeper(world, now=LATER + A_DAY)() == Counts(municipalities=1)
    assert everything() == before


def test_within_the_usual_retention_nothing_goes(world: World) -> None:
    three_revisions(world)
    announced(world)
    before = everything()
    assert Sweeper(world, retention=Retention(24, 50))() == Counts(municipalities=1)
    assert everything() == before


def test_a_revision_that_was_swept_cannot_be_gone_back_to_and_says_so(world: World) -> None:
    three_revisions(world)
    Sweeper(world)()
    with pytest.raises(SweptRevisionError):
        go_back(world, 1)
    require_whole(world)


@pytest.mark.parametrize("sealed", [False, True], ids=["unsealed", "sealed"])
def test_what_a_publisher_left_behind_goes_after_a_day_and_not_before(world: World, sealed: bool) -> None:
    upload = abandoned(world, sealed=sealed)
    before = everything()
    assert Sweeper(world, now=NOON + A_DAY)() == Counts(municipalities=1)
    assert everything() == before
    later = NOON + A_DAY + timedelta(milliseconds=1)
    counts = Sweeper(world, now=later)()
    assert (counts.snapshots, partitions_with_rows()) == (1, set())
    # The message comes once more: the same rows are staged anew, beside what was swept.
    assert redeliver(world, upload).outcome is Outcome.PUBLISHED
    assert len(partitions_with_rows()) == 1
    require_whole(world)


def test_a_dry_run_says_the_same_and_writes_nothing(world: World) -> None:
    three_revisions(world)
    set_time(world, checked(world, 4))
    before = everything()
    overdue = LATER + 2 * A_DAY
    told = Sweeper(world, now=overdue, dry_run=True)()
    assert everything() == before
    assert world.queued_messages() == []
    assert told == replace(Sweeper(world, now=overdue)(), rows=0)
    assert (told.snapshots, told.resent, told.nudged) == (2, 1, 1)


def test_a_snapshot_of_many_pages_goes_page_by_page(world: World) -> None:
    """Over the pages of the answers, too: here each holds two items."""
    small = replace(world.table, page_bytes=1000)
    for number in (1, 2):
        upload = world.validated(rows(20 + number), NOON + timedelta(minutes=number), f"{number}.xlsx")
        publish(ODENSE, upload.upload_id, small, world.reports, lambda: NOON)
    announced(world)
    pages = sum("#S#" in pk for pk, sk in everything() if sk.startswith("P#"))
    counts = Sweeper(world, client=TwoAtATime(clients.dynamodb()))()
    left = sum("#S#" in pk for pk, sk in everything() if sk.startswith("P#"))
    assert counts.snapshots == 1
    assert counts.rows == pages - left > 5
    require_whole(world)


class TwoAtATime:
    """Queries answered with two items a page."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def __getattr__(self, operation: str) -> Any:
        real = getattr(self.client, operation)
        return (lambda **query: real(Limit=2, **query)) if operation == "query" else real


# ---- Interrupted and raced ---------------------------------------------------------------------------------


def long_ago(world: World) -> list[LogEntry]:
    """Two revisions, and a staged upload, of which at `LATER` only the last revision is needed."""
    entries = revisions(world, 2)
    forgotten(world)
    announced(world)
    return entries


def calls_of_a_sweep(world: World) -> int:
    """How many calls a sweep makes of what is there, which it finds as it was."""
    before = kept_back()
    calls = Calls()
    Sweeper(world, calls=calls)()
    restore(before)
    return len(calls.names)


def test_a_sweep_killed_at_any_call_is_carried_on_by_the_next(world: World) -> None:
    entries = long_ago(world)
    log, before = world.log(), kept_back()
    last = calls_of_a_sweep(world) - 1
    # To the table, after one call and before the next are the same moment.
    for moment in [*((number, "before") for number in range(last + 1)), (last, "after")]:
        restore(before)
        with pytest.raises(Killed):
            Sweeper(world, calls=Calls(moment, kill))()
        require_whole(world)
        Sweeper(world, now=LATER + A_DAY)()
        assert partitions_with_rows() == {snapshot(entries[-1])}, moment
        assert world.log() == log
        require_whole(world)
        assert Sweeper(world, now=LATER + 2 * A_DAY)() == Counts(municipalities=1)


def back(world: World) -> None:
    with contextlib.suppress(SweptRevisionError):
        go_back(world, 1)


def back_and_on(world: World) -> None:
    """What is being swept is live again, and then no more: from then on it is kept for a month."""
    back(world)
    publish_now(world)


def plan_forgotten(world: World) -> None:
    """Schedule the upload whose rows, staged long ago, are being swept."""
    set_time(world, forgotten_upload(world))


def forgotten_upload(world: World) -> Upload:
    ids = [sk.removeprefix("UPLOAD#") for _, sk in everything(f"U#{world.code}") if "UPLOAD#" in sk]
    found = [world.table.upload(world.code, one) for one in ids]
    (upload,) = [one for one in found if one and one.key.endswith("/glemt.xlsx")]
    return upload


def another_sweep(world: World) -> None:
    Sweeper(world)()


def freeze(world: World) -> None:
    world.freeze()


ACTORS: dict[str, Callable[[World], object]] = {
    "a newer upload": publish_now,
    "back, and then a newer upload": back_and_on,
    "back to what is being swept": back,
    "a schedule of what is being swept": plan_forgotten,
    "another sweep": another_sweep,
    "a freeze": freeze,
}


@pytest.mark.parametrize("actor", ACTORS.values(), ids=ACTORS)
def test_another_actor_at_any_call_of_a_sweep(world: World, actor: Callable[[World], object]) -> None:
    long_ago(world)
    before = kept_back()
    for number in range(calls_of_a_sweep(world)):
        restore(before)
        acted: list[Live] = []

        def act(acted: list[Live] = acted) -> None:
            actor(world)
            acted.append(world.live())
            require_whole(world)

        Sweeper(world, calls=Calls((number, "before"), act))()
        assert acted, number
        require_whole(world)
        Sweeper(world)()
        require_whole(world)
        require_kept(world)
        assert world.live().content == acted[0].content, number


def test_a_publisher_at_any_call_of_a_sweep_finds_its_rows_where_it_staged_them(world: World) -> None:
    """It has not made them live yet, and will find them sealed when it does, although they lay there for long."""
    long_ago(world)
    upload, before = forgotten_upload(world), kept_back()
    for number in range(calls_of_a_sweep(world)):
        restore(before)
        staged: list[Content] = []

        def act(staged: list[Content] = staged) -> None:
            staged.append(stage(snapshot_of(rows(9)), upload.upload_id, upload.uploaded_at, place(world)))

        Sweeper(world, calls=Calls((number, "before"), act))()
        assert world.table.is_sealed(world.code, staged[0]), number
        require_whole(world)


def old_message(world: World) -> tuple[Callable[[Any], object], type[Exception] | None]:
    upload = abandoned(world, sealed=True)
    return lambda client: redeliver(world, upload, client), None


def old_message_unsealed(world: World) -> tuple[Callable[[Any], object], type[Exception] | None]:
    upload = abandoned(world, sealed=False)
    return lambda client: redeliver(world, upload, client), None


def newest(world: World) -> tuple[Callable[[Any], object], type[Exception] | None]:
    upload = world.validated(rows(8), NOON + timedelta(hours=2), "nyest.xlsx")
    return lambda client: redeliver(world, upload, client), None


def going_back(world: World) -> tuple[Callable[[Any], object], type[Exception] | None]:
    return lambda client: go_back(world, 1, client), SweptRevisionError


def scheduling(world: World) -> tuple[Callable[[Any], object], type[Exception] | None]:
    upload = forgotten_upload(world)
    return lambda client: set_time(world, upload, client), None


RACERS = [old_message, old_message_unsealed, newest, going_back, scheduling]


@pytest.mark.parametrize("racer", RACERS, ids=lambda racer: racer.__name__)
def test_a_sweep_at_any_call_of_another_actor(
    world: World, racer: Callable[[World], tuple[Callable[[Any], object], type[Exception] | None]]
) -> None:
    """Whatever is being done comes to its end, or is refused in words; what is live is whole at every moment."""
    long_ago(world)
    act, refusal = racer(world)
    before = kept_back()
    refused: set[type[Exception]] = set()
    number, finished = 0, False
    while not finished:
        restore(before)

        def swept() -> None:
            Sweeper(world)()
            require_whole(world)

        calls = Calls((number, "before"), swept)
        try:
            act(calls.of(clients.dynamodb()))
        except Refusal as error:
            refused.add(type(error))
        require_whole(world)
        Sweeper(world)()
        require_whole(world)
        require_kept(world)
        finished = number >= len(calls.names)
        number += 1
    assert number > 3
    assert refused == ({refusal} if refusal else set())


def test_a_snapshot_that_keeps_moving_is_left_for_the_next_time(world: World) -> None:
    three_revisions(world)
    announced(world)
    calls = Calls()
    original = calls.happen

    def happen(number: int, when: str) -> None:
        original(number, when)
        if when == "before" and calls.names[-1] == "transact_write_items":
            (world.unfreeze if world.live().frozen else world.freeze)()

    calls.happen = happen  # type: ignore[method-assign]
    counts = Sweeper(world, calls=calls)()
    assert (counts.left, counts.snapshots) == (1, 0)
    assert len(partitions_with_rows()) == 3
    assert Sweeper(world)().snapshots == 2


@pytest.mark.parametrize(
    "reason", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]
)
def test_what_stands_in_the_way_for_a_moment_is_tried_again(world: World, reason: str) -> None:
    three_revisions(world)
    error = aws_error("TransactionCanceledException", "TransactWriteItems", "None", "None", reason)
    client = Stumbling(clients.dynamodb(), "transact_write_items", [error, error])
    assert Sweeper(world, client=client)().snapshots == 2
    assert client.times == 4


def test_what_stands_in_the_way_for_long_fails_that_municipality(world: World) -> None:
    three_revisions(world)
    error = aws_error(
        "TransactionCanceledException", "TransactWriteItems", "None", "None", "TransactionConflict"
    )
    client = Stumbling(clients.dynamodb(), "transact_write_items", [error] * 4)
    failures: list[str] = []
    counts = Sweeper(world, client=client, failed=lambda code, _: failures.append(code))()
    assert (counts.failed, failures) == (1, [ODENSE])
    require_whole(world)


# ---- Many municipalities, and time -------------------------------------------------------------------------


def test_one_municipality_that_fails_keeps_no_other_from_being_swept(world: World) -> None:
    for code in (ODENSE, AARHUS):
        three_revisions(world.at(code))
        announced(world.at(code))
    failures: list[tuple[str, str]] = []

    class Broken:
        def __getattr__(self, operation: str) -> Any:
            def call(**arguments: Any) -> Any:
                if operation == "transact_write_items" and ODENSE in json.dumps(arguments):
                    raise aws_error("AccessDeniedException", "TransactWriteItems")
                return getattr(clients.dynamodb(), operation)(**arguments)

            return call

    counts = Sweeper(
        world,
        client=Broken(),
        codes=[ODENSE, AARHUS],
        failed=lambda code, error: failures.append((code, type(error).__name__)),
    )()
    assert failures == [(ODENSE, "ClientError")]
    assert counts == Counts(municipalities=1, snapshots=2, rows=2, failed=1)


def test_when_time_is_up_nothing_new_is_begun_and_the_next_sweep_carries_on(world: World) -> None:
    for code in (ODENSE, AARHUS):
        three_revisions(world.at(code))
        announced(world.at(code))
    total = Counts()
    for allowed in range(3, 12):
        left = iter([False] * allowed)
        counts = Sweeper(world, codes=[ODENSE, AARHUS], time_is_up=lambda left=left: next(left, True))()  # type: ignore[misc]
        total += counts
        require_whole(world)
        if not counts.unreached and not counts.snapshots:
            break
    assert total.snapshots == 4
    assert total.unreached > 0
    assert len(partitions_with_rows()) == 2


def test_municipalities_take_turns_at_being_first() -> None:
    codes = [MunicipalityCode(one.code) for one in municipalities()]
    orders = [sweep_order(codes, NOON + timedelta(hours=hour)) for hour in range(200)]
    assert all(sorted(order) == sorted(codes) for order in orders)
    assert len({order[0] for order in orders}) > 60


# ---- Helping on --------------------------------------------------------------------------------------------


def test_a_publication_that_is_overdue_is_ordered_once_more(world: World) -> None:
    three_revisions(world)
    announced(world)
    upload = checked(world, 4)
    scheduled = set_time(world, upload)
    due = LATER + A_DAY
    assert Sweeper(world, now=due + timedelta(minutes=14))().resent == 0
    assert world.queued_messages() == []
    assert Sweeper(world, now=due + timedelta(minutes=16))().resent == 1
    (message,) = world.queued_messages()
    assert message == {
        "municipalityCode": ODENSE,
        "uploadId": upload.upload_id,
        "scheduleId": scheduled.schedule_id,
    }
    schema = Path(__file__).parents[3] / "schemas/events/publish-requested.schema.json"
    Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(message)


def test_the_snapshot_of_a_scheduled_publication_stays_as_long_as_it_waits(world: World) -> None:
    three_revisions(world)
    announced(world)
    upload = checked(world, 4)
    scheduled = set_time(world, upload)
    Sweeper(world, now=LATER + timedelta(days=300))()
    assert scheduled.content.snapshot_id in partitions_with_rows()
    require_whole(world)


def test_an_unannounced_revision_has_the_stream_tell_of_live_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = ear(world)
    world.published(rows(3))
    before = world.live()
    assert Sweeper(world, now=NOON + timedelta(minutes=14))().nudged == 0
    assert world.live() == before
    counts = Sweeper(world, now=NOON + timedelta(minutes=16))()
    assert (counts.nudged, counts.unannounced) == (1, 0)
    assert world.live() == replace(before, lock=before.lock + 1)
    announce_handler.handler({"Records": [record(ODENSE, before.revision)]}, CONTEXT)
    assert heard.revisions(ODENSE) == [1]
    assert Sweeper(world, now=NOON + timedelta(hours=30))().nudged == 0
    world.log()


def test_what_stays_unannounced_for_a_day_is_for_a_person(world: World) -> None:
    world.published(rows(3))
    assert Sweeper(world, now=NOON + A_DAY)().unannounced == 0
    assert Sweeper(world, now=NOON + A_DAY + timedelta(seconds=1))().unannounced == 1


def test_a_nudge_makes_no_plan_of_a_person_stale_in_vain(world: World) -> None:
    """The lock moves, the revision does not: what was judged on the reading before is judged again, and done."""
    world.published(rows(3))
    world.published(rows(4), NOON + timedelta(minutes=1), "b.xlsx")
    number = 0
    while True:
        calls = Calls((number, "before"), Sweeper(world, retention=Retention(24, 50)))
        try:
            entry = go_back(world, 1 + world.live().revision % 2, calls.of(clients.dynamodb()))
        except (ConcurrentChangeError, StaleRevisionError) as error:
            raise AssertionError(number) from error
        assert world.live().revision == entry.revision
        if number >= len(calls.names):
            break
        number += 1
    world.log()


# ---- The function ------------------------------------------------------------------------------------------


def test_the_function_sweeps_all_98_and_says_what_it_did(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETENTION_MONTHS", "1")
    monkeypatch.setenv("RETENTION_REVISIONS", "1")
    three_revisions(world)
    announced(world)
    log = logged(monkeypatch)
    answer = sweep_handler.handler({}, CONTEXT)
    assert answer == {"dryRun": False} | Counts(municipalities=98, snapshots=2, rows=2).to_json()
    (line,) = [json.loads(one) for one in log.getvalue().splitlines()]
    assert (line["message"], line["municipalities"], line["snapshots"]) == ("sweep_finished", 98, 2)
    assert len(partitions_with_rows()) == 1


def logged(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the function writes from now on."""
    log = io.StringIO()
    monkeypatch.setattr(sweep_handler.logger.registered_handler, "stream", log)
    return log


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A country of three municipalities: where all 98 were seen to, the rest is no different."""
    country = [one for one in municipalities() if one.code in {ODENSE, AARHUS, "0101"}]
    monkeypatch.setattr(sweep_handler, "municipalities", lambda: country)


@pytest.mark.usefixtures("few")
def test_a_dry_run_of_the_function_answers_even_where_something_needs_attention(world: World) -> None:
    three_revisions(world)
    before = everything()
    answer = sweep_handler.handler({"dryRun": True}, CONTEXT)
    assert (answer["dryRun"], answer["unannounced"]) == (True, 1)
    assert everything() == before


@pytest.mark.usefixtures("few")
def test_the_function_fails_once_all_is_done_where_something_needs_attention(world: World) -> None:
    three_revisions(world)
    lock = world.live().lock
    with pytest.raises(IncompleteSweepError, match="1 stay unannounced"):
        sweep_handler.handler({}, CONTEXT)
    assert world.live().lock == lock + 1


@pytest.mark.usefixtures("few")
def test_a_failure_is_logged_without_what_it_says(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    three_revisions(world)
    announced(world)
    log = logged(monkeypatch)
    table, store, *others = sweep_handler.stores()
    error = aws_error("InternalServerError", "Query")
    failing: Any = Stumbling(clients.dynamodb(), "query", [error])
    broken = replace(store, client=failing)
    monkeypatch.setattr(sweep_handler, "stores", lambda: (table, broken, *others))
    with pytest.raises(IncompleteSweepError, match="1 failed"):
        sweep_handler.handler({}, CONTEXT)
    (line,) = [one for one in map(json.loads, log.getvalue().splitlines()) if one["level"] == "ERROR"]
    assert (line["error"], line["awsCode"], line["awsOperation"]) == (
        "ClientError",
        "InternalServerError",
        "Query",
    )
    assert "injected" not in log.getvalue()


@pytest.mark.parametrize(
    "event",
    [
        {"dryrun": True},
        {"dryRun": "true"},
        {"dryRun": 1},
        {"dryRun": None},
        {"dryRun": True, "municipality": "0461"},
        [],
        ["dryRun"],
        "dryRun",
        None,
    ],
)
def test_a_mistyped_dry_run_is_no_sweep(event: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table is not even opened."""
    monkeypatch.setattr(sweep_handler, "stores", lambda: pytest.fail("it opened the table"))
    with pytest.raises(UnknownRequestError, match=r'\{"dryRun": true\}'):
        sweep_handler.handler(event, CONTEXT)


@pytest.mark.parametrize("variable", ["RETENTION_MONTHS", "RETENTION_REVISIONS"])
def test_no_retention_is_not_taken_for_none(
    world: World, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(variable)
    with pytest.raises(MissingVariableError):
        sweep_handler.handler({}, CONTEXT)
    monkeypatch.setenv(variable, "0")
    with pytest.raises(ValueError, match="at least one"):
        sweep_handler.handler({}, CONTEXT)


# ---- Rights ------------------------------------------------------------------------------------------------


class Witness:
    """Notes which attributes each update names, as `dynamodb:Attributes` counts them, and whose keys."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.updated: set[str] = set()
        self.deleted: list[str] = []
        self.put: set[str] = set()
        self.operations: set[str] = set()

    def __getattr__(self, operation: str) -> Any:
        def call(**arguments: Any) -> Any:
            self.operations.add(operation)
            if operation == "update_item":
                self._see(arguments)
            if operation == "transact_write_items":
                for action in arguments["TransactItems"]:
                    self.operations |= action.keys()
                    if "Update" in action:
                        self._see(action["Update"])
            if operation == "put_item":
                self.put.add(arguments["Item"]["PK"]["S"])
            if operation == "delete_item":
                self.deleted.append(arguments["Key"]["PK"]["S"])
            return getattr(self.client, operation)(**arguments)

        return call

    def _see(self, update: dict[str, Any]) -> None:
        assert "#" in update["UpdateExpression"]
        self.updated |= {*update["Key"], *update["ExpressionAttributeNames"].values()}


def allowed_attributes(role: str, sid: str) -> set[str]:
    policies = load_template()["Resources"][role]["Properties"]["Policies"]
    (statement,) = [s for s in policies[0]["PolicyDocument"]["Statement"] if s["Sid"] == sid]
    return set(statement["Condition"]["ForAllValues:StringEquals"]["dynamodb:Attributes"])


def test_the_sweep_asks_for_no_right_beyond_the_templates(world: World) -> None:
    """No local engine knows the condition on attributes, so here it is held against what the code asks for."""
    three_revisions(world)
    upload = checked(world, 4)
    set_time(world, upload)
    witness = Witness(clients.dynamodb())
    counts = Sweeper(world, client=witness, now=LATER + 2 * A_DAY)()
    assert counts.snapshots
    assert counts.nudged
    assert counts.resent
    assert witness.updated == allowed_attributes("SweepRole", "Condemn")
    assert all("#S#" in partition for partition in witness.deleted)
    assert witness.operations == {
        "ConditionCheck",
        "Update",
        "delete_item",
        "get_item",
        "put_item",
        "query",
        "transact_write_items",
        "update_item",
    }
    assert witness.put == {f"D#{ODENSE}"}


def test_the_announcer_asks_for_no_right_beyond_the_templates(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ear(world)
    three_revisions(world)
    witness: Any = Witness(clients.dynamodb())
    _, _, bus = announce_handler.adapters()
    means = (ConfigurationTable(witness, TABLE), Announcements(witness, TABLE), bus)
    monkeypatch.setattr(announce_handler, "adapters", lambda: means)
    announce_handler.handler({"Records": [record(ODENSE, 3)]}, CONTEXT)
    assert witness.updated == allowed_attributes("AnnounceRole", "MoveTheMark")
    assert witness.operations == {"get_item", "update_item"}


def test_sums_of_inventories_that_are_kept_no_more_are_deleted_once_a_day(world: World) -> None:
    table = CaseSumTable(clients.dynamodb(), TABLE)
    days = [LATER - timedelta(days=age) for age in (1500, *range(40, 0, -1))]
    orders = [upload_order(stamp(day), stamp(day), "3" * 32) for day in days]
    for order in orders:
        table.put(world.code, CaseSums(order, order[:10], "5" * 64, 0, 0, ()))
    hour = LATER.replace(hour=int(world.code) % 24)
    counted = Sweeper(world, now=hour, dry_run=True)()
    assert table.orders(world.code) == orders
    assert Sweeper(world, now=hour + timedelta(hours=1))().sums == 0
    assert Sweeper(world, now=hour)().sums == counted.sums > 0
    kept = table.orders(world.code)
    assert kept[-12:] == orders[-12:]
    assert orders[0] not in kept
    assert Sweeper(world, now=hour)().sums == 0
