"""The portal's answers over HTTP on this machine, and what becomes of them while it is down."""

from __future__ import annotations

import contextlib
import threading
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple

from kleark.http.messages import Request, Response
from kleark.portal.app import handle
from kleark.portal.problems import BUSY
from kleark.portal.responses import problem_response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kleark.portal.published import PortalContext

HERE = "127.0.0.1"


class Outage(StrEnum):
    """How the API is down."""

    BUSY = "busy"
    """It answers 503 with ``Retry-After``."""
    GONE = "gone"
    """It closes the connection without an answer."""
    SILENT = "silent"
    """It takes the request and says nothing until it is up again."""
    GARBAGE = "garbage"
    """Something else answers in its place: 200 with a page for people."""


class Seen(NamedTuple):
    """A request that came, and how it was answered: 0 for not at all."""

    method: str
    path: str
    status: int


class Server:
    """``lock``: whoever touches what the answers are made from must hold it."""

    def __init__(self, portal: PortalContext, lock: threading.Lock) -> None:
        self.seen: list[Seen] = []
        self.outage: Outage | None = None
        self.up = threading.Event()
        self.up.set()
        self._portal = portal
        self._lock = lock
        self._http = ThreadingHTTPServer((HERE, 0), _handler_for(self))
        # A connection that is kept open must not keep the tests from ending.
        self._http.daemon_threads = True
        self._http.block_on_close = False

    @property
    def url(self) -> str:
        """Without a slash at its end."""
        return f"http://{HERE}:{self._http.server_address[1]}"

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Answer for the length of the block."""
        thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.up.set()
            self._http.shutdown()
            self._http.server_close()
            thread.join()

    def answer(self, request: Request) -> Response | None:
        """None: the connection is to be closed without an answer."""
        found = self._while_down(request, self.outage) if self.outage else self._answer(request)
        self.seen.append(Seen(request.method, _address(request), found.status if found else 0))
        return found

    def _answer(self, request: Request) -> Response:
        with self._lock:
            return handle(request, self._portal)

    def _while_down(self, request: Request, outage: Outage) -> Response | None:
        if outage is Outage.BUSY:
            return problem_response(BUSY, request)
        if outage is Outage.GARBAGE:
            return Response(200, b"<!doctype html><title>Vedligehold</title>", {"Content-Type": "text/html"})
        if outage is Outage.SILENT:
            self.up.wait()
        return None


def _address(request: Request) -> str:
    return f"{request.path}?{request.query}" if request.query else request.path


def _handler_for(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            path, _, query = self.path.partition("?")
            length = self.headers.get("Content-Length", "0")
            request = Request(
                method=self.command,
                path=path,
                query=query,
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(int(length)) if length.isdecimal() else b"",
            )
            found = server.answer(request)
            if found is None:
                self.close_connection = True
                return
            with contextlib.suppress(ConnectionError):  # the caller has gone; that is the caller's matter
                self._send(found)

        def _send(self, found: Response) -> None:
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            if found.status != 304 and self.command != "HEAD":
                self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            self.wfile.write(found.body)

        def log_message(self, *_: object) -> None:
            """Says nothing: `Server.seen` knows."""

    answering: Callable[[Handler], None] = Handler._any
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        setattr(Handler, f"do_{method}", answering)
    return Handler
