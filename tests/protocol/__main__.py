"""Prints what docs/protocol.md says of the exploration: `python -m tests.protocol`."""

from __future__ import annotations

from dataclasses import replace

from tests.protocol.checker import explore
from tests.protocol.configurations import CONFIGURATIONS
from tests.protocol.table import Rules
from tests.protocol.test_protocol import MUTANTS


def main() -> None:
    states = steps = 0
    for name, configuration in CONFIGURATIONS.items():
        explored = explore(configuration)
        states, steps = states + explored.states, steps + explored.steps
        print(f"| {name} | {explored.states:,} | {explored.steps:,} | {explored.depth} |")
        print(explored.counterexample or "", end="")
    print(f"| all | {states:,} | {steps:,} | |\n")
    for safeguard, (name, _) in MUTANTS.items():
        mutant = replace(CONFIGURATIONS[name], rules=Rules(**{safeguard: False}))
        print(f"without {safeguard}, in {name!r}:\n{explore(mutant).counterexample}\n")


if __name__ == "__main__":
    main()
