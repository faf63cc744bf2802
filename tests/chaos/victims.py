"""Which process of a run is behind a connection, and how it is ended: by its number, and only if it is ours."""

from __future__ import annotations

import contextlib
import os
import re
import signal
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
FUNCTION = re.compile(r"ministack-lambda-kleark-([a-z-]+)-\w+/_worker\.py")
COMMAND = re.compile(r"/kleark\0")


@dataclass(frozen=True, slots=True)
class Process:
    """A function's or a command's process. ``name``: of the function, or "command"."""

    number: int
    name: str


def family() -> dict[int, Process]:
    """Functions and commands among all that this process and its children have started, by number."""
    parents, found = {}, {}
    for place in PROC.iterdir():
        if not place.name.isdigit():
            continue
        with contextlib.suppress(OSError, ValueError, IndexError):
            parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            words = (place / "cmdline").read_bytes().decode("utf-8", "replace")
            if match := FUNCTION.search(words):
                found[int(place.name)] = Process(int(place.name), match[1])
            elif COMMAND.search(words):
                found[int(place.name)] = Process(int(place.name), "command")
    return {number: one for number, one in found.items() if _is_ours(number, parents)}


def _is_ours(number: int, parents: dict[int, int]) -> bool:
    ours = os.getpid()
    while number := parents.get(number, 0):
        if number == ours:
            return True
    return False


def behind(port: int) -> Process | None:
    """Whose connection has this port on its own side; None where it is nobody's whom a fault may end."""
    if (inode := _inode(port)) is None:
        return None
    for one in family().values():
        with contextlib.suppress(OSError):
            for descriptor in (PROC / str(one.number) / "fd").iterdir():
                with contextlib.suppress(OSError):
                    if str(descriptor.readlink()) == f"socket:[{inode}]":
                        return one
    return None


def _inode(port: int) -> str | None:
    ending = f":{port:04X}"
    for line in (PROC / "net" / "tcp").read_text().splitlines()[1:]:
        words = line.split()
        if words[1].endswith(ending) and words[9] != "0":
            return words[9]
    return None


def end(process: Process) -> None:
    """At once, as by a machine that is lost."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.number, signal.SIGKILL)
