"""``make chaos``: all municipalities at once, in bad weather. Ends with 1 where something happened that must not.

python -m tests.chaos [--seed N] [--municipalities N] [--versions N] [--mutant NAME]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.chaos.account import account, repeat, told
from tests.chaos.oracle import violations
from tests.chaos.run import Plan, run
from tests.chaos.weather import Climate


def main() -> int:
    usual = Plan()
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--municipalities", type=int, default=usual.municipalities)
    parser.add_argument("--versions", type=int, default=usual.versions)
    parser.add_argument("--spread", type=float, default=usual.spread)
    parser.add_argument("--within", type=float, default=usual.within, help="seconds")
    parser.add_argument("--faults", type=float, default=1.0, help="share of the usual faults; 0: none")
    parser.add_argument("--mutant", default="", help="take a safeguard out: any-order")
    options = parser.parse_args()
    plan = Plan(
        seed=options.seed,
        municipalities=options.municipalities,
        versions=options.versions,
        spread=options.spread,
        within=options.within,
        kills_every=usual.kills_every / options.faults if options.faults else 1e6,
        climate=Climate().milder(options.faults),
        mutant=options.mutant,
    )
    with tempfile.TemporaryDirectory(prefix="kleark-chaos-") as folder:
        outcome = run(plan, Path(folder), tell=lambda text: print(text, flush=True))
        print(account(outcome))
        found = violations(outcome.history)
        if found or outcome.settled is None:
            print(told(found, outcome))
            if outcome.settled is None:
                print("not everything came to its end in time")
            print(f"Repeat it: {repeat(plan)}")
            return 1
    print(f"No violation (seed {plan.seed}).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
