"""The tables that benchmarks print: those of docs/benchmarks.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def table_of(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    return "\n".join(
        [
            "| " + " | ".join(head) + " |",
            "|" + "|".join("---" if at == 0 else "---:" for at in range(len(head))) + "|",
            *("| " + " | ".join(line) + " |" for line in lines),
        ]
    )
