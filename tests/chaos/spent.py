"""Where a run's time goes: the CPU of the engine, each function and the rest, and how long an upload waits where."""

from __future__ import annotations

import contextlib
import os
import statistics
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.chaos import victims
from tests.chaos.history import Kind

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from tests.chaos.faulty_network import Call
    from tests.chaos.history import Sent

TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Cpu:
    """Seconds of CPU by who took them: "engine", each function with the children that it started, "the run itself"."""

    spent: dict[tuple[str, int], float] = field(default_factory=dict)

    def watch(self, stop: threading.Event) -> None:
        """Look at all processes every half second: what one takes after the last look is missed."""
        while not stop.wait(0.5):
            self.look()

    def look(self) -> None:
        for number, process in victims.family().items():
            with contextlib.suppress(OSError):
                self.spent[process.name, number] = sum(_times(number))
        for number in _engines():
            with contextlib.suppress(OSError):
                self.spent["engine", number] = sum(_times(number)[:2])
        self.spent["the run itself", os.getpid()] = sum(_times(os.getpid())[:2])

    def by_name(self) -> dict[str, tuple[float, int]]:
        """Seconds, and in how many processes."""
        found: dict[str, list[float]] = defaultdict(list)
        for (name, _), seconds in self.spent.items():
            found[name].append(seconds)
        return {name: (sum(each), len(each)) for name, each in found.items()}


def _times(number: int) -> tuple[float, float, float, float]:
    """User and system, of it and of its children that have ended."""
    words = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    user, system, of_children, system_of_children = (int(word) / TICK for word in words[11:15])
    return user, system, of_children, system_of_children


def _engines() -> list[int]:
    children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    numbers = [int(word) for one in children for word in one.read_text(encoding="ascii").split()]
    found = []
    for number in numbers:
        with contextlib.suppress(OSError):
            if b"run_engine.py" in Path(f"/proc/{number}/cmdline").read_bytes():
                found.append(number)
    return found


STAGES = ("waits to be checked", "is checked", "waits to be published", "is published")


@dataclass(frozen=True, slots=True)
class Journey:
    """Seconds that one upload spent in each of `STAGES`, as the network saw it."""

    upload_id: str
    stages: tuple[float, float, float, float]

    @property
    def whole(self) -> float:
        return sum(self.stages)


def journeys(sent: Sequence[Sent], calls: Sequence[Call], began: float) -> list[Journey]:
    """Of each upload that the publisher made live. ``began``: on the calls' clock.

    An order to publish is sent in an upload's name by the validator; what a command does is not its journey.
    """
    by_upload: dict[str, list[Call]] = defaultdict(list)
    for call in sorted(calls, key=lambda one: one.begun):
        for upload_id in call.uploads:
            by_upload[upload_id].append(call)
    found = []
    for one in sent:
        seen = by_upload[one.upload_id]
        checking = [call for call in seen if call.who == "validate"]
        publishing = [call for call in seen if call.who == "publish"]
        ordered = [call for call in checking if call.operation == "SendMessage"]
        flips = [call for call in publishing if call.operation == "TransactWriteItems"]
        if one.kind not in {Kind.SOUND, Kind.SHRUNK} or not ordered or not flips:
            continue
        taken, order, starts, flip = checking[0].begun, ordered[0].ended, publishing[0].begun, flips[-1]
        stages = (taken - began - one.at, order - taken, starts - order, flip.ended - starts)
        found.append(Journey(one.upload_id, stages))
    return found


def share(values: Sequence[float], percent: int) -> float:
    """The value below which so many percent lie; 0 where there are none."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
