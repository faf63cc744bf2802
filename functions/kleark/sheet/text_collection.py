"""The texts of interest of one part that seems to hold a number, each once, with its place."""

from __future__ import annotations

from kleark.sheet import limits
from kleark.sheet.digit_filter import SHORTEST_NUMBER, has_digits_enough
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.text_places import CELL, OTHER, ROOT_PLACES, VALUE_FORMS
from kleark.sheet.text_search import search_texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from kleark.sheet.text_search import PlacedText

    # The kind of place, the cell that a text belongs to where the part says one, the text, whether it is, or copies,
    # a cell's value, and what names it.
    LooseText: TypeAlias = tuple[str, str | None, str, bool, str]

_OVERLAP = 100
_PLAIN_HEADS = (b"<t", b'<t xml:space="preserve"')
_END = b"</t>"
# Of a shared item that is one text: its own, and those around the text.
_TAGS = 3
_APART = b"\0"
_NOT_AS_READ = (b"&", b"_x", b"\r", b"\n", b"]]>")
_LONGEST_HEADING = 255
_MOST_TEXTS = 20_000
"""Of one part. So many different numbers outside its cells has no configuration sheet."""


def texts_in_markup(content: bytes, part: str) -> list[LooseText]:
    """The texts of XML, less the values of cells. Raises UnreadableFile for a DOCTYPE, and for nothing else."""
    found = _Texts()
    try:
        search_texts([content], part, found.take)
    except UnreadableFile as refusal:
        if refusal.rule != "KA107" or refusal.params["reason"] != "xml":
            raise
        found.add(OTHER, None, content.decode("utf-8", "replace"))
    return list(found.texts)


def shared_texts(items: list[bytes]) -> list[LooseText] | None:
    """The texts of shared items that have no tags in them but those around one text, and nothing that is written
    otherwise than it is read; None where one of them is not so.
    """
    together = _APART.join(items)
    if any(sign in together for sign in _NOT_AS_READ) or together.count(b"<") != _TAGS * len(items):
        return None
    parts = [item.split(b">", 2) for item in items]
    if not {head for _, head, *_ in parts}.issubset(_PLAIN_HEADS) or not all(map(_ends_text, items)):
        return None
    found = _Texts()
    for _, _, text in parts:
        if len(text) >= SHORTEST_NUMBER + len(_END):
            found.add(ROOT_PLACES["sst"], None, text[: -len(_END)].decode())
    return list(found.texts)


def _ends_text(item: bytes) -> bool:
    return item.endswith(_END)


def texts_in_plain(content: bytes) -> list[LooseText]:
    """The texts of a part that is a text but no markup; none of one that is neither."""
    found = _Texts()
    try:
        found.add(OTHER, None, content.decode())
    except UnicodeDecodeError:
        return []
    return list(found.texts)


class _Texts:
    """The texts found, each once."""

    def __init__(self) -> None:
        self.texts: dict[LooseText, None] = {}

    def take(self, placed: PlacedText) -> None:
        if placed.place != CELL:
            is_value = placed.form in VALUE_FORMS
            self.add(placed.place, placed.cell, placed.text, is_value=is_value, heading=placed.heading)

    def add(
        self, place: str, cell: str | None, text: str, *, is_value: bool = False, heading: str = ""
    ) -> None:
        for window in (text,) if len(text) <= limits.CELL_CHARACTERS else _windows(text):
            if has_digits_enough(window) and len(self.texts) < _MOST_TEXTS:
                self.texts[place, cell, window, is_value, heading[:_LONGEST_HEADING]] = None


def _windows(text: str) -> Iterator[str]:
    """A long text in pieces of a cell's length, with what may be cut in two in both."""
    for start in range(0, len(text), limits.CELL_CHARACTERS - _OVERLAP):
        yield text[start : start + limits.CELL_CHARACTERS]
