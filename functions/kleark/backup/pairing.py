"""Two runs of records side by side: what is to be restored, and what the table has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kleark.backup.records import Record

Pair = tuple["Record | None", "Record | None"]
"""Of one kind and key: as it is to be restored, and as the table has it. One of them may be missing."""


def paired(restored: Iterable[Record], present: Iterable[Record]) -> Iterator[Pair]:
    """All records of both, each once, in the order that both have. One of each is in memory at a time."""
    ours, theirs = iter(restored), iter(present)
    one, other = next(ours, None), next(theirs, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one.order < other.order):
            yield one, None
            one = next(ours, None)
        elif one is None or other.order < one.order:
            yield None, other
            other = next(theirs, None)
        else:
            yield one, other
            one, other = next(ours, None), next(theirs, None)
