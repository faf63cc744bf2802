"""Time ``kleark check`` beside its peers: ``python -m benchmarks`` from the repository's root.

Exits with 1 when Kleark misses a planted mistake, reports one that is not there, or misses a goal of
docs/benchmarks.md, or when a peer does not find what docs/benchmarks.md says it does.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import Run, interleaved
from benchmarks.verdicts import score

HERE = Path(__file__).parent
CHECKERS = ("kleark", "frictionless", "dataframely")
ROUNDS = {100: 11, 1_000: 9, 10_000: 7}
PEAK_GOAL = 64.0


def commands(sheet: Path) -> dict[str, list[str]]:
    here = Path(sys.executable).parent
    return {
        "kleark": [
            str(here / "kleark"),
            "check",
            str(sheet),
            "--municipality",
            "0461",
            "--output-format",
            "json",
        ],
        "frictionless": [sys.executable, str(HERE / "peer_frictionless.py"), str(sheet)],
        "dataframely": [sys.executable, str(HERE / "peer_dataframely.py"), str(sheet)],
        "bare parse": [sys.executable, str(HERE / "bare_parse.py"), str(sheet)],
    }


def measure(rows: int, only: list[str], rounds: int, folder: Path) -> dict[str, Run]:
    # In a process of its own: the peak of a child is no less than that of the process that starts it.
    subprocess.run([sys.executable, "-m", "benchmarks.sheets", str(rows), str(folder)], check=True)
    wanted = {name: command for name, command in commands(folder / f"{rows}.xlsx").items() if name in only}
    return interleaved(wanted, rounds, {name: folder / f"{rows}-{name}.out" for name in wanted})


def faults(rows: int, name: str, run: Run, folder: Path) -> list[str]:
    """What is wrong with a checker's report on the sheet of so many rows."""
    if name not in CHECKERS:
        return []
    if run.exit_code != 1:
        return [f"{name} ended with {run.exit_code} at {rows} rows; a sheet with mistakes ends with 1"]
    verdict = score(name, folder / f"{rows}.json", folder / f"{rows}-{name}.out")
    found = verdict.planted - verdict.out_of_reach - len(verdict.missed)
    print(
        f"{rows:>6} rows, {name}: {found} of {verdict.planted} planted mistakes found, "
        f"{verdict.out_of_reach} out of its reach, {len(verdict.invented)} invented"
    )
    return [
        *(f"{name} misses at {rows} rows: {what}" for what in verdict.missed),
        *(f"{name} invents at {rows} rows: {where}" for where in verdict.invented),
    ]


def table(results: dict[int, dict[str, Run]]) -> str:
    """A table for people; ratios are to Kleark, above 1 where the other needs more."""
    lines = ["| rows | checker | CPU s | wall s | peak MB | CPU ratio | wall ratio | memory ratio |"]
    lines.append("|---:|---|---:|---:|---:|---:|---:|---:|")
    for rows, runs in results.items():
        ours = runs.get("kleark")
        for name, run in runs.items():
            ratios = (
                (f"{run.cpu / ours.cpu:.2f}", f"{run.wall / ours.wall:.2f}", f"{run.peak / ours.peak:.2f}")
                if ours
                else ("", "", "")
            )
            figures = (f"{run.cpu:.3f}", f"{run.wall:.3f}", f"{run.peak:.1f}", *ratios)
            lines.append(f"| {rows:,} | {name} | " + " | ".join(figures) + " |")
    return "\n".join(lines)


def missed_goals(results: dict[int, dict[str, Run]]) -> list[str]:
    missed = []
    for rows, runs in results.items():
        ours = runs["kleark"]
        for name in CHECKERS[1:]:
            if rows not in (100, 10_000) or name not in runs:
                continue
            if ours.cpu >= runs[name].cpu or ours.wall >= runs[name].wall:
                missed.append(f"goal: faster than {name} at {rows} rows")
        if rows == 10_000 and ours.peak >= PEAK_GOAL:
            missed.append(f"goal: under {PEAK_GOAL:.0f} MB at {rows} rows")
    return missed


def machine() -> str:
    packages = ("kleark", "python-calamine", "frictionless", "openpyxl", "dataframely", "polars", "fastexcel")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, {python}; {versions}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=list(ROUNDS), help="sizes of the sheets")
    parser.add_argument("--rounds", type=int, help="runs of each command that count, in place of 11, 9 and 7")
    parser.add_argument("--only", nargs="+", choices=list(commands(Path())), default=list(commands(Path())))
    options = parser.parse_args()
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory(prefix="kleark-benchmark-") as name:
        folder = Path(name)
        results = {}
        for rows in options.rows:
            print(f"{rows:>6} rows …", file=sys.stderr, flush=True)
            rounds = options.rounds or ROUNDS.get(rows, 7)
            results[rows] = measure(rows, options.only, rounds, folder)
        # Only now: reading the reports makes this process large.
        wrong = [
            fault
            for rows, runs in results.items()
            for checker, run in runs.items()
            for fault in faults(rows, checker, run, folder)
        ]
    print(f"\n{table(results)}\n")
    if "kleark" in options.only:
        wrong += missed_goals(results)
    print("\n".join(wrong) or "Nothing missed, nothing invented, no goal failed.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
