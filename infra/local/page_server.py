"""Pages about the local stack on the loopback address: made anew at each look, for nobody but this machine."""

from __future__ import annotations

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from infra.local.engine import ADDRESS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
}


@contextlib.contextmanager
def serve_pages(page: Callable[[str], str | None], port: int) -> Iterator[str]:
    """Serve pages during the block; gives the address of the first.

    Args:
        page: The page at a path, ``/`` for the first; None where there is none. OSError: the engine does not answer.
        port: The port to try first; where that is taken, or with 0, any free one.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                content = page(self.path)
            except OSError:
                self.send_error(503, "The local engine does not answer")
                return
            if content is None:
                self.send_error(404)
                return
            self.send_response(200)
            for name, value in _HEADERS.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content.encode())))
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *_: object) -> None:
            """Nothing: the terminal is the narrator's."""

    server = _listening(Handler, port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{ADDRESS}:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _listening(handler: type[BaseHTTPRequestHandler], port: int) -> ThreadingHTTPServer:
    try:
        return ThreadingHTTPServer((ADDRESS, port), handler)
    except OSError:
        return ThreadingHTTPServer((ADDRESS, 0), handler)
