"""Measure what publishing and reading consume of DynamoDB, and time them beside the least that is possible.

``python -m benchmarks.figures`` from the repository's root, in the environment of the tests. Ends with 1 when a goal of
docs/benchmarks.md is missed. Counts are the same on every machine; of times, only the ratios within one run mean much.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import platform
import sys
from typing import TYPE_CHECKING

from benchmarks.history import MOST_GROWTH, UPLOADS, growth, histories
from benchmarks.log_memory import MOST_GROWTH as MOST_LOG_GROWTH
from benchmarks.log_memory import log_memory
from benchmarks.operations import (
    ITEM_LIMIT,
    QUERY_PAGE,
    SIZES,
    counts,
    item_per_row,
    items_in_pages,
    page_weights,
)
from benchmarks.printed_table import table_of
from benchmarks.tables import ENGINES, TABLE, hard_rows, rows
from benchmarks.times import flip_times, handler_times, status_times
from kleark.publishing.snapshot import snapshot_of

if TYPE_CHECKING:
    from collections.abc import Sequence

SLOWEST_FLIP = 1.25
"""Of the largest, in times of the smallest: what a busy machine does to medians."""

SLOWEST_VISIT = 1.4
"""Of a visit and of a 304, in times of one GetItem and its JSON."""

COLDEST_STATUS = 3.0
"""Of the status of 98 municipalities from an instance that knows nothing yet, in times of a warm one."""

STATUS_ROUNDS = 15


def units(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f}".removesuffix(".0")


def count_table(engines: Sequence[str]) -> tuple[str, list[str]]:
    """The table, and what is wrong with it."""
    found = {engine: {(act, size): one for act, size, one in counts(engine)} for engine in engines}
    lines, wrong = [], []
    for act, size in found[engines[0]]:
        each = [found[engine][act, size] for engine in engines]
        if len({(one.requests, one.read, one.written) for one in each}) != 1:
            wrong.append(
                f"{act}, {size} rows: the engines saw different requests: {[dict(o.calls) for o in each]}"
            )
        one = each[0]
        figures = (str(one.requests), units(one.read), units(one.written), *(units(e.reported) for e in each))
        lines.append([act, f"{size:,}", *figures])
        most = {"visit, cold": 2, "visit, warm": 1, "304": 1, "list of municipalities": 1}.get(act)
        if most and one.requests > most:
            wrong.append(f"goal: {act} takes {one.requests} requests at {size} rows")
    wrong += [
        f"{act}, {size} rows: dynoxide says {one.reported} units, the rules {one.read + one.written}"
        for (act, size), one in found.get("dynoxide", {}).items()
        if one.reported != one.read + one.written
    ]
    first = found[engines[0]]
    wrong += [
        f"goal: {act} takes other numbers of requests for other numbers of rows"
        for act in {act: None for act, _ in first}
        if len({first[act, size].requests for size in SIZES}) != 1
    ]
    head = ["act", "rows", "requests", "read units", "write units", *(f"{engine} says" for engine in engines)]
    return table_of(head, lines), wrong


def history_table(engine: str) -> tuple[str, list[str]]:
    """The table, and what is wrong with it."""
    found = {(act, size): one for act, size, one in histories(engine)}
    grown = growth(found)
    lines = [
        [
            act,
            *(units(found[act, size].read) for size in UPLOADS),
            *(str(found[act, size].requests) for size in UPLOADS),
            f"{ratio:.2f}",
        ]
        for act, ratio in grown.items()
    ]
    wrong = [
        f"goal: {act} reads {ratio:.2f} times as much at {UPLOADS[-1]:,} uploads as at {UPLOADS[0]}"
        for act, ratio in grown.items()
        if ratio > MOST_GROWTH and act != "sweep, the first"
    ]
    head = [
        "act",
        *(f"read units, {size:,} uploads" for size in UPLOADS),
        *(f"requests, {size:,}" for size in UPLOADS),
        "growth",
    ]
    return table_of(head, lines), wrong


def log_table(engine: str) -> tuple[str, list[str]]:
    """The table, and what is wrong with it."""
    found: dict[str, dict[int, int]] = {}
    for name, size, peak in log_memory(engine):
        found.setdefault(name, {})[size] = peak
    lines, wrong = [], []
    for name, peaks in found.items():
        *_, shorter, longest = peaks
        ratio = peaks[longest] / peaks[shorter]
        lines.append([name, *(f"{peak / 1000:,.0f}" for peak in peaks.values()), f"{ratio:.2f}"])
        if ratio > MOST_LOG_GROWTH:
            wrong.append(
                f"goal: {name} holds {ratio:.1f} times as much at {longest:,} uploads as at {shorter:,}"
            )
    sizes = next(iter(found.values()))
    head = [
        "memory beyond the start",
        *(f"kB, {size:,} uploads" for size in sizes),
        "growth of the last step",
    ]
    return table_of(head, lines), wrong


def layout_table() -> str:
    lines = []
    for size in SIZES:
        before, now = item_per_row(rows(size)), items_in_pages(rows(size))
        for act, work in before.items():
            pairs = zip(work, now[act], strict=True)
            lines.append([act, f"{size:,}", *(units(one) for pair in pairs for one in pair)])
    head = [
        "the rows alone",
        "rows",
        "requests before",
        "now",
        "read units before",
        "now",
        "write units before",
        "now",
    ]
    return table_of(head, lines)


def weight_table() -> str:
    lines = []
    for name, kind in (("usual", rows), ("hardest", hard_rows)):
        for size in (*SIZES, 10_000):
            raw = sum(len(one.line.encode()) for one in snapshot_of(kind(size)).rows)
            weights = page_weights(kind(size))
            lines.append(
                [
                    name,
                    f"{size:,}",
                    f"{raw / 1000:,.1f}",
                    f"{sum(weights) / 1000:,.1f}",
                    str(len(weights)),
                    f"{max(weights) / ITEM_LIMIT:.0%}",
                    f"{int(size * QUERY_PAGE / sum(weights)):,}" if size >= 5_000 else "",
                ]
            )
    return table_of(
        ["kind", "rows", "kB of JSON", "kB kept", "pages", "largest, of 400 kB", "rows in a query of 1 MB"],
        lines,
    )


def handler_table(engine: str, rounds: int) -> tuple[str, list[str]]:
    """The table, and what is wrong with it."""
    lines, wrong = [], []
    for size, found in handler_times(engine, rounds):
        bare, _ = found["GetItem"]
        for act in ("visit", "304"):
            seconds, ratio = found[act]
            lines.append([act, f"{size:,}", f"{seconds * 1000:.2f}", f"{bare * 1000:.2f}", f"{ratio:.2f}"])
            if ratio > SLOWEST_VISIT:
                wrong.append(
                    f"goal: a {act} at {size:,} rows takes {ratio:.2f} times one GetItem and its JSON"
                )
    return table_of(["act", "rows", "CPU ms", "GetItem, CPU ms", "ratio"], lines), wrong


def status_table(engine: str, rounds: int) -> tuple[str, list[str]]:
    """The table, and what is wrong with it."""
    found = status_times(engine, rounds)
    lines = [[act, f"{seconds * 1000:.1f}", f"{ratio:.2f}"] for act, (seconds, ratio) in found.items()]
    _, ratio = found["cold"]
    wrong = [f"goal: the country's status, cold, takes {ratio:.1f} times as long as warm"]
    return table_of(
        ["the country's status", "CPU ms", "ratio"], lines
    ), wrong if ratio > COLDEST_STATUS else []


def flip_table(engine: str, rounds: int) -> tuple[str, list[str]]:
    """The table, and what is wrong with it."""
    found = flip_times(engine, rounds)
    ratios = {size: taken / found[SIZES[0]] for size, taken in found.items()}
    lines = [[f"{size:,}", f"{found[size] * 1000:.2f}", f"{ratio:.2f}"] for size, ratio in ratios.items()]
    wrong = [
        f"goal: flipping {size:,} rows takes {ratio:.2f} times as long as {SIZES[0]}"
        for size, ratio in ratios.items()
        if ratio > SLOWEST_FLIP
    ]
    return table_of(["rows", "ms", "ratio"], lines), wrong


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.figures", description=__doc__)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--timed-on", choices=ENGINES, default="dynoxide")
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    os.environ |= {
        "POWERTOOLS_LOG_LEVEL": "CRITICAL",
        "AWS_DEFAULT_REGION": "eu-north-1",
        "TABLE_NAME": TABLE,
    }
    print(
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}\n"
    )
    with contextlib.redirect_stdout(io.StringIO()):  # the functions' metrics
        table, wrong = count_table(options.engines)
        history, grown = history_table(options.timed_on)
    logs, held = log_table(options.timed_on)
    wrong += grown + held
    print(f"{table}\n\n{history}\n\n{logs}\n\n{layout_table()}\n\n{weight_table()}\n", flush=True)
    table, slow = handler_table(options.timed_on, options.rounds)
    print(f"{table}\n", flush=True)
    wrong += slow
    table, slow = status_table(options.timed_on, min(STATUS_ROUNDS, options.rounds))
    print(f"{table}\n", flush=True)
    wrong += slow
    table, slow = flip_table(options.timed_on, options.rounds)
    print(f"{table}\n")
    wrong += slow
    print("\n".join(wrong) or "No goal failed.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
