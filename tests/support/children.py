"""The children that read and write sheets: how this process starts them, and what they get at of a parent's secret."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kleark.sheet import fork_server, process_guard

if TYPE_CHECKING:
    from collections.abc import Iterator

FUNCTIONS = Path(process_guard.__file__).parents[2]
SECRET = "harmless-but-not-for-the-child"
"""In the environment of `said_by_parent`."""

COUNT_IN_MEMORY = """
import ctypes
def count_in_memory(first, second):
    found = 0
    with open('/proc/self/maps', 'rb') as file:
        places = [place.split() for place in file]
    for area, rights, *_ in places:
        if not rights.startswith(b'rw'):
            continue
        begin, end = (int(one, 16) for one in area.split(b'-'))
        content = ctypes.string_at(begin, end - begin)
        at = content.find(first)
        while at >= 0:
            at += len(first)
            found += content[at : at + len(second)] == second
            at = content.find(first, at)
    return found
"""
"""For a child: how often what is given in two halves stands in all of the memory that it can write in, stack, heap, and
what libraries hold.
"""

WAYS = ("fresh", "served")
"""A fresh process each time, and forks of one that is kept."""


def start_by(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, until the test ends, children are started so. Served ones have a server of their own."""
    if way == "served" and sys.platform != "linux":
        pytest.skip("only Linux has what the server asks for")
    servers = fork_server._Servers()
    servers.impossible, servers.needed = way == "fresh", True
    monkeypatch.setattr(fork_server, "_servers", servers)
    # A machine with much else to do may take long to start one.
    monkeypatch.setattr(fork_server, "_PATIENCE", 60.0)


def serving() -> Iterator[None]:
    """What a fixture does for a test whose children a server of its own forks."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        start_by("served", monkeypatch)
        yield
        fork_server.end()


def said_by_parent(parent: str, code: str, *more: str) -> str:
    """What a Python with the secret says that runs ``parent``, to start a child of ``code``. It is not root.

    ``parent``: finds in ``sys.argv`` where the product is, ``code``, and ``more``.
    """
    done = subprocess.run(
        [sys.executable, "-c", parent, str(FUNCTIONS), code, *more],
        env={"AWS_SECRET_ACCESS_KEY": SECRET, "PATH": os.environ["PATH"]},
        capture_output=True,
        check=True,
        text=True,
        preexec_fn=_drop_capabilities if os.geteuid() == 0 else None,
    )
    return done.stdout


def _drop_capabilities() -> None:
    """As in a Lambda function, where nobody is root: root could look into everything."""
    library = ctypes.CDLL(None, use_errno=True)
    for capability in range(64):
        library.prctl(24, capability, 0, 0, 0)
