"""The watch on moto: each municipality by itself, killed at any call, and nothing that is live ever changed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

import announce.handler as announce_handler
import watch_live.handler as watch_handler
from kleark.adapters import clients
from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.finding_table import FindingTable
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.adapters.dynamodb.sweep_table import SweepTable
from kleark.adapters.file_names import FileNames
from kleark.adapters.surroundings import StoredSurroundings
from kleark.configuration.case_counts import IndexedCases
from kleark.editions.activation import carry_out, plan_revert
from kleark.intake.inventory_sums import keep_sums
from kleark.inventory.model import Line, inventory_of
from kleark.inventory.pages import Head
from kleark.links.due_links import NoLinks
from kleark.publishing.manual import freeze
from kleark.publishing.model import stamp, upload_order
from kleark.publishing.object_keys import report_prefix
from kleark.publishing.setting_aside import set_aside, take_up
from kleark.registers.kle_register import Topic, embedded
from kleark.registers.municipalities import municipalities
from kleark.watch.run import WatchServices, WatchTotals, watch
from kleark.watch.soundness import FileOrphans, file_orphans
from tests.support.acting import tenant_of
from tests.support.exposure_cases import row
from tests.support.interruptions import Calls, Killed, Stumbling, aws_error, kill
from tests.support.link_stack import LINKS, make_links_table
from tests.support.listening import ear
from tests.support.metric_lines import measured_in, metric_lines
from tests.support.receiving import OPERATOR, Editions, edition_file
from tests.support.sweeping import everything, kept_back, restore
from tests.support.watch_cases import register_with
from tests.support.world import AARHUS, CONTEXT, NOON, ODENSE, REPORTS, TABLE, UPLOADS, rows
from watch_live.handler import IncompleteWatchError, UnknownRequestError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.inventory.case_sums import CaseSums
    from kleark.publishing.ids import MunicipalityCode
    from kleark.registers.kle_register import KleRegister
    from kleark.watch.model import WatchState
    from tests.support.world import World

RETIRING = register_with(Topic("15.20.24", "Fleksjob [udgår 2026]"))
A_DAY = timedelta(days=1)


@dataclass
class Around:
    """What can change while nobody publishes."""

    edition: KleRegister = RETIRING
    indexed: IndexedCases | None = None
    earlier: list[CaseSums] = field(default_factory=list)

    def register(self, code: MunicipalityCode) -> KleRegister:
        return self.edition

    def cases(self, code: MunicipalityCode) -> IndexedCases | None:
        return self.indexed

    def past(self, code: MunicipalityCode) -> list[CaseSums]:
        return self.earlier

    def links(self, addresses: Iterable[str]) -> dict[str, Any]:
        return {}


def unexpected(code: MunicipalityCode, error: Exception) -> None:
    raise error


def services(
    client: Any = None, now: datetime = NOON, around: Around | None = None, **other: Any
) -> WatchServices:
    dynamodb = client or clients.dynamodb()
    return WatchServices(
        ConfigurationTable(dynamodb, TABLE, pause=lambda _: None),
        SweepTable(dynamodb, TABLE, pause=lambda _: None),
        FindingTable(dynamodb, TABLE, pause=lambda _: None),
        around or Around(),
        lambda: now,
        **other,
    )


def state(code: MunicipalityCode = ODENSE) -> WatchState:
    return FindingTable(clients.dynamodb(), TABLE).state(code)[0]


def open_rules(code: MunicipalityCode = ODENSE) -> list[str]:
    return sorted(one.rule for one in state(code).open_findings)


def item(sort_key: str, code: MunicipalityCode = ODENSE) -> Any:
    key: Any = {"PK": {"S": f"D#{code}"}, "SK": {"S": sort_key}}
    return clients.dynamodb().get_item(TableName=TABLE, Key=key).get("Item")


@pytest.fixture
def live(world: World) -> World:
    world.published([row()])
    world.at(AARHUS).published([row("KSD")])
    return world


def test_what_is_found_is_kept_and_nothing_else_is_written(live: World) -> None:
    before = everything()
    assert watch([ODENSE, AARHUS], services(), unexpected) == WatchTotals(judged=2, new=4, told=2)
    assert open_rules() == open_rules(AARHUS) == ["KA404", "KA754"]
    assert everything() == before, "something was written beside what is derived"
    counts = item(keys.WATCH_COUNTS)
    assert {name: counts[name]["N"] for name in ("errors", "warnings", "infos", "set_aside")} == {
        "errors": "0",
        "warnings": "1",
        "infos": "1",
        "set_aside": "0",
    }


def test_a_second_run_on_the_same_day_and_inputs_reads_and_writes_nothing_more(live: World) -> None:
    watch([ODENSE], services(), unexpected)
    once = item(keys.WATCH_STATE)
    calls = Calls()
    assert watch([ODENSE], services(calls.of(clients.dynamodb())), unexpected) == WatchTotals(unchanged=1)
    assert calls.names == ["get_item", "get_item"]
    assert item(keys.WATCH_STATE) == once


@pytest.mark.parametrize("what", ["day", "register", "inventory", "what is live", "release"])
def test_whatever_changes_is_judged(live: World, what: str) -> None:
    watch([ODENSE], services(), unexpected)
    if what == "what is live":
        live.freeze()
    again: dict[str, WatchServices] = {
        "day": services(now=NOON + A_DAY),
        "register": services(around=Around(embedded())),
        "inventory": services(around=Around(indexed=IndexedCases(digest="2" * 64))),
        "what is live": services(),
        "release": services(build="0.2.0"),
    }
    assert watch([ODENSE], again[what], unexpected).judged == 1


def test_who_has_never_published_has_nothing_to_judge(world: World) -> None:
    assert watch([ODENSE], services(), unexpected) == WatchTotals(unchanged=1)
    assert item(keys.WATCH_STATE) is None


def test_one_that_fails_hinders_no_other(live: World) -> None:
    failed: list[tuple[str, str]] = []
    stumbling = Stumbling(clients.dynamodb(), "get_item", [aws_error("InternalServerError", "GetItem")])
    totals = watch(
        [ODENSE, AARHUS],
        services(stumbling),
        lambda code, error: failed.append((code, type(error).__name__)),
    )
    assert (totals.failed, totals.judged) == (1, 1)
    assert failed == [(ODENSE, "ClientError")]
    assert open_rules(AARHUS) == ["KA404", "KA754"]
    assert watch([ODENSE, AARHUS], services(), unexpected) == WatchTotals(
        judged=1, unchanged=1, new=2, told=1
    )


def test_a_run_whose_time_is_up_is_carried_on_by_the_next(live: World) -> None:
    asked = iter([False, True])
    first = watch([ODENSE, AARHUS], services(time_is_up=lambda: next(asked)), unexpected)
    assert (first.judged, first.unreached) == (1, 1)
    second = watch([ODENSE, AARHUS], services(), unexpected)
    assert (second.judged, second.unchanged) == (1, 1)


def calls_of_a_run() -> int:
    calls = Calls()
    watch([ODENSE, AARHUS], services(calls.of(clients.dynamodb()), anew=True), unexpected)
    return len(calls.names)


def test_killed_at_any_call_the_next_run_finds_what_an_undisturbed_one_does(live: World) -> None:
    live_before, before = everything(), kept_back()
    last = calls_of_a_run() - 1
    expected = state(), state(AARHUS)
    for moment in [*((number, "before") for number in range(last + 1)), (last, "after")]:
        restore(before)
        with pytest.raises(Killed):
            watch(
                [ODENSE, AARHUS], services(Calls(moment, kill).of(clients.dynamodb()), anew=True), unexpected
            )
        assert everything() == live_before, moment
        watch([ODENSE, AARHUS], services(), unexpected)
        assert (state(), state(AARHUS)) == expected, moment


def test_of_two_runs_at_once_the_second_is_put_aside(live: World) -> None:
    last = calls_of_a_run()
    for number in range(last):
        other = Calls(
            (number, "before"), lambda: watch([ODENSE], services(now=NOON + A_DAY, anew=True), unexpected)
        )
        watch([ODENSE], services(other.of(clients.dynamodb()), now=NOON + A_DAY, anew=True), unexpected)
        assert open_rules() == ["KA404", "KA754"]
        assert {one.first_seen for one in state().findings} == {"2025-11-03T12:00:00.000Z"}


def test_people_are_told_once_a_week_at_most_by_a_notice_without_content(live: World) -> None:
    watch([ODENSE], services(), unexpected)
    told = item(keys.WATCH_NOTICE)
    assert set(told) == {"PK", "SK", "at"}

    gone = Around(register_with(Topic("15.20.24", "Fleksjob", date(2025, 1, 1))))
    watch([ODENSE], services(now=NOON + 2 * A_DAY, around=gone), unexpected)
    assert "KA403" in open_rules()
    assert item(keys.WATCH_NOTICE) == told
    assert watch([ODENSE], services(now=NOON + 7 * A_DAY, around=gone), unexpected).told == 1
    assert item(keys.WATCH_NOTICE) != told
    assert watch([ODENSE], services(now=NOON + 15 * A_DAY, around=gone), unexpected).told == 0

    listener = ear(live, "NoticeRaised")
    image = item(keys.WATCH_NOTICE)
    record = {
        "eventName": "MODIFY",
        "dynamodb": {
            "Keys": {name: image[name] for name in ("PK", "SK")},
            "NewImage": image,
            "SequenceNumber": "1",
            "ApproximateCreationDateTime": 1,
        },
    }
    assert announce_handler.handler({"Records": [record, record]}, CONTEXT) == {"batchItemFailures": []}
    listener.listen()
    heard = listener.details(ODENSE)
    assert {(one["kind"], one["cause"], one["happenedAt"]) for one in heard} == {
        ("watch", "watch_found", image["at"]["S"])
    }
    assert len({one["noticeId"] for one in heard}) == 1
    assert {name for one in heard for name in one} == {
        *("schemaVersion", "noticeId", "municipalityCode", "kind", "cause", "happenedAt", "correlationId")
    }


def test_what_is_set_aside_is_counted_apart_told_to_nobody_and_comes_back(live: World) -> None:
    watch([ODENSE], services(around=Around(embedded())), unexpected)
    watch([ODENSE], services(now=NOON + A_DAY), unexpected)
    [retiring] = [one for one in state().open_findings if one.rule == "KA404"]
    place = tenant_of(ODENSE, live.table, lambda: NOON)
    until = date(2025, 12, 1)
    set_aside([retiring.finding_id], until, "anne", "afløseren er på vej", place)
    assert live.log()[-1].note == "afløseren er på vej"

    watch([ODENSE], services(now=NOON + 10 * A_DAY), unexpected)
    counts = item(keys.WATCH_COUNTS)
    assert (counts["warnings"]["N"], counts["set_aside"]["N"]) == ("0", "1")
    watch([ODENSE], services(now=NOON + 40 * A_DAY), unexpected)
    counts = item(keys.WATCH_COUNTS)
    assert (counts["warnings"]["N"], counts["set_aside"]["N"]) == ("1", "0")


def test_whoever_sets_something_aside_has_looked(live: World) -> None:
    old = services(now=NOON + 400 * A_DAY)
    watch([ODENSE], old, unexpected)
    [unseen] = [one for one in state().open_findings if one.rule == "KA756"]
    assert "03-11-2025" in unseen.message_da
    place = tenant_of(ODENSE, live.table, lambda: NOON + 400 * A_DAY)
    until = (NOON + 500 * A_DAY).date()
    set_aside([unseen.finding_id], until, "anne", "gået igennem", place)
    watch([ODENSE], services(now=NOON + 401 * A_DAY), unexpected)
    assert "KA756" not in open_rules()
    take_up([unseen.finding_id], "anne", "alligevel ikke", place)
    freeze("anne", "vi flytter", place)
    watch([ODENSE], services(now=NOON + 402 * A_DAY), unexpected)
    assert "KA756" in open_rules()


def test_rows_that_are_not_whole_are_found_and_told_to_the_operator(live: World) -> None:
    watch([ODENSE, AARHUS], services(), unexpected)
    live.lose_a_page(live.live().content)
    flaws: list[tuple[str, list[str]]] = []
    totals = watch(
        [ODENSE, AARHUS],
        services(now=NOON + A_DAY),
        unexpected,
        lambda code, found, _: flaws.append((code, list(found))),
    )
    assert (totals.flawed, totals.failed) == (1, 0)
    assert flaws == [(ODENSE, ["rows"])]
    assert open_rules() == ["KA404", "KA754", "KA769"], "what was found of the rows stays"
    assert open_rules(AARHUS) == ["KA404", "KA754"]


def test_a_log_that_is_not_whole_is_found_within_a_week(live: World) -> None:
    live.dynamodb.update_item(
        TableName=TABLE,
        Key={"PK": {"S": f"M#{ODENSE}"}, "SK": {"S": keys.log_key(1)}},
        UpdateExpression="SET actor = :v",
        ExpressionAttributeValues={":v": {"S": "somebody else"}},
    )
    for day in range(7):
        watch([ODENSE, AARHUS], services(now=NOON + day * A_DAY), unexpected)
    assert "KA769" in open_rules()
    assert "KA769" not in open_rules(AARHUS)


def figures(output: str) -> list[tuple[str, str | None, float]]:
    return [one for line in metric_lines(output) for one in measured_in(line)]


def keep_files(world: World) -> None:
    """Sheet and report of every upload that is recorded."""
    for code in (ODENSE, AARHUS):
        for one in world.table.uploads(code):
            world.s3.put_object(Bucket=UPLOADS, Key=one.key, Body=b"a sheet")
            for name in ("report.json", "report.txt"):
                key = f"{report_prefix(one.upload_id, code)}{name}"
                world.s3.put_object(Bucket=REPORTS, Key=key, Body=b"{}")


def orphans(world: World, now: datetime | None = None) -> FileOrphans:
    files = FileNames(clients.s3(), UPLOADS, REPORTS)
    return file_orphans(ODENSE, files, world.table, now or datetime.now(UTC) + 2 * A_DAY)


def test_files_and_records_that_nothing_belongs_to_are_counted(live: World) -> None:
    assert orphans(live) == FileOrphans(without_sheet=1)
    [upload] = live.table.uploads(ODENSE)
    live.s3.delete_object(Bucket=REPORTS, Key=f"{report_prefix(upload.upload_id, ODENSE)}config.json")
    assert orphans(live) == FileOrphans(without_sheet=1, without_report=1)
    keep_files(live)
    assert not orphans(live)
    put = live.s3.put_object
    put(Bucket=UPLOADS, Key=f"{ODENSE}/kontrol/ukendt.xlsx", Body=b"x")
    put(Bucket=REPORTS, Key=f"{ODENSE}/{'9' * 32}/report.json", Body=b"x")
    put(Bucket=REPORTS, Key=f"{ODENSE}/{'9' * 32}/report.txt", Body=b"x")
    for others in (f"{ODENSE}/mappe/", f"{AARHUS}/ark.xlsx", "ukendt/ark.xlsx"):
        put(Bucket=UPLOADS, Key=others, Body=b"")
    assert orphans(live) == FileOrphans(sheets=1, reports=1)
    assert orphans(live).to_json() == {"sheets": 1, "reports": 1}
    # What came just now may be on its way.
    assert orphans(live, datetime.now(UTC)) == FileOrphans(reports=1)
    # A newer version under the same name is no loss, whatever becomes of the older one.
    put(Bucket=UPLOADS, Key=upload.key, Body=b"another")
    assert orphans(live) == FileOrphans(sheets=1, reports=1)
    live.s3.delete_object(Bucket=UPLOADS, Key=upload.key)
    assert orphans(live) == FileOrphans(sheets=1, reports=1, without_sheet=1)
    # Of one whose deletion was asked for, nothing should be left.
    live.dynamodb.update_item(
        TableName=TABLE,
        Key={"PK": {"S": keys.upload_partition(ODENSE)}, "SK": {"S": keys.upload_key(upload.upload_id)}},
        UpdateExpression="SET #status = :status",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":status": {"S": "being_deleted"}},
    )
    assert orphans(live) == FileOrphans(sheets=1, reports=1)


def test_many_files_are_listed_page_by_page(live: World) -> None:
    keep_files(live)
    files = FileNames(InPages(clients.s3()), UPLOADS, REPORTS)  # type: ignore[arg-type]
    for number in range(5):
        live.s3.put_object(Bucket=UPLOADS, Key=f"{ODENSE}/{number}.xlsx", Body=b"x")
        live.s3.put_object(Bucket=REPORTS, Key=f"{ODENSE}/{number}/report.json", Body=b"x")
    assert (len(files.sheets(ODENSE)), len(files.reports(ODENSE))) == (6, 6)


class InPages:
    """S3, which gives two names at a time."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def list_objects_v2(self, **asked: Any) -> Any:
        return self._client.list_objects_v2(**asked, MaxKeys=2)


def test_the_handler_judges_all_and_says_what_it_did(
    live: World,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(CONTEXT, "get_remaining_time_in_millis", lambda: 600_000, raising=False)
    make_links_table(live)
    monkeypatch.setenv("LINKS_TABLE_NAME", LINKS)
    everyone = len(municipalities())
    first = watch_handler.handler({}, CONTEXT)
    assert (first["judged"], first["unchanged"], first["failed"]) == (2, everyone - 2, 0)
    assert watch_handler.handler({}, CONTEXT)["unchanged"] == everyone
    assert watch_handler.handler({"municipality": ODENSE}, CONTEXT)["judged"] == 1
    assert ("WatchWork", "judged", 1.0) in figures(capsys.readouterr().out)
    refused: list[Any] = [[], {"municipality": "9999"}, {"anew": "ja"}, {"dryRun": True}]
    for wrong in refused:
        with pytest.raises(UnknownRequestError):
            watch_handler.handler(wrong, CONTEXT)

    # No file of theirs was ever put into the buckets.
    assert watch_handler.handler({"anew": True}, CONTEXT)["flawed"] == 2
    given = figures(capsys.readouterr().out)
    assert [one for one in given if one[0] == "Orphans"] == [("Orphans", "without_sheet", 2.0)]
    keep_files(live)
    assert watch_handler.handler({"anew": True}, CONTEXT)["flawed"] == 0
    assert "Orphans" not in capsys.readouterr().out
    live.lose_a_page(live.live().content)
    assert watch_handler.handler({"anew": True}, CONTEXT)["flawed"] == 1
    said = capsys.readouterr().out
    assert ("StoredFlaws", None, 1.0) in figures(said)
    assert any(one.message == "stored_data_flawed" for one in caplog.records)

    name = {"TableName": "other"}
    monkeypatch.setattr(
        watch_handler, "tables", lambda: tuple(_elsewhere(one, name["TableName"]) for one in _TABLES())
    )
    with pytest.raises(IncompleteWatchError):
        watch_handler.handler({}, CONTEXT)


def test_what_is_live_is_judged_by_the_edition_that_is_active(
    live: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CONTEXT, "get_remaining_time_in_millis", lambda: 600_000, raising=False)
    make_links_table(live)
    monkeypatch.setenv("LINKS_TABLE_NAME", LINKS)
    editions = Editions(live)
    assert watch_handler.handler({}, CONTEXT)["judged"] == 2
    assert not {"KA403", "KA404"} & {*open_rules(), *open_rules(AARHUS)}

    received = editions.drop(edition_file(without=("15.20.24",)))
    assert received.record is not None
    assert watch_handler.handler({}, CONTEXT)["judged"] == 0, "that an edition came in changes nothing"
    carry_out(editions.plan(received), OPERATOR, "august", editions.services, confirmed=True)
    before = everything()
    assert watch_handler.handler({}, CONTEXT)["judged"] == 2
    assert "KA403" in open_rules()
    assert "KA403" in open_rules(AARHUS)
    assert everything() == before, "what is live was changed"

    carry_out(plan_revert(None, editions.services), OPERATOR, "KL har fortrudt", editions.services)
    assert watch_handler.handler({}, CONTEXT)["judged"] == 2
    assert not {"KA403", "KA404"} & {*open_rules(), *open_rules(AARHUS)}


def test_a_register_that_cannot_be_read_judges_nobody(live: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CONTEXT, "get_remaining_time_in_millis", lambda: 600_000, raising=False)
    make_links_table(live)
    monkeypatch.setenv("LINKS_TABLE_NAME", LINKS)
    editions = Editions(live)
    editions.activate(edition_file(without=("15.20.24",)), confirmed=True)
    slices = json.loads(editions.services.table.active().outline)["slices"]
    key = (keys.EDITION_PARTITION, f"{keys.REGISTER_SLICE_PREFIX}{slices['15']}")
    part: Any = everything()[key]
    live.dynamodb.delete_item(TableName=TABLE, Key={"PK": part["PK"], "SK": part["SK"]})
    with pytest.raises(IncompleteWatchError):
        watch_handler.handler({}, CONTEXT)
    assert item(keys.WATCH_STATE) is None
    live.dynamodb.put_item(TableName=TABLE, Item=part)
    assert watch_handler.handler({}, CONTEXT)["judged"] == 2
    assert "KA403" in open_rules()


_TABLES = watch_handler.tables


def _elsewhere(table: Any, name: str) -> Any:
    return replace(table, name=name) if isinstance(table, ConfigurationTable) else table


def test_many_rows_and_findings_fit_into_their_item(world: World) -> None:
    world.published(rows(300))
    watch([ODENSE], services(), unexpected)
    assert len(state().open_findings) > 200
    assert len(item(keys.WATCH_STATE)["said"]["B"]) < 40_000


def test_a_feed_that_broke_between_two_inventories_is_found_by_the_function(world: World) -> None:
    world.published([row("FASIT")])
    index = InventoryTable(clients.dynamodb(), TABLE)
    before: Head | None = None
    for number, cases in enumerate((412, 0)):
        lines = [Line(ODENSE, "15.20.24", "FASIT", cases), Line(ODENSE, "15.62.05", "KSD", 9)]
        inventory = inventory_of(lines)
        at = stamp(NOON + timedelta(days=30 * number))
        head = Head(upload_order(at, at, f"{number}" * 32), inventory.digest, 2, f"{number}" * 32, at)
        index.write_pages(head, inventory)
        if before is not None:
            keep_sums(before, index, world.table)
        assert index.set_head(head, after=before)
        # Of what counts itself nothing is compared, though its sums may be there already.
        keep_sums(head, index, world.table)
        before = head
    around = StoredSurroundings(index, NoLinks(), NOON.date())
    assert [one.cases for one in around.past(ODENSE)] == [421]
    watch([ODENSE], services(around=around), unexpected)  # type: ignore[arg-type]
    [fall] = [one for one in state().open_findings if one.rule == "KA766"]
    assert "15.20.24: 412 → 0" in fall.message_da
