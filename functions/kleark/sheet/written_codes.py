"""Number formats and headers of printed pages as they read: without the marks and codes that nobody sees.

Without ``re``, which the reader's process does not import for this.
"""

from __future__ import annotations

_LOOKS = "BIUESXYOH"
"""Codes for how the text after them looks: bold, italic, underlined, struck out, raised and so on."""
_COLOUR = 6
_SIZE = 2
"""Figures of the longest size of a font that anybody uses."""


def shown_by_format(code: str) -> str:
    """The texts in a number format: what is set in marks runs on, and the place of a digit ends it."""
    shown: list[str] = []
    is_text: bool | None = None
    at = 0
    while at < len(code):
        char = code[at]
        if char == '"':
            end = code.find('"', at + 1)
            end = len(code) if end < 0 else end
            piece, literal, at = code[at + 1 : end], True, end + 1
        elif char in "\\_*":
            piece, literal, at = code[at + 1 : at + 2] if char == "\\" else " ", True, at + 2
        else:
            piece, literal, at = char, False, at + 1
        if literal or piece in "0#?":
            if is_text is not None and is_text != literal:
                shown.append("#")
            is_text = literal
        shown.append(piece)
    return "".join(shown)


def without_looks(text: str) -> str:
    """The text of a header without what makes it bold, large or coloured, which can stand within a number."""
    first, *others = text.split("&")
    shown = [first]
    pieces = iter(others)
    for piece in pieces:
        if not piece:
            # An ampersand, written twice, and what follows it.
            shown.append(f"&&{next(pieces, '')}")
        elif piece[0] == '"':
            shown.append(piece[1:].partition('"')[2])
        elif piece[0] == "K":
            shown.append(piece[1 + _COLOUR :])
        elif piece[0].isdecimal():
            figures = _SIZE if piece[1:2].isdecimal() else 1
            shown.append(piece[figures:])
        elif piece[0] in _LOOKS:
            shown.append(piece[1:])
        else:
            shown.append(f"&{piece}")
    return "".join(shown)
