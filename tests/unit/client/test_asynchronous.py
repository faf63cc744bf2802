"""The loop never waits for the API."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from kleark.client import AsyncClient, Case, Reason, UnavailableError
from tests.support.client_portals import Asked, Clock, InMemory, Scripted, conditional, configuration
from tests.unit.client.test_core import CODES, Country

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


def in_a_loop(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread of its own: a test of the browser in this process keeps a loop running in the main one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def client_of(script: object, clock: Clock | None = None) -> AsyncClient:
    clock = clock or Clock()
    assert callable(script)
    return AsyncClient("https://portal.test", pool=InMemory(script), clock=clock, pause=clock.pause)


def test_it_tells_what_the_other_tells() -> None:
    async def told() -> None:
        async with client_of(conditional(configuration(3))) as client:
            visit = await client.visit("0461", [Case("99.99.99", "FASIT", date(2020, 1, 2))])
            assert visit.value.revision == 3
            assert [one.reason for one in visit.value.decisions] == [Reason.NO_CONFIGURATION]
            await client.refresh()
            assert (await client.warm(["0461"])).ready

    in_a_loop(told())


def test_while_the_api_is_silent_the_loop_goes_on() -> None:
    over, begun = threading.Event(), threading.Event()

    def silent(_: Asked) -> Scripted:
        begun.set()
        assert over.wait(60)
        return configuration(3)

    async def goes_on() -> int:
        client = client_of(silent)
        asking = asyncio.create_task(client.configuration("0461"))
        while not begun.is_set():  # the loop turns meanwhile
            await asyncio.sleep(0)
        over.set()
        return (await asking).value.revision

    assert in_a_loop(goes_on()) == 3


def test_what_is_in_hand_is_told_without_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    async def told() -> None:
        clock = Clock()
        client = client_of(conditional(configuration(3)), clock)
        await client.configuration("0461")

        async def none(*_: object) -> None:
            raise AssertionError("a thread")

        monkeypatch.setattr(asyncio, "to_thread", none)
        for passed in (0, 61, 4000):
            clock.now += passed
            assert (await client.configuration("0461")).value.revision == 3

    in_a_loop(told())


def test_errors_are_the_same() -> None:
    with pytest.raises(UnavailableError):
        in_a_loop(client_of(lambda _: Scripted(500, b"")).configuration("0461"))


def test_more_pages_than_a_loop_has_threads_wait_side_by_side() -> None:
    """All of them are asked for at once: each would wait for the others for ever otherwise."""
    codes = [f"{number:04}" for number in range(60)]
    together = threading.Barrier(len(codes), timeout=60)

    def script(asked: Asked) -> Scripted:
        together.wait()
        return configuration(code=asked.path.split("/")[3])

    async def all_at_once() -> list[int]:
        client = AsyncClient("https://portal.test", pool=InMemory(script), deadline=60.0)
        return [one.value.revision for one in await asyncio.gather(*map(client.configuration, codes))]

    assert in_a_loop(all_at_once()) == [1] * 60


def test_many_who_wait_for_the_same_are_one_question_and_one_thread() -> None:
    over, begun, threads = threading.Event(), threading.Event(), []

    def script(asked: Asked) -> Scripted:
        begun.set()
        assert over.wait(60)
        return configuration(3)

    async def many() -> list[int]:
        client = client_of(script)
        asking = [asyncio.create_task(client.configuration("0461")) for _ in range(500)]
        while not begun.is_set():
            await asyncio.sleep(0)
        threads.append(sum(one.name == "kleark-client-asyncio" for one in threading.enumerate()))
        asking[0].cancel()
        over.set()
        found = await asyncio.gather(*asking, return_exceptions=True)
        assert isinstance(found[0], asyncio.CancelledError)
        return [one.value.revision for one in found[1:]]  # type: ignore[union-attr]

    assert in_a_loop(many()) == [3] * 499
    assert threads == [1]


def test_the_loop_may_end_before_the_answer_comes() -> None:
    over, begun, told = threading.Event(), threading.Event(), list[object]()

    def script(_: Asked) -> Scripted:
        begun.set()
        assert over.wait(60)
        return configuration(3)

    async def gives_up() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
        asking = asyncio.create_task(client_of(script).configuration("0461"))
        while not begun.is_set():
            await asyncio.sleep(0)
        asking.cancel()

    in_a_loop(gives_up())
    over.set()
    for thread in threading.enumerate():
        if thread.name == "kleark-client-asyncio":
            thread.join(60)
    assert told == []


def test_the_list_is_told() -> None:
    async def told() -> list[str]:
        return [one.code for one in (await client_of(Country()).municipalities()).value]

    assert in_a_loop(told()) == list(CODES)
