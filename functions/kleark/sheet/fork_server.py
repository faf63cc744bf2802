"""The interpreter that is kept and forks a child for each file: how `kleark.sheet.limited_process` starts one on Linux.

It was started as a fresh child is: no environment, no file of this process, nothing of its memory. It has imported what
reads and writes sheets, and never sees a byte of one: the two pipes of a file go through it to the child that it forks.
So the second file does not wait for Python and its imports. Reasons and limits: docs/adr/0037.
"""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
from contextlib import ExitStack, suppress
from marshal import dumps
from pathlib import Path
from threading import Lock

from kleark.sheet import process_guard, process_limits
from kleark.sheet.fork_server_process import READY, REQUEST_BYTES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO

MOST_FILES = 200
"""So many children have the addresses of one server; then there is a new one."""
_START = "import sys; sys.path[:0] = sys.argv[1:]; from kleark.sheet.fork_server_process import main; main()"
_FUNCTIONS = str(Path(__file__).parents[2])
_PATIENCE = 5.0
"""Seconds in which a server answers that is not lost."""
_PIPE_BYTES = 65_536
_KILLED = -9


class _LostError(Exception):
    """The server has ended, or says nothing."""


class ForkServer:
    """A server. ``files``: how many children it has forked."""

    def __init__(self) -> None:
        """Start it. Raises _LostError where it does not say that it is there."""
        self.files = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                self._process = process_guard.start_clean(
                    _START, (_FUNCTIONS,), stdin=theirs.fileno(), stdout=subprocess.DEVNULL
                )
            self._control.settimeout(_PATIENCE)
            is_ready = self._control.recv(1) == READY
        except OSError:
            is_ready = False
        if not is_ready:
            self.end()
            raise _LostError

    def fork(self, task: bytes, files: Sequence[int]) -> None:
        """Have it fork a child, with ``files`` of this process. Raises _LostError."""
        try:
            socket.send_fds(self._control, [task], list(files))
        except OSError:
            raise _LostError from None
        self.files += 1

    def retire(self) -> None:
        """No more files for it: it ends with the last child that it has."""
        self._control.close()

    def end(self) -> None:
        """End it, and its children with it."""
        self._control.close()
        if self._process is not None and self._process.returncode is None:
            process_guard.kill(self._process)
            self._reap(0)

    def has_ended(self) -> bool:
        """Whether it has."""
        return self._process is None or self._process.returncode is not None or self._reap(os.WNOHANG)

    def forget(self) -> None:
        """In a fork of the process that it belongs to, it is nobody's that can end it."""
        self._control.close()
        if self._process is not None:
            self._process.returncode = 0

    def _reap(self, options: int) -> bool:
        """Take note of its end. The system then counts what it and its children took, of which these are counted."""
        assert self._process is not None
        try:
            pid, status, usage = os.wait4(self._process.pid, options)
        except ChildProcessError:
            # Somebody waits for any child of this process.
            self._process.returncode = 0
            return True
        if pid:
            self._process.returncode = os.waitstatus_to_exitcode(status)
            process_limits.add_cpu_time(-usage.ru_utime - usage.ru_stime)
        return bool(pid)


class ServedChild:
    """A child that the server forked. ``stdin`` and ``stdout``: this process's ends of its pipes."""

    def __init__(self, server: ForkServer, task: bytes, wall_seconds: float) -> None:
        """Raises _LostError."""
        self._server = server
        self._waited = False
        # The child's ends are closed here once they are sent.
        with ExitStack() as sent:
            given, giving = os.pipe()
            sent.callback(os.close, given)
            self.stdin: IO[bytes] = open(giving, "wb")  # noqa: SIM115, PTH123
            hearing, said = os.pipe()
            sent.callback(os.close, said)
            self.stdout: IO[bytes] = open(hearing, "rb", _PIPE_BYTES)  # noqa: SIM115, PTH123
            self._handle, handle = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            sent.enter_context(handle)
            # Longer than its clock gives it: who waits for more waits for a server that is lost.
            self._handle.settimeout(wall_seconds + _PATIENCE)
            try:
                server.fork(task, (given, said, handle.fileno()))
            except _LostError:
                self.close()
                raise

    def kill(self) -> None:
        """End it, if it has not ended."""
        with suppress(OSError):
            self._handle.settimeout(_PATIENCE)
            self._handle.shutdown(socket.SHUT_WR)

    def end_late(self) -> None:
        """End it, as its clock does while somebody else waits for it; where the server does not, it is lost."""
        self.kill()
        try:
            self._handle.recv(64, socket.MSG_PEEK)
        except OSError:
            # Nothing within its time; unless who waited has it meanwhile.
            if not self._waited:
                _give_up(self._server)

    def wait(self) -> tuple[int, float]:
        """Wait for its end: exit code, and seconds of CPU. One that was lost with its server was given no time."""
        try:
            code, microseconds = map(int, self._handle.recv(64).split())
        except (OSError, ValueError):
            _give_up(self._server)
            return _KILLED, 0.0
        finally:
            self._waited = True
        process_limits.add_cpu_time(microseconds / 1e6)
        return code, microseconds / 1e6

    def distrust(self) -> None:
        """It ended without an answer: the next file has other addresses than those that this one tried."""
        _give_up(self._server, ends=False)

    def close(self) -> None:
        """Close the pipes of a child that has ended."""
        for one in (self.stdin, self.stdout, self._handle):
            # Of a child that was lost, what could not be written would be written again.
            with suppress(OSError):
                one.close()


class _Servers:
    """The server of this process, and those that have children left.

    ``impossible``: this system lets none start. ``needed``: the first file does not wait for one to start.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.current: ForkServer | None = None
        self.retired: list[ForkServer] = []
        self.needed = False
        self.impossible = sys.platform != "linux" or not hasattr(os, "pidfd_open")


_servers = _Servers()


def start(
    code: str, folders: Sequence[str], modules: Sequence[str], wall_seconds: float
) -> ServedChild | None:
    """A child that runs ``code`` with ``folders`` as its arguments; None where it is to be a fresh process.

    Args:
        code: As `kleark.sheet.limited_process.LimitedProcess` takes it.
        folders: Where it finds its libraries.
        modules: What it needs of them. The server imports it before it forks, and keeps it.
        wall_seconds: After which it is killed by who waits for it.
    """
    task = dumps((code, tuple(folders), tuple(modules)))
    # One that has ended since the last file is found out when it is asked.
    for _ in range(2 if len(task) <= REQUEST_BYTES else 0):
        server = _current()
        if server is None:
            break
        try:
            return ServedChild(server, task, wall_seconds)
        except _LostError:
            _give_up(server)
    return None


def end() -> None:
    """End the servers of this process and their children; the next file has a new one."""
    with _servers.lock:
        every = [*_servers.retired, *filter(None, [_servers.current])]
        _servers.current, _servers.retired = None, []
    for server in every:
        server.end()


def _current() -> ForkServer | None:
    with _servers.lock:
        _servers.retired = [one for one in _servers.retired if not one.has_ended()]
        if _servers.current is not None and _servers.current.files >= MOST_FILES:
            _retire()
        if _servers.current is None and _servers.needed and not _servers.impossible:
            try:
                _servers.current = ForkServer()
            except _LostError:
                _servers.impossible = True
        _servers.needed = True
        return _servers.current


def _give_up(server: ForkServer, *, ends: bool = True) -> None:
    """The next file gets another server. ``ends``: this one has lost its children, or they are lost with it."""
    with _servers.lock:
        if _servers.current is server:
            _retire()
        if ends:
            server.end()


def _retire() -> None:
    assert _servers.current is not None
    _servers.current.retire()
    _servers.retired.append(_servers.current)
    _servers.current = None


def _forget() -> None:
    """A fork of this process is not to share what it has, nor a lock that a thread held."""
    for server in (*_servers.retired, *filter(None, [_servers.current])):
        server.forget()
    _servers.__init__()  # type: ignore[misc]


atexit.register(end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
