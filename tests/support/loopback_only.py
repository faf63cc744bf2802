"""No test of links ever asks anybody outside: sockets to anything but loopback are refused, and so are look-ups."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_LOOK_UPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
_state = {"refusing": False, "hooked": False}


class OutsideError(BaseException):
    """A test asked somebody outside. No Exception, so that nothing takes it for a site that does not answer."""


@contextmanager
def loopback_only() -> Iterator[None]:
    """Refuse every connection, datagram and look-up that is not loopback's, by whatever module it is asked for."""
    if not _state["hooked"]:
        # A hook of the interpreter's cannot be taken away again, so it looks whether it is wanted.
        sys.addaudithook(_refuse)
        _state["hooked"] = True
    _state["refusing"] = True
    try:
        yield
    finally:
        _state["refusing"] = False


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if not _state["refusing"]:
        return
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        outside = isinstance(address, tuple) and address[0] not in _LOOPBACK
    else:
        outside = event in _LOOK_UPS and arguments[0] not in (*_LOOPBACK, None, "")
    if outside:
        raise OutsideError(event)
