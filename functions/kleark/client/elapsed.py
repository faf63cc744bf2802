"""Seconds that have passed, those in which the machine or its process was suspended included."""

from __future__ import annotations

import time

SMALLEST_LEAP = 5.0
"""Seconds by which the wall clock must run ahead before it counts: below that it is being set, bit by bit."""


class Elapsed:
    """Counts up, and never down.

    A virtual machine or a Lambda that is restored from a picture of itself (SnapStart) finds its counting clocks
    where they were; only the wall clock has gone on. So what that is ahead counts, too. Where it was merely set
    forward, answers are taken for older than they are, which costs a question; set back, it does not matter.
    """

    def __init__(self) -> None:
        self._ahead = 0.0
        self._apart = time.time() - _counting()

    def __call__(self) -> float:
        """The reading now. Its zero means nothing."""
        now = _counting()
        apart = time.time() - now
        leap = apart - self._apart
        if leap > SMALLEST_LEAP:
            self._ahead += leap
        if abs(leap) > SMALLEST_LEAP:
            self._apart = apart
        return now + self._ahead


def _counting() -> float:
    """On Linux with the time in which the machine slept, which `time.monotonic` leaves out there."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
