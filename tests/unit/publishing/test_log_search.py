"""A search finds exactly the entries that have what is asked for, and says how far it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.plan import difference
from kleark.configuration.row_query import RowQuery
from kleark.publishing.log_search import SNAPSHOT_COST, Hit, Limits, LogQuery, Searched, search_log
from kleark.publishing.messages import nobody_known
from kleark.publishing.model import AUTOMATIC, Action, Content, LogEntry
from tests.support.log_worlds import ANNE, History, histories, with_swept
from tests.support.world import row

if TYPE_CHECKING:
    from kleark.configuration.row import Row

UNLIMITED = Limits(10**9, 10**9, 10**9)

row_queries = st.builds(
    RowQuery,
    kle=st.sampled_from(["", "15", "15.20", "15.20.03", "15.20.07", "27"]),
    phone=st.sampled_from(["", "66131372", "66131373"]),
    mailbox=st.sampled_from(["", "1", "2"]),
    link=st.sampled_from(["", "odense.dk", "nirgends"]),
)


def searched(
    history: History, query: LogQuery, limits: Limits = UNLIMITED, start: tuple[int, int] | None = None
) -> Searched:
    backwards = [
        entry for entry in reversed(history.entries) if start is None or (entry.revision, entry.step) <= start
    ]
    return search_log(iter(backwards), query, history.rows, nobody_known, limits)


def matching(rows: tuple[Row, ...] | None, query: RowQuery) -> set[Row]:
    return {one for one in rows or () if query.matches(one)}


@given(histories, row_queries, st.integers(0, 8))
def test_it_finds_the_revisions_in_which_the_rows_asked_for_differ_and_no_other(
    history: History, rows: RowQuery, gone: int
) -> None:
    history = with_swept(history, gone if rows else 0)
    found = searched(history, LogQuery(rows=rows))
    if not rows:
        assert [hit.entry for hit in found.hits] == history.entries[::-1]
        assert all(hit.plan is None for hit in found.hits)
        return
    expected, unknown = [], []
    for at, entry in enumerate(history.makers):
        before = history.rows_of(history.makers[at - 1]) if at else ()
        after = history.rows_of(entry)
        same = at and entry.content and entry.content.digest == history.makers[at - 1].content.digest  # type: ignore[union-attr]
        if (before is None or after is None) and not same:
            unknown.append(entry.revision)
        elif matching(before, rows) != matching(after, rows) and not same:
            expected.append(entry.revision)
    assert [hit.entry.revision for hit in found.hits] == expected[::-1]
    assert list(found.unsearchable) == unknown[::-1]
    assert found.older is None
    for hit in found.hits:
        assert hit.plan is not None
        before = history.rows_of(history.makers[hit.entry.revision - 2]) if hit.entry.revision > 1 else ()
        whole = difference(before or (), history.rows_of(hit.entry) or ())
        assert {one.key for one in hit.plan.added} == {r.key for r in whole.added if rows.matches(r)}
        assert {one.key for one in hit.plan.removed} == {r.key for r in whole.removed if rows.matches(r)}
        assert set(hit.plan.changed) == {
            one for one in whole.changed if rows.matches(one.before) or rows.matches(one.after)
        }


@given(
    histories,
    row_queries,
    st.sampled_from(["", "anne", "system"]),
    st.builds(Limits, st.integers(1, 3), st.integers(1, 4), st.integers(1, 300)),
)
def test_a_search_in_steps_finds_what_one_in_a_single_step_finds(
    history: History, rows: RowQuery, actor: str, limits: Limits
) -> None:
    query = LogQuery(rows=rows, actor=actor)
    whole = searched(history, query)
    found: list[Hit] = []
    unsearchable: list[int] = []
    start: tuple[int, int] | None = None
    for _ in range(60):
        part = searched(history, query, limits, start)
        assert len(part.hits) <= limits.hits + 1
        found += part.hits
        unsearchable += part.unsearchable
        if part.older is None:
            break
        assert start is None or part.older < start, "it must get on"
        start = part.older
    else:
        pytest.fail("it never ends")
    assert tuple(found) == whole.hits
    assert tuple(unsearchable) == whole.unsearchable


def test_each_snapshot_is_read_once_and_only_where_it_may_matter() -> None:
    history = History()
    for at in range(6):
        history.publish([row(1), row(2, phone=f"6613137{at}")], ANNE if at % 3 else AUTOMATIC)
    searched(history, LogQuery(rows=RowQuery(kle="15")))
    assert len(history.read) == len(set(history.read)) == 6
    history.read.clear()
    found = searched(history, LogQuery(rows=RowQuery(kle="15"), since=history.entries[4].at))
    assert ([hit.entry.revision for hit in found.hits], len(history.read)) == ([6, 5], 3)
    history.read.clear()
    searched(history, LogQuery(rows=RowQuery(kle="15"), text="findes ikke"))
    assert history.read == []


def test_the_work_of_one_search_is_bounded() -> None:
    history = History()
    for at in range(20):
        history.publish([row(1, phone=f"661313{at:02d}")])
    limits = Limits(100, 100, 5 * (SNAPSHOT_COST + 1))
    found = searched(history, LogQuery(rows=RowQuery(kle="15")), limits)
    assert len(history.read) == 5
    assert [hit.entry.revision for hit in found.hits] == [20, 19, 18, 17]
    assert (found.newest, found.oldest, found.older) == (20, 17, (16, 0))


def test_time_is_from_and_to_and_the_rest_of_the_log_is_not_read() -> None:
    history = History()
    for _ in range(72):
        history.freeze()
    since, until = history.entries[60].at, history.entries[63].at
    looked_at: list[LogEntry] = []

    def backwards() -> object:
        for entry in reversed(history.entries):
            looked_at.append(entry)
            yield entry

    found = search_log(
        backwards(),  # type: ignore[arg-type]
        LogQuery(since=since, until=until),
        history.rows,
        nobody_known,
        UNLIMITED,
    )
    assert [hit.entry.at for hit in found.hits] == [history.entries[at].at for at in (62, 61, 60)]
    assert found.older is None
    assert len(looked_at) == 72 - 60 + 25


CONTENT = Content("0" * 32, "1" * 64, 9, "1.0", "2" * 32, "")
DUE = "2025-12-01T05:00:00.000Z"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("anne", [0, 1, 2]),
        ("anne ås", [0, 1, 2]),
        ("odense.example", [0, 1, 2]),
        ("system", [1, 2, 3]),
        ("automatisk", [1, 2, 3]),
        ("moto", [4]),
        ("bo", []),
    ],
)
def test_a_person_is_found_by_name_address_or_as_the_system(asked: str, found: list[int]) -> None:
    at = "2025-11-03T12:00:00.000Z"
    entries = [
        LogEntry(1, Action.FREEZE, at, ANNE, "", 1),
        LogEntry(1, Action.REFUSE, at, ANNE, "", 2, CONTENT, due=DUE),
        LogEntry(2, Action.PUBLISH, at, ANNE, "", content=CONTENT, due=DUE),
        LogEntry(3, Action.PUBLISH, at, AUTOMATIC, "", content=CONTENT),
        LogEntry(4, Action.REVERT, at, "arn:aws:iam::1:user/moto", "", content=CONTENT, restored=1),
    ]
    names = {ANNE: "Anne Ås"}
    result = search_log(entries, LogQuery(actor=asked), lambda _: (), names.get, UNLIMITED)
    assert [entries.index(hit.entry) for hit in result.hits] == found


def test_a_note_is_found_whatever_its_case() -> None:
    history = History()
    history.freeze(note="Aftalt med ÅSE")
    history.freeze(note="andet")
    assert [hit.entry.note for hit in searched(history, LogQuery(text="åse")).hits] == ["Aftalt med ÅSE"]
    assert not LogQuery()
    assert LogQuery(text="åse")
