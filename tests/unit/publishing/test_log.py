from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.publishing.ids import municipality_code
from kleark.publishing.log import (
    MAKES_A_REVISION,
    FlawedEntry,
    LogFlaw,
    apply_entry,
    compare_with_events,
    find_flaws,
    from_json,
    hash_of,
    next_entry,
    replay,
    to_json,
)
from kleark.publishing.model import Action, Content, Live, LogEntry

ODENSE, AARHUS = municipality_code("0461"), municipality_code("0751")
CONTENT = Content("s", "d", 9, "1.0", "u", "2025-11-03T11:00:00.000Z")

notes = st.text(max_size=5)
wishes = st.builds(
    LogEntry,
    revision=st.just(0),
    action=st.sampled_from(Action),
    at=st.just("2025-11-03T12:00:00.000Z"),
    actor=st.sampled_from(["anne", "åse"]),
    note=notes,
    content=st.none() | st.just(CONTENT),
    added=st.integers(0, 3),
    restored=st.none() | st.integers(1, 3),
    due=st.none() | st.just("2025-12-01T00:00:00.000Z"),
    removal_limit=st.none() | st.integers(0, 100),
    four_eyes=st.none() | st.booleans(),
)


def chain(of: list[LogEntry]) -> tuple[list[LogEntry], Live]:
    live, entries = Live(), []
    for wish in of:
        entry = next_entry(ODENSE, live, wish)
        entries.append(entry)
        live = apply_entry(live, entry)
    settings: dict[str, Any] = {"order": "a"}
    for entry in entries:
        if entry.action in {Action.FREEZE, Action.UNFREEZE}:
            settings["frozen"] = entry.action is Action.FREEZE
        elif entry.action is Action.SET_LIMIT:
            settings["removal_limit"] = entry.removal_limit
        elif entry.action is Action.SET_FOUR_EYES:
            settings["four_eyes"] = bool(entry.four_eyes)
    return entries, replace(live, **settings)


chains = st.lists(wishes, min_size=1, max_size=8).map(chain)


@given(chains)
def test_a_chain_that_was_only_added_to_is_without_flaws(made: tuple[list[LogEntry], Live]) -> None:
    entries, live = made
    assert find_flaws(ODENSE, entries, live) == []
    assert live.lock == len(entries)
    assert live.revision == sum(entry.action in MAKES_A_REVISION for entry in entries)


@given(chains)
def test_an_entry_after_the_one_that_live_names_is_noticed(made: tuple[list[LogEntry], Live]) -> None:
    """As where somebody set LIVE back to what it was."""
    entries, live = made
    later = next_entry(ODENSE, live, entries[0])
    found = find_flaws(ODENSE, [*entries, later], live)
    assert found == [FlawedEntry(LogFlaw.CUT_OFF, live.revision, live.log_steps)]


@given(chains, st.data())
def test_live_that_is_not_what_the_log_makes_of_it_is_noticed(
    made: tuple[list[LogEntry], Live], data: st.DataObject
) -> None:
    entries, live = made
    forged = data.draw(
        st.sampled_from(
            [
                replace(live, frozen=not live.frozen),
                replace(live, removal_limit=101),
                replace(live, four_eyes=not live.four_eyes),
                replace(live, revision=live.revision + 1),
                replace(live, published_at="2025-11-03T12:00:00.001Z"),
                replace(live, content=replace(CONTENT, snapshot_id="another")),
            ]
        )
    )
    found = find_flaws(ODENSE, entries, forged)
    assert found == [FlawedEntry(LogFlaw.NOT_LIVE, forged.revision, forged.log_steps)]


@given(chains)
def test_the_log_tells_what_is_live(made: tuple[list[LogEntry], Live]) -> None:
    entries, live = made
    assert replay(entries) == replace(live, order="")


@given(chains)
def test_without_live_the_hash_that_it_named_shows_a_log_cut_off(made: tuple[list[LogEntry], Live]) -> None:
    entries, live = made
    assert find_flaws(ODENSE, entries, None, live.log_head) == []
    assert {flaw.flaw for flaw in find_flaws(ODENSE, entries[:-1], None, live.log_head)} == {LogFlaw.CUT_OFF}
    assert find_flaws(ODENSE, entries[:-1], None) == []


@given(chains, st.data())
def test_a_whole_log_written_anew_is_not_the_one_that_was_announced(
    made: tuple[list[LogEntry], Live], data: st.DataObject
) -> None:
    entries, _ = made
    announced = [(entry.revision, entry.hash) for entry in entries if not entry.step]
    assert compare_with_events(entries, announced) == []

    anew, live = chain([replace(entry, actor="mallory") for entry in entries])
    assert find_flaws(ODENSE, anew, live) == []
    expected = [FlawedEntry(LogFlaw.OTHER_HISTORY, revision, 0) for revision, _ in announced]
    assert compare_with_events(anew, announced) == expected


def test_a_revision_that_was_announced_and_is_not_in_the_log_is_missed() -> None:
    assert compare_with_events([], [(1, "a" * 64)]) == [FlawedEntry(LogFlaw.OTHER_HISTORY, 1, 0)]


@given(chains, st.data())
def test_any_changed_field_is_noticed_at_its_entry(
    made: tuple[list[LogEntry], Live], data: st.DataObject
) -> None:
    entries, live = made
    at = data.draw(st.integers(0, len(entries) - 1))
    entry = entries[at]
    forged = data.draw(
        st.sampled_from(
            [
                replace(entry, note=entry.note + "!"),
                replace(entry, actor="mallory"),
                replace(entry, at="2025-11-03T12:00:00.001Z"),
                replace(entry, removed=entry.removed + 1),
                replace(entry, four_eyes=not entry.four_eyes),
                replace(entry, content=replace(CONTENT, digest="other")),
                replace(entry, previous="0" * 64),
            ]
        )
    )
    found = find_flaws(ODENSE, [*entries[:at], forged, *entries[at + 1 :]], live)
    assert FlawedEntry(LogFlaw.CHANGED, entry.revision, entry.step) in found


@given(chains, st.data())
def test_a_forged_entry_with_its_hash_made_anew_breaks_the_chain_after_it(
    made: tuple[list[LogEntry], Live], data: st.DataObject
) -> None:
    entries, live = made
    at = data.draw(st.integers(0, len(entries) - 1))
    forged = replace(entries[at], note="forged" + entries[at].note)
    forged = replace(forged, hash=hash_of(ODENSE, forged))
    found = find_flaws(ODENSE, [*entries[:at], forged, *entries[at + 1 :]], live)
    assert {flaw.flaw for flaw in found} == {LogFlaw.BROKEN if at + 1 < len(entries) else LogFlaw.CUT_OFF}


@given(chains, st.data())
def test_an_entry_that_was_taken_out_is_missed(
    made: tuple[list[LogEntry], Live], data: st.DataObject
) -> None:
    entries, live = made
    at = data.draw(st.integers(0, len(entries) - 1))
    found = {flaw.flaw for flaw in find_flaws(ODENSE, entries[:at] + entries[at + 1 :], live)}
    assert (LogFlaw.BROKEN in found) if at + 1 < len(entries) else (found == {LogFlaw.CUT_OFF})


@given(chains)
def test_an_entry_that_is_there_twice_is_noticed(made: tuple[list[LogEntry], Live]) -> None:
    entries, live = made
    found = {flaw.flaw for flaw in find_flaws(ODENSE, [*entries, entries[-1]], live)}
    assert LogFlaw.MISNUMBERED in found


@given(chains)
def test_another_municipality_s_log_is_not_taken_for_one_s_own(made: tuple[list[LogEntry], Live]) -> None:
    entries, live = made
    assert {flaw.flaw for flaw in find_flaws(AARHUS, entries, live)} == {LogFlaw.CHANGED}


@given(chains)
def test_an_entry_in_json_says_everything(made: tuple[list[LogEntry], Live]) -> None:
    entries, _ = made
    written = [json.loads(json.dumps(to_json(ODENSE, entry))) for entry in entries]
    assert [from_json(data) for data in written] == entries
    assert {data["municipalityCode"] for data in written} == {ODENSE}


def test_an_entry_from_before_there_were_four_eyes_keeps_its_hash() -> None:
    """Its JSON is what it was: what an entry does not have is left out."""
    entry = LogEntry(1, Action.PUBLISH, "t", "automatic", "", content=CONTENT, nonce="n")
    assert "fourEyes" not in to_json(ODENSE, entry)
    assert hash_of(ODENSE, entry) == "59838b167f821f8fa6adca5d0e28212477f8200b9ece73d601c8276278c91dac"
    assert to_json(ODENSE, replace(entry, four_eyes=False))["fourEyes"] is False


@pytest.mark.parametrize("action", Action)
def test_only_three_actions_make_a_revision(action: Action) -> None:
    entry = next_entry(ODENSE, Live(revision=7, log_steps=2), LogEntry(0, action, "t", "a", "n"))
    revised = action in {Action.PUBLISH, Action.REVERT, Action.UNPUBLISH}
    assert (entry.revision, entry.step) == ((8, 0) if revised else (7, 3))


@given(wishes)
def test_the_same_thing_done_twice_never_has_the_same_hash(wish: LogEntry) -> None:
    """Else whoever is told the hash could find out who did it, and why, by trying names and notes."""
    assert next_entry(ODENSE, Live(), wish).hash != next_entry(ODENSE, Live(), wish).hash
