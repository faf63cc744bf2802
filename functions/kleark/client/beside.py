"""Work beside the page: in one thread of this process, which is begun when it is first needed."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING
from weakref import WeakMethod

if TYPE_CHECKING:
    from collections.abc import Callable


def at_once(work: Callable[[], None]) -> None:
    """Does the work before the page is answered: for tests, whose clock stands still meanwhile."""
    work()


class Worker:
    """One daemon thread. It ends when the client is closed, or nobody has it any more.

    ``tick``: a bound method, done every ``every`` seconds (and up to a tenth more, so that processes drift apart); it
    is held weakly. None: never.
    """

    def __init__(self, tick: Callable[[], None], every: float | None) -> None:
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._tick = WeakMethod(tick)
        self._every = every
        self._thread: Thread | None = None
        self._stopped = False

    def __call__(self, work: Callable[[], None]) -> None:
        """Does the work soon."""
        self.start()
        self._work.put(work)

    def start(self) -> None:
        """Begins to tick; again, where no thread could be begun before, or it was ended by what it did."""
        if self._thread is None or not (self._thread.is_alive() or self._stopped):
            thread = Thread(target=_run, args=(self._work, self._tick, self._every), daemon=True)
            thread.name = "kleark-client"
            self._thread = thread
            # At the end of a process no thread can be begun any more, and nothing needs to be.
            with suppress(RuntimeError):
                thread.start()

    def stop(self) -> None:
        """Ends the thread once it is done with what it does."""
        self._stopped = True
        self._work.put(None)

    def __del__(self) -> None:
        self.stop()


def _run(
    work: SimpleQueue[Callable[[], None] | None], tick: WeakMethod[Callable[[], None]], every: float | None
) -> None:
    """What goes wrong with a question is kept with the question. Nothing that is raised ends the thread."""
    due = None if every is None else _due(every)
    while True:
        try:
            one = work.get(timeout=None if due is None else max(0.0, due - time.monotonic()))
        except Empty:
            one = tick()
            assert every is not None
            due = _due(every)
        if one is None:
            return
        with suppress(Exception):
            one()
        del one  # or this thread would keep the client


def _due(every: float) -> float:
    return time.monotonic() + every * random.SystemRandom().uniform(1, 1.1)  # processes drift apart


def finished(work: Callable[[], None]) -> tuple[Callable[[], None], Event]:
    """The work, and what tells that it is done."""
    done = Event()

    def work_and_tell() -> None:
        try:
            work()
        finally:
            done.set()

    return work_and_tell, done
