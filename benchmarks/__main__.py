"""Time ``kleark check`` beside its peers: ``python -m benchmarks`` from the repository's root.

Exits with 1 when Kleark misses a planted mistake, reports one that is not there, or misses a target of
docs/benchmarks.md, or when a peer does not find what docs/benchmarks.md says it does.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import Run, interleaved
from benchmarks.verdicts import score

PEERS = ("frictionless", "dataframely", "pandera")
CHECKERS = ("kleark", *PEERS)
MODULES = {
    "frictionless": "peer_frictionless",
    "dataframely": "peer_dataframely",
    "pandera": "peer_pandera",
    "minimal script": "minimal_script",
    "bare parse": "bare_parse",
}
ROUNDS = 10
SIZES = (100, 1_000, 10_000)
PEAK_TARGET = 48.0
"""MB, at every size."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet that is checked. ``target``: how many times the bare parse's CPU Kleark may take."""

    rows: int
    saved_by: str
    target: float | None = None

    @property
    def name(self) -> str:
        return f"{self.rows}-openpyxl" if self.saved_by == "openpyxl" else str(self.rows)


SHEETS = (
    Sheet(100, "openpyxl", 5.0),
    Sheet(1_000, "openpyxl"),
    Sheet(10_000, "openpyxl", 4.0),
    Sheet(10_000, "XlsxWriter", 4.5),
)


def commands(sheet: Path) -> dict[str, list[str]]:
    kleark = [str(Path(sys.executable).parent / "kleark"), "check", str(sheet)]
    return {
        "kleark": [*kleark, "--municipality", "0461", "--output-format", "json"],
        **{
            name: [sys.executable, "-m", f"benchmarks.{module}", str(sheet)]
            for name, module in MODULES.items()
        },
    }


def measure(sheet: Sheet, only: list[str], rounds: int, folder: Path) -> dict[str, Run]:
    wanted = {
        name: command for name, command in commands(folder / f"{sheet.name}.xlsx").items() if name in only
    }
    return interleaved(wanted, rounds, {name: output(sheet, name, folder) for name in wanted})


def output(sheet: Sheet, checker: str, folder: Path) -> Path:
    return folder / f"{sheet.name}-{checker}.out"


def faults(sheet: Sheet, name: str, run: Run, folder: Path) -> list[str]:
    """What is wrong with a checker's report on the sheet."""
    if name not in CHECKERS:
        return []
    where = f"{sheet.rows:,} rows saved by {sheet.saved_by}"
    if run.exit_code != 1:
        return [f"{name} ended with {run.exit_code} at {where}; a sheet with mistakes ends with 1"]
    verdict = score(name, folder / f"{sheet.rows}.json", output(sheet, name, folder))
    found = verdict.planted - verdict.out_of_reach - len(verdict.missed)
    print(
        f"{where}, {name}: {found} of {verdict.planted} planted mistakes found, "
        f"{verdict.out_of_reach} out of its reach, {len(verdict.invented)} invented"
    )
    return [
        *(f"{name} misses at {where}: {what}" for what in verdict.missed),
        *(f"{name} invents at {where}: {place}" for place in verdict.invented),
    ]


def table(results: dict[Sheet, dict[str, Run]]) -> str:
    """A table for people: beside what each took, how many times the bare parse of the same file that is."""
    lines = [
        "| rows | saved by | | CPU s | × bare parse | wall s | peak MB |",
        "|---:|---|---|---:|---:|---:|---:|",
    ]
    for sheet, runs in results.items():
        bare = runs.get("bare parse")
        for name, run in runs.items():
            ratio = f"{run.cpu / bare.cpu:.1f}" if bare else ""
            figures = (f"{run.cpu:.3f}", ratio, f"{run.wall:.3f}", f"{run.peak:.0f}")
            lines.append(f"| {sheet.rows:,} | {sheet.saved_by} | {name} | " + " | ".join(figures) + " |")
    return "\n".join(lines)


def missed_targets(results: dict[Sheet, dict[str, Run]]) -> list[str]:
    """What docs/benchmarks.md promises and these figures do not show."""
    missed = []
    for sheet, runs in results.items():
        ours, bare = runs["kleark"], runs.get("bare parse")
        where = f"{sheet.rows:,} rows saved by {sheet.saved_by}"
        if sheet.target and bare and ours.cpu > sheet.target * bare.cpu:
            missed.append(
                f"target: {ours.cpu / bare.cpu:.1f} times the bare parse at {where}, not {sheet.target}"
            )
        if ours.peak > PEAK_TARGET:
            missed.append(f"target: {ours.peak:.0f} MB at {where}, not {PEAK_TARGET:.0f}")
        for name in PEERS:
            if name not in runs:
                continue
            if ours.peak >= runs[name].peak:
                missed.append(f"target: less memory than {name} at {where}")
            if ours.cpu >= runs[name].cpu and not beyond_the_target(sheet, name):
                missed.append(f"target: less CPU than {name} at {where}")
    return missed


def beyond_the_target(sheet: Sheet, peer: str) -> bool:
    """Whether to take less CPU than this peer is a goal only: whole columns, judged by compiled code on all cores."""
    return sheet.rows == max(SIZES) and peer != "frictionless"


def goals(results: dict[Sheet, dict[str, Run]]) -> list[str]:
    """How far it is to what is aimed at beyond the targets; told, and no failure."""
    return [
        f"goal: {runs['kleark'].cpu / runs[name].cpu:.2f} times {name}'s CPU at "
        f"{sheet.rows:,} rows saved by {sheet.saved_by}"
        for sheet, runs in results.items()
        for name in PEERS
        if name in runs and beyond_the_target(sheet, name)
    ]


def machine() -> str:
    packages = (
        *("kleark", "python-calamine", "jsonschema-rs", "frictionless", "openpyxl", "XlsxWriter"),
        *("dataframely", "pandera", "polars", "fastexcel"),
    )
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, {python}; {versions}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--rows", type=int, nargs="+", choices=SIZES, default=list(SIZES), help="sizes of the sheets"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="runs of each command that count")
    parser.add_argument("--only", nargs="+", choices=list(commands(Path())), default=list(commands(Path())))
    options = parser.parse_args()
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory(prefix="kleark-benchmark-") as name:
        folder = Path(name)
        for rows in options.rows:
            # In a process of its own: the peak of a child is no less than that of the process that starts it.
            subprocess.run([sys.executable, "-m", "benchmarks.sheets", str(rows), str(folder)], check=True)
        results = {}
        for sheet in SHEETS:
            if sheet.rows in options.rows:
                print(f"{sheet.rows:,} rows saved by {sheet.saved_by} …", file=sys.stderr, flush=True)
                results[sheet] = measure(sheet, options.only, options.rounds, folder)
        # Only now: reading the reports makes this process large.
        wrong = [
            fault
            for sheet, runs in results.items()
            for checker, run in runs.items()
            for fault in faults(sheet, checker, run, folder)
        ]
    print(f"\n{table(results)}\n")
    if "kleark" in options.only:
        print("\n".join(goals(results)))
        wrong += missed_targets(results)
    print("\n".join(wrong) or "Nothing missed, nothing invented, no target failed.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
