"""Time the admin's page beside the bare template that it fills, and report its size.

``python -m benchmarks.page`` from the repository's root, in the environment of the tests. The stores answer from
memory: what DynamoDB and S3 take is the same with any page. Ends with 1 where a goal of docs/benchmarks.md is missed.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import gzip
import io
import json
import os
import platform
import sys
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.page_revisions import comparing_figures
from benchmarks.printed_table import table_of
from benchmarks.stored_sheet import (
    LARGE,
    SMALL,
    ask,
    faultless,
    hopeless,
    open_context,
    spoiled,
    stored_sheet,
    use_context,
)
from benchmarks.times import in_turn
from infra.cloudformation import ROOT
from kleark.admin import rendering

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


MOST_OF_SMALL = 5.0
"""Of a page of 10,000 rows, in times of the same of 100."""
MOST_SENT = 300_000
"""Bytes of any page of a sheet, as they are sent: the page is not compressed, since what it sends holds a secret."""
PAGES_OF_A_SHEET = {"result": "/ark/{}", "preview": "/ark/{}/forhaandsvisning"}
SLOWEST = 3.0
"""Of the handler, in times of the bare template."""


SHEETS = {"faultless": faultless, "2% spoiled": spoiled, "all wrong": hopeless}


@dataclass(frozen=True)
class PageFigure:
    """A page of a sheet: milliseconds of CPU, and bytes that are sent, as they are and as gzip would make them."""

    ms: float
    size: int
    gzipped: int


def page_figures(
    rounds: int, sizes: Sequence[int] = (SMALL, LARGE)
) -> dict[tuple[str, str, int], PageFigure]:
    """Of each page, by its name, the kind of the sheet and its rows, which are ``sizes``. The sizes take turns."""
    found = {}
    for kind, make in SHEETS.items():
        contexts = {rows: stored_sheet(make(rows)) for rows in sizes}
        # What is stored is in S3 otherwise, where nobody collects garbage.
        gc.collect()
        gc.freeze()
        for name, path in PAGES_OF_A_SHEET.items():
            taken: dict[int, list[float]] = {rows: [] for rows in contexts}
            sent: dict[int, bytes] = {}
            for number in range(rounds + 1):
                for rows, of in contexts.items():
                    use_context(open_context(of))
                    start = time.process_time()
                    answer = ask(path.format(of.one.upload_id))
                    if number:
                        taken[rows].append(time.process_time() - start)
                    sent[rows] = str(answer["body"]).encode()
                    if answer["statusCode"] != 200:
                        raise RuntimeError(f"{name} of a sheet {kind} gives {answer['statusCode']}")
            for rows, each in taken.items():
                body = sent[rows]
                found[name, kind, rows] = PageFigure(median(each) * 1000, len(body), len(gzip.compress(body)))
    return found


def size_table(found: dict[tuple[str, str, int], PageFigure]) -> tuple[str, list[str]]:
    """The table, and what is wrong with it."""
    lines, wrong = [], []
    for name, kind, rows in found:
        if rows != LARGE:
            continue
        small, large = found[name, kind, SMALL], found[name, kind, LARGE]
        ratio = large.ms / small.ms
        lines.append(
            [name, kind, f"{small.ms:.1f}", f"{large.ms:.1f}", f"{ratio:.1f}"]
            + [f"{size / 1000:.0f}" for size in (small.size, large.size, large.gzipped)]
        )
        if ratio > MOST_OF_SMALL:
            wrong.append(f"goal: {name} of 10,000 rows, {kind}, takes {ratio:.1f} times as long as of 100")
        if max(small.size, large.size) > MOST_SENT:
            wrong.append(f"goal: {name}, {kind}, sends {max(small.size, large.size):,} bytes")
    head = [
        "page",
        "sheet",
        "ms, 100 rows",
        "ms, 10,000",
        "ratio",
        "kB, 100",
        "kB, 10,000",
        "of that gzipped",
    ]
    return table_of(head, lines), wrong


def times(rounds: int) -> dict[str, dict[str, float]]:
    """Of each page: seconds of the handler, and of the template alone with the very same values."""
    of = stored_sheet()
    context = open_context(of)
    use_context(context)
    own = f"/ark/{of.one.upload_id}"
    pages = {
        "front page": "/",
        "result": own,
        "preview": f"{own}/forhaandsvisning",
        "one rule": "/regler/KA401",
    }
    return {name: in_turn(acts(path), rounds, time.process_time) for name, path in pages.items()}


def acts(path: str) -> dict[str, Callable[[], object]]:
    """What is timed, in turn."""
    filled: list[tuple[Any, ...]] = []
    plain = rendering.render

    def noted(*given: Any, **values: Any) -> str:
        filled.append((given, values))
        return plain(*given, **values)

    rendering.render = noted
    answer = ask(path)
    rendering.render = plain
    if answer["statusCode"] != 200:
        raise RuntimeError(f"{path} gives {answer['statusCode']}")
    [(given, values)] = filled
    return {"template": lambda: plain(*given, **values), "handler": lambda: ask(path)}


def weights() -> str:
    """What the browser's tests saw go over the wire; empty where they have not been run."""
    path = ROOT / ".build" / "page-weights.json"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    options = parser.parse_args()
    os.environ["POWERTOOLS_LOG_LEVEL"] = "CRITICAL"
    print(
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}\n"
    )
    lines, wrong = [], []
    few = max(5, options.rounds // 10)
    with contextlib.redirect_stdout(io.StringIO()):  # the function's metrics
        seen_times, compared, comparing = times(options.rounds), page_figures(few), comparing_figures(few)
    for name, found in seen_times.items():
        ratio = found["handler"] / found["template"]
        lines.append(
            [name, f"{found['handler'] * 1000:.2f}", f"{found['template'] * 1000:.2f}", f"{ratio:.2f}"]
        )
        if ratio > SLOWEST:
            wrong.append(f"goal: {name} takes {ratio:.1f} times as long as its template")
    print(table_of(["page", "handler ms", "template ms", "ratio"], lines))
    table, missed = size_table(compared)
    wrong += missed
    print(f"\n{table}")
    head = ["page that compares", "ms, 100 rows", "ms, 10,000", "ratio", "kB, 100", "kB, 10,000"]
    print(f"\n{table_of(head, comparing)}")
    if seen := weights():
        print("\nOver the wire, as the browser's tests saw it:")
        print(json.dumps(json.loads(seen), ensure_ascii=False, indent=1))
    print("\n" + ("\n".join(wrong) or "No goal failed."))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
