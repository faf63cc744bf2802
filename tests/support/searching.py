"""How Hypothesis searches, in one place: `make test` tries few examples and always the same, `make soak` many new ones.

No example has a deadline: how long one takes says something of the machine, and nothing of the code.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

SOAK = int(os.environ.get("KLEARK_SOAK", "0"))
"""How many times the usual number of examples is tried; 0 for the short search of `make test`."""

USUAL = 100
SHORT = 4
"""The short search tries the usual number divided by this, and at least `FEWEST`."""
FEWEST = 15

# A loaded machine is slow; that is nothing to fail for.
_NEVER = (HealthCheck.too_slow,)


def number(usual: int) -> int:
    """How many examples are tried where ``usual`` is the usual number."""
    return usual * SOAK if SOAK else min(usual, max(FEWEST, usual // SHORT))


def examples(usual: int = USUAL, *allowed: HealthCheck) -> settings:
    """For a search of another length than `USUAL`, or one that is ``allowed`` what Hypothesis warns of."""
    return settings(max_examples=number(usual), suppress_health_check=[*_NEVER, *allowed])


def register() -> None:
    """Let every test search so that says nothing else."""
    settings.register_profile(
        "kleark",
        deadline=None,
        derandomize=not SOAK,
        database=None,
        max_examples=number(USUAL),
        print_blob=True,
        suppress_health_check=_NEVER,
    )
    settings.load_profile("kleark")
