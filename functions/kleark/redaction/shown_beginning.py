"""The beginning of a long text with everything hidden in it, without looking through all of it."""

from __future__ import annotations

from kleark.redaction.cpr import MASK, each_cpr, mask
from kleark.redaction.plain_text import as_it_reads

_FIRST_LOOK = 600
"""Characters beyond four times what is to be shown that are looked at first."""
_LETTERS_BEYOND = 100
"""Letters and digits that must stand behind what is shown: ten times as many as a number that begins in it has."""
_LAST_SIGNS = 40


def masked_beginning(text: str, length: int) -> str:
    """The first characters of ``mask(text)``: more than ``length``, where the whole has more.

    A number that begins in them is hidden, wherever it ends: only where letters and digits enough follow, or the text
    ends, is it known that none goes on.
    """
    size = 4 * length + _FIRST_LOOK
    while size < len(text):
        beginning = text[:size]
        shown, reached = _masked_to(beginning, length)
        if len(shown) > length and _goes_on_far_enough(as_it_reads(beginning[reached:])):
            return shown
        size *= 4
    return mask(text)


def _masked_to(text: str, length: int) -> tuple[str, int]:
    """A little more than ``length`` characters of the masked text, and how much of ``text`` they are."""
    shown, reached = "", 0
    for hit in each_cpr(text):
        if len(shown) + hit.start - reached > length:
            break
        shown += text[reached : hit.start] + MASK
        reached = hit.end
    more = max(0, length + 1 - len(shown))
    return shown + text[reached : reached + more], min(reached + more, len(text))


def _goes_on_far_enough(beyond: str) -> bool:
    """Whether any number that begins before it ends in it, and so does the word that such a number stands in."""
    return sum(map(str.isalnum, beyond)) >= _LETTERS_BEYOND and not beyond[-_LAST_SIGNS:].isalnum()
