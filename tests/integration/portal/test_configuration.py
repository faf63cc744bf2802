"""Paging through a configuration, and reading earlier revisions: one revision whatever is published meanwhile."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

import portal_api.handler as portal_handler
from kleark.adapters.dynamodb.sweep_table import SweepTable
from kleark.portal.responses import FOR_A_MINUTE
from kleark.publishing.model import stamp
from tests.support.interruptions import Stumbling
from tests.support.portal import conforming, follow, problem, reading, watched
from tests.support.world import AARHUS, NOON, TABLE, Response, World, ask, row, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = "/v1/kommuner/0461/konfiguration"
REVISION = "/v1/kommuner/{code}/versioner/{revision}"


@pytest.fixture
def odense(world: World) -> World:
    """Revision 1: ten numbers. Revision 2: all with another phone."""
    world.published(rows(10))
    world.published(rows(10, phone="70151515"), NOON + timedelta(minutes=10))
    return world


def pages(path: str, query: str) -> Iterator[Response]:
    page: Response | None = ask(path, query)
    while page is not None:
        yield page
        page = follow(path, page)


def cursor(response: Response) -> str:
    return response.headers["Link"].partition("cursor=")[2].partition(">")[0]


def numbers(response: Response) -> list[str]:
    assert response.status == 200, response.content
    return [one["kleNumber"] for one in response.json["rows"]]


def revision(number: int, query: str = "") -> Response:
    return ask(f"/v1/kommuner/0461/versioner/{number}", query)


def sweep(world: World, number: int, *, rows_gone: bool = True) -> None:
    """Take the rows of a revision away, as the sweep does."""
    entry = world.table.log_entry(world.code, number)
    assert entry is not None
    assert entry.content is not None
    store = SweepTable(world.dynamodb, TABLE)
    [snapshot] = [one for one in store.snapshots(world.code) if one.snapshot_id == entry.content.snapshot_id]
    store.condemn(world.code, world.live().lock, snapshot, stamp(NOON))
    if rows_gone:
        assert store.delete_rows(world.code, entry.content.snapshot_id) == 1


@pytest.mark.parametrize("count", [1, 3, 5, 10, 11, 1000])
def test_the_pages_are_the_whole_in_its_order(odense: World, count: int) -> None:
    read = [conforming(page) for page in pages(PATH, f"antal={count}")]
    assert [one for page in read for one in page.json["rows"]] == odense.get().json["rows"]
    assert [len(page.json["rows"]) for page in read[:-1]] == [count] * (len(read) - 1)
    assert len(read) == -(-10 // count)
    assert len({(page.json["revision"], page.json["digest"]) for page in read}) == 1
    assert len({page.headers["ETag"] for page in read}) == len(read)


def test_pages_of_a_selection(world: World) -> None:
    world.published((*rows(6), row(3, system="Straße & Æ"), row(20, system="KSD")))
    query = "kle=15.00.05,15.00.03,15.00.01,15.00.20&fagsystem=STRASSE%20%26%20%C3%86&antal=1"
    assert [numbers(page) for page in pages(PATH, query)] == [["15.00.03"]]
    query = "kle=15.00.05,15.00.03,15.00.01,15.00.20&fagsystem=fasit&antal=1"
    read = list(pages(PATH, query))
    assert [numbers(page) for page in read] == [["15.00.01"], ["15.00.03"], ["15.00.05"]]
    assert "fagsystem=fasit" in read[0].headers["Link"]
    assert "kle=15.00.01,15.00.03,15.00.05,15.00.20" in read[0].headers["Link"]


def test_a_cursor_stays_on_its_revision_whatever_is_published_meanwhile(odense: World) -> None:
    first = conforming(odense.get("antal=4"))
    assert first.headers["Cache-Control"] == FOR_A_MINUTE
    odense.published(rows(30), NOON + timedelta(minutes=20))
    second = follow(PATH, first)
    assert second is not None
    odense.go_back(to=1, expected=3, confirm_removals=True)
    third = follow(PATH, second)
    assert third is not None
    assert follow(PATH, third) is None
    assert odense.live().revision == 4
    for page in (second, third):
        assert conforming(page).headers["Cache-Control"] == FOR_A_MINUTE
    read = [one for page in (first, second, third) for one in page.json["rows"]]
    assert {page.json["revision"] for page in (first, second, third)} == {2}
    assert [one["kleNumber"] for one in read] == [f"15.00.{n:02d}" for n in range(10)]
    assert {one["contactPhone"] for one in read} == {"70151515"}


def test_a_page_can_be_kept(odense: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = odense.get("antal=4")
    second = follow(PATH, first)
    assert second is not None
    calls = watched(odense, monkeypatch)
    query = f"antal=4&cursor={cursor(first)}"
    again = conforming(ask(PATH, query, if_none_match=second.headers["ETag"]))
    assert (again.status, again.headers["Cache-Control"]) == (304, FOR_A_MINUTE)
    assert calls.names == ["get_item", "get_item"]
    assert ask(PATH, query, if_none_match=first.headers["ETag"]).status == 200


def test_another_size_from_where_one_is(odense: World) -> None:
    query = f"cursor={cursor(odense.get('antal=4'))}"
    assert len(numbers(ask(PATH, query))) == 6
    assert numbers(ask(PATH, query + "&antal=1")) == ["15.00.04"]


def tampered(good: str) -> list[str]:
    """As a hand in the address bar leaves it."""
    text = base64.urlsafe_b64decode(good + "==").decode()
    moved = text.replace(".4.", ".5.", 1)
    assert moved != text
    return [
        "",
        "x",
        good[:-1],
        good + "A",
        good + "=",
        good[:-1] + ("B" if good[-1] != "B" else "C"),
        good.swapcase(),
        base64.urlsafe_b64encode(moved.encode()).decode().rstrip("="),
        base64.urlsafe_b64encode(b"0461.2.4").decode().rstrip("="),
        "%C3%A6" * 8,
        "A" * 5000,
    ]


def test_a_cursor_that_was_not_given(odense: World) -> None:
    good = cursor(odense.get("antal=4"))
    for bad in tampered(good):
        problem(conforming(odense.get(f"antal=4&cursor={bad}")), 400, "malformed-cursor")
    problem(conforming(odense.get(f"cursor={good}&cursor={good}")), 400, "malformed-cursor")


def test_a_cursor_in_another_place(odense: World) -> None:
    odense.at(AARHUS).published(rows(10))
    good = cursor(odense.get("antal=4"))
    elsewhere = ask("/v1/kommuner/0751/konfiguration", f"antal=4&cursor={good}")
    problem(conforming(elsewhere), 400, "cursor-of-another-municipality")
    for other in ("kle=15.00.03", "fagsystem=FASIT"):
        found = odense.get(f"antal=4&{other}&cursor={good}")
        problem(conforming(found), 400, "cursor-of-another-question")
    problem(conforming(revision(1, f"antal=4&cursor={good}"), REVISION), 400, "cursor-of-another-question")
    assert numbers(revision(2, f"antal=4&cursor={good}")) == [f"15.00.{n:02d}" for n in range(4, 8)]
    of_list = cursor(ask("/v1/kommuner/0461/versioner", "antal=1"))
    problem(conforming(odense.get(f"cursor={of_list}")), 400, "cursor-of-another-question")


@pytest.mark.parametrize("count", ["0", "-1", "1001", "10000", "1.5", "", "01", "ti", "%D9%A1", "5&antal=5"])
def test_a_size_that_is_none(odense: World, count: str) -> None:
    problem(conforming(odense.get(f"antal={count}")), 400, "malformed-page-size")


def test_an_earlier_revision(odense: World) -> None:
    first = conforming(revision(1), REVISION)
    assert first.headers["Cache-Control"] == FOR_A_MINUTE
    assert {one["contactPhone"] for one in first.json["rows"]} == {"66131372"}
    assert (first.json["revision"], first.json["municipalityName"]) == (1, "Odense")
    live = odense.get()
    assert (revision(2).content, revision(2).headers["ETag"]) == (live.content, live.headers["ETag"])
    part = conforming(revision(1, "kle=15.00.03&fagsystem=fasit"), REVISION)
    assert numbers(part) == ["15.00.03"]
    assert [numbers(page) for page in pages("/v1/kommuner/0461/versioner/1", "antal=6")] == [
        [f"15.00.{n:02d}" for n in range(6)],
        [f"15.00.{n:02d}" for n in range(6, 10)],
    ]
    kept = ask("/v1/kommuner/0461/versioner/1", if_none_match=first.headers["ETag"])
    assert conforming(kept, REVISION).status == 304


@pytest.mark.parametrize(
    ("number", "status", "kind"),
    [
        ("3", 404, "unknown-revision"),
        ("999999999", 404, "unknown-revision"),
        ("0", 400, "malformed-revision"),
        ("01", 400, "malformed-revision"),
        ("-1", 400, "malformed-revision"),
        ("1.0", 400, "malformed-revision"),
        ("", 400, "malformed-revision"),
        ("1000000000", 400, "malformed-revision"),
        ("٢", 400, "malformed-revision"),
        ("1%23001", 400, "malformed-revision"),
    ],
)
def test_a_revision_that_never_was(odense: World, number: str, status: int, kind: str) -> None:
    odense.freeze()  # a step of revision 2: it made no revision of its own
    problem(conforming(ask(f"/v1/kommuner/0461/versioner/{number}"), REVISION), status, kind)


def test_a_swept_revision_is_gone(odense: World) -> None:
    page = odense.get("antal=4")
    odense.published(rows(8), NOON + timedelta(minutes=20))
    whole = revision(2)
    sweep(odense, 1)
    sweep(odense, 2)
    # This instance has read revision 2, and so has who asks: neither is what was deleted to be had from.
    problem(conforming(revision(2), REVISION), 410, "revision-gone")
    kept = ask("/v1/kommuner/0461/versioner/2", if_none_match=whole.headers["ETag"])
    problem(conforming(kept, REVISION), 410, "revision-gone")
    problem(conforming(revision(1), REVISION), 410, "revision-gone")
    problem(conforming(revision(1, "kle=15.00.03"), REVISION), 410, "revision-gone")
    portal_handler.snapshots.cache_clear()
    problem(conforming(revision(2), REVISION), 410, "revision-gone")
    followed = follow(PATH, page)
    assert followed is not None
    problem(conforming(followed), 410, "revision-gone")
    assert odense.get().json["revision"] == 3


def test_rows_that_are_missing_though_nobody_swept_them(odense: World) -> None:
    """Not "gone": somebody should look, and the caller may ask again."""
    entry = odense.table.log_entry(odense.code, 1)
    assert entry is not None
    odense.lose_a_page(entry.content)
    problem(conforming(revision(1), REVISION), 503, "busy")


def test_condemned_but_still_there(odense: World) -> None:
    """Somebody has asked for its deletion, and not yet a row is deleted: from then on it is not to be had."""
    sweep(odense, 1, rows_gone=False)
    problem(conforming(revision(1), REVISION), 410, "revision-gone")


def test_an_earlier_revision_costs_three_calls(odense: World, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = watched(odense, monkeypatch)
    first = revision(1)
    assert calls.names == ["get_item", "get_item", "query"]
    revision(1, "kle=15.00.03")
    ask("/v1/kommuner/0461/versioner/1", if_none_match=first.headers["ETag"])
    assert calls.names == ["get_item", "get_item", "query", *["get_item"] * 4]


def test_nothing_is_remembered_that_was_not_whole(odense: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def empty(real: Any, **arguments: Any) -> Any:
        return real(**arguments) | {"Items": []}

    client: Any = Stumbling(odense.dynamodb, "query", [empty])
    reading(client, monkeypatch)
    assert len(numbers(revision(1))) == 10
    assert client.times == 2
