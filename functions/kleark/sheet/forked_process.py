"""`LimitedProcess` as a fork of this process: for the command line, where a start costs more than a small sheet.

The child has the limits and the guard that a fresh process has, and nothing of its parent's that is worth having: no
open files, no environment, and no trace of one in its memory. What a fork shares is the code and the addresses at which
it lies. What holds credentials otherwise, or has threads or much memory, is not to be forked: `is_possible`.
Reasons: docs/adr/0001-reader-in-a-child-process.md.
"""

from __future__ import annotations

import io
import os
import sys
import time

from kleark.sheet import process_guard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import IO, NoReturn, Self

    from kleark.sheet.child_end import Loss

_MOST_MEMORY = 100_000_000
"""Of memory that is mapped, bytes; with more, a child would have too little left for a file within its own limit."""
_PIPE_BYTES = 65_536
"""What a pipe holds: in pieces of less, a large answer takes a call for each."""
_HOLD_CREDENTIALS = ("botocore", "kleark.adapters")
_KILL = 9


def is_possible() -> bool:
    """Whether this process may be forked: on Linux, with one thread, small, and without what talks to AWS."""
    if sys.platform != "linux" or any(name in sys.modules for name in _HOLD_CREDENTIALS):
        return False
    try:
        # A folder for each thread, and the two that every folder has.
        threads = os.stat("/proc/self/task").st_nlink - 2  # noqa: PTH116 (pathlib would take longer than all of this)
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123
            memory = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return False
    return threads == 1 and memory <= _MOST_MEMORY


class ForkedProcess:
    """A running child. ``output``: what it writes. To be used as `kleark.sheet.limited_process.LimitedProcess` is."""

    def __init__(  # noqa: PLR0913 (as `Start` has it)
        self,
        code: str,
        libraries: tuple[str, ...],  # noqa: ARG002 (what this process finds, its child finds)
        given: Iterable[bytes],
        *,
        wall_seconds: float,
        cpu_seconds: float,
        modules: tuple[str, ...],  # noqa: ARG002 (the same)
    ) -> None:
        """Fork a child that runs ``code`` with ``given`` as its standard input."""
        self._deadline = time.monotonic() + wall_seconds
        self._wall_seconds = wall_seconds
        self._cpu_limit = cpu_seconds
        self._timed_out = False
        self._code: int | None = None
        self._cpu_seconds: float | None = None
        process_guard.close_to_children()
        reading, writing = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            _run(code, b"".join(given), writing)
        os.close(writing)
        self.output: IO[bytes] = io.BufferedReader(_UntilDeadline(self, reading), _PIPE_BYTES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def cpu_seconds(self) -> float | None:
        """CPU time that the ended child took; None before its end."""
        return self._cpu_seconds

    def close(self) -> None:
        """End the child, whether or not its answer was read."""
        if self._code is None:
            os.kill(self._child, _KILL)
            # What it took is asked of those that were lost: to be told, Python imports a module.
            self._code = os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1])
        self.output.close()

    def loss(self) -> Loss:
        """Why the child ended without an answer. Raises ProcessLostError as a limited process does."""
        from kleark.sheet import child_end  # noqa: PLC0415 (hardly any file needs it)

        while self._code is None:
            self.end_when_late()
            if not self._collect(0 if self._timed_out else os.WNOHANG):
                time.sleep(0.002)
        return child_end.loss(
            self._code,
            self._cpu_seconds,
            timed_out=self._timed_out,
            wall_seconds=self._wall_seconds,
            cpu_seconds=self._cpu_limit,
        )

    def end_when_late(self) -> float:
        """Kill the child where its time is up; the seconds that it has left."""
        left = self._deadline - time.monotonic()
        if left <= 0 and self._code is None and not self._timed_out:
            self._timed_out = True
            os.kill(self._child, _KILL)
        return max(left, 0)

    def _collect(self, options: int) -> bool:
        """Take note of the child's end; whether it has ended."""
        pid, status, usage = os.wait4(self._child, options)
        if pid:
            self._code = os.waitstatus_to_exitcode(status)
            self._cpu_seconds = usage.ru_utime + usage.ru_stime
        return bool(pid)


class _UntilDeadline(io.RawIOBase):
    """What a child writes, until it ends or is late, for which it is killed."""

    def __init__(self, process: ForkedProcess, pipe: int) -> None:
        self._process = process
        self._pipe = pipe

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        from select import select  # noqa: PLC0415

        while left := self._process.end_when_late():
            if select([self._pipe], [], [], left)[0]:
                break
        # What is in the pipe is read to its end, also of a child that was killed.
        data = os.read(self._pipe, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            os.close(self._pipe)
        super().close()


def _run(code: str, given: bytes, writing: int) -> NoReturn:
    """What the child does, until it ends. What its parent has not written yet is not to be written here."""
    try:
        _let_go(writing)
        forget_environment()
        process_guard.run_alone(code, (), io.BytesIO(given))
    finally:
        os._exit(1)


def _let_go(writing: int) -> None:
    """Close all files but standard output, which is the pipe; the other two lead nowhere."""
    os.dup2(writing, 1)
    # First of all, since there may be no room for one more.
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for other in (0, 2):
        os.dup2(nowhere, other)
    os.close(nowhere)


def forget_environment() -> None:
    """Empty the environment, and write over every copy of it that this process has.

    The system keeps it at the end of the first stack; what was set later lies elsewhere, where the C library points;
    and Python has copies of names and values. None of them is freed and left as it was.
    """
    import ctypes  # noqa: PLC0415
    import posix  # noqa: PLC0415 (its dictionary is the one that `os.environ` looks into)

    library = ctypes.CDLL(None)
    pointers = ctypes.POINTER(ctypes.c_void_p).in_dll(library, "environ")
    at = 0
    while ctypes.cast(pointers, ctypes.c_void_p).value and pointers[at]:
        ctypes.memset(pointers[at], 0, len(ctypes.string_at(pointers[at])))
        at += 1
    first, last = _first_environment()
    ctypes.memset(first, 0, last - first)
    copies = [*posix.environ.keys(), *posix.environ.values()]
    header = bytes.__basicsize__ - 1
    for one in copies:
        # Python keeps one object for all texts of one byte.
        if len(one) > 1:
            ctypes.memset(id(one) + header, 0, len(one))
    posix.environ.clear()
    library.clearenv()


def _first_environment() -> tuple[int, int]:
    """Where the system put the environment when the program started."""
    try:
        with open("/proc/self/stat", "rb") as file:  # noqa: PTH123
            fields = file.read().rpartition(b")")[2].split()
        return int(fields[47]), int(fields[48])
    except (OSError, ValueError, IndexError):
        return 0, 0
