"""Time the comments that are written into a sheet beside openpyxl, which only loads and saves it.

``python -m benchmarks.annotate`` from the repository's root, in the environment of the tests. CPU, with all children,
in turn and in one run. Ends with 1 where the comments take longer than openpyxl.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.child_cpu import children_cpu_time
from benchmarks.printed_table import table_of
from benchmarks.stored_sheet import faultless, hopeless, spoiled
from benchmarks.times import patiently
from kleark.check import check
from kleark.ooxml.editor import Editor
from kleark.registers.municipalities import municipality
from kleark.report.annotated.annotate import annotate_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.report.model import Report

SIZES = (250, 10_000)
KINDS = {"faultless": faultless, "2% spoiled": spoiled, "all wrong": hopeless}
CPU_SECONDS = 60.0
_LOAD_AND_SAVE = (
    "import io, sys, openpyxl; openpyxl.load_workbook(io.BytesIO(sys.stdin.buffer.read())).save(io.BytesIO())"
)


def cpu(act: Callable[[], object]) -> float:
    """Seconds of CPU that it takes, with its children."""
    before = _used()
    act()
    return _used() - before


def _used() -> float:
    return time.process_time() + children_cpu_time()


def load_and_save(data: bytes) -> None:
    """What any program with openpyxl does first and last, in a process of its own, as the comments are."""
    subprocess.run([sys.executable, "-c", _LOAD_AND_SAVE], input=data, capture_output=True, check=True)


def annotate(data: bytes, report: Report) -> None:
    """The sheet with its remarks, made as the validate function does, in a process with limits."""
    annotate_in(Editor(CPU_SECONDS), data, report)


def measure(data: bytes, rounds: int) -> tuple[int, float, float]:
    """How many findings, seconds of the comments, and of openpyxl."""
    report = patiently(lambda: check(data, "ark.xlsx", municipality("0461")))
    acts = (lambda: annotate(data, report), lambda: load_and_save(data))
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for at in (0, 1) if number % 2 else (1, 0):
            seconds = patiently(lambda act=acts[at]: cpu(act))  # type: ignore[misc]
            if number:
                taken[at].append(seconds)
    return len(report.findings), median(taken[0]), median(taken[1])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.annotate", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    lines, wrong = [], []
    for kind, make in KINDS.items():
        for rows in SIZES:
            findings, ours, theirs = measure(make(rows), options.rounds)
            ratio = ours / theirs
            lines.append(
                [
                    kind,
                    f"{rows:,}",
                    f"{findings:,}",
                    f"{ours * 1000:.0f}",
                    f"{theirs * 1000:.0f}",
                    f"{ratio:.2f}",
                ]
            )
            if ratio > 1:
                wrong.append(
                    f"goal: the comments in {rows:,} rows, {kind}, take {ratio:.2f} times openpyxl's time"
                )
    print(table_of(["sheet", "rows", "findings", "comments, CPU ms", "openpyxl, CPU ms", "ratio"], lines))
    print("\n" + ("\n".join(wrong) or "No goal failed."))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
