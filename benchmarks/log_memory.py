"""The memory that ``kleark log show`` and ``kleark log verify`` take as a log grows: both go through it entry by entry.

What they hold at once is what one query gives: the log of some 1,500 uploads. So only longer ones show whether memory
grows with them.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import tracemalloc
from typing import TYPE_CHECKING
from unittest.mock import patch

from benchmarks.history import write_history
from benchmarks.tables import ODENSE, TABLE, empty_table
from kleark.adapters.cloudformation import OperatorTable, Stack
from kleark.commands import log
from kleark.commands.log_query import FILTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.tables import BenchmarkTable

UPLOADS = (1_000, 5_000, 10_000)

MOST_GROWTH = 1.2
"""Of the memory at the longest log, in times of that at the one before: a query gives no more in either."""


class _Nowhere:
    """Standard output of which nothing is kept."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """There is nothing to be flushed."""


def log_memory(engine: str, sizes: Sequence[int] = UPLOADS) -> Iterator[tuple[str, int, int]]:
    """Each command with the number of uploads, and the most bytes that it held beyond those before it."""
    for size in sizes:
        with empty_table(engine) as where:
            write_history(where, size)
            for name, command in (("kleark log show", log.show), ("kleark log verify", log.verify)):
                _run(where, command)
                yield name, size, _peak(where, command)


def _peak(where: BenchmarkTable, command: Callable[[argparse.Namespace], int]) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        _run(where, command)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return peak - before


def _run(where: BenchmarkTable, command: Callable[[argparse.Namespace], int]) -> None:
    stack = Stack("figures", {"TableName": TABLE})
    options = argparse.Namespace(
        **dict.fromkeys(FILTERS),
        stack="figures",
        code=ODENSE,
        what=ODENSE,
        events=None,
        output_format="text",
        lang="da",
    )
    with (
        patch("kleark.adapters.cloudformation.find_stack", lambda _: stack),
        patch.object(Stack, "table", OperatorTable(where.counted, TABLE)),
        contextlib.redirect_stdout(_Nowhere()),
    ):
        assert command(options) == 0
