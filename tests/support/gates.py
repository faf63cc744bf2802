"""The real code, one call at a time: each actor runs in a thread of its own and waits before every call to AWS."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.support.interruptions import Killed

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 60.0
"""Seconds that one call may take; then something is stuck."""


class LostAnswerError(Exception):
    """What stands in for the answer that never came. Replaced by the caller's own kind of error."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that waits to be made. ``operation``: the client's method; ``arguments``: as they are given to it."""

    operation: str
    arguments: dict[str, Any]


@dataclass
class Gate:
    """Between one actor's code and its clients. At any moment at most one of all threads is not waiting."""

    work: Callable[[Gate], object]
    pending: Call | None = None
    """The call that waits to be made; None once the work has ended."""
    result: object = None
    error: BaseException | None = None
    _go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _waits: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _killed: bool = False
    _instead: BaseException | None = None

    def start(self) -> None:
        """Run to the first call."""
        threading.Thread(target=self._run, daemon=True).start()
        self._wait()

    def step(self, instead: BaseException | None = None) -> None:
        """Make the call that waits, and run on to the next. ``instead``: what the code gets in place of the answer."""
        self._instead = instead
        self._go.release()
        self._wait()

    def kill(self) -> None:
        """The process ends here: the call that waits is never made."""
        if self.pending is not None:
            self._killed = True
            self._go.release()
            self._wait()

    def client(self, real: Any) -> Any:
        return _Gated(real, self)

    def call(self, call: Call, make: Callable[[], Any]) -> Any:
        """Called by the code: wait, and make the call."""
        self.pending = call
        self._waits.release()
        self._go.acquire()
        if self._killed:
            raise Killed
        answer = make()
        if self._instead is not None:
            raise self._instead
        return answer

    def _wait(self) -> None:
        assert self._waits.acquire(timeout=PATIENCE), "the code neither ends nor makes a call"

    def _run(self) -> None:
        try:
            self.result = self.work(self)
        except BaseException as error:  # noqa: BLE001 (looked at by the test)
            self.error = error
        self.pending = None
        self._waits.release()


@dataclass
class _Gated:
    real: Any
    gate: Gate

    def __getattr__(self, operation: str) -> Any:
        def call(**arguments: Any) -> Any:
            return self.gate.call(
                Call(operation, arguments), lambda: getattr(self.real, operation)(**arguments)
            )

        return call
