"""The cost of each function's imports in a cold start: CPU above a bare interpreter, now and at an earlier commit.

``python -m benchmarks.imports [--before COMMIT]`` from the repository's root, in the environment of the tests.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.printed_table import table_of
from infra.cloudformation import ROOT

BARE = "pass"


def handlers(functions: Path) -> list[str]:
    return sorted(path.parent.name for path in functions.glob("*/handler.py"))


def cpu(code: str, functions: Path) -> float:
    """Milliseconds, user and system, of a new interpreter that runs ``code``."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        [sys.executable, "-c", code], env=environment | {"PYTHONPATH": str(functions)}, cwd=functions
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"cannot run: {code}")
    return (usage.ru_utime + usage.ru_stime) * 1000


def measure_imports(trees: dict[str, Path], rounds: int) -> dict[tuple[str, str], float]:
    """Median of each handler in each tree, above a bare interpreter; in turn, forwards and backwards."""
    acts = [(tree, handler) for tree, functions in trees.items() for handler in handlers(functions)]
    taken: dict[tuple[str, str], list[float]] = {act: [] for act in [("", BARE), *acts]}
    for number in range(rounds + 1):
        for tree, handler in taken if number % 2 else reversed(list(taken)):
            code = f"import {handler}.handler" if tree else BARE
            spent = cpu(code, trees.get(tree, ROOT / "functions"))
            if number:  # the first round writes bytecode
                taken[tree, handler].append(spent)
    bare = median(taken["", BARE])
    return {act: median(found) - bare for act, found in taken.items() if act[0]}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.imports", description=__doc__)
    parser.add_argument("--before", help="a commit to compare with")
    parser.add_argument("--rounds", type=int, default=11)
    options = parser.parse_args()
    trees = {"now": ROOT / "functions"}
    with tempfile.TemporaryDirectory(prefix="kleark-imports-") as folder:
        if options.before:
            archive = subprocess.run(
                ["git", "archive", options.before, "functions", "schemas"],
                cwd=ROOT,
                capture_output=True,
                check=True,
            ).stdout
            with tarfile.open(fileobj=io.BytesIO(archive)) as tree:
                tree.extractall(folder, filter="data")
            trees["before"] = Path(folder) / "functions"
        found = measure_imports(trees, options.rounds)
    lines = []
    for handler in handlers(trees["now"]):
        now, before = found["now", handler], found.get(("before", handler))
        lines.append(
            [
                handler,
                f"{now:.0f}",
                f"{before:.0f}" if before else "–",
                f"{now / before:.2f}" if before else "",
            ]
        )
    print(table_of(["handler", "ms now", "ms before", "ratio"], lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
