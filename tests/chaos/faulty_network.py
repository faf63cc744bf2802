"""An HTTP proxy on loopback between the functions (and commands) of a run and the engine: it does as the weather says.

It answers in the services' own words where a fault is theirs, and kills the very process that made a call where the
fault is that. What it passes on it passes on unchanged, signature and all.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from infra.local.engine import ADDRESS
from tests.chaos import victims
from tests.chaos.weather import Fault, Weather

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVICE = re.compile(rb"credential=[^/]+/\d+/[^/]+/([a-z0-9-]+)/aws4_request", re.IGNORECASE)
ACCESS_KEY = re.compile(rb"credential=([^/]+)/", re.IGNORECASE)
UPLOAD_ID = re.compile(rb"[0-9a-f]{64}|[0-9a-f]{32}")
MOST = 64 * 1024 * 1024


class EndedError(Exception):
    """The connection is over."""


@dataclass(frozen=True, slots=True)
class Message:
    """One request or response: first line, headers as they came, body."""

    first: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    def header(self, name: bytes) -> bytes:
        return next((value for key, value in self.headers if key.lower() == name), b"")

    def to_bytes(self) -> bytes:
        # A body that came in chunks goes on whole.
        kept = [
            one
            for one in self.headers
            if one[0].lower() not in {b"transfer-encoding", b"content-length", b"expect"}
        ]
        kept.append((b"Content-Length", str(len(self.body)).encode()))
        return b"".join((self.first, b"\r\n", *(b"%s: %s\r\n" % one for one in kept), b"\r\n", self.body))


@dataclass(frozen=True, slots=True)
class Call:
    """One call as the proxy saw it. Times: on the monotonic clock. ``uploads``: ids that it names."""

    service: str
    operation: str
    begun: float
    ended: float
    fault: Fault
    who: str
    uploads: tuple[str, ...] = ()


@dataclass
class FaultyNetwork:
    """The proxy. ``calls``: all so far; ``killed``: how often a process of each name was ended."""

    engine: str
    weather: Weather
    calls: list[Call] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)
    """Which function's access key it is, as far as it is known; commands have one each."""
    _numbers: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    _serving: set[asyncio.Task[None]] = field(default_factory=set)
    calm: bool = False
    """Whether all goes well from now on."""
    port: int = 0

    @property
    def endpoint(self) -> str:
        return f"http://{ADDRESS}:{self.port}"

    @contextlib.contextmanager
    def running(self) -> Iterator[FaultyNetwork]:
        """Serve during the ``with`` block, in a thread of its own."""
        loop = asyncio.new_event_loop()
        ready = threading.Event()
        thread = threading.Thread(target=self._run, args=(loop, ready), daemon=True)
        thread.start()
        ready.wait(30)
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)

    def _run(self, loop: asyncio.AbstractEventLoop, ready: threading.Event) -> None:
        asyncio.set_event_loop(loop)
        server = loop.run_until_complete(asyncio.start_server(self._serve, ADDRESS, 0, limit=MOST))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream = _Upstream(self.engine)
        # The loop itself holds its tasks weakly.
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            while True:
                request = await _read_message(reader, writer)
                writer.write(await self._answer(request, upstream, writer.get_extra_info("peername")[1]))
                await writer.drain()
        except (
            EndedError,
            OSError,
            asyncio.IncompleteReadError,
            asyncio.LimitOverrunError,
            asyncio.CancelledError,
        ):
            pass
        finally:
            self._serving.discard(task)
            upstream.close()
            with contextlib.suppress(OSError):
                writer.close()

    async def _answer(self, request: Message, upstream: _Upstream, port: int) -> bytes:
        """Raises EndedError where there is to be no answer."""
        begun = time.monotonic()
        service, operation = named(request)
        self._numbers[service, operation] += 1
        number = self._numbers[service, operation]
        fault = Fault.NONE if self.calm else self.weather.fault(service, operation, number)
        match = ACCESS_KEY.search(request.header(b"authorization"))
        who = self.names.get(match[1].decode() if match else "", "command")
        try:
            return await self._carry_out(request, upstream, fault, (service, operation, number, port))
        finally:
            ids = tuple(
                one.decode()
                for one in dict.fromkeys(UPLOAD_ID.findall(request.first + request.body[:20_000]))
            )
            self.calls.append(Call(service, operation, begun, time.monotonic(), fault, who, ids))

    async def _carry_out(
        self, request: Message, upstream: _Upstream, fault: Fault, call: tuple[str, str, int, int]
    ) -> bytes:
        service, operation, number, port = call
        if fault in {Fault.THROTTLED, Fault.BROKEN}:
            return refusal(service, operation, fault)
        if fault is Fault.KILLED_BEFORE:
            self._kill(port)
            raise EndedError
        if fault is Fault.TWICE:
            await upstream.ask(request)
        answer = await upstream.ask(request)
        if fault is Fault.KILLED_AFTER:
            self._kill(port)
            raise EndedError
        if fault is Fault.LOST:
            raise EndedError
        if fault is Fault.SLOW:
            await asyncio.sleep(self.weather.delay(service, operation, number))
        return answer

    def _kill(self, port: int) -> None:
        if (process := victims.behind(port)) is not None:
            victims.end(process)
            self.killed[process.name] += 1


class _Upstream:
    """A connection to the engine, made anew where it has ended."""

    def __init__(self, engine: str) -> None:
        self.address = urlsplit(engine)
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: Message) -> bytes:
        bodiless = request.first.startswith(b"HEAD ")
        used = self.streams is not None
        try:
            return await self._ask(request.to_bytes(), bodiless=bodiless)
        except (EndedError, OSError, asyncio.IncompleteReadError):
            self.close()
            if not used:
                raise
        return await self._ask(request.to_bytes(), bodiless=bodiless)

    async def _ask(self, data: bytes, *, bodiless: bool) -> bytes:
        if self.streams is None:
            self.streams = await asyncio.open_connection(self.address.hostname, self.address.port, limit=MOST)
        reader, writer = self.streams
        writer.write(data)
        await writer.drain()
        answer = await _read_message(reader, None, bodiless=bodiless)
        if bodiless:
            head = b"".join(b"%s: %s\r\n" % one for one in answer.headers)
            return answer.first + b"\r\n" + head + b"\r\n"
        if answer.header(b"connection").lower() == b"close":
            self.close()
        return answer.to_bytes()

    def close(self) -> None:
        if self.streams is not None:
            with contextlib.suppress(OSError, RuntimeError):
                self.streams[1].close()
            self.streams = None


async def _read_message(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter | None, *, bodiless: bool = False
) -> Message:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        raise EndedError from error
    first, *lines = head[:-4].split(b"\r\n")
    headers = tuple((name, value.strip()) for name, _, value in (line.partition(b":") for line in lines))
    message = Message(first, headers, b"")
    if message.header(b"expect") and writer is not None:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        await writer.drain()
    if bodiless or first.split(b" ")[1] in {b"204", b"304"}:
        return message
    if b"chunked" in message.header(b"transfer-encoding").lower():
        return Message(first, headers, await _read_chunks(reader))
    length = int(message.header(b"content-length") or 0)
    return Message(first, headers, await reader.readexactly(length))


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    while (await reader.readuntil(b"\r\n")) != b"\r\n":
        pass
    return b"".join(parts)


def named(request: Message) -> tuple[str, str]:
    """Service and operation of a signed request to AWS."""
    match = SERVICE.search(request.header(b"authorization"))
    service = match[1].decode() if match else "unknown"
    if target := request.header(b"x-amz-target"):
        return service, target.decode().rpartition(".")[2]
    method = request.first.split(b" ")[0].decode()
    if service == "s3":
        return service, {"PUT": "PutObject", "GET": "GetObject", "HEAD": "HeadObject"}.get(method, method)
    if match := re.search(rb"(?:^|&)Action=(\w+)", request.body):
        return service, match[1].decode()
    return service, method


THROTTLES = {
    "dynamodb": (400, "ProvisionedThroughputExceededException"),
    "s3": (503, "SlowDown"),
}


def refusal(service: str, operation: str, fault: Fault) -> bytes:
    """The service's own answer to what it does not carry out."""
    status, code = THROTTLES.get(service, (400, "ThrottlingException"))
    if fault is Fault.BROKEN:
        status, code = 500, "InternalError" if service == "s3" else "InternalServerError"
    if fault is Fault.THROTTLED and operation == "TransactWriteItems":
        code = "ThrottlingException"
    if service == "s3":
        body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>injected</Message></Error>".encode()
        kind = b"application/xml"
    else:
        kind = b"application/x-amz-json-1.0"
        body = json.dumps({"__type": f"com.amazonaws#{code}", "message": "injected"}).encode()
    head = b"Content-Type: %s\r\nx-amzn-RequestId: injected\r\n" % kind
    return b"HTTP/1.1 %d Injected\r\n%sContent-Length: %d\r\n\r\n%s" % (status, head, len(body), body)
