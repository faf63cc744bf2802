"""The CPU of a process's children, also of those that forks of them are: to the microsecond, whoever waits for them.

A sheet is read by a fork of a child that is kept (`kleark.sheet.fork_server`). The system counts with this process what
it has waited for: not the server while it lives, nor its forks. So these are added: the server's own time, as the
scheduler has it, and each fork's, as the server was told when it waited for it.
"""

from __future__ import annotations

import os
import resource
import sys
from contextlib import suppress
from pathlib import Path

_servers: dict[int, float] = {}
"""Seconds of each child that lived when it was last looked at."""
_LEEWAY = 0.1


def children_cpu_time() -> float:
    """Seconds of all children so far."""
    for pid in living_children():
        with suppress(OSError):
            on_processor = Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]
            _servers[pid] = int(on_processor) / 1e9
    return _waited_for() + _of_forks() + sum(_servers.values())


def compare_with_system() -> None:
    """Raises RuntimeError where the forks' time is not what the system says that the servers waited for, which it
    tells in hundredths of a second.
    """
    told = 0.0
    for pid in living_children():
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        told += (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
    # Of a server that ended, the system's count is in what this process waited for.
    if len(_servers) == len(living_children()) and abs(told - _of_forks()) > _LEEWAY:
        raise RuntimeError(f"forks took {_of_forks():.3f} s, and {told:.3f} s by the system's count")


def living_children() -> list[int]:
    """The processes that this one started and has not waited for; Linux alone lists them."""
    found = []
    for task in Path("/proc/self/task").iterdir() if sys.platform == "linux" else ():
        # A thread may end meanwhile.
        with suppress(OSError):
            found += [int(pid) for pid in (task / "children").read_text(encoding="ascii").split()]
    return found


def _waited_for() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _of_forks() -> float:
    # An earlier tree that is measured has none.
    limits = sys.modules.get("kleark.sheet.process_limits")
    return float(getattr(limits, "_others_cpu_time", 0.0))
