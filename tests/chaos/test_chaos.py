"""A short run, with the same faults each time: `make chaos` is the long one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.chaos.account import account, repeat, told
from tests.chaos.oracle import violations
from tests.chaos.run import Plan, run
from tests.chaos.spent import journeys
from tests.chaos.weather import Climate, Fault

if TYPE_CHECKING:
    from pathlib import Path

SHORT = Plan(
    seed=14,
    municipalities=3,
    versions=3,
    spread=2.0,
    readers=1,
    pause=1.0,
    commands_every=4.0,
    judged_every=8.0,
    kills_every=15.0,
    within=300.0,
    comes_again=12,
    schedules=False,
    climate=Climate(killed=60),
)


def test_a_few_municipalities_in_bad_weather(tmp_path: Path) -> None:
    outcome = run(SHORT, tmp_path)
    found = violations(outcome.history)
    assert not found, f"{told(found, outcome)}\n{account(outcome)}\nRepeat it: {repeat(SHORT)}"
    assert outcome.settled is not None, account(outcome)
    history, faults = outcome.history, [call.fault for call in outcome.network.calls]
    # That it was a run at all, and bad weather.
    assert len(history.sent) == 9
    assert len(history.records) >= 8
    assert sum(len(log) for log in history.logs.values())
    assert {Fault.THROTTLED, Fault.SLOW, Fault.TWICE} <= set(faults)
    assert outcome.network.killed
    assert {"validate", "publish", "announce", "portal-api", "watch-live"} <= {
        call.who for call in outcome.network.calls
    }
    assert journeys(history.sent, outcome.network.calls, outcome.began)
    assert [read for read in history.reads if read.status == 200]
    assert len(history.calm) == len(history.judged) == 2
    assert any(kept.findings for kept in history.judged[0].values())
