"""A child process with limits, in which what a stranger sent is handled: it can be lost, and nothing else with it.

An interpreter without the parent's environment, files and libraries: a fork of one that is kept clean for that
(`kleark.sheet.fork_server`) or, where there is none, a fresh one; see docs/adr/0001. It limits itself
(`kleark.sheet.process_limits`), the parent limits its time, and says afterwards why it was lost. It can neither look
into the parent nor open a connection (`kleark.sheet.process_guard`).
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock, Timer

from kleark.sheet import child_end, process_guard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import IO, Protocol, Self

    from kleark.sheet.child_end import Loss
    from kleark.sheet.fork_server import ServedChild

    class Child(Protocol):
        """A running child: `LimitedProcess`, or `ForkedProcess`."""

        output: IO[bytes]

        def __enter__(self) -> Self: ...

        def __exit__(self, *_: object) -> None: ...

        def close(self) -> None: ...

        def loss(self) -> Loss: ...

    class Start(Protocol):
        """How a child is started: as `LimitedProcess` takes it."""

        def __call__(  # noqa: PLR0913 (what a child is started with, each named at the call)
            self,
            code: str,
            libraries: tuple[str, ...],
            given: Iterable[bytes],
            *,
            wall_seconds: float,
            cpu_seconds: float,
            modules: tuple[str, ...],
        ) -> Child: ...


class LimitedProcess:
    """A running child. ``output``: what it writes."""

    def __init__(  # noqa: PLR0913 (what a child is started with, each named at the call)
        self,
        code: str,
        libraries: tuple[str, ...],
        given: Iterable[bytes],
        *,
        wall_seconds: float,
        cpu_seconds: float,
        modules: tuple[str, ...] = (),
        keeps_open: bool = False,
    ) -> None:
        """Start a child and give it its input.

        Args:
            code: What it runs: Python, with the folders of its libraries in ``sys.argv[1:]``.
            libraries: The packages that it needs besides this one.
            given: What it reads on standard input, piece by piece.
            wall_seconds: After so long it is killed.
            cpu_seconds: After so much CPU it ends itself.
            modules: What it imports for nearly every file: it is there already where one came before.
            keeps_open: More is sent later (`send`): standard input does not end with ``given``.
        """
        self._wall_seconds = wall_seconds
        self._cpu_limit = cpu_seconds
        self._timed_out = False
        self._code: int | None = None
        self._cpu_seconds: float | None = None
        process_guard.close_to_children()
        self._child = _start(code, _library_folders(libraries), modules, wall_seconds)
        self._clock = Timer(wall_seconds, self._end_by_clock)
        self._clock.daemon = True
        self._clock.start()
        self.output: IO[bytes] = self._child.stdout
        try:
            _send(self._child.stdin, given, closes=not keeps_open)
        except BaseException:
            # What gives the input failed: nobody has a hold of the child who could end it.
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def cpu_seconds(self) -> float | None:
        """CPU time that the ended child took; None where the system does not tell."""
        return self._cpu_seconds

    def send(self, more: Iterable[bytes]) -> None:
        """Give a child that was kept open more of its input. What became of it shows in its answer."""
        _send(self._child.stdin, more, closes=False)

    def close(self) -> None:
        """End the child, whether or not its answer was read."""
        self._child.kill()
        self._wait()
        self._child.close()

    def loss(self) -> Loss:
        """Why the child ended without an answer.

        Raises:
            ProcessLostError: Somebody else ended it, or it was given no time: nothing is known of the file.
        """
        code = self._wait()
        self._child.distrust()
        return child_end.loss(
            code,
            self._cpu_seconds,
            timed_out=self._timed_out,
            wall_seconds=self._wall_seconds,
            cpu_seconds=self._cpu_limit,
        )

    def _end_by_clock(self) -> None:
        self._timed_out = True
        self._child.end_late()

    def _wait(self) -> int:
        """Wait for the child's end, and note what it took. The clock may kill it until then, but no other process."""
        if self._code is None:
            self._code, self._cpu_seconds = self._child.wait()
        self._clock.cancel()
        return self._code


class _FreshChild:
    """A child that shares nothing with this process, and no other child does with it."""

    def __init__(self, code: str, folders: tuple[str, ...]) -> None:
        self._process = _start_fresh(code, folders)
        self._lock = Lock()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.stdin: IO[bytes] = self._process.stdin
        self.stdout: IO[bytes] = self._process.stdout

    def kill(self) -> None:
        with self._lock:
            # Popen would wait for one that has ended, and not note what it took.
            if self._process.returncode is None:
                process_guard.kill(self._process)

    end_late = kill

    def wait(self) -> tuple[int, float | None]:
        if sys.platform == "win32" or not hasattr(os, "waitid"):
            return self._process.wait(), None
        os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)
        with self._lock:
            _, status, usage = os.wait4(self._process.pid, 0)
            self._process.returncode = os.waitstatus_to_exitcode(status)
        return self._process.returncode, usage.ru_utime + usage.ru_stime

    def distrust(self) -> None:
        """Nothing is left of it."""

    def close(self) -> None:
        # Of a child that was lost, what could not be written would be written again.
        with suppress(OSError):
            self.stdin.close()
        with self._process:
            pass


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


def _start(
    code: str, folders: tuple[str, ...], modules: tuple[str, ...], wall_seconds: float
) -> _FreshChild | ServedChild:
    from kleark.sheet import fork_server  # noqa: PLC0415 (sockets, which Windows has others of)

    return fork_server.start(code, folders, modules, wall_seconds) or _FreshChild(code, folders)


def _start_fresh(code: str, folders: tuple[str, ...]) -> subprocess.Popen[bytes]:
    def start() -> subprocess.Popen[bytes]:
        return process_guard.start_clean(code, folders, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    started: subprocess.Popen[bytes] = process_guard.run_without_calls(start)
    return started


def _send(pipe: IO[bytes], given: Iterable[bytes], *, closes: bool) -> None:
    # Where the child is gone, what became of it shows in its answer.
    with suppress(OSError):
        for piece in given:
            pipe.write(piece)
        pipe.flush()
    if closes:
        # What could not be written would be written again when it is closed.
        with suppress(OSError):
            pipe.close()
