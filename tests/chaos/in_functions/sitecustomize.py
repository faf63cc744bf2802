"""Python runs this first in each function of a run of `make chaos`: what no network can do to them.

A function's clock is some seconds wrong, or it may write no file at all (a full /tmp), or, where the run is to find a
planted mistake, a safeguard is taken out of it. Which process gets what is drawn from its number and the seed.
"""

from __future__ import annotations

import dataclasses
import importlib.abc
import importlib.machinery
import os
import random
import resource
import signal
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

    Change = Callable[[Any], None]

SKEW = 4.5
"""Seconds, either way, that a clock may be wrong. A schedule that is woken more than 5 s early waits for the sweep."""
SKEWED, FULL = 0.5, 0.3
"""The shares of processes whose clock is wrong, and that can write nothing."""


class Patching(importlib.abc.MetaPathFinder):
    """Changes a module once it has been loaded. ``changes``: by the module's name."""

    def __init__(self, changes: Mapping[str, Change]) -> None:
        self.changes = changes

    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> Any:
        if name not in self.changes:
            return None
        spec: Any = importlib.machinery.PathFinder.find_spec(name, path, target)
        change, run = self.changes[name], spec.loader.exec_module

        def run_and_change(module: ModuleType) -> None:
            run(module)
            change(module)

        spec.loader.exec_module = run_and_change
        return spec


def wrong_clock(seconds: float) -> Change:
    """The clock goes this much before."""

    def change(module: Any) -> None:
        real = module.now
        module.now = lambda: real() + timedelta(seconds=seconds)

    return change


def any_order(module: Any) -> None:
    """A mutant: an upload counts as newer than what is live, whatever its time."""
    real = module.decide

    def decide(upload: Any, digest: str, live: Any, *rest: Any) -> Any:
        return real(upload, digest, dataclasses.replace(live, order=""), *rest)

    module.decide = decide


MUTANTS = {"any-order": {"kleark.publishing.policy": any_order}}


def main() -> None:
    """Only where a run asks for it."""
    seed = os.environ.get("KLEARK_CHAOS_SEED")
    if seed is None:
        return
    chance = random.Random(f"{seed} {os.getpid()}")
    changes: dict[str, Change] = dict(MUTANTS.get(os.environ.get("KLEARK_CHAOS_MUTANT", ""), {}))
    if chance.random() < SKEWED:
        changes["kleark.adapters.clock"] = wrong_clock(chance.uniform(-SKEW, SKEW))
    sys.meta_path.insert(0, Patching(changes))
    if chance.random() < FULL:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


main()
