"""What the end of a child process says of the file that it was given."""

from __future__ import annotations

import signal

from kleark.sheet.errors import ProcessLostError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

Loss: TypeAlias = "Literal['time', 'memory', 'crash']"
"""What in a file its child was lost to: its limit of time, its limit of memory, or a fault that the file led to."""

# A child that computed for less than this share of its time was kept waiting: the machine's fault, not the file's.
_BUSY_SHARE = 0.5
# How far the system's count of CPU time may lie below the limit at which it ended the process.
_CPU_LEEWAY = 0.5
_OWN_CLOCKS = frozenset(-getattr(signal, name, 0) for name in ("SIGXCPU", "SIGPROF")) - {0}
_SENT_FROM_OUTSIDE = frozenset(
    -getattr(signal, name, 0) for name in ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT")
) - {0}


def loss(code: int, used: float | None, *, timed_out: bool, wall_seconds: float, cpu_seconds: float) -> Loss:
    """Why a child ended without an answer.

    Args:
        code: Its exit code; what a signal ended has the signal's number, less than 0.
        used: Seconds of CPU that it took; None where the system does not tell.
        timed_out: Whether it was killed after its ``wall_seconds``.
        wall_seconds: How long it was given.
        cpu_seconds: How much CPU it was given.

    Raises:
        ProcessLostError: Somebody else ended it, or it was given no time: nothing is known of the file.
    """
    if code in _OWN_CLOCKS:
        return "time"
    if timed_out:
        if used is None or used >= wall_seconds * _BUSY_SHARE:
            return "time"
        raise ProcessLostError("the machine stood still")
    if code in _SENT_FROM_OUTSIDE:
        if used is not None and used >= cpu_seconds - _CPU_LEEWAY:
            return "time"
        raise ProcessLostError("ended by another process")
    # Rust and the C library abort where memory is refused.
    return "memory" if code == -signal.SIGABRT else "crash"
