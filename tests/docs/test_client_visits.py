"""What docs/portal.md promises of visits holds in a short part of the simulation, the same with each run."""

from __future__ import annotations

import pytest

from benchmarks.client_visits import CODES, HOUR, Way, simulate, ways
from benchmarks.populations import THOUSANDS
from kleark.client.client import DEADLINE
from kleark.registers.municipalities import municipalities

SHARE_THAT_MAY_WAIT = 0.001


def test_the_populations_are_those_of_the_98_municipalities() -> None:
    assert sorted(THOUSANDS) == sorted(one.code for one in municipalities())
    assert sum(THOUSANDS.values()) == pytest.approx(5823, abs=98 / 2)


@pytest.mark.parametrize("way", ways(HOUR).values(), ids=ways(HOUR))
def test_what_is_promised_holds(way: Way) -> None:
    seen = simulate(way, 0.25, processes=1, memory=True)
    assert seen.visits > 250
    assert seen.share <= SHARE_THAT_MAY_WAIT
    assert seen.longest <= DEADLINE
    assert (seen.failed, seen.older) == (0, 0)
    assert seen.asked <= seen.allowed
    assert seen.grown < 1.01


def test_the_simulation_notices_who_waits() -> None:
    """With nobody to confirm it, what is known becomes overdue."""
    seen = simulate(Way(), 0.25, processes=1, minutes=False)
    assert seen.share > SHARE_THAT_MAY_WAIT
    assert seen.longest > 0
    assert len(CODES) == 98
