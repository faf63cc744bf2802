"""What an instance remembers of the snapshots it has read, and what it forgets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.row_pages import UnreadablePageError
from kleark.configuration.stored_row import StoredRow, digest_of
from kleark.portal.snapshot_cache import Snapshots
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import Content

if TYPE_CHECKING:
    from kleark.portal.ports import Reader
    from kleark.publishing.ids import MunicipalityCode

ODENSE, AARHUS = municipality_code("0461"), municipality_code("0751")


def rows_of(name: str, count: int = 3) -> list[StoredRow]:
    return [StoredRow(f"R#15.00.{n:02d}#fasit", f'{{"of":"{name}","n":{n}}}') for n in range(count)]


def content(name: str, count: int = 3) -> Content:
    digest = digest_of(row.line for row in rows_of(name, count))
    return Content(name, digest, count, "1.0", "u", "2025-11-03T12:00:00.000Z")


@dataclass
class Store:
    """A table of snapshots, each of three rows unless it is given here; counts its readings."""

    given: dict[str, list[StoredRow] | Exception] = field(default_factory=dict)
    read: list[tuple[str, str, bool]] = field(default_factory=list)

    def rows(self, code: MunicipalityCode, snapshot_id: str, *, consistent: bool) -> list[StoredRow]:
        self.read.append((code, snapshot_id, consistent))
        found = self.given.get(snapshot_id, rows_of(snapshot_id))
        if isinstance(found, Exception):
            raise found
        return found


def ask(snapshots: Snapshots, store: Store, name: str, code: MunicipalityCode = ODENSE) -> Any:
    return snapshots.rows(cast("Reader", store), code, content(name), consistent=False)


def size_of(name: str) -> int:
    snapshots = Snapshots()
    ask(snapshots, Store(), name)
    return snapshots.bytes


def test_a_snapshot_is_read_once() -> None:
    snapshots, store = Snapshots(), Store()
    assert ask(snapshots, store, "a") == tuple(rows_of("a"))
    assert ask(snapshots, store, "a") == tuple(rows_of("a"))
    assert store.read == [(ODENSE, "a", False)]


def test_each_municipality_has_its_own() -> None:
    snapshots, store = Snapshots(), Store()
    ask(snapshots, store, "a")
    ask(snapshots, store, "a", AARHUS)
    assert [code for code, _, _ in store.read] == [ODENSE, AARHUS]


def test_what_is_not_whole_is_neither_given_nor_remembered() -> None:
    a, other = rows_of("a"), rows_of("b")
    for spoilt in (a[1:], [*a, *a[:1]], [a[1], a[0], a[2]], other, [], UnreadablePageError()):
        snapshots, store = Snapshots(), Store({"a": spoilt})
        assert ask(snapshots, store, "a") is None
        assert snapshots.bytes == 0
        store.given.clear()
        assert ask(snapshots, store, "a") == tuple(a)


def test_the_least_recently_used_goes_first() -> None:
    snapshots, store = Snapshots(2 * size_of("a")), Store()
    for name in ("a", "b", "a", "c", "a", "b"):
        ask(snapshots, store, name)
    assert [name for _, name, _ in store.read] == ["a", "b", "c", "b"]


def test_one_that_is_larger_than_all_the_room_is_given_and_not_kept() -> None:
    snapshots, store = Snapshots(size_of("a") - 1), Store()
    for _ in range(2):
        assert ask(snapshots, store, "a") == tuple(rows_of("a"))
    assert (snapshots.bytes, len(store.read)) == (0, 2)


@given(st.lists(st.sampled_from("abcdefgh")), st.integers(0, 5))
def test_never_more_than_the_room_and_always_the_right_rows(asked: list[str], room: int) -> None:
    limit = room * size_of("a")
    snapshots, store = Snapshots(limit), Store()
    for name in asked:
        assert ask(snapshots, store, name) == tuple(rows_of(name))
        assert snapshots.bytes <= limit
