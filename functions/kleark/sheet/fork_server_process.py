"""The process that forks a child for each file (`kleark.sheet.fork_server`): what it is asked is from its parent alone.

It reads nothing but its parent's requests. A child closes all that the server has open, its way to the parent too,
before it runs, and then can do what a fresh child can, and nothing to the server.
"""

from __future__ import annotations

import _socket
import gc
import os
import select
import sys
from marshal import loads

from kleark.sheet import process_guard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

READY = b"+"
CALLS = ("recvmsg", "pidfd_open")
"""What the server does and its children may not: be handed pipes, and see when a child has ended."""
REQUEST_BYTES = 100_000
"""Code and names; a child with more of them is no fork."""
_KILL = 9


def main() -> None:
    """Serve the parent at the other end of standard input, until it is gone and with it the last child."""
    # Where a child could reach it, or it could not see one end, it is of no use.
    if not (process_guard.close_to_children() and process_guard.give_up_calls(CALLS)):
        return
    os.close(os.pidfd_open(os.getpid()))
    control = _socket.socket(fileno=0)
    os.write(0, READY)
    Server(control).serve()


class Server:
    """The children that run, by two files: by one its parent ends it and hears of its end, the other is the process."""

    def __init__(self, control: _socket.socket) -> None:
        self._control = control
        self._poll = select.poll()
        self._poll.register(control.fileno(), select.POLLIN)
        self._handles: dict[int, int] = {}
        self._children: dict[int, tuple[int, int]] = {}
        self._serves = True

    def serve(self) -> None:
        """Until the parent sends no more and no child is left."""
        while self._serves or self._children:
            for file, _ in self._poll.poll():
                if file == self._control.fileno():
                    self._take_request()
                elif file in self._handles:
                    # Its parent has nothing to say by it but that it is over.
                    self._poll.unregister(file)
                    os.kill(self._handles.pop(file), _KILL)
                elif file in self._children:
                    self._report_end(file)

    def _take_request(self) -> None:
        request, passed, _, _ = self._control.recvmsg(REQUEST_BYTES, _socket.CMSG_SPACE(3 * 4))
        if not request:
            self._poll.unregister(self._control.fileno())
            self._serves = False
            return
        files = [
            int.from_bytes(data[at : at + 4], sys.byteorder)
            for _, _, data in passed
            for at in range(0, len(data), 4)
        ]
        given, said, handle = files
        code, folders, modules = loads(request)  # noqa: S302 (from the parent)
        _keep(folders, modules)
        server = os.getpid()
        try:
            child = os.fork()
        except OSError:
            # Nothing is said of it: the parent knows that it was lost.
            child = -1
        if child == 0:
            _run(code, folders, given, said, server)
        os.close(given)
        os.close(said)
        if child < 0:
            os.close(handle)
            return
        ended = os.pidfd_open(child)
        self._handles[handle] = child
        self._children[ended] = (child, handle)
        self._poll.register(handle, select.POLLIN)
        self._poll.register(ended, select.POLLIN)

    def _report_end(self, ended: int) -> None:
        child, handle = self._children.pop(ended)
        self._poll.unregister(ended)
        if self._handles.pop(handle, None) is not None:
            self._poll.unregister(handle)
        _, status, usage = os.wait4(child, 0)
        os.close(ended)
        used = round((usage.ru_utime + usage.ru_stime) * 1e6)
        try:  # noqa: SIM105 (contextlib takes long to import)
            os.write(handle, b"%d %d" % (os.waitstatus_to_exitcode(status), used))
        except OSError:
            # The parent has gone: nobody needs to hear.
            pass
        os.close(handle)


def _keep(folders: Sequence[str], modules: Sequence[str]) -> None:
    """Import what the children need, once; what cannot be imported, a child says."""
    missing = [name for name in modules if name not in sys.modules]
    if missing:
        sys.path[:0] = folders
        for name in missing:
            try:
                __import__(name)
                prepare = getattr(sys.modules[name], "prepare_for_forks", None)
                if prepare is not None:
                    prepare()
            except ImportError:
                continue
        del sys.path[: len(folders)]
        # No child looks through it, which would have it copied.
        gc.collect()
        gc.freeze()


def _run(code: str, folders: Sequence[str], given: int, said: int, server: int) -> NoReturn:
    """What a child does, until it ends. Of what the server has open it has nothing before it reads."""
    try:
        os.dup2(given, 0)
        os.dup2(said, 1)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        process_guard.end_with(server)
        process_guard.run_alone(code, folders, open(0, "rb", closefd=False))  # noqa: SIM115
    finally:
        os._exit(1)
