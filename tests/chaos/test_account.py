"""A violation is told with its seed, what was done to that municipality, and how to repeat it."""

from __future__ import annotations

from collections import Counter

from tests.chaos.account import account, repeat, told
from tests.chaos.faulty_network import Call, FaultyNetwork
from tests.chaos.history import Command, History, Kind, Sent
from tests.chaos.oracle import violations
from tests.chaos.run import Outcome, Plan
from tests.chaos.spent import Cpu
from tests.chaos.weather import Climate, Fault, Weather

PLAN = Plan(seed=7, municipalities=2, versions=1)


def outcome() -> Outcome:
    """An upload that was forgotten, and another municipality where nothing is wrong."""
    network = FaultyNetwork("http://127.0.0.1:1", Weather(7))
    network.calls = [
        Call("s3", "PutObject", 11.0, 11.1, Fault.THROTTLED, "validate", ("a",)),
        Call("s3", "PutObject", 12.0, 12.1, Fault.SLOW, "validate", ("b",)),
    ]
    network.killed["validate"] += 1
    history = History(
        sent=(
            Sent("0461", 1, "a", Kind.SOUND, "mark a", 9, 0.5),
            Sent("0751", 1, "b", Kind.WITHDRAWN, "mark b", 9, 0.5),
        ),
        logs={"0461": (), "0751": ()},
        commands=(Command("0461", ("freeze", "0461"), "someone", 2.0, 3.0, 1),),
    )
    return Outcome(PLAN, history, network, Cpu(), Counter(), began=10.0)


def test_a_violation_is_told_with_all_that_happened_there_and_nowhere_else() -> None:
    seen = outcome()
    text = told(violations(seen.history), seen)
    assert text.splitlines() == [
        "VIOLATION, seed 7: one outcome (0461): upload 1 (sound) has no record",
        "      0.50 s  upload 1 (sound) a",
        "      1.00 s  s3 PutObject: throttled",
        "      3.00 s  kleark freeze 0461 -> 1",
    ]


def test_the_account_counts() -> None:
    text = account(outcome())
    assert "2 municipalities, 2 uploads, 0 revisions" in text
    assert "faults: 1 throttled, 1 slow" in text
    assert "killed: 1 validate" in text
    assert "calls of validate: 2 s3 PutObject" in text


def test_a_run_is_repeated_by_its_command() -> None:
    assert (
        repeat(PLAN) == ".venv/bin/python -m tests.chaos --seed 7 --municipalities 2 --versions 1 --spread 4"
    )
    milder = Plan(seed=7, climate=Climate().milder(0.5), mutant="any-order")
    assert repeat(milder).endswith("--faults 0.5 --mutant any-order")
