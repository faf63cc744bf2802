"""The test of updates sees what must never be seen, and excuses a missing answer only where the engine stood still."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from kleark.publishing.ids import municipality_code
from kleark.testing.example import example_rows
from kleark.testing.local_portal import local_portal
from kleark.testing.server import Outage
from tests.support.engine_sheets import ROWS
from tests.support.update_load import STILL, Load, Pulse
from tests.support.watching import eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kleark.testing.local_portal import LocalPortal

ODENSE = municipality_code("0461")


class Table:
    """The engine's, which answers when ``free`` is set."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.free.set()

    def describe_table(self, TableName: str) -> None:  # noqa: N803 (as boto3 has it)
        self.free.wait(10)


class Page:
    answer = (200, "")

    def get(self, path: str) -> tuple[int, str]:
        return self.answer


@pytest.fixture
def portal() -> Iterator[LocalPortal]:
    with local_portal() as portal:
        portal.publish(ODENSE, example_rows(phone="66131372"))
        yield portal


def load_on(portal: LocalPortal, engine: Table | None = None, page: Page | None = None) -> Load:
    stack = SimpleNamespace(portal_url=portal.url, dynamodb=engine or Table(), table_name="a table")
    return Load(cast("Any", stack), cast("Any", page or Page()), (ODENSE,), None)


def turns_of(load: Load, until: Callable[[], object]) -> None:
    load.start()
    try:
        eventually(until, "so many turns", within=20)
    finally:
        load.stop()


def test_answers_that_come_are_counted_and_nothing_is_wrong(portal: LocalPortal) -> None:
    load = load_on(portal)
    turns_of(load, lambda: min(load.counts[name] for name in load.acts) > 1)
    assert not load.wrong
    assert not load.missing


def test_a_missing_answer_is_wrong_while_the_engine_is_well(portal: LocalPortal) -> None:
    load = load_on(portal)
    load.start()
    with portal.down(Outage.BUSY):
        eventually(lambda: load.wrong, "it is noted")
    load.stop()
    assert "conditional had no answer, and the engine was well" in load.wrong[0]
    assert not load.missing


@pytest.mark.parametrize("outage", [Outage.BUSY, Outage.GONE])
def test_a_missing_answer_is_excused_while_the_engine_stands_still(
    portal: LocalPortal, outage: Outage
) -> None:
    engine = Table()
    load = load_on(portal, engine)
    load.start()
    engine.free.clear()
    time.sleep(STILL + 0.5)
    told = load.counts["client"]
    with portal.down(outage):
        eventually(lambda: load.missing["conditional"], "it is excused")
        eventually(lambda: load.counts["client"] > told, "the client answers all the same")
    answered = load.counts["conditional"]
    engine.free.set()
    eventually(lambda: load.counts["conditional"] > answered, "the API answers again")
    load.stop()
    assert not load.wrong
    assert not load.missing["client"]


@pytest.mark.parametrize("still", [False, True])
def test_an_answer_of_something_else_is_never_excused(portal: LocalPortal, still: bool) -> None:
    engine = Table()
    load = load_on(portal, engine)
    load.start()
    if still:
        engine.free.clear()
        time.sleep(STILL + 0.5)
    with portal.down(Outage.GARBAGE):
        eventually(lambda: load.wrong, "it is noted")
    engine.free.set()
    load.stop()
    assert "conditional" in load.wrong[0]


def answer(revision: int, *phones: str, digest: str | None = None) -> str:
    rows = json.dumps([{"contactPhone": phone} for phone in phones])
    digest = digest or hashlib.sha256(rows.encode()).hexdigest()
    return f'{{"revision": {revision}, "digest": "{digest}", "rows":{rows}}}'


WHOLE = answer(2, *["66131372"] * ROWS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (answer(1, *["66131371"] * ROWS), "went back from 2 to 1"),
        (answer(2, *["66131373"] * ROWS), "no longer what it was"),
        (answer(3, *["66131373"] * 4, *["66131374"] * (ROWS - 4)), "a mixture"),
        (answer(3, *["66131373"] * (ROWS - 1)), "torn"),
        (answer(3, *["66131373"] * ROWS, digest="0" * 64), "torn"),
    ],
)
def test_an_answer_that_is_older_torn_or_mixed_is_wrong(portal: LocalPortal, text: str, said: str) -> None:
    load = load_on(portal)
    load.judge(ODENSE, 200, WHOLE)
    load.judge(ODENSE, 200, WHOLE)
    assert not load.wrong
    load.judge(ODENSE, 200, text)
    assert [said in one for one in load.wrong] == [True]


@pytest.mark.parametrize("answer", [(500, "Fejl"), (303, "")])
def test_a_page_that_fails_or_has_lost_its_session_is_wrong(
    portal: LocalPortal, answer: tuple[int, str]
) -> None:
    page = Page()
    page.answer = answer
    load = load_on(portal, page=page)
    turns_of(load, lambda: load.wrong)
    assert f"the page answered {answer[0]} to /" in load.wrong[0]


def test_the_pulse_tells_when_the_engine_stood_still() -> None:
    engine = Table()
    pulse = Pulse(cast("Any", SimpleNamespace(dynamodb=engine, table_name="a table")))
    pulse.start()
    began = time.monotonic()
    engine.free.clear()
    time.sleep(STILL + 0.5)
    assert pulse.stood_still(began, time.monotonic()), "while it lasts"
    engine.free.set()
    time.sleep(0.5)
    ended = time.monotonic()
    pulse.stop()
    assert pulse.stood_still(began, ended)
    assert not pulse.stood_still(began - 5, began - 1)
    assert not pulse.stood_still(ended, ended + 5)
