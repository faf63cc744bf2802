"""What the local engine adds to a request: the portal's function in this process, and behind the engine's HTTP API.

``python -m benchmarks.engine_share`` from the repository's root, in the environment of the tests, with the engine
installed (``make setup``). It counts the CPU of each process that has part in a request: the engine (API Gateway,
Lambda and DynamoDB in one), the function's own processes, and the caller. One GetItem of the same engine is the
yardstick. What the figures mean is in docs/portal.md.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.load import questions
from benchmarks.portal_requests import configuration, request_unchanged, use_client, visit
from benchmarks.printed_table import table_of
from benchmarks.tables import ODENSE
from infra.local.stack import local_stack
from kleark.adapters.dynamodb.keys import LIVE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.load import Question
    from infra.local.stack import LocalStack

PARTS = ("engine", "function", "caller")
AT_ONCE = 10
"""Requests of one kind in a row: as many as a scheduler's slice does not matter to."""

_ENGINE = b"run_engine.py"


@dataclass
class Spent:
    """Seconds of CPU by part, seconds by the clock, and requests."""

    cpu: dict[str, float] = field(default_factory=lambda: dict.fromkeys(PARTS, 0.0))
    wall: float = 0.0
    requests: int = 0

    def milliseconds(self, part: str) -> float:
        """Of CPU, a request."""
        return self.cpu[part] / self.requests * 1000


def engine_process() -> int:
    """The engine that this process has started."""
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdecimal() and _ENGINE in (folder / "cmdline").read_bytes():
                _, _, rest = (folder / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")
                if int(rest.split()[1]) == os.getpid():
                    return int(folder.name)
    raise ProcessLookupError("no engine of this process")


def cpu_seconds(engine: int) -> dict[str, float]:
    """Seconds of CPU so far, of the engine, of all that it has started, and of this process."""
    found = dict.fromkeys(PARTS, 0.0) | {"caller": time.process_time()}
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ProcessLookupError):
            if folder.name.isdecimal() and os.getsid(int(folder.name)) == engine:
                part = "engine" if int(folder.name) == engine else "function"
                found[part] += time.clock_gettime(_cpu_clock(int(folder.name)))
    return found


def _cpu_clock(process_id: int) -> int:
    """The clock of a process's CPU, threads that have ended included: Linux makes its number of the process's."""
    return (~process_id << 3) | 2


def ask(question: Question) -> None:
    """One request, over a connection of its own, as everybody's first one is."""
    body = question.body.encode() if question.body else None
    asked = urllib.request.Request(question.url, body, dict(question.headers), method=question.method)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=60) as answer:
        assert answer.status == question.status
        answer.read()


def spent(acts: Mapping[str, Callable[[], object]], engine: int, rounds: int) -> dict[str, Spent]:
    """What each took, taking turns forwards and backwards; the first round is not counted."""
    found = {name: Spent() for name in acts}
    for number in range(rounds + 1):
        for name in acts if number % 2 else reversed(list(acts)):
            before, start = cpu_seconds(engine), time.perf_counter()
            for _ in range(AT_ONCE):
                acts[name]()
            wall, after = time.perf_counter() - start, cpu_seconds(engine)
            if number:
                for part in PARTS:
                    found[name].cpu[part] += after[part] - before[part]
                found[name].wall += wall
                found[name].requests += AT_ONCE
    return found


def acts_on(stack: LocalStack) -> dict[str, Callable[[], object]]:
    """The yardstick first. In this process the function reads the same table of the same engine."""
    asked = questions(stack)
    constant, visited = asked["constant"], asked["visit"]
    assert visited.body is not None
    key: Any = {"PK": {"S": f"M#{ODENSE}"}, "SK": {"S": LIVE}}
    use_client(stack.dynamodb, stack.table_name)
    tag = configuration()["headers"]["ETag"]
    return {
        "one GetItem": partial(stack.dynamodb.get_item, TableName=stack.table_name, Key=key),
        "visit, the function in this process": partial(visit, visited.body),
        "304, the function in this process": partial(request_unchanged, tag),
        "constant, behind the engine's API": partial(ask, constant),
        "visit, behind the engine's API": partial(ask, visited),
        "nothing": partial(time.sleep, 0.05),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine_share", description=__doc__)
    parser.add_argument("--rounds", type=int, default=12)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="kleark-share-") as logs,
        local_stack(Path(logs), port=None) as stack,
        contextlib.redirect_stdout(io.StringIO()),  # the function's metrics
    ):
        found = spent(acts_on(stack), engine_process(), options.rounds)
    idle = found.pop("nothing")
    yardstick = found["one GetItem"]
    lines = []
    for name, one in found.items():
        # The engine polls its queues and streams all the time.
        polled = idle.cpu["engine"] / idle.wall * one.wall / one.requests * 1000
        least = yardstick.wall / yardstick.requests
        total = sum(one.milliseconds(part) for part in PARTS)
        lines.append(
            [
                name,
                *(f"{one.milliseconds(part):.1f}" for part in PARTS),
                f"{polled:.1f}",
                f"{total / sum(yardstick.milliseconds(part) for part in PARTS):.1f}",
                f"{one.wall / one.requests / least:.1f}",
            ]
        )
    head = ["a request", "engine, CPU ms", "function", "caller", "of the engine: polling", "CPU, in GetItems"]
    print(table_of([*head, "clock, in GetItems"], lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
