"""A client that was made before a fork, in real children: idle or asking, over TLS or over a plain sidecar.

A child that is not done is ended after a minute, twenty times the deadline; nothing else here looks at the time.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import traceback
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import urllib3

from kleark.client import Client, RefusedError, UnavailableError
from kleark.client.core import this_process
from tests.support.client_portals import Asked, Scripted, configuration, problem, wire
from tests.support.encrypted import Way, encrypted

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
    return answer(asked.path.split("/")[3])


@cache
def answer(code: str) -> Scripted:
    if not code.startswith("9"):
        return configuration(code=code)
    said = problem(404, "nothing-published")
    return Scripted(404, said.body.replace(b"0461", code.encode()), said.headers)


def in_a_child(work: Callable[[], Any]) -> Callable[[], Any]:
    """Begins ``work`` in a child. What it gives back waits for the child, and gives what came of it."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(write, json.dumps(work()).encode())
        except BaseException as error:  # noqa: BLE001 (the parent fails with it)
            os.write(write, json.dumps("".join(traceback.format_exception(error))[-4000:]).encode())
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

    # To make one takes a hash of OpenSSL's. A fork in that moment would leave a lock of OpenSSL's held in the child
    # for ever, and it is not the server's that is looked at here.
    for number in range(20):
        for first in "1239":
            answer(f"{first}{number:03}")
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


def _told(client: Client, code: str) -> int:
    return client.configuration(code).value.revision


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_multiprocessing_without_a_fork(method: str) -> None:
    """The client is handed on: it knows what it knew, and asks for the rest over connections of its own. What a task
    raises comes back.
    """
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system has no {method}")
    unknown = problem(404, "unknown-municipality")
    with wire(lambda asked: unknown if "9999" in asked.path else told(asked)) as made:
        client = Client(made.url, deadline=PATIENT)
        client.configuration("0461")
        asked = len(made.asked)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(method)) as pool:
            assert list(pool.map(_told, [client] * 3, ["0461", "1000", "9000"], timeout=PATIENT)) == [1, 1, 0]
            with pytest.raises(RefusedError, match="404 unknown-municipality"):
                pool.submit(_told, client, "9999").result(PATIENT)
        assert [one.path.split("/")[3] for one in made.asked[asked:]] == ["1000", "9000", "9999"]


APP = """
import json, os
from kleark.client import Client

client = Client(os.environ["KLEARK_API"], deadline=60.0)
master = os.getpid()
client.warm(["0461"])

def app(environ, start_response):
    revision = client.configuration(environ["PATH_INFO"].strip("/")).value.revision
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps([os.getpid() != master, os.getpid(), revision]).encode()]
"""


@pytest.mark.parametrize("workers", [3, 1], ids=["three processes", "three threads of one"])
def test_gunicorn_with_preload(workers: int, tmp_path: Path) -> None:
    """Three pages at a time, each of which asks the API: it answers once all three are there."""
    pytest.importorskip("gunicorn", reason="gunicorn is not installed")
    (tmp_path / "portal_app.py").write_text(APP)
    meeting = threading.Barrier(3, timeout=PATIENT)

    def script(asked: Asked) -> Scripted:
        if "/0461/" not in asked.path:
            meeting.wait()
        return told(asked)

    def page(code: str) -> tuple[bool, int, int]:
        found: tuple[bool, int, int] = tuple(http.request("GET", f"http://127.0.0.1:{port}/{code}").json())
        return found

    with wire(script) as made, socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        http = urllib3.PoolManager(timeout=PATIENT, retries=False, maxsize=3, headers={"Connection": "close"})
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--preload",
            "--workers",
            str(workers),
            "--threads",
            str(3 // workers),
            "--no-control-socket",
            "--bind",
            f"fd://{listening.fileno()}",
        ]
        server = subprocess.Popen(
            [*command, "--worker-tmp-dir", str(tmp_path), "portal_app:app"],
            cwd=tmp_path,
            env=os.environ | {"KLEARK_API": made.url, "PYTHONPATH": str(tmp_path)},
            pass_fds=[listening.fileno()],
            stderr=subprocess.PIPE,
        )
        try:
            with ThreadPoolExecutor(3) as visitors:
                answers = list(visitors.map(page, ["1001", "9001", "1002", "9002", "1003", "9003"]))
                known = list(visitors.map(page, ["0461"] * 9))
        finally:
            server.terminate()
            said = server.communicate(timeout=PATIENT)[1].decode()
    assert [revision for _, _, revision in answers] == [1, 0] * 3, said
    assert [revision for _, _, revision in known] == [1] * 9
    assert all(in_a_child for in_a_child, _, _ in [*answers, *known])
    assert len({process for _, process, _ in answers}) == workers
    assert [one.path for one in made.asked if "/0461/" in one.path] == ["/v1/kommuner/0461/konfiguration"]
