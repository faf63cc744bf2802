"""Text from a sheet as it may stand in a document that programs read: nothing that cannot be seen."""

from __future__ import annotations

from kleark.redaction.patterns import pattern

# What could move a cursor, turn the text around or break a parser: no XML document may hold most of these.
_UNPRINTABLE = pattern(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufdd0-\ufdef\ufeff\ufff9-\uffff"
    "\ud800-\udfff]"
)


def visible(text: str) -> str:
    """``text`` with each invisible or forbidden character written as its number: ``[U+202E]``."""
    if text.isprintable() and "\ufffc" not in text and "\ufffd" not in text:
        # Nearly every text, and the pattern is never compiled.
        return text
    return _UNPRINTABLE.sub(lambda match: f"[U+{ord(match.group()):04X}]", text)
