"""``/v1/status`` by what is in the indexes and what is live, and what it asks the table for."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import pytest

import portal_api.handler as portal_handler
from kleark.adapters.dynamodb.finding_table import FindingTable
from kleark.adapters.dynamodb.health_table import HealthTable
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.adapters.dynamodb.keys import ROW_KEYS, page_key
from kleark.portal.status_overview import Country
from kleark.publishing.manual import unpublish
from kleark.publishing.model import stamp
from kleark.watch.model import WatchCounts, WatchFinding, WatchState
from sample_sheets.inventory_rows import AARHUS, ODENSE, as_csv
from tests.integration.intake.test_inventory import LATER, put
from tests.support.acting import change_request
from tests.support.interruptions import Calls, Stumbling, aws_error
from tests.support.obligatory import OBLIGATORY
from tests.support.portal import conforming, problem, reading
from tests.support.world import AARHUS as AARHUS_CODE
from tests.support.world import NOON, TABLE, World, ask, row
from tests.support.world import ODENSE as ODENSE_CODE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.configuration.row import Row
    from tests.support.world import Response

STATUS, MAP, PAGE = "/v1/status", "/v1/status.svg", "/v1/status.html"
FLEKSJOB = row(2024)


def numbered(kle_numbers: Sequence[str], system: str = "*") -> tuple[Row, ...]:
    return tuple(row(int(number[3:5]) * 100 + int(number[6:8]), system=system) for number in kle_numbers)


def status() -> Response:
    return conforming(ask(STATUS), STATUS)


def of(response: Response, code: str = "0461") -> dict[str, Any]:
    """What is told of one municipality."""
    found: dict[str, Any] = next(
        one for one in response.json["municipalities"] if one["municipalityCode"] == code
    )
    return found


def watched(world: World, monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Counts what the handler asks the table from now on, with an empty memory."""
    calls = Calls()
    client = calls.of(world.dynamodb)
    reading(client, monkeypatch)
    country = Country(InventoryTable(client, TABLE), HealthTable(client, TABLE))
    monkeypatch.setattr(portal_handler, "country", lambda: country)
    return calls


def test_before_any_inventory_nothing_is_known(world: World) -> None:
    world.published(numbered(OBLIGATORY))
    told = status()
    assert (told.json["inventory"], told.json["counts"]) == (None, [])
    assert {one["status"] for one in told.json["municipalities"]} == {None}
    assert of(told)["obligatoryMissing"] == []
    assert of(told)["revision"] == 1


def test_the_four_as_they_follow_from_publications(world: World) -> None:
    put(world, as_csv(ODENSE, AARHUS)).deliver()
    assert [one["municipalities"] for one in status().json["counts"]] == [96, 2, 0, 0]
    assert of(status())["status"] == "data_not_exposed"

    world.published(numbered(["15.20.24"], "KSD"))
    assert of(status())["status"] == "data_not_exposed", "Odense's cases are from FASIT"

    both = (*numbered(["15.20.24"], "KSD"), *numbered(["15.20.24"], "Fasit"))
    world.published(both, LATER, "andet.xlsx")
    told = of(status())
    assert (told["status"], told["revision"], told["kleNumbersExposed"]) == ("some_exposed", 2, 1)
    assert told["obligatoryMissing"] == [number for number in OBLIGATORY if number != "15.20.24"]

    world.at(AARHUS_CODE).published(numbered(OBLIGATORY))
    told = of(status(), "0751")
    assert (told["status"], told["label"]) == (
        "all_obligatory_exposed",
        "Alle obligatoriske KLE-numre udstillet",
    )
    assert (told["cases"], told["obligatoryExposed"]) == (980, 12)
    assert [one["municipalities"] for one in status().json["counts"]] == [96, 0, 1, 1]


def test_a_newer_inventory_counts_at_once(world: World) -> None:
    put(world, as_csv(ODENSE)).deliver()
    first = status()
    put(world, as_csv(AARHUS), at=LATER).deliver()
    second = status()
    assert (of(first)["cases"], of(second)["cases"]) == (1204, 0)
    assert (of(first, "0751")["cases"], of(second, "0751")["cases"]) == (0, 980)
    assert first.headers["ETag"] != second.headers["ETag"]
    assert second.json["inventory"]["lines"] == 1


@pytest.mark.parametrize("path", [STATUS, MAP, PAGE])
def test_who_has_it_is_not_sent_it_again_until_it_changes(world: World, path: str) -> None:
    put(world, as_csv(ODENSE)).deliver()
    first = ask(path)
    assert first.status == 200
    assert first.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=300"
    again = ask(path, if_none_match=first.headers["ETag"])
    assert (again.status, again.content) == (304, b"")
    world.published((FLEKSJOB,))
    changed = ask(path, if_none_match=first.headers["ETag"])
    assert changed.status == 200
    assert changed.content != first.content
    zipped = ask(path, accept_encoding="gzip")
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert zipped.content == changed.content
    assert zipped.headers["ETag"] != changed.headers["ETag"]


def test_map_and_page_are_what_browsers_show_and_run_nothing(world: World) -> None:
    put(world, as_csv(ODENSE)).deliver()
    drawn, page = ask(MAP), ask(PAGE)
    assert drawn.headers["Content-Type"] == "image/svg+xml"
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    for response in (drawn, page):
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "Odense Kommune: data i indekserne, men ikke udstillet" in response.content.decode()
    assert ask(PAGE, method="HEAD").content == b""


def test_what_it_asks_the_table_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    put(world, as_csv(ODENSE, AARHUS)).deliver()
    world.published((FLEKSJOB,))
    world.at(AARHUS_CODE).published((FLEKSJOB,))
    calls = watched(world, monkeypatch)
    status()
    # What is live of all, what the watch found, and the keys of all rows; the inventory's head, and its pages.
    assert sorted(calls.names) == [*["batch_get_item"] * 3, "get_item", "query"]
    calls.names.clear()
    for path in (STATUS, MAP, PAGE):
        ask(path)
    assert sorted(calls.names) == ["batch_get_item"] * 6 + ["get_item"] * 3
    calls.names.clear()
    world.published((FLEKSJOB, row(2025)), LATER, "andet.xlsx")
    status()
    assert sorted(calls.names) == [*["batch_get_item"] * 3, "get_item"]


def test_what_the_watch_found_is_told_in_counts_alone(world: World) -> None:
    put(world, as_csv(ODENSE, AARHUS)).deliver()
    world.published((FLEKSJOB,))
    world.at(AARHUS_CODE).published((FLEKSJOB,))
    finding = WatchFinding("0" * 12, "KA404", "warning", "Udgår", "Retires", stamp(NOON), stamp(NOON))
    found = WatchState(stamp(NOON), (finding,))
    table = FindingTable(world.dynamodb, TABLE)
    assert table.put(ODENSE_CODE, found, WatchCounts(0, 2, 1, 3), 0, tell=False)
    assert of(status())["watch"] == {
        "judgedAt": stamp(NOON),
        "errors": 0,
        "warnings": 2,
        "infos": 1,
        "setAside": 3,
    }
    assert "watch" not in of(status(), "0751")
    assert "KA404" not in status().content.decode()
    page, drawn = ask(PAGE).content.decode(), ask(MAP).content.decode()
    assert "2 advarsler, 1 oplysning" in page
    assert "2 advarsler, 1 oplysning" in drawn
    assert drawn.count(">!</text>") == 1


def test_of_a_snapshot_without_its_keys_the_rows_are_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an older release wrote it."""
    put(world, as_csv(ODENSE)).deliver()
    world.published((FLEKSJOB,))
    told = status().json
    content = world.live().content
    assert content is not None
    place: Any = {"PK": {"S": f"M#0461#S#{content.snapshot_id}"}, "SK": {"S": ROW_KEYS}}
    world.dynamodb.delete_item(TableName=TABLE, Key=place)
    calls = watched(world, monkeypatch)
    assert status().json == told
    assert sorted(calls.names) == [*["batch_get_item"] * 3, "get_item", "query", "query"]


def test_an_unpublished_municipality_shows_nothing(world: World) -> None:
    put(world, as_csv(ODENSE)).deliver()
    world.published((FLEKSJOB,))
    assert of(status())["status"] == "some_exposed"
    unpublish(change_request("anne", "taget af igen", 1), world.place)
    told = of(status())
    assert (told["status"], told["kleNumbersConfigured"], told["revision"]) == ("data_not_exposed", 0, 2)


def test_going_back_counts_like_any_other_revision(world: World) -> None:
    put(world, as_csv(ODENSE)).deliver()
    world.published((row(2025), row(2026)))
    world.published((FLEKSJOB, row(2025), row(2026)), LATER, "andet.xlsx")
    assert of(status())["status"] == "some_exposed"
    world.go_back()
    told = of(status())
    assert (told["status"], told["revision"]) == ("data_not_exposed", 3)


def test_rows_that_are_not_whole_leave_one_status_unknown_and_all_others_told(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    put(world, as_csv(ODENSE, AARHUS)).deliver()
    world.published((FLEKSJOB,))
    whole = status().json
    world.at(AARHUS_CODE).published((FLEKSJOB,))
    content = world.at(AARHUS_CODE).live().content
    assert content is not None
    place: Any = {"PK": {"S": f"M#0751#S#{content.snapshot_id}"}, "SK": {"S": page_key(0)}}
    page = world.dynamodb.get_item(TableName=TABLE, Key=place)["Item"]
    world.at(AARHUS_CODE).lose_a_page(content)
    caplog.clear()
    told = status()
    assert of(told, "0751") == {
        "municipalityCode": "0751",
        "municipalityName": "Aarhus",
        "status": None,
        "label": "Status kendes ikke",
        "revision": 1,
        "cases": 980,
        "kleNumbersConfigured": None,
        "kleNumbersWithCases": 1,
        "kleNumbersExposed": None,
        "obligatoryExposed": None,
        "obligatoryMissing": None,
        "casesShown": None,
    }
    others = [one for one in told.json["municipalities"] if one["municipalityCode"] != "0751"]
    assert others == [one for one in whole["municipalities"] if one["municipalityCode"] != "0751"]
    assert sum(one["municipalities"] for one in told.json["counts"]) == 97
    [record] = caplog.records
    assert (record.getMessage(), vars(record)["municipalities"]) == ("portal_rows_incomplete", ("0751",))
    for path in (MAP, PAGE):
        shown = ask(path)
        assert shown.status == 200
        assert "Status kendes ikke" in shown.content.decode()
    world.dynamodb.put_item(TableName=TABLE, Item=page)
    caplog.clear()
    again = of(status(), "0751")
    assert (again["status"], again["kleNumbersConfigured"]) == ("data_not_exposed", 1), (
        "its cases are from KSD"
    )
    assert caplog.records == []


def test_the_status_pushes_out_nothing_that_visits_are_answered_from(world: World) -> None:
    put(world, as_csv(ODENSE)).deliver()
    world.published((FLEKSJOB,))
    assert of(status())["status"] == "some_exposed"
    assert portal_handler.snapshots().bytes == 0


def test_an_inventory_that_is_not_whole_is_never_half_used(world: World) -> None:
    put(world, as_csv(ODENSE)).deliver()
    key: Any = next(
        item
        for item in world.dynamodb.query(
            TableName=TABLE,
            KeyConditionExpression="PK = :pk",
            ExpressionAttributeValues={":pk": {"S": "INDEX"}},
        )["Items"]
        if item["SK"]["S"] != "HEAD"
    )
    world.dynamodb.delete_item(TableName=TABLE, Key={"PK": key["PK"], "SK": key["SK"]})
    problem(ask(STATUS), 503, "busy")


def test_a_busy_table_is_told_as_such(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    watched(world, monkeypatch)
    throttled = aws_error("ProvisionedThroughputExceededException", "BatchGetItem")
    client = Stumbling(world.dynamodb, "batch_get_item", [throttled])
    reading(client, monkeypatch)
    problem(ask(STATUS), 503, "busy")
    assert status().status == 200


@pytest.mark.parametrize("broken", [False, True])
def test_garbage_is_collected_again_whatever_came_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch, broken: bool
) -> None:
    """Not while it is read, which would take as long again; an instance that stopped for good would grow."""
    seen: list[bool] = []
    calls = watched(world, monkeypatch)

    def look() -> None:
        seen.append(gc.isenabled())
        if broken:
            raise aws_error("InternalServerError", "BatchGetItem")

    calls.moment, calls.then = (0, "before"), look
    assert ask(STATUS).status == (503 if broken else 200)
    assert seen == [False]
    assert gc.isenabled()


@pytest.mark.parametrize("path", [STATUS, MAP, PAGE])
def test_it_takes_no_parameters_and_no_other_methods(world: World, path: str) -> None:
    problem(ask(path, "kommune=0461"), 400, "unknown-parameter")
    refused = ask(path, method="POST")
    problem(refused, 405, "method-not-allowed")
    assert refused.headers["Allow"] == "GET, HEAD"


def test_the_day_of_the_inventory_is_the_uploads(world: World) -> None:
    uploaded = put(world, as_csv(ODENSE))
    uploaded.deliver()
    modified = world.s3.head_object(Bucket="uploads", Key=uploaded.key)["LastModified"]
    assert status().json["inventory"]["uploadedAt"] == stamp(modified)
