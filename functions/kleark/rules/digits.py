"""Cells of digits: numbers and dates as they stand behind the direction marks that come along with a copy."""

from __future__ import annotations

from kleark.redaction.patterns import pattern
from kleark.rules.model import Judged, Remark
from kleark.rules.text import INVISIBLE_CHARACTER, clean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kleark.sheet.workbook import CellValue

# What Windows and web pages put around numbers and dates. Those that read from right to left can show the parts of a
# number in another order than they stand in, and U+202E the digits themselves.
_LEFT_TO_RIGHT = pattern("[\u200e\u202a\u202c\u202d\u2066\u2068\u2069]")
_RIGHT_TO_LEFT = "\u061c\u200f\u202b\u2067"
_MARKS = pattern(f"{_LEFT_TO_RIGHT.pattern[:-1]}{_RIGHT_TO_LEFT}]")
_IN_PARTS = pattern(r"[\s+()]")


def clean_digits(value: CellValue) -> Judged[str]:
    """`clean`, for a cell of digits: direction marks around them are no part of it, and their going is reported."""
    if not isinstance(value, str) or value.isprintable():
        return clean(value)
    bare = without_direction_marks(value)
    cleaned = clean(bare)
    if bare == value or cleaned.value is None:
        return cleaned
    others = tuple(remark for remark in cleaned.remarks if remark.rule is not INVISIBLE_CHARACTER)
    return Judged(
        cleaned.value, (Remark(INVISIBLE_CHARACTER, suggestion=cleaned.value, repaired=True), *others)
    )


def without_direction_marks(text: str) -> str:
    """A text with digits without those direction marks that do not change how it reads; any other text as it is."""
    if text.isprintable() or not _MARKS.search(text) or not any(map(str.isdigit, text)):
        return text
    bare = _LEFT_TO_RIGHT.sub("", text).strip()
    inside = bare.strip(_RIGHT_TO_LEFT).strip()
    return bare if _IN_PARTS.search(inside) else inside
