"""What is written in a workbook outside its cells: comments, drawings, headers, properties.

A personal number there is as public as one in a cell. Only texts with digits enough for one are kept.
"""

from __future__ import annotations

from kleark.sheet import limits
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.xml import feed, guarded_parser, local_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    from kleark.sheet.xml import Attributes

    # The cell that a text belongs to, where the part says one, and the text.
    PlacedText: TypeAlias = tuple[str | None, str]

FEWEST_DIGITS = 10
TEXT_ATTRIBUTES = frozenset(
    ("Target", "tooltip", "descr", "title", "prompt", "promptTitle", "error", "errorTitle")
)
# Texts that are cut into differently formatted pieces.
_WHOLE = frozenset(("comment", "threadedComment", "p", "si"))


def is_of_interest(text: str) -> bool:
    """Whether a text holds as many digits as a personal number."""
    return len(text) >= FEWEST_DIGITS and sum(map(str.isdecimal, text)) >= FEWEST_DIGITS


def texts_of(pieces: Iterable[bytes], part: str) -> list[PlacedText]:
    """The texts of interest of one part, as far as it is well-formed. Raises UnreadableFile for a DOCTYPE."""
    found = _Texts()
    parser = guarded_parser()
    parser.buffer_text = True
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.pieces.append
    try:
        feed(parser, pieces, part)
    except UnreadableFile as refusal:
        # What else may be wrong in a part that is not read is no concern of ours.
        if refusal.rule != "KA107" or refusal.params["reason"] != "xml":
            raise
    found.close()
    return found.texts


class _Texts:
    """The handlers. A class, since expat calls back."""

    def __init__(self) -> None:
        self.texts: list[PlacedText] = []
        self.pieces: list[str] = []
        self.depth = 0
        self.cell: str | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        local = local_name(name)
        if self.depth == 0:
            self.close()
        if local in _WHOLE:
            self.depth += 1
            if "ref" in attributes:
                self.cell = attributes["ref"]
        for key, value in attributes.items():
            if local_name(key) in TEXT_ATTRIBUTES and is_of_interest(value):
                self.keep(value)

    def end(self, name: str) -> None:
        if local_name(name) in _WHOLE:
            self.depth -= 1
        if self.depth == 0:
            self.close()
            self.cell = None

    def close(self) -> None:
        text = "".join(self.pieces)
        self.pieces.clear()
        if is_of_interest(text):
            self.keep(text)

    def keep(self, text: str) -> None:
        self.texts.append((self.cell, text[: limits.CELL_CHARACTERS]))
