"""The protocol, every reachable state of it: what must never happen does not, and every run comes to its end."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.protocol.checker import explore
from tests.protocol.configurations import CONFIGURATIONS
from tests.protocol.table import Rules

DOCUMENT = Path(__file__).parents[2] / "docs" / "protocol.md"

ALONE = "something became live that not two people had seen, where it takes four eyes"

MUTANTS = {
    "lock": ("freezing", "something became live while the municipality was frozen"),
    "one_reading": ("two uploads, each delivered twice", "an older upload replaced a newer one by itself"),
    "status_guard": (
        "two uploads, each delivered twice",
        "the log says that an upload was published, and its record does not",
    ),
    "mark": ("an upload with the rows that are live", "an older upload replaced a newer one by itself"),
    "seal_check": ("a sweep, a revert and an upload", "what is live is not sealed"),
    "read_back": ("two uploads, crash upon crash", "a sealed snapshot lacks rows"),
    "seal_condition": ("a sweep among sleepers", "a sealed snapshot lacks rows"),
    "new_generation": ("a sweep among sleepers", "a sealed snapshot lacks rows"),
    "base_check": (
        "a schedule",
        "what was scheduled went live over a revision that it was not planned against",
    ),
    "own_schedule": (
        "a schedule replaced or cancelled",
        "something went live at the time of another schedule",
    ),
    "sweep_locks": ("a sweep, a revert and an upload", "what is live was swept"),
    "sweep_waits": ("a sweep among sleepers", "what is younger than a day was swept"),
    "tombstone": ("a sweep, a revert and an upload", "a sealed snapshot lacks rows"),
    "scheduled_is_sealed": ("a sweep and a schedule", "what is scheduled is swept"),
    "expected_revision": (
        "two reverts and an upload",
        "a person's change was made over a revision that the person had not looked at",
    ),
    "digest_check": ("a reader, a flip and a sweep", "a reader was served a part of a revision"),
    "marker": ("announcing after a record was lost", "revisions were announced out of order"),
    "in_order": ("announcing after a record was lost", "a revision was never announced"),
    "own_entry": (
        "unpublishing, going back and publishing by hand",
        "a person was told that nothing was changed, and it was",
    ),
    "own_clock": (
        "a schedule replaced or cancelled",
        "somebody's schedule was taken back since another one's clock failed",
    ),
    "four_eyes": ("four eyes", ALONE),
    "four_eyes_again": ("four eyes and a schedule", ALONE),
    "no_machine": ("four eyes, where nobody knows who uploaded", ALONE),
    "held_back": (
        "findings that a person must decide on",
        "an upload became live by itself whose findings nobody had decided on",
    ),
    "rebase": ("a part's schedule", "a part's sheet changed rows that are not its own"),
    "own_rows": (
        "a part's schedule",
        "what was scheduled went live over rows of its part that it was not planned against",
    ),
    "part_marks": ("two parts at once", "an upload was taken for old since another part's is newer"),
}
"""Each safeguard of `Rules`: where its absence shows, and as what."""


@pytest.fixture(scope="module")
def documented() -> dict[str, tuple[int, int]]:
    """States and steps of each configuration, as docs/protocol.md tells them."""
    rows = re.findall(r"^\| ([^|]+?) \| ([0-9,]+) \| ([0-9,]+) \|", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    return {name: (_number(states), _number(steps)) for name, states, steps in rows}


def _number(text: str) -> int:
    return int(text.replace(",", ""))


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_nothing_that_must_not_happen_can_be_reached(
    name: str, documented: dict[str, tuple[int, int]]
) -> None:
    explored = explore(CONFIGURATIONS[name])
    print(f"{name}: {explored.states:,} states, {explored.steps:,} steps, at most {explored.depth} in a row")
    assert explored.counterexample is None, str(explored.counterexample)
    assert explored.ends > 0
    assert documented[name] == (explored.states, explored.steps)


def test_the_document_counts_them_all(documented: dict[str, tuple[int, int]]) -> None:
    *each, total = documented
    assert each == list(CONFIGURATIONS)
    assert documented[total] == tuple(map(sum, zip(*(documented[name] for name in each), strict=True)))


def test_every_safeguard_has_its_mutant() -> None:
    assert set(MUTANTS) == set(vars(Rules()))


@pytest.mark.parametrize("safeguard", MUTANTS)
def test_without_any_one_safeguard_it_fails(safeguard: str) -> None:
    name, wrong = MUTANTS[safeguard]
    mutant = replace(CONFIGURATIONS[name], rules=Rules(**{safeguard: False}))
    counterexample = explore(mutant).counterexample
    assert counterexample is not None, f"{name} does not need {safeguard}"
    print(f"without {safeguard}: {counterexample}")
    assert counterexample.wrong == wrong


def test_the_document_draws_a_counterexample_as_it_is() -> None:
    """The drawing is of the shortest one, step by step."""
    name, _ = MUTANTS["one_reading"]
    counterexample = explore(replace(CONFIGURATIONS[name], rules=Rules(one_reading=False))).counterexample
    assert str(counterexample) in DOCUMENT.read_text("utf-8")
