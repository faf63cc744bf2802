"""A child process with limits, in which what a stranger sent is handled: it can be lost, and nothing else with it.

A fresh interpreter without the parent's environment, files and libraries; see docs/adr/0001. It limits itself
(`kleark.sheet.process_limits`), the parent limits its time, and says afterwards why it was lost. It can neither look
into the parent nor open a connection (`kleark.sheet.process_guard`).
"""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock, Timer
from typing import IO, TYPE_CHECKING, Literal, Self

from kleark.sheet import process_guard
from kleark.sheet.errors import ProcessLostError

if TYPE_CHECKING:
    from collections.abc import Iterable

Loss = Literal["time", "memory", "crash"]
"""What in a file its child was lost to: its limit of time, its limit of memory, or a fault that the file led to."""

# The loader of a Python that is not in the system's own folders needs the first; Windows needs the second.
_KEPT_ENVIRONMENT = ("LD_LIBRARY_PATH", "SYSTEMROOT")
# A child that computed for less than this share of its time was kept waiting: the machine's fault, not the file's.
_BUSY_SHARE = 0.5
# How far the system's count of CPU time may lie below the limit at which it ended the process.
_CPU_LEEWAY = 0.5
_OWN_CLOCKS = frozenset(-getattr(signal, name, 0) for name in ("SIGXCPU", "SIGPROF")) - {0}
_SENT_FROM_OUTSIDE = frozenset(
    -getattr(signal, name, 0) for name in ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT")
) - {0}


class LimitedProcess:
    """A running child. ``output``: what it writes."""

    def __init__(
        self,
        code: str,
        libraries: tuple[str, ...],
        given: Iterable[bytes],
        *,
        wall_seconds: float,
        cpu_seconds: float,
    ) -> None:
        """Start a child and give it its input.

        Args:
            code: What it runs: Python, with the folders of its libraries in ``sys.argv[1:]``.
            libraries: The packages that it needs besides this one.
            given: What it reads on standard input, piece by piece.
            wall_seconds: After so long it is killed.
            cpu_seconds: After so much CPU it ends itself.
        """
        command = [sys.executable, "-I", "-S", "-c", code, *_library_folders(libraries)]
        environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
        self._wall_seconds = wall_seconds
        self._cpu_limit = cpu_seconds
        self._lock = Lock()
        self._timed_out = False
        self._cpu_seconds: float | None = None
        process_guard.close_to_children()
        self._child = process_guard.run_without_calls(lambda: _start(command, environment))
        self._clock = Timer(wall_seconds, self._end_by_clock)
        self._clock.daemon = True
        self._clock.start()
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self.output: IO[bytes] = self._child.stdout
        _send(self._child.stdin, given)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def cpu_seconds(self) -> float | None:
        """CPU time that the ended child took; None where the system does not tell."""
        return self._cpu_seconds

    def close(self) -> None:
        """End the child, whether or not its answer was read."""
        self._kill()
        self._wait()
        with self._child:
            pass

    def loss(self) -> Loss:
        """Why the child ended without an answer.

        Raises:
            ProcessLostError: Somebody else ended it, or it was given no time: nothing is known of the file.
        """
        self._wait()
        code, used = self._child.returncode, self._cpu_seconds
        if code in _OWN_CLOCKS:
            return "time"
        if self._timed_out:
            if used is None or used >= self._wall_seconds * _BUSY_SHARE:
                return "time"
            raise ProcessLostError("the machine stood still")
        if code in _SENT_FROM_OUTSIDE:
            if used is not None and used >= self._cpu_limit - _CPU_LEEWAY:
                return "time"
            raise ProcessLostError("ended by another process")
        # Rust and the C library abort where memory is refused.
        return "memory" if code == -signal.SIGABRT else "crash"

    def _end_by_clock(self) -> None:
        self._timed_out = True
        self._kill()

    def _kill(self) -> None:
        with self._lock:
            if self._child.returncode is None:
                self._child.kill()

    def _wait(self) -> None:
        """Wait for the child's end, and note what it took. The clock may kill it until then, but no other process."""
        if self._child.returncode is None:
            if sys.platform == "win32" or not hasattr(os, "waitid"):
                self._child.wait()
            else:
                os.waitid(os.P_PID, self._child.pid, os.WEXITED | os.WNOWAIT)
                with self._lock:
                    _, status, usage = os.wait4(self._child.pid, 0)
                    self._child.returncode = os.waitstatus_to_exitcode(status)
                self._cpu_seconds = usage.ru_utime + usage.ru_stime
        self._clock.cancel()


def cpu_time() -> float:
    """Seconds of CPU that this process took, and the children that it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@cache
def _library_folders(libraries: tuple[str, ...]) -> tuple[str, ...]:
    """Where the child finds this package and the libraries that it works with, and nothing else.

    One folder in a Lambda's artefact; two with an editable installation.
    """
    folders = [str(Path(__file__).parents[2])]
    for name in libraries:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            folders.append(str(Path(spec.origin).parents[1]))
    return tuple(dict.fromkeys(folders))


def _start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  our own interpreter and our own code
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    )


def _send(pipe: IO[bytes], given: Iterable[bytes]) -> None:
    # Where the child is gone, what became of it shows in its answer.
    with suppress(OSError):
        for piece in given:
            pipe.write(piece)
    # What could not be written would be written again when it is closed.
    with suppress(OSError):
        pipe.close()
