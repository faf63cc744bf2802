"""DynamoDB's published rules of what an item weighs and what a request costs in capacity units.

AWS, "DynamoDB item sizes and formats" and "DynamoDB read and write operations" (developer guide). Engines on this
machine count by rules of their own; these are held against theirs in `benchmarks.figures`.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

READ_UNIT = 4096
"""Bytes that one unit reads, strongly consistent; half a unit eventually consistent."""
WRITE_UNIT = 1024
TRANSACTIONAL = 2
"""A transaction does everything twice: it prepares, and it commits."""


def item_size(item: Mapping[str, Any]) -> int:
    """Bytes of an item as boto3's low-level client has it: names in UTF-8, and values."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Mapping[str, Any]) -> int:
    [(kind, held)] = value.items()
    if kind == "S":
        return len(held.encode())
    if kind == "N":
        return len(held.lstrip("-").replace(".", "").strip("0") or "0") // 2 + 2
    if kind == "B":
        return len(held)
    if kind in {"BOOL", "NULL"}:
        return 1
    raise ValueError(f"Kleark stores no attribute of type {kind}")


def read_units(size: int, *, consistent: bool) -> float:
    """For reading ``size`` bytes: of one item, or of all that a query goes through. At least one block of 4 kB."""
    return max(1, ceil(size / READ_UNIT)) * (1 if consistent else 0.5)


def many_read_units(sizes: Iterable[int], *, consistent: bool) -> float:
    """For a batch: every item for itself."""
    return sum(read_units(size, consistent=consistent) for size in sizes)


def write_units(size: int, *, in_transaction: bool = False) -> float:
    """For writing an item that weighs ``size`` bytes, the larger of before and after."""
    return max(1, ceil(size / WRITE_UNIT)) * (TRANSACTIONAL if in_transaction else 1)
