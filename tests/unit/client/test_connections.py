"""Connections that end in time. What is waited for here would never come: the tests end because the client does."""

from __future__ import annotations

import contextlib
import contextvars
import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest

from kleark.client import Client, UnavailableError, connections
from kleark.client.connections import LONGEST_IDLE, Call, LeftError, socket_to
from tests.support.client_portals import Asked, Scripted, configuration, wire
from tests.support.encrypted import encrypted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG = 60.0


@contextlib.contextmanager
def hole() -> Iterator[Any]:
    """An address where nobody takes up connections, nor refuses them: its queue is full."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(4):
            one = stack.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(server.getsockname())
        yield address(server.getsockname())


def address(where: Any) -> Any:
    return (socket.AF_INET, socket.SOCK_STREAM, 6, "", where)


def test_the_next_address_is_tried_beside_one_that_is_silent() -> None:
    with (
        hole() as dead,
        socket.create_server(("127.0.0.1", 0)) as live,
        socket_to([dead, dead, address(live.getsockname())], LONG) as made,
    ):
        assert made.getpeername() == live.getsockname()


def test_the_next_address_is_tried_after_one_that_refuses() -> None:
    with socket.socket() as taken, socket.create_server(("127.0.0.1", 0)) as live:
        taken.bind(("127.0.0.1", 0))
        with socket_to([address(taken.getsockname()), address(live.getsockname())], LONG) as made:
            assert made.getpeername() == live.getsockname()


def test_all_addresses_together_have_one_time() -> None:
    with hole() as dead, pytest.raises(TimeoutError):
        socket_to([dead] * 5, 0.1)


def test_addresses_that_all_refuse() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(OSError, match="refused"):
            socket_to([address(taken.getsockname())] * 3, LONG)
    with pytest.raises(OSError, match="no address"):
        socket_to([], LONG)


def test_both_families_in_turn() -> None:
    six = [(socket.AF_INET6, n) for n in (1, 2, 3)]
    four = [(socket.AF_INET, n) for n in (1, 2)]
    assert connections._alternating(six + four) == [six[0], four[0], six[1], four[1], six[2]]


def test_a_name_that_is_never_resolved_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def never(*_: object, **__: object) -> list[object]:
        over.wait(LONG)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", never)
    with pytest.raises(UnavailableError, match="no time left"):
        Client("https://portal.test", deadline=0.3, pause=lambda _: None).configuration("0461")
    over.set()


def test_a_kept_connection_that_was_forgotten_on_the_way_costs_a_try_and_not_the_answer() -> None:
    over, used = threading.Event(), set[int]()

    def script(asked: Asked) -> Scripted | bytes:
        connection = threading.get_ident()  # the server has a thread for each
        if connection in used:
            over.wait(LONG)
            return b""
        used.add(connection)
        return configuration(code=asked.path.split("/")[3])

    with wire(script) as made:
        client = Client(made.url, deadline=LONG / 20)
        client.configuration("0461")
        assert client.configuration("0751").value.municipality_code == "0751"
        assert made.connections == 2
        over.set()


def test_a_connection_that_was_idle_for_long_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(connections, "_elapsed", lambda: now[0])
    with wire(lambda asked: configuration(code=asked.path.split("/")[3])) as made:
        client = Client(made.url, deadline=LONG)
        for code, passed, opened in (
            ("0461", 0, 1),
            ("0751", LONGEST_IDLE - 1, 1),
            ("0101", LONGEST_IDLE + 1, 2),
        ):
            now[0] += passed
            client.configuration(code)
            assert made.connections == opened


TRICKLES = {
    "a header byte by byte": b"HTTP/1.1 200 OK\r\nX: " + b"a" * 50_000,
    "1xx without end": b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000,
    "an extension of a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=" + b"a" * 50_000,
}


@pytest.mark.parametrize("said", TRICKLES.values(), ids=TRICKLES)
def test_a_trickle_before_the_body_is_left_at_the_deadline(said: bytes) -> None:
    gave_up = threading.Event()

    def trickle(server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while not gave_up.is_set():
                connection, _ = server.accept()
                threading.Thread(target=drip, args=(connection,), daemon=True).start()

    def drip(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.recv(65536)
            for byte in said:
                if gave_up.wait(0.01):
                    return
                connection.sendall(bytes([byte]))

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=trickle, args=(server,), daemon=True).start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(UnavailableError, match="no time left"):
            Client(url, deadline=0.5, pause=lambda _: None).configuration("0461")
        gave_up.set()


def test_a_call_that_is_left_ends_its_thread() -> None:
    over, ended = threading.Event(), threading.Event()

    def work(_: Call[None]) -> None:
        over.wait(LONG)
        ended.set()

    call = Call(work, fresh=False)
    call.start()
    with pytest.raises(LeftError):
        call.result(0.01, lambda: LONG)
    over.set()
    assert ended.wait(LONG)


def test_a_call_has_the_context_of_who_asks() -> None:
    """Whoever traces finds the visit's span."""
    span = contextvars.ContextVar("span", default="none")
    span.set("visit")
    call = Call(lambda _: span.get(), fresh=False)
    call.start()
    assert call.result(LONG, lambda: LONG) == "visit"


def test_what_a_call_raises_its_caller_gets() -> None:
    def work(_: Call[None]) -> None:
        raise KeyError("x")

    call = Call(work, fresh=False)
    call.start()
    with pytest.raises(KeyError):
        call.result(LONG, lambda: LONG)


def test_the_client_s_own_connections_are_encrypted_and_check_who_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        wire(lambda asked: configuration(code=asked.path.split("/")[3])) as made,
        encrypted(int(made.url.rpartition(":")[2]), tmp_path) as way,
    ):
        with pytest.raises(UnavailableError, match="SSLError"):
            Client(way.url, deadline=LONG, pause=lambda _: None).configuration("0461")
        assert made.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(way.certificate))
        client = Client(way.url, deadline=LONG)
        for code in ("0461", "0751", "0101"):
            assert client.configuration(code).value.municipality_code == code
        assert made.connections == 1
        kept = client._core.api.pool.connection_from_url(way.url).pool
        assert kept is not None
        [connection] = [one for one in kept.queue if one is not None]
        assert isinstance(connection, connections._TimelySecure)
        assert connection.handle is None


HANDSHAKES = {
    "silence": b"",
    "a record byte by byte": b"\x16\x03\x03\x40\x00" + b"\x02" * 50_000,
}


@pytest.mark.parametrize("said", HANDSHAKES.values(), ids=HANDSHAKES)
def test_a_handshake_that_never_ends_is_left_at_the_deadline_and_its_thread_ends(said: bytes) -> None:
    gave_up, gone = threading.Event(), threading.Semaphore(0)

    def accept(server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = server.accept()
                threading.Thread(target=drip, args=(connection,), daemon=True).start()

    def drip(connection: socket.socket) -> None:
        with connection:
            with contextlib.suppress(OSError):
                for byte in said:
                    connection.sendall(bytes([byte]))
                    if gave_up.wait(0.01):
                        break
                while connection.recv(65536):
                    pass
            gone.release()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=accept, args=(server,), daemon=True).start()
        url = f"https://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(UnavailableError, match=r"no time left|Timeout"):
            Client(url, deadline=0.5, pause=lambda _: None).configuration("0461")
        # The client has let go of each connection, in the midst of its handshake.
        assert gone.acquire(timeout=LONG)
        gave_up.set()
    for thread in threading.enumerate():
        if thread.name == "kleark-client-call":
            thread.join(LONG)
            assert not thread.is_alive()
