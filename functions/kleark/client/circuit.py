"""What one question learns about the API holds for all: while it is down one asks now and then, and nobody waits."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from kleark.client.transport import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AFTER_A_FAILURE = 5.0
"""Seconds in which nobody asks again."""
QUIET = 90.0
"""Seconds. A client that is awake asks once a minute."""


class Circuit:
    """Closed while the API answers. Open after a failure of the API: then one question at a time tries it,
    after a pause.

    A failure that may be of one municipality alone (the service itself says that it is busy, or what came was cut, or
    a page for people) counts as one of the API once another question fails so before any is answered.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._probing = Lock()
        self._error: Callable[[], UnavailableError] | None = None
        self._not_before = 0.0
        self._busy: set[str] = set()
        self._heard_at: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the API is taken to be down."""
        return self._error is not None

    def rests(self) -> bool:
        """Whether nobody may ask now."""
        return self._error is not None and self._clock() < self._not_before

    def is_quiet(self) -> bool:
        """Whether nobody has asked for a while, as after a suspension: then a new answer is worth a moment."""
        return self._heard_at is None or self._clock() - self._heard_at > QUIET

    @contextmanager
    def turn(self, wait: float) -> Iterator[None]:
        """A time to ask. ``wait``: seconds for another's try to end. Raises UnavailableError: not now."""
        error = self._error
        if error is None:
            yield
            return
        if not self._probing.acquire(timeout=wait):
            raise error()
        try:
            if (again := self._error) is not None and self._clock() < self._not_before:
                raise again()
            yield
        finally:
            self._probing.release()

    def succeeded(self) -> None:
        """The API answered, whatever it said."""
        self._heard_at = self._clock()
        self._busy.clear()
        self._error = None

    def failed(self, question: str, error: UnavailableError) -> None:
        """It did not. ``question``: which one."""
        self._heard_at = self._clock()
        if not error.of_api:
            return
        if error.of_one:
            self._busy.add(question)
            if len(self._busy) < 2 and self._error is None:
                return
        self._not_before = self._clock() + max(AFTER_A_FAILURE, error.wait)
        self._error = partial(again, error)

    def anew(self) -> Circuit:
        """The same, for a child: with a lock that nobody holds."""
        other = Circuit(self._clock)
        other._error, other._not_before, other._busy = self._error, self._not_before, set(self._busy)
        other._heard_at = self._heard_at
        return other


def again(error: UnavailableError) -> UnavailableError:
    """The error anew: one that is raised again and again would hold on to every caller."""
    return UnavailableError(
        str(error),
        passing=error.passing,
        wait=error.wait,
        of_api=error.of_api,
        of_one=error.of_one,
    )
