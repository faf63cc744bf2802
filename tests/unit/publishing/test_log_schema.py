"""The log's JSON and its schema say the same."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.part import PartKind, define, parts_to_text
from kleark.publishing.audit import ReadLog
from kleark.publishing.ids import municipality_code
from kleark.publishing.log import apply_entry, next_entry, to_json
from kleark.publishing.model import Action, Content, Live, LogEntry
from tests.support.log_schema import violations

ODENSE = municipality_code("0461")
AT, DUE = "2025-11-03T12:00:00.000Z", "2025-12-01T00:00:00.000Z"
HEX32, HEX64 = "0123456789abcdef" * 2, "0123456789abcdef" * 4
ROWS = Content(HEX32, HEX64, 9, "1.0", HEX32, AT)
NOTHING = replace(ROWS, row_count=0, upload_id="", uploaded_at="")

ANSWER = {"answer_id": HEX32, "answered": 2, "rules": "KA503 KA602"}

about_answer = {
    "answer_id": st.just(HEX32),
    "answered": st.integers(1, 300),
    "rules": st.sampled_from(["KA503", "KA503 KA602"]),
}
PARTS = parts_to_text([define("Job", PartKind.SYSTEMS, ["FASIT"])])
ABOUT_ANSWERS: dict[Action, dict[str, Any]] = {
    Action.SET_WAIT_FOR_ANSWERS: {"wait_for_answers": st.booleans()},
    Action.SET_PARTS: {"part": st.just("Job"), "parts": st.none() | st.just(PARTS)},
    Action.SET_ASIDE: {
        "findings": st.sampled_from(["0123456789ab", "0123456789ab ba9876543210"]),
        "until": st.none() | st.just("2026-01-01"),
    },
    Action.ANSWER: about_answer | {"answered_hash": st.just(HEX64)},
    Action.WITHDRAW_ANSWER: about_answer,
}
counts = st.integers(0, 10_000)
MERGED = replace(ROWS, sources=f"{'1' * 32} {'2' * 32}")
notes = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def entries_of(action: Action) -> st.SearchStrategy[LogEntry]:
    """Entries as the commands make them."""
    shaped: dict[str, Any] = {"deleted_upload": st.just("0" * 32)} if action is Action.DELETE else {}
    if action in {Action.PUBLISH, Action.REVERT, Action.SCHEDULE, Action.CANCEL, Action.REFUSE}:
        shaped["content"] = st.just(ROWS)
    if action is Action.UNPUBLISH:
        shaped["content"] = st.just(NOTHING)
    if action in {Action.SCHEDULE, Action.CANCEL, Action.REFUSE}:
        shaped["due"] = st.just(DUE)
    if action is Action.PUBLISH:
        shaped["due"] = st.none() | st.just(DUE)
        shaped["part"] = st.none() | st.just("Job")
        shaped["content"] = st.sampled_from([ROWS, MERGED])
    if action is Action.REFUSE:
        shaped["refusal"] = st.none() | st.sampled_from(["frozen", "stale_revision"])
    if action is Action.REVERT:
        shaped["restored"] = st.integers(1, 99)
    if action is Action.SET_LIMIT:
        shaped["removal_limit"] = st.none() | st.integers(0, 100)
    if action is Action.SET_FOUR_EYES:
        shaped["four_eyes"] = st.booleans()
    shaped |= ABOUT_ANSWERS.get(action, {})
    if "content" in shaped:
        shaped |= dict.fromkeys(("added", "changed", "removed", "unchanged"), counts)
    return st.builds(
        LogEntry,
        st.just(0),
        st.just(action),
        st.just(AT),
        st.sampled_from(["automatic", "anne"]),
        notes,
        **shaped,
    )


logs = st.lists(st.sampled_from(Action).flatmap(entries_of), max_size=6)


def read(wishes: list[LogEntry]) -> ReadLog:
    live, entries = Live(), []
    for wish in wishes:
        entries.append(next_entry(ODENSE, live, wish))
        live = apply_entry(live, entries[-1])
    return ReadLog(ODENSE, tuple(entries), live.log_head)


@given(logs)
def test_whatever_is_logged_is_as_the_schemas_say(wishes: list[LogEntry]) -> None:
    log = read(wishes)
    data = json.loads(json.dumps(log.to_json()))
    assert violations(data, "log") == []
    assert [violations(entry) for entry in data["entries"]] == [[] for _ in wishes]
    assert ReadLog.from_json(data) == log
    assert ReadLog.from_json(data).find_flaws() == []


def example(action: Action) -> dict[str, Any]:
    shapes: dict[Action, dict[str, Any]] = {
        Action.REVERT: {"restored": 1},
        Action.SCHEDULE: {"due": DUE},
        Action.CANCEL: {"due": DUE},
        Action.REFUSE: {"due": DUE, "refusal": "frozen"},
        Action.SET_LIMIT: {"removal_limit": 5},
        Action.SET_FOUR_EYES: {"four_eyes": False},
        Action.SET_WAIT_FOR_ANSWERS: {"wait_for_answers": True},
        Action.SET_PARTS: {"part": "Job", "parts": PARTS},
        Action.SET_ASIDE: {"findings": "0123456789ab", "until": "2026-01-01"},
        Action.ANSWER: ANSWER | {"answered_hash": HEX64},
        Action.WITHDRAW_ANSWER: ANSWER,
        Action.DELETE: {"deleted_upload": "0" * 32},
    }
    bare = {Action.FREEZE, Action.UNFREEZE, Action.SET_LIMIT, Action.SET_FOUR_EYES, Action.DELETE}
    bare |= {
        Action.SET_ASIDE,
        Action.SET_PARTS,
        Action.SET_WAIT_FOR_ANSWERS,
        Action.ANSWER,
        Action.WITHDRAW_ANSWER,
    }
    content = None if action in bare else ROWS
    wish = LogEntry(0, action, AT, "anne", "", content=content, **shapes.get(action, {}))
    return to_json(ODENSE, next_entry(ODENSE, Live(revision=3, log_head=HEX64), wish))


@pytest.mark.parametrize("action", Action)
def test_a_field_that_is_missing_unknown_or_null_breaks_the_schema(action: Action) -> None:
    data = example(action)
    assert violations(data) == []
    may_be_missing = {"removalLimit", "refusal", "parts", "until"}
    for name in data.keys() - may_be_missing:
        assert violations({k: v for k, v in data.items() if k != name}), name
    for name in data:
        assert violations(data | {name: None}), name
    assert violations(data | {"andet": 1})


@pytest.mark.parametrize(
    ("action", "broken"),
    [
        (Action.PUBLISH, {"step": 1}),
        (Action.PUBLISH, {"revision": 0}),
        (Action.PUBLISH, {"restored": 1}),
        (Action.FREEZE, {"step": 0}),
        (Action.FREEZE, {"removalLimit": 5}),
        (Action.FREEZE, {"due": DUE}),
        (Action.SCHEDULE, {"refusal": "frozen"}),
        (Action.REFUSE, {"refusal": "Visningen er låst"}),
        (Action.SET_LIMIT, {"removalLimit": 101}),
        (Action.SET_LIMIT, {"fourEyes": True}),
        (Action.PUBLISH, {"fourEyes": False}),
        (Action.SET_FOUR_EYES, {"fourEyes": "on"}),
        (Action.SET_FOUR_EYES, {"removalLimit": 5}),
        (Action.SET_FOUR_EYES, {"step": 0}),
        (Action.SET_WAIT_FOR_ANSWERS, {"waitForAnswers": "on"}),
        (Action.FREEZE, {"waitForAnswers": True}),
        (Action.FREEZE, {"part": "Job"}),
        (Action.REVERT, {"part": "Job"}),
        (Action.PUBLISH, {"parts": "[]"}),
        (Action.PUBLISH, {"part": ""}),
        (Action.SET_PARTS, {"step": 0}),
        (Action.SET_ASIDE, {"findings": "0123456789AB"}),
        (Action.SET_ASIDE, {"until": "i morgen"}),
        (Action.FREEZE, {"findings": "0123456789ab"}),
        (Action.FREEZE, {"until": "2026-01-01"}),
        (Action.ANSWER, {"answered": 0}),
        (Action.ANSWER, {"answerId": "x"}),
        (Action.ANSWER, {"rules": ""}),
        (Action.ANSWER, {"step": 0}),
        (Action.WITHDRAW_ANSWER, {"answeredHash": HEX64}),
        (Action.PUBLISH, {"answerId": HEX32}),
        (Action.PUBLISH, {"answered": 1}),
        (Action.PUBLISH, {"rules": "KA503"}),
        (Action.PUBLISH, {"answeredHash": HEX64}),
        (Action.PUBLISH, {"at": "2025-11-03T12:00:00Z"}),
        (Action.PUBLISH, {"note": "x" * 501}),
        (Action.PUBLISH, {"actor": ""}),
        (Action.PUBLISH, {"hash": HEX64 + "\n"}),
        (Action.PUBLISH, {"municipalityCode": "461"}),
        (Action.PUBLISH, {"added": -1}),
    ],
)
def test_what_no_command_would_log_breaks_the_schema(action: Action, broken: dict[str, Any]) -> None:
    assert violations(example(action) | broken)


def test_a_content_must_be_whole() -> None:
    for name in example(Action.PUBLISH)["content"]:
        data = copy.deepcopy(example(Action.PUBLISH))
        del data["content"][name]
        assert violations(data), name
