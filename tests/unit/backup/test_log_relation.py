"""Two logs that began alike, held against each other, whatever each has lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.backup.log_relation import HistoryComparison, Relation
from kleark.publishing.ids import municipality_code
from kleark.publishing.log import next_entry, replay_entry
from kleark.publishing.model import Action, Live, LogEntry

CODE = municipality_code("0461")
Log = tuple[Live, list[LogEntry]]
NOTHING: Log = (Live(), [])


def log_of(length: int, before: Log = NOTHING) -> Log:
    """So many entries after those ``before``."""
    live, entries = before[0], list(before[1])
    for _ in range(length):
        action = Action.UNFREEZE if live.frozen else Action.FREEZE
        entry = next_entry(CODE, live, LogEntry(0, action, "2025-11-03T12:00:00.000Z", "anne", "derfor"))
        live, entries = replay_entry(live, entry), [*entries, entry]
    return live, entries


def relation(restored: Log, present: Log, *, live_lost: bool = False) -> Relation:
    ours = {(one.revision, one.step): one for one in restored[1]}
    theirs = {(one.revision, one.step): one for one in present[1]}
    comparison = HistoryComparison(
        CODE,
        restored[0] if restored[0].log_head else None,
        present[0] if present[0].log_head and not live_lost else None,
    )
    for place in sorted(ours.keys() | theirs.keys()):
        comparison.entry(ours.get(place), theirs.get(place))
    return comparison.relation()


@given(st.integers(1, 4), st.integers(1, 4))
def test_the_longer_of_two_that_began_alike_has_gone_on(common: int, more: int) -> None:
    short = log_of(common)
    long = log_of(more, short)
    assert relation(short, short) is Relation.SAME
    assert relation(long, short) is Relation.TABLE_BEHIND
    assert relation(short, long) is Relation.TABLE_AHEAD
    assert relation(short, NOTHING) is Relation.NOTHING_LIVE
    assert relation(NOTHING, short) is Relation.TABLE_AHEAD


@given(st.integers(0, 3), st.integers(1, 3), st.integers(1, 3))
def test_two_that_went_on_each_in_its_way_are_different(common: int, ours: int, theirs: int) -> None:
    both = log_of(common)
    restored, present = log_of(ours, both), log_of(theirs, both)
    assert relation(restored, present) is Relation.DIFFERENT
    assert relation(restored, present, live_lost=True) is Relation.DIFFERENT


@given(st.sets(st.sampled_from(range(3))))
def test_entries_that_were_lost_change_nothing_of_it(kept: set[int]) -> None:
    short = log_of(3)
    long = log_of(2, short)
    some = [short[1][number] for number in sorted(kept)]
    assert relation(short, (short[0], some)) is Relation.SAME
    assert relation(long, (short[0], some)) is Relation.TABLE_BEHIND
    assert relation(short, (short[0], some), live_lost=True) is Relation.NOTHING_LIVE
    ahead = (long[0], [*some, *long[1][3:]])
    assert relation(short, ahead) is Relation.TABLE_AHEAD
    assert relation(short, ahead, live_lost=True) is Relation.TABLE_AHEAD


def test_an_entry_that_was_changed_is_not_believed() -> None:
    whole = log_of(3)
    changed = [replace(whole[1][0], note="noget andet"), *whole[1][1:]]
    assert relation(whole, (whole[0], changed)) is Relation.SAME
    assert relation(whole, (whole[0], changed), live_lost=True) is Relation.NOTHING_LIVE


def test_a_restoring_that_was_interrupted_may_go_on() -> None:
    short = log_of(2)
    long = log_of(3, short)
    assert relation(long, (short[0], long[1][:4])) is Relation.TABLE_BEHIND


@pytest.mark.parametrize("own", [1, 2, 4])
def test_entries_beyond_the_tables_end_that_are_not_ours_are_another_history(own: int) -> None:
    short = log_of(2)
    long, other = log_of(3, short), log_of(own, short)
    assert relation(long, (short[0], other[1])) is Relation.DIFFERENT
