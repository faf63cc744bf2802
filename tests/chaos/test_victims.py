"""Only functions and commands that this process has started are found, by what they are connected to."""

from __future__ import annotations

import socket
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.chaos import victims

if TYPE_CHECKING:
    from pathlib import Path

CONNECTED = """
import socket, sys
connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
connection.sendall(b"!")
connection.recv(1)
"""


def test_a_function_is_found_by_its_connection_and_ended(tmp_path: Path) -> None:
    worker = tmp_path / "ministack-lambda-kleark-portal-api-abc123" / "_worker.py"
    worker.parent.mkdir()
    worker.write_text(CONNECTED, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        child = subprocess.Popen([sys.executable, str(worker), str(server.getsockname()[1])])
        try:
            connection, address = server.accept()
            with connection:
                assert connection.recv(1) == b"!"
                found = victims.behind(address[1])
                assert found == victims.Process(child.pid, "portal-api")
                assert victims.family()[child.pid] == found
                assert victims.at_work(server.getsockname()[1]) == [found]
                assert victims.at_work(1) == []
                victims.end(found)
                assert child.wait(60) == -9
                victims.end(found)  # who is gone already is no fault
        finally:
            child.kill()
            child.wait()


def test_nobody_else_is() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as own,
    ):
        assert victims.behind(own.getsockname()[1]) is None
    assert victims.behind(1) is None
