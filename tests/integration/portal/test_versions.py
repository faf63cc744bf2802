"""The lists: the 98 municipalities, and a municipality's revisions; and what the API says of itself."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from kleark.portal.cursor import Cursor, fingerprint
from kleark.publishing.manual import unpublish
from kleark.registers.municipalities import municipalities
from tests.support.acting import change_request
from tests.support.interruptions import Stumbling
from tests.support.portal import conforming, follow, problem, reading, watched
from tests.support.world import AARHUS, NOON, TABLE, Response, World, ask, rows

ALL = "/v1/kommuner"
VERSIONS = "/v1/kommuner/{code}/versioner"
PATH = "/v1/kommuner/0461/versioner"


def listed(response: Response, code: str) -> Any:
    [entry] = [one for one in response.json["municipalities"] if one["municipalityCode"] == code]
    return entry


def test_all_municipalities(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.published(rows(9))
    entry = world.published(rows(8), NOON + timedelta(minutes=10))
    assert entry.content is not None
    world.at(AARHUS).freeze()  # LIVE is there, and nothing was ever published
    calls = watched(world, monkeypatch)
    response = conforming(ask(ALL), ALL)
    assert calls.names == ["batch_get_item"]
    assert [one["municipalityCode"] for one in response.json["municipalities"]] == [
        one.code for one in municipalities()
    ]
    assert listed(response, "0461") == {
        "municipalityCode": "0461",
        "municipalityName": "Odense",
        "revision": 2,
        "publishedAt": entry.at,
        "digest": entry.content.digest,
        "rowCount": 8,
    }
    for code, name in (("0751", "Aarhus"), ("0101", "København")):
        assert listed(response, code) == {
            "municipalityCode": code,
            "municipalityName": name,
            "revision": 0,
            "publishedAt": None,
            "digest": None,
            "rowCount": 0,
        }


def test_a_municipality_that_took_everything_back(world: World) -> None:
    world.published(rows(9))
    unpublish(change_request("anne", "forkert kommune", 1), world.place)
    found = listed(conforming(ask(ALL), ALL), "0461")
    assert (found["revision"], found["rowCount"]) == (2, 0)
    assert conforming(world.get()).json["rows"] == []


def test_the_list_changes_with_what_is_live_and_with_nothing_else(world: World) -> None:
    world.published(rows(9))
    tag = ask(ALL).headers["ETag"]
    world.freeze()
    same = conforming(ask(ALL, if_none_match=tag), ALL)
    assert (same.status, same.content, same.headers["ETag"]) == (304, b"", tag)
    assert ask(ALL, if_none_match=tag, accept_encoding="gzip").status == 200
    world.unfreeze()
    world.at(AARHUS).published(rows(3))
    assert ask(ALL, if_none_match=tag).status == 200
    packed = ask(ALL, accept_encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.json == ask(ALL).json


def left_out(real: Any, **arguments: Any) -> Any:
    """As DynamoDB answers where it has not the capacity for all of it."""
    [(table, asked)] = arguments["RequestItems"].items()
    some, rest = asked["Keys"][:40], asked["Keys"][40:]
    answer = real(RequestItems={table: asked | {"Keys": some}})
    return answer | {"UnprocessedKeys": {table: asked | {"Keys": rest}}}


def test_items_left_out_are_asked_for_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.published(rows(9))
    world.at(AARHUS).published(rows(3))
    whole = ask(ALL).content
    client: Any = Stumbling(world.dynamodb, "batch_get_item", [left_out, left_out])
    reading(client, monkeypatch)
    assert ask(ALL).content == whole
    assert client.times == 3
    client = Stumbling(world.dynamodb, "batch_get_item", [left_out, left_out, nothing, nothing, nothing])
    reading(client, monkeypatch)
    problem(conforming(ask(ALL), ALL), 503, "busy")


def nothing(real: Any, **arguments: Any) -> Any:
    return {"Responses": {}, "UnprocessedKeys": arguments["RequestItems"]}


def test_versions_newest_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.published(rows(9))
    world.published(rows(8, phone="70151515"), NOON + timedelta(minutes=10))
    world.freeze()
    world.unfreeze()
    world.go_back(to=1, expected=2)
    unpublish(change_request("anne", "hemmelig grund", 3), world.place)
    calls = watched(world, monkeypatch)
    response = conforming(ask(PATH), VERSIONS)
    assert calls.names == ["get_item", "batch_get_item"]
    entries = {entry.revision: entry for entry in world.revisions()}
    said = response.json["versions"]
    assert [(one["revision"], one["action"], one["restored"]) for one in said] == [
        (4, "unpublish", None),
        (3, "revert", 1),
        (2, "publish", None),
        (1, "publish", None),
    ]
    assert [
        (one["rowCount"], one["added"], one["changed"], one["removed"], one["unchanged"]) for one in said
    ] == [
        (0, 0, 0, 9, 0),
        (9, 1, 8, 0, 0),
        (8, 0, 8, 1, 0),
        (9, 9, 0, 0, 0),
    ]
    for one in said:
        entry = entries[one["revision"]]
        assert entry.content is not None
        assert (one["publishedAt"], one["digest"]) == (entry.at, entry.content.digest)


def test_a_cursor_that_nobody_was_given_is_no_reason_to_ask_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.published(rows(9))
    for revision in (2, 50, 9_999_999_999):
        forged = str(Cursor("0461", revision, 0, fingerprint("versioner")))
        problem(conforming(ask(PATH, f"cursor={forged}"), VERSIONS), 400, "malformed-cursor")
    given = str(Cursor("0461", 1, 0, fingerprint("versioner")))
    assert [one["revision"] for one in ask(PATH, f"cursor={given}").json["versions"]] == [1]
    client: Any = Stumbling(world.dynamodb, "batch_get_item", [gone, gone])
    reading(client, monkeypatch)
    problem(conforming(ask(PATH, f"cursor={given}"), VERSIONS), 503, "busy")


def gone(real: Any, **arguments: Any) -> Any:
    return {"Responses": {}, "UnprocessedKeys": {}}


def test_versions_tell_of_no_person(world: World) -> None:
    world.published(rows(9))
    world.published(rows(9, phone="70151515"), NOON + timedelta(minutes=10))
    entry = world.go_back()
    response = ask(PATH)
    for secret in (entry.actor, entry.note, entry.hash):
        assert secret
        assert secret.encode() not in response.content
    assert "upload" not in response.content.decode().lower()


def test_pages_of_versions_while_more_are_made(world: World) -> None:
    for minute in range(5):
        world.published(rows(9 + minute), NOON + timedelta(minutes=minute))
    page: Response | None = ask(PATH, "antal=2")
    seen = []
    while page is not None:
        conforming(page, VERSIONS)
        seen.append([one["revision"] for one in page.json["versions"]])
        world.published(rows(20 + len(seen)), NOON + timedelta(hours=len(seen)))
        page = follow(PATH, page)
    assert seen == [[5, 4], [3, 2], [1]]


def test_a_municipality_without_versions(world: World) -> None:
    assert conforming(ask(PATH), VERSIONS).json["versions"] == []
    world.freeze()
    assert conforming(ask(PATH), VERSIONS).json["versions"] == []


def test_versions_can_be_kept_for_a_while(world: World) -> None:
    world.published(rows(9))
    tag = conforming(ask(PATH), VERSIONS).headers["ETag"]
    assert conforming(ask(PATH, if_none_match=tag), VERSIONS).status == 304
    world.published(rows(8), NOON + timedelta(minutes=10))
    assert ask(PATH, if_none_match=tag).status == 200


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("antal=101", "malformed-page-size"),
        ("antal=0", "malformed-page-size"),
        ("cursor=x", "malformed-cursor"),
        ("kle=15.20.24", "unknown-parameter"),
    ],
)
def test_a_malformed_question_about_versions(world: World, query: str, kind: str) -> None:
    problem(conforming(ask(PATH, query), VERSIONS), 400, kind)


def test_a_cursor_of_a_configuration_is_none_of_the_list(world: World) -> None:
    world.published(rows(9))
    link = world.get("antal=2").headers["Link"]
    cursor = link.partition("cursor=")[2].partition(">")[0]
    problem(conforming(ask(PATH, f"cursor={cursor}"), VERSIONS), 400, "cursor-of-another-question")


def test_a_log_that_a_replica_has_not_all_of(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.published(rows(9))
    consistent: list[bool] = []

    def lagging(real: Any, **arguments: Any) -> Any:
        consistent.append(arguments["RequestItems"][TABLE]["ConsistentRead"])
        return {"Responses": {TABLE: []}}

    client: Any = Stumbling(world.dynamodb, "batch_get_item", [lagging])
    reading(client, monkeypatch)
    assert len(ask(PATH).json["versions"]) == 1
    client = Stumbling(world.dynamodb, "batch_get_item", [lagging, lagging])
    reading(client, monkeypatch)
    problem(conforming(ask(PATH), VERSIONS), 503, "busy")
    assert consistent == [False, False, True]


def test_the_description(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = watched(world, monkeypatch)
    response = conforming(ask("/v1/openapi.json"), "/v1/openapi.json")
    assert response.json["paths"]["/v1/kommuner/{code}/visning"]["post"]["operationId"] == "decideVisit"
    packed = ask("/v1/openapi.json", accept_encoding="gzip")
    assert json.loads(packed.content) == response.json
    kept = ask("/v1/openapi.json", if_none_match=response.headers["ETag"])
    assert conforming(kept, "/v1/openapi.json").status == 304
    assert calls.names == []


@pytest.mark.parametrize("path", [ALL, "/v1/openapi.json", "/v1/sundhed"])
def test_addresses_without_parameters(world: World, path: str) -> None:
    problem(conforming(ask(path, "x=1"), path), 400, "unknown-parameter")
