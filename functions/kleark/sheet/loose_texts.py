"""What is written in a workbook outside its cells' values: comments, formulas, caches, drawings, properties …

A personal number there is as public as one in a cell. Only texts with digits enough for one are kept.
"""

from __future__ import annotations

from kleark.sheet import limits
from kleark.sheet.digit_filter import has_digits_enough, may_hold_number
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.text_places import CELL, OTHER, VALUE_FORMS
from kleark.sheet.text_search import search_texts
from kleark.sheet.xml import check_doctype

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from kleark.sheet.text_search import PlacedText

    # The kind of place, the cell that a text belongs to where the part says one, the text, whether it is, or copies,
    # a cell's value, and what names it.
    LooseText: TypeAlias = tuple[str, str | None, str, bool, str]

_LARGE = 40_000
_OVERLAP = 100
_LONGEST_HEADING = 255
_MOST_TEXTS = 20_000
"""Of one part. So many different numbers outside its cells has no configuration sheet."""


def texts_of(content: bytes, part: str) -> list[LooseText]:
    """The texts of interest of one part. Raises UnreadableFile for a DOCTYPE; what else is wrong is no concern."""
    if not looks_like_markup(content):
        return _plain_texts(content)
    if not may_hold_number(content):
        check_doctype([content], part)
        return []
    found = _Texts()
    try:
        search_texts([content], part, found.take)
    except UnreadableFile as refusal:
        if refusal.rule != "KA107" or refusal.params["reason"] != "xml":
            raise
        found.add(OTHER, None, content.decode("utf-8", "replace"))
    return list(found.texts)


def texts_around_cells(content: bytes, part: str) -> list[LooseText]:
    """The texts of interest of a worksheet's part, which is well-formed, less the values of its cells."""
    if not may_hold_number(content):
        return []
    if len(content) > _LARGE:
        content = _without_values(content)
    return texts_of(content, part)


def unused_texts(content: bytes, part: str) -> list[LooseText]:
    """The texts of interest that cells share; the part is well-formed. Which of them no cell uses, others know."""
    if not may_hold_number(content):
        return []
    if len(content) > _LARGE:
        content = _suspected_items(content)
    return texts_of(content, part)


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
        for window in _windows(text):
            if has_digits_enough(window) and len(self.texts) < _MOST_TEXTS:
                self.texts[place, cell, window, is_value, heading[:_LONGEST_HEADING]] = None


def _windows(text: str) -> Iterator[str]:
    """The text in pieces of a cell's length, with what may be cut in two in both."""
    if len(text) <= limits.CELL_CHARACTERS:
        yield text
        return
    for start in range(0, len(text), limits.CELL_CHARACTERS - _OVERLAP):
        yield text[start : start + limits.CELL_CHARACTERS]


def looks_like_markup(content: bytes) -> bool:
    """Whether a part is XML, whatever its encoding."""
    return content[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] == b"<"


def _plain_texts(content: bytes) -> list[LooseText]:
    """The texts of a part that is a text but no markup; none of one that is neither."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return []
    found = _Texts()
    found.add(OTHER, None, text)
    return list(found.texts)


def _without_values(content: bytes) -> bytes:
    """The part without the cells that hold nothing but a value."""
    import re  # noqa: PLC0415  slow to import; only for a large sheet that seems to hold a number

    value = (
        rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,9}")?(?: t="[A-Za-z]{1,9}")?>'
        rb'(?:<v>[^<]*</v>|<is><t(?: xml:space="preserve")?>[^<]*</t></is>)</c>'
    )
    return re.sub(value, b"", content)


def _suspected_items(content: bytes) -> bytes:
    """Of a part that is a list of texts, those that may hold a number."""
    first, last = content.find(b"<si>"), content.rfind(b"</sst>")
    if first < 0 or last < 0:
        return content
    items = content[first:last].split(b"</si>")
    kept = [item + b"</si>" for item in items[:-1] if may_hold_number(item)]
    return b"".join((content[:first], *kept, items[-1], content[last:]))
