"""A client that was made before a fork, in real children: idle or asking, over TLS or over a plain sidecar.

A child that is not done is ended after a minute, twenty times the deadline; nothing else here looks at the time.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import select
import signal
import socket
import ssl
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kleark.client import Client, UnavailableError
from kleark.client.core import this_process
from tests.support.client_portals import Asked, Scripted, configuration, problem, wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENT = 60.0
pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"),
]


def told(asked: Asked) -> Scripted:
    """Municipalities from 9000 on never published anything."""
    code = asked.path.split("/")[3]
    if not code.startswith("9"):
        return configuration(code=code)
    said = problem(404, "nothing-published")
    return Scripted(404, said.body.replace(b"0461", code.encode()), said.headers)


def in_a_child(work: Callable[[], Any]) -> Callable[[], Any]:
    """Begins ``work`` in a child. What it gives back waits for the child, and gives what came of it."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            os.write(write, json.dumps(work()).encode())
        os._exit(0)
    os.close(write)

    def result() -> Any:
        came = b""
        try:
            while select.select([read], [], [], PATIENT)[0]:
                if not (piece := os.read(read, 65536)):
                    return json.loads(came)
                came += piece
            os.kill(child, signal.SIGKILL)
            raise AssertionError("the child still waits")
        finally:
            os.close(read)
            os.waitpid(child, 0)

    return result


@dataclass(frozen=True)
class Way:
    url: str
    pool: urllib3.PoolManager | None


@contextlib.contextmanager
def encrypted(to: int, folder: Path) -> Iterator[Way]:
    """TLS before the server at the port ``to``."""
    certificate, key = _certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def serve(connection: socket.socket) -> None:
        with (
            contextlib.suppress(OSError),
            connection,
            context.wrap_socket(connection, server_side=True) as outer,
            socket.create_connection(("127.0.0.1", to)) as inner,
        ):
            threading.Thread(target=copy, args=(inner, outer), daemon=True).start()
            copy(outer, inner)

    def copy(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                target.sendall(piece)
            target.shutdown(socket.SHUT_RDWR)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = server.accept()
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=accept, daemon=True).start()
        pool = urllib3.PoolManager(ca_certs=str(certificate))
        yield Way(f"https://localhost:{server.getsockname()[1]}", pool)
        pool.clear()


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate, private


@pytest.fixture(params=["plain", "TLS"])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    with wire(told) as made:
        if request.param == "plain":
            yield Way(made.url, None)
        else:
            with encrypted(int(made.url.rpartition(":")[2]), tmp_path) as found:
                yield found


def test_children_share_no_connection_with_their_parent_or_each_other(way: Way) -> None:
    client = Client(way.url, pool=way.pool, deadline=PATIENT)
    client.configuration("0461")

    def answers(first: str) -> list[int]:
        return [client.configuration(f"{first}{number:03}").value.revision for number in range(20)]

    children = [in_a_child(lambda first=first: answers(first)) for first in "1929"]  # type: ignore[misc]
    assert answers("3") == [1] * 20
    assert [child() for child in children] == [[1] * 20, [0] * 20, [1] * 20, [0] * 20]


def test_a_child_knows_what_its_parent_knew(way: Way) -> None:
    client = Client(way.url, pool=way.pool, deadline=PATIENT)
    client.configuration("0461")
    way_down = Client("http://127.0.0.1:9", deadline=PATIENT)
    way_down._core.configurations.put("0461", client._core.configurations.entries()["0461"])
    assert in_a_child(lambda: way_down.configuration("0461").value.revision)() == 1


def test_a_child_waits_for_no_thread_of_its_parent() -> None:
    """The parent asks for what is known and for what is not, in the moment of the fork."""
    begun, over = threading.Semaphore(0), threading.Event()

    def script(asked: Asked) -> Scripted:
        if not over.is_set() and asked.path.startswith("/v1/kommuner/0"):
            begun.release()
            over.wait(PATIENT)
        return told(asked)

    with wire(script) as made:
        client = Client(made.url, deadline=PATIENT)
        threads = [threading.Thread(target=client.configuration, args=(code,)) for code in ("0461", "0751")]
        for thread in threads:
            thread.start()
        assert all(begun.acquire(timeout=PATIENT) for _ in threads)
        over.set()
        child = in_a_child(
            lambda: [client.configuration(code).value.revision for code in ("0461", "0751", "1000")]
        )
        assert child() == [1, 1, 1]
        for thread in threads:
            thread.join(PATIENT)


def test_locks_that_the_parent_held_in_the_moment_of_the_fork_are_free_in_the_child() -> None:
    with wire(told) as made:
        client = Client(made.url, deadline=PATIENT)
        client.configuration("0461")
        core = client._core
        core.circuit.failed("0461", UnavailableError("down", of_api=True))
        with core.configurations._lock, core.configurations._slots["0461"].asking, core.circuit._probing:
            child = in_a_child(lambda: client.configuration("0461").value.revision)
        assert child() == 1


def test_a_child_of_a_child() -> None:
    with wire(told) as made:
        client = Client(made.url, deadline=PATIENT)
        client.configuration("0461")

        def grandchild() -> int:
            client.configuration("0751")
            return int(in_a_child(lambda: client.configuration("0101").value.revision)())

        assert in_a_child(grandchild)() == 1


def test_a_process_is_told_from_its_parent_by_more_than_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a namespace of its own a child may have the number that its parent has in another."""
    monkeypatch.setattr(os, "getpid", lambda: 1)
    mine = this_process()
    assert in_a_child(lambda: this_process() == mine)() is False


def _revision(client: Client, code: str, results: Any) -> None:
    results.put(client.configuration(code).value.revision)


def test_multiprocessing_by_fork() -> None:
    with wire(told) as made:
        client = Client(made.url, deadline=PATIENT)
        client.configuration("0461")
        context = multiprocessing.get_context("fork")
        results = context.SimpleQueue()
        workers = [context.Process(target=_revision, args=(client, f"1{n:03}", results)) for n in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(PATIENT)
        assert [worker.exitcode for worker in workers] == [0] * 4
        assert [results.get() for _ in workers] == [1] * 4
