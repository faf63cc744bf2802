"""Time that passes while nobody counts."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from kleark.client import elapsed
from kleark.client.elapsed import Elapsed

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass
class Machine:
    counting: float = 50.0
    wall: float = 1e9


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()
    monkeypatch.setattr(elapsed, "_counting", lambda: made.counting)
    monkeypatch.setattr(time, "time", lambda: made.wall)
    return made


def test_it_counts(machine: Machine) -> None:
    clock = Elapsed()
    before = clock()
    machine.counting += 10
    machine.wall += 10
    assert clock() - before == 10


def test_a_machine_restored_from_a_picture_knows_how_long_it_was_away(machine: Machine) -> None:
    clock = Elapsed()
    before = clock()
    machine.wall += 3600
    assert clock() - before == 3600
    assert clock() - before == 3600


@pytest.mark.parametrize("jump", [-(10**8), -3600, -1, 1, 4])
def test_a_wall_clock_that_is_set_back_or_by_a_little_does_not_matter(machine: Machine, jump: float) -> None:
    clock = Elapsed()
    before = clock()
    machine.wall += jump
    assert clock() - before == 0
    machine.wall += 10
    machine.counting += 10
    assert clock() - before == 10


def test_set_back_and_forward_it_never_counts_down(machine: Machine) -> None:
    clock = Elapsed()
    seen = [clock()]
    for jump in (-3600, 3600, 7200, -100000, 5):
        machine.wall += jump
        seen.append(clock())
    assert seen == sorted(seen)


@pytest.mark.parametrize("known", [True, False])
def test_the_machine_s_own_clock_counts(known: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def with_sleep() -> bool:
        return hasattr(time, "CLOCK_BOOTTIME")

    if not known and with_sleep():
        monkeypatch.delattr(time, "CLOCK_BOOTTIME")
    reading: Callable[[], float] = Elapsed()
    assert reading() <= reading()


def test_two_threads_that_find_the_same_leap_count_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wall, counting = [1000.0], 5.0
    monkeypatch.setattr(elapsed, "_counting", lambda: counting)
    other: list[float] = []

    def time_() -> float:
        if wall[0] > 2000 and not other:
            other.append(0.0)
            other.append(clock())  # the other thread, in the midst of this one's reading
        return wall[0]

    monkeypatch.setattr(time, "time", time_)
    clock = elapsed.Elapsed()
    before = clock()
    wall[0] += 3600
    assert clock() - before == 3600
    assert clock() - before == 3600
    assert other[1] - before == 3600
