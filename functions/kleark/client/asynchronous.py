"""The client for asyncio: the same core, and the loop never waits."""

from __future__ import annotations

import asyncio
import contextvars
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from kleark.client.client import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kleark.client.cache import Answer
    from kleark.client.parsing import Configuration, LiveMunicipality, Visit
    from kleark.client.readiness import Readiness
    from kleark.exposure.case import Case

T = TypeVar("T")
_LIST = ""


class AsyncClient:
    """As `Client`, with the same options. What is in hand is told at once; what is not is asked for in a thread.

    One thread for each question, however many wait for it, and none of the loop's own: those are few, and a page that
    waited for one would wait longer than its deadline.
    """

    def __init__(self, base_url: str, **options: Any) -> None:
        self.client = Client(base_url, **options)
        """The same, without ``await``: for what asks nothing, as `Client.readiness` and `Client.expect`."""
        self._asking: dict[tuple[asyncio.AbstractEventLoop, str], asyncio.Task[Any]] = {}

    async def configuration(self, code: str) -> Answer[Configuration]:
        """See `Client.configuration`."""
        told = self.client.in_hand(code)
        if told is not None:
            return told
        return await self._once(code, lambda: self.client.configuration(code))

    async def visit(self, code: str, cases: Iterable[Case]) -> Answer[Visit]:
        """See `Client.visit`."""
        return self.client.decide(await self.configuration(code), cases)

    async def municipalities(self) -> Answer[tuple[LiveMunicipality, ...]]:
        """See `Client.municipalities`."""
        return await self._once(_LIST, self.client.municipalities)

    async def refresh(self) -> None:
        """See `Client.refresh`."""
        await _in_a_thread(self.client.refresh)

    async def warm(self, codes: Iterable[str] | None = None) -> Readiness:
        """See `Client.warm`."""
        return await _in_a_thread(lambda: self.client.warm(codes))

    async def aclose(self) -> None:
        """See `Client.close`."""
        await _in_a_thread(self.client.close)

    async def _once(self, question: str, work: Callable[[], T]) -> T:
        """What ``work`` gives, to all who wait for the question. One who is cancelled takes it from nobody."""
        key = asyncio.get_running_loop(), question
        task = self._asking.get(key)
        if task is None:
            task = self._asking[key] = key[0].create_task(_in_a_thread(work))

            def ended(task: asyncio.Task[Any]) -> None:
                self._asking.pop(key, None)
                if not task.cancelled():
                    task.exception()  # whoever still waits is told; that nobody does is no fault

            task.add_done_callback(ended)
        result: T = await asyncio.shield(task)
        return result

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


async def _in_a_thread(work: Callable[[], T]) -> T:
    loop = asyncio.get_running_loop()
    result: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        try:
            came = work()
        except BaseException as error:  # noqa: BLE001 (whoever asked gets it)
            tell(result.set_exception, error)
        else:
            tell(result.set_result, came)

    def tell(how: Callable[[Any], None], what: Any) -> None:
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(lambda: None if result.done() else how(what))

    context = contextvars.copy_context()
    Thread(target=context.run, args=(run,), daemon=True, name="kleark-client-asyncio").start()
    return await result
