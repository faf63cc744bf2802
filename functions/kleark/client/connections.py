"""Connections that end in time: every address tried, none kept for too long, and each call left when its time is up."""

from __future__ import annotations

import contextvars
import selectors
import socket
import threading
import time
from contextlib import suppress
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import allowed_gai_family

from kleark.client.elapsed import Elapsed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")

NEXT_ADDRESS = 0.25
"""Seconds after which the next address is tried beside the ones before it (RFC 8305, 5)."""
LONGEST_IDLE = 30.0
"""Seconds. What is on the way forgets connections without a word; the shortest that is usual is a minute."""

_CALLS = threading.local()
_elapsed = Elapsed()


class LeftError(Exception):
    """The call's time is up."""


class Call(Generic[T]):
    """Work in a thread of its own, which its caller can leave: names are resolved without any limit otherwise.

    ``fresh``: no connection that was kept is used. Its sockets are shut when it is left, so the thread ends, too.
    """

    def __init__(self, work: Callable[[Call[T]], T], *, fresh: bool) -> None:
        self.fresh = fresh
        self.begun = threading.Event()
        """Set by the work once the answer begins, and at its end."""
        self.answered = False
        """Set by the work once the answer begins."""
        self._done = threading.Event()
        self._work = work
        self._lock = threading.Lock()
        self._left = False
        self._connection: _Timely | None = None
        self._result: T | None = None
        self._error: BaseException | None = None

    def start(self) -> None:
        """Raises RuntimeError where no thread can be begun: at the end of the process."""
        context = contextvars.copy_context()
        threading.Thread(
            target=context.run, args=(self._run,), daemon=True, name="kleark-client-call"
        ).start()

    def result(self, begun_within: float, done_within: Callable[[], float]) -> T:
        """What the work gave or raised. Raises LeftError."""
        if not self.begun.wait(begun_within) or not self._done.wait(done_within()):
            self._leave()
            raise LeftError
        if self._error is not None:
            error, self._error = self._error, None
            raise error
        return self._result  # type: ignore[return-value]

    def uses(self, connection: _Timely) -> None:
        """Told by the connection. Raises LeftError."""
        with self._lock:
            self._connection = connection
            if self._left:
                connection.shut()
                raise LeftError

    def _leave(self) -> None:
        with self._lock:
            self._left = True
            if self._connection is not None:
                self._connection.shut()

    def _run(self) -> None:
        _CALLS.now = self
        try:
            self._result = self._work(self)
        except BaseException as error:  # noqa: BLE001 (whoever asked gets it)
            self._error = error
        finally:
            _CALLS.now = None
            self._connection = None
            self._done.set()
            self.begun.set()


def pool_of_connections(size: int) -> urllib3.PoolManager:
    """One whose connections keep to what this module says."""
    pool = urllib3.PoolManager(maxsize=size)
    pool.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
    return pool


class _Timely(HTTPConnection):
    _used_at = 0.0
    handle: socket.socket | None = None
    """The same socket by another name, while the handshake has the one that is known elsewhere."""

    def _new_conn(self) -> socket.socket:
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, allowed_gai_family(), socket.SOCK_STREAM)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except UnicodeError as error:
            raise NewConnectionError(self, "a name that is none") from error
        timeout = self.timeout if isinstance(self.timeout, int | float) else None
        try:
            made = socket_to(found, timeout, self.source_address, self.socket_options or ())
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "no address answers") from error
        except OSError as error:
            raise NewConnectionError(self, f"no address answers: {error}") from error
        made.settimeout(timeout)
        self.handle = made.dup()
        self._tell()
        return made

    def connect(self) -> None:
        try:
            super().connect()
        finally:
            if self.handle is not None:
                self.handle.close()
                self.handle = None
        self._tell()

    def request(self, *args: Any, **options: Any) -> None:
        self._tell()
        self._used_at = _elapsed()
        super().request(*args, **options)

    def _tell(self) -> None:
        call = getattr(_CALLS, "now", None)
        if call is not None:
            call.uses(self)

    def shut(self) -> None:
        """Ends what another thread reads. Below TLS, whose own objects are not made for two threads."""
        for made in (self.handle, self.sock):
            if made is not None:
                with suppress(OSError, ValueError):
                    socket.socket.shutdown(made, socket.SHUT_RDWR)

    @property
    def is_connected(self) -> bool:
        call = getattr(_CALLS, "now", None)
        if (call is not None and call.fresh) or _elapsed() - self._used_at > LONGEST_IDLE:
            return False
        return super().is_connected


class _TimelySecure(_Timely, HTTPSConnection):
    pass


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Timely


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _TimelySecure


def socket_to(
    addresses: Sequence[Any],
    timeout: float | None,
    source: tuple[str, int] | None = None,
    options: Sequence[Any] = (),
) -> socket.socket:
    """A socket to the first of the addresses that answers; each begins a little after the one before (RFC 8305).

    Raises TimeoutError, and OSError where all of them refuse.
    """
    ends = None if timeout is None else time.monotonic() + timeout
    waiting, failure = selectors.DefaultSelector(), OSError("the name has no address")
    left = list(_alternating(addresses))
    try:
        while left or waiting.get_map():
            if left:
                one, error = _begun(left.pop(0), source, options)
                if one is None:
                    failure = error or failure
                    continue
                waiting.register(one, selectors.EVENT_WRITE)
            rest = None if ends is None else ends - time.monotonic()
            if rest is not None and rest <= 0:
                raise TimeoutError
            step = NEXT_ADDRESS if left else rest
            for key, _ in waiting.select(step if rest is None or step is None else min(step, rest)):
                ready = key.fileobj
                assert isinstance(ready, socket.socket)
                waiting.unregister(ready)
                if not (number := ready.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)):
                    return ready
                failure = OSError(number, "refused")
                ready.close()
        raise failure
    finally:
        for key in list(waiting.get_map().values()):
            assert isinstance(key.fileobj, socket.socket)
            key.fileobj.close()
        waiting.close()


def _begun(
    address: Any, source: tuple[str, int] | None, options: Sequence[Any]
) -> tuple[socket.socket | None, OSError | None]:
    family, kind, protocol, _, where = address
    made = None
    try:
        made = socket.socket(family, kind, protocol)
        for option in options:
            made.setsockopt(*option)
        if source is not None:
            made.bind(source)
        made.setblocking(False)
        with suppress(BlockingIOError):
            made.connect(where)
    except OSError as error:
        if made is not None:
            made.close()
        return None, error
    return made, None


def _alternating(addresses: Sequence[Any]) -> list[Any]:
    """IPv6 and IPv4 in turn, in the order of the resolver: one of both may lead nowhere."""
    first = [one for one in addresses if one[0] == addresses[0][0]]
    others = [one for one in addresses if one[0] != addresses[0][0]]
    return [one for one in chain.from_iterable(zip_longest(first, others)) if one is not None]
