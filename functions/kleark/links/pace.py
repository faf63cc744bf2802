"""How often one host is asked: never sooner than so long after the last time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS_BETWEEN = 1.0
"""Between two requests to one host, where its robots.txt asks for no more."""

MOST_SECONDS_BETWEEN = 10.0
"""A host that asks for longer pauses is not asked at all: there would be no end of it."""


class Pace:
    """Waits before each request, as long as the host wants.

    Args:
        now: Seconds on a clock that only runs forward.
        wait: Waits so many seconds.
    """

    def __init__(self, now: Callable[[], float], wait: Callable[[float], object]) -> None:
        self._now = now
        self._wait = wait
        self._last: dict[str, float] = {}
        self._between: dict[str, float] = {}

    def keep(self, host: str, seconds: float) -> None:
        """From now on leave so many seconds between two requests to a host, if that is more than usual."""
        self._between[host] = max(SECONDS_BETWEEN, seconds)

    def take_turn(self, host: str) -> None:
        """Wait until the host may be asked again."""
        last = self._last.get(host)
        if last is not None:
            left = last + self._between.get(host, SECONDS_BETWEEN) - self._now()
            if left > 0:
                self._wait(left)
        self._last[host] = self._now()
