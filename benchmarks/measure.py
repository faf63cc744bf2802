"""Measure whole processes: CPU, wall time and peak memory of a command and all that it starts."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """What one process cost: ``cpu`` and ``wall`` in seconds, ``peak`` in MB (10^6 bytes).

    ``cpu``: user and system time, children included. ``peak``: resident memory of the largest process.
    """

    cpu: float
    wall: float
    peak: float
    exit_code: int


def run(command: Sequence[str], output: Path) -> Run:
    """Run ``command`` to its end, its standard output in the file ``output``.

    The peak is no less than this process's own at the time: keep it small.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with output.open("wb") as file:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=file, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024 / 1e6, process.returncode)


def interleaved(
    commands: Mapping[str, Sequence[str]], rounds: int, outputs: Mapping[str, Path]
) -> dict[str, Run]:
    """The median of each command over ``rounds``.

    All take turns, in turn from the first and from the last, so that what slows the machine down for a while
    slows them all. One round before goes uncounted: it fills the caches of files and bytecode.
    """
    names = list(commands)
    runs: dict[str, list[Run]] = {name: [] for name in names}
    for number in range(rounds + 1):
        for name in names if number % 2 else reversed(names):
            done = run(commands[name], outputs[name])
            if number:
                runs[name].append(done)
    return {name: _median(found) for name, found in runs.items()}


def _median(runs: Sequence[Run]) -> Run:
    if len({one.exit_code for one in runs}) != 1:
        raise RuntimeError("the same command ended with different exit codes")
    return Run(
        median(one.cpu for one in runs),
        median(one.wall for one in runs),
        median(one.peak for one in runs),
        runs[0].exit_code,
    )
