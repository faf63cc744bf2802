"""APIs for the client to talk to: one that does as it is told over a real socket, and one without any."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import urllib3

from kleark.client import Client, at_once
from kleark.publishing.snapshot import snapshot_of
from tests.support.numbered_rows import rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from kleark.configuration.row import Row

AT = "2025-11-03T12:00:00.000Z"
LIVE = "public, max-age=60, stale-while-revalidate=300"


@dataclass
class Clock:
    """Seconds that pass when told to; a pause passes them, too."""

    now: float = 1000.0
    paused: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.paused.append(seconds)
        self.now += seconds


@dataclass(frozen=True)
class Scripted:
    """An answer, as bytes on the wire would say it. ``cut``: only so many bytes of the body come.

    A header whose value holds line feeds stands so many times.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None


@dataclass(frozen=True)
class Asked:
    path: str
    headers: Mapping[str, str]


@dataclass
class Changing:
    """Says what it is told to say by now."""

    says: Callable[[Asked], Scripted]

    def __call__(self, asked: Asked) -> Scripted:
        return self.says(asked)


def configuration(
    revision: int = 1,
    of: Sequence[Row] | None = None,
    code: str = "0461",
    **changed: Any,
) -> Scripted:
    """What the API says of one revision; ``changed``: fields of the body that say something else."""
    snapshot = snapshot_of(rows(3, phone=f"6613{revision:04}") if of is None else of)
    body = {
        "municipalityCode": code,
        "municipalityName": "Odense",
        "revision": revision,
        "publishedAt": AT,
        "digest": snapshot.digest,
        "rows": [json.loads(one.line) for one in snapshot.rows],
    } | changed
    tag = f'"{revision}-{snapshot.digest[:16]}-00000000"'
    return json_answer(body, {"ETag": tag, "Cache-Control": LIVE})


def json_answer(data: Any, headers: Mapping[str, str] | None = None, status: int = 200) -> Scripted:
    body = json.dumps(data, ensure_ascii=False).encode()
    return Scripted(status, body, {"Content-Type": "application/json", **(headers or {})})


def problem(status: int, kind: str, **headers: str) -> Scripted:
    body: dict[str, Any] = {
        "type": f"urn:problem-type:kleark:{kind}",
        "title": "t",
        "status": status,
        "detail": "d",
    }
    if kind == "nothing-published":
        body |= {"municipalityCode": "0461", "revision": 0}
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return json_answer(body, {**more, "Content-Type": "application/problem+json"}, status)


def packed(answer: Scripted) -> Scripted:
    headers = {**answer.headers, "Content-Encoding": "gzip"}
    return Scripted(answer.status, gzip.compress(answer.body), headers, answer.cut)


def conditional(answer: Scripted) -> Callable[[Asked], Scripted]:
    """``answer``, or 304 to who has it."""

    def script(asked: Asked) -> Scripted:
        tag = answer.headers["ETag"]
        if asked.headers.get("if-none-match") == tag:
            return Scripted(304, b"", {"ETag": tag, "Cache-Control": LIVE})
        return answer

    return script


class InMemory(urllib3.PoolManager):
    """Answers without a socket: what ``script`` says, as the library would hand it on."""

    def __init__(self, script: Callable[[Asked], Scripted]) -> None:
        super().__init__()
        self.script = script
        self.asked: list[Asked] = []
        self.timeouts: list[float] = []

    def request(self, method: str, url: str, **options: Any) -> Any:  # type: ignore[override]
        assert method == "GET"
        asked = Asked(url.removeprefix("https://portal.test"), _lowered(options["headers"]))
        self.asked.append(asked)
        self.timeouts.append(options["timeout"].read_timeout)
        said = self.script(asked)
        return urllib3.HTTPResponse(
            body=io.BytesIO(said.body if said.cut is None else said.body[: said.cut]),
            headers=_lines({**said.headers, "Content-Length": str(len(said.body))}),
            status=said.status,
            preload_content=False,
            request_method="GET",
        )


def client_of(script: Callable[[Asked], Scripted], clock: Clock | None = None, **options: Any) -> Client:
    clock = clock or Clock()
    return Client(
        "https://portal.test",
        **{"pool": InMemory(script), "clock": clock, "pause": clock.pause, "beside": at_once, **options},
    )


def asked_of(client: Client) -> list[Asked]:
    pool = client._core.api.pool
    assert isinstance(pool, InMemory)
    return pool.asked


@dataclass
class Wire:
    """A server on this machine. ``script`` may be changed while it runs; ``connections`` counts them."""

    url: str
    script: Callable[[Asked], Scripted | bytes]
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0


@contextlib.contextmanager
def wire(script: Callable[[Asked], Scripted | bytes]) -> Iterator[Wire]:
    """``script`` may give bytes, which go out as they are, before the connection is closed."""
    made = Wire("", script)
    sockets: list[socket.socket] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            made.connections += 1
            sockets.append(self.request)
            super().setup()

        def do_GET(self) -> None:
            asked = Asked(self.path, _lowered(dict(self.headers.items())))
            made.asked.append(asked)
            said = made.script(asked)
            with contextlib.suppress(ConnectionError):
                if isinstance(said, bytes):
                    self.wfile.write(said)
                    self.close_connection = True
                    return
                self.send_response(said.status)
                for name, value in {**said.headers, "Content-Length": str(len(said.body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(said.body if said.cut is None else said.body[: said.cut])
                self.close_connection = said.cut is not None

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        for one in sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def _lines(headers: Mapping[str, str]) -> urllib3.HTTPHeaderDict:
    made = urllib3.HTTPHeaderDict()
    for name, value in headers.items():
        for line in value.split("\n"):
            made.add(name, line)
    return made


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def digest_of_json(listed: list[Any]) -> str:
    """The digest as the API's description has it, made without Kleark's own code."""
    text = json.dumps(listed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
