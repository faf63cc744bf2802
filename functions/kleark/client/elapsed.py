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
        self._leapt = (0.0, time.time() - _counting())
        """Seconds that count on top, and how far the wall clock was ahead then. Set as one, and to the same by each
        thread that finds the same leap: a lock could be held in the moment of a fork."""

    def __call__(self) -> float:
        """The reading now. Its zero means nothing."""
        now = _counting()
        ahead, before = self._leapt
        apart = time.time() - now
        leap = apart - before
        if abs(leap) > SMALLEST_LEAP:
            ahead += max(0.0, leap)
            self._leapt = ahead, apart
        return now + ahead


def _counting() -> float:
    """On Linux with the time in which the machine slept, which `time.monotonic` leaves out there."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
