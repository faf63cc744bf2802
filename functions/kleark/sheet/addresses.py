"""Cell addresses as Excel writes them."""

from __future__ import annotations

from functools import cache


@cache
def column_letters(index: int) -> str:
    """``0`` → ``A``, ``26`` → ``AA``."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(column_index: int, row_number: int) -> str:
    """The address of the cell in the column counted from 0 and the row as Excel counts it: ``(1, 7)`` → ``B7``."""
    return f"{column_letters(column_index)}{row_number}"
