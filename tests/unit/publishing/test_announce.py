from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from infra.cloudformation import ROOT
from kleark.adapters.dynamodb.stream import UnreadableRecordError, live_change
from kleark.publishing.announce import LiveChange, latest_per_municipality
from kleark.publishing.announced_event import FlawedLogError, config_published, event_id
from kleark.publishing.ids import municipality_code
from kleark.publishing.log import MAKES_A_REVISION, next_entry
from kleark.publishing.model import Action, Content, Live, LogEntry

OF_THE_HASH = {"eventId", "logHash", "correlationId"}
"""What is made of the entry's hash: of a revert, the correlation id is the first half of it."""

ODENSE, AARHUS = municipality_code("0461"), municipality_code("0751")
SCHEMA = json.loads(
    (ROOT / "schemas" / "events" / "config-published.schema.json").read_text(encoding="utf-8")
)
CONTENT = Content(
    snapshot_id="5" * 32,
    digest="d" * 64,
    row_count=9,
    schema_version="1.0",
    upload_id="7" * 32,
    uploaded_at="2025-11-03T11:00:00.000Z",
)


def entry(
    action: Action = Action.PUBLISH,
    actor: str = "anna@odense.dk",
    note: str = "Fordi Bent bad om det",
    **other: Any,
) -> LogEntry:
    written = LogEntry(
        revision=0,
        action=action,
        at="2025-11-03T12:00:00.000Z",
        actor=actor,
        note=note,
        content=CONTENT,
        **{"added": 2, "changed": 1, "removed": 0, "unchanged": 6} | other,
    )
    return next_entry(ODENSE, Live(revision=3, log_head="a" * 64), written)


def record(partition: str = "M#0461", revision: int | None = 4, sequence: str = "1") -> dict[str, Any]:
    image: dict[str, Any] = {"PK": {"S": partition}, "SK": {"S": "LIVE"}, "lock": {"N": "9"}}
    image |= {} if revision is None else {"revision": {"N": str(revision)}}
    keys = {"PK": {"S": partition}, "SK": {"S": "LIVE"}}
    return {
        "eventName": "MODIFY",
        "dynamodb": {"Keys": keys, "NewImage": image, "SequenceNumber": sequence},
    }


def test_the_event_says_what_became_live_and_nothing_of_people() -> None:
    logged = entry()
    event = config_published(ODENSE, logged).to_json()
    assert event == {
        "schemaVersion": "1.0",
        "eventId": event_id(ODENSE, 4, logged.hash),
        "municipalityCode": "0461",
        "revision": 4,
        "previousRevision": 3,
        "action": "publish",
        "publishedAt": "2025-11-03T12:00:00.000Z",
        "digest": "d" * 64,
        "counts": {"rows": 9, "added": 2, "changed": 1, "removed": 0, "unchanged": 6},
        "logHash": logged.hash,
        "correlationId": "7" * 32,
    }
    assert "anna" not in json.dumps(event)
    assert "Bent" not in json.dumps(event)


@given(st.text(), st.text(), st.sampled_from(sorted(MAKES_A_REVISION)))
def test_nothing_in_it_but_the_logs_hash_depends_on_who_and_why(
    actor: str, note: str, action: Action
) -> None:
    def told(of: LogEntry) -> dict[str, Any]:
        event = config_published(ODENSE, of).to_json()
        return {name: value for name, value in event.items() if name not in OF_THE_HASH}

    assert told(entry(action, actor, note)) == told(entry(action, "automatic", ""))


@pytest.mark.parametrize("action", sorted(MAKES_A_REVISION))
def test_every_event_is_as_the_schema_says(action: Action) -> None:
    Draft202012Validator(SCHEMA).validate(config_published(ODENSE, entry(action)).to_json())


def test_the_schema_knows_the_actions_that_make_a_revision() -> None:
    assert set(SCHEMA["properties"]["action"]["enum"]) == {action.value for action in MAKES_A_REVISION}


def test_the_schema_lets_nothing_else_in() -> None:
    event = config_published(ODENSE, entry()).to_json()
    assert not Draft202012Validator(SCHEMA).is_valid(event | {"actor": "anna"})
    assert not Draft202012Validator(SCHEMA).is_valid(event | {"municipalityCode": "0461\n"})


@pytest.mark.parametrize("missing", ["content", "added", "changed", "removed", "unchanged"])
def test_an_entry_that_is_not_whole_is_not_announced(missing: str) -> None:
    lacking: dict[str, Any] = {missing: None}
    with pytest.raises(FlawedLogError):
        config_published(ODENSE, replace(entry(), **lacking))


def test_the_same_revision_of_the_same_log_has_one_id_and_no_other_has_it() -> None:
    assert event_id(ODENSE, 4, "a" * 64) == event_id(ODENSE, 4, "a" * 64)
    others = {event_id(AARHUS, 4, "a" * 64), event_id(ODENSE, 5, "a" * 64), event_id(ODENSE, 4, "b" * 64)}
    assert len(others | {event_id(ODENSE, 4, "a" * 64)}) == 4


def test_a_record_tells_of_the_municipality_and_its_revision() -> None:
    assert live_change(record(sequence="77")) == LiveChange(ODENSE, 4, "77")


def test_a_freeze_before_the_first_revision_is_nothing_to_announce() -> None:
    assert live_change(record(revision=None)) is None


def test_nor_is_live_removed() -> None:
    removed = record()
    del removed["dynamodb"]["NewImage"]
    assert live_change(removed) is None


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"dynamodb": None},
        {"dynamodb": {"Keys": {"PK": {"S": "M#0461"}}}},
        record(partition="M#9999"),
        record(partition="0461x"),
        record()
        | {"dynamodb": record()["dynamodb"] | {"Keys": {"PK": {"S": "M#0461"}, "SK": {"S": "LOG#1"}}}},
    ],
)
def test_a_record_of_something_else_is_not_read(broken: dict[str, Any]) -> None:
    with pytest.raises(UnreadableRecordError):
        live_change(broken)


flips = st.builds(
    LiveChange, st.sampled_from([ODENSE, AARHUS]), st.integers(1, 9), st.integers(1, 99).map(str)
)


@given(st.lists(flips, max_size=12))
def test_records_come_together_with_the_highest_revision_and_the_first_place(of: list[LiveChange]) -> None:
    together = latest_per_municipality(of)
    assert [one.municipality for one in together] == list(dict.fromkeys(one.municipality for one in of))
    for one in together:
        own = [flip for flip in of if flip.municipality == one.municipality]
        assert one.revision == max(flip.revision for flip in own)
        assert one.first == own[0].first
