"""How the children of this process are started that read and write sheets: a test chooses one of the product's ways."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from kleark.sheet import fork_server

if TYPE_CHECKING:
    from collections.abc import Iterator

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
