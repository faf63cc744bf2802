"""Cell addresses as Excel writes them. Rows and columns count from 1."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Cell: TypeAlias = tuple[int, int]
    Area: TypeAlias = tuple[int, int, int, int]


def column_letters(column: int) -> str:
    """``1`` is ``A``, ``27`` is ``AA``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """``A`` is ``1``, ``AA`` is ``27``. Of capital letters."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column


def address(row: int, column: int) -> str:
    """``(7, 2)`` is ``B7``."""
    return f"{column_letters(column)}{row}"


def parse_cell(text: str) -> Cell | None:
    """(row, column) of ``B7`` or ``$b$7``; None where it is no address that a sheet can have."""
    text = text.replace("$", "").upper()
    letters = text.rstrip("0123456789")
    digits = text[len(letters) :]
    if not (1 <= len(letters) <= 3 and 1 <= len(digits) <= 7 and letters.isascii() and letters.isalpha()):
        return None
    column, row = column_number(letters), int(digits)
    return (row, column) if 1 <= row <= 1_048_576 and column <= 16_384 else None


def is_address(text: str) -> bool:
    """Whether a text is the address of one cell as `address` writes it, of those with few letters and digits."""
    letters = text.rstrip("0123456789")
    return (
        letters.isascii()
        and letters.isalpha()
        and letters.isupper()
        and len(letters) <= 2
        and 0 < len(text) - len(letters) <= 6
        and text[len(letters)] != "0"
    )


def parse_area(text: str) -> Area | None:
    """(first row, first column, last row, last column) of ``A3:C9`` or of the one cell ``A3``."""
    first, _, last = text.partition(":")
    start = parse_cell(first)
    end = parse_cell(last) if last else start
    if start is None or end is None:
        return None
    return min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])
