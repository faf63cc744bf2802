"""Text for a terminal: width, wrapping and colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import wrap

Paint = Callable[[str, str], str]
"""From a text and what it is about (``error``, ``added`` …) to the text in that colour, or unchanged."""

WIDTH = 100
_COLOURS = {
    "error": "31",
    "warning": "33",
    "repaired": "36",
    "info": "2",
    "accepted": "32",
    "bold": "1",
    "removed": "31",
    "changed": "33",
    "added": "32",
}


def painter(*, colour: bool) -> Paint:
    """A function that colours text, or leaves it as it is."""

    def paint(text: str, name: str) -> str:
        return f"\x1b[{_COLOURS[name]}m{text}\x1b[0m" if colour else text

    return paint


def wrap_lines(text: str, indent: str) -> Iterator[str]:
    """The text in lines of at most `WIDTH` characters, without breaking words."""
    yield from wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
