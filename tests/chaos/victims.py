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
    sockets = {f"socket:[{inode}]" for inode in _inodes(1, f":{port:04X}")}
    return next((one for one in family().values() if sockets & _descriptors(one.number)), None)


def at_work(port: int) -> list[Process]:
    """Functions that are connected to this port, and so have begun their work, in the order of their numbers.

    One that is killed while it starts makes the engine kill all others of the same function, too.
    """
    connected = {f"socket:[{inode}]" for inode in _inodes(2, f":{port:04X}")}
    found = []
    for number, one in sorted(family().items()):
        if one.name != "command" and connected & _descriptors(number):
            found.append(one)
    return found


def _descriptors(number: int) -> set[str]:
    found = set()
    with contextlib.suppress(OSError):
        for descriptor in (PROC / str(number) / "fd").iterdir():
            with contextlib.suppress(OSError):
                found.add(str(descriptor.readlink()))
    return found


def _inodes(column: int, ending: str) -> list[str]:
    """Of connections whose own (1) or other (2) side ends so."""
    lines = (PROC / "net" / "tcp").read_text(encoding="ascii").splitlines()[1:]
    rows = (line.split() for line in lines)
    return [row[9] for row in rows if row[column].endswith(ending) and row[9] != "0"]


def end(process: Process) -> None:
    """At once, as by a machine that is lost."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.number, signal.SIGKILL)
