"""Texts in which some words are struck through: what is left of them without those words."""

from __future__ import annotations

from kleark.sheet import limits
from kleark.sheet.xml import feed, guarded_parser, is_true, local_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.sheet.xml import Attributes


def struck_texts(pieces: Iterable[bytes], part: str, container: str) -> list[tuple[int, str | None]]:
    """The texts with struck runs in them: which of the ``container`` elements, counted from 0, and what is left.

    None is left to say of a text in which only spaces are struck.
    """
    texts = _Texts(container)
    parser = guarded_parser()
    parser.buffer_text = True
    parser.StartElementHandler = texts.start
    parser.EndElementHandler = texts.end
    parser.CharacterDataHandler = texts.characters
    feed(parser, pieces, part)
    return texts.found


class _Texts:
    """The handlers. A class, since expat calls back."""

    def __init__(self, container: str) -> None:
        self.container = container
        self.found: list[tuple[int, str | None]] = []
        self.number = -1
        self.inside = False
        self.reading = False
        self.spoken = False
        self.struck = False
        self.runs = False
        self.left: list[str] = []
        self.gone = False

    def start(self, name: str, attributes: Attributes) -> None:
        local = local_name(name)
        if local == self.container:
            self.number += 1
            self.inside, self.struck, self.runs, self.gone = True, False, False, False
            self.left = []
        elif not self.inside:
            return
        elif local == "r":
            self.struck = False
        elif local == "strike":
            self.struck = is_true(attributes.get("val", "1"))
            self.runs = self.runs or self.struck
        elif local == "rPh":
            # How the text is spoken, in Japanese; it is not shown in the cell's line.
            self.spoken = True
        elif local == "t":
            self.reading = not self.spoken

    def end(self, name: str) -> None:
        local = local_name(name)
        if local == "t":
            self.reading = False
        elif local == "rPh":
            self.spoken = False
        elif local == self.container and self.inside:
            self.inside = False
            if self.runs:
                left = "".join(self.left)[: limits.CELL_CHARACTERS] if self.gone else None
                self.found.append((self.number, left))

    def characters(self, text: str) -> None:
        if not self.reading:
            return
        if self.struck:
            self.gone = self.gone or not text.isspace()
        else:
            self.left.append(text)
