"""Headers as people write them: numbered, explained, or in two rows with the groups of columns over or under them."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category, normalize

from kleark.redaction.patterns import pattern
from kleark.sheet.address import parse_area

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from kleark.sheet.workbook import CellValue

_NUMBER = (
    r"[\W_]*+(?:(?:kolonne|kol|felt|column|col|nr|no|trin|punkt|pkt)[\W_]*+)?"
    r"(?:[a-zæøå]?[0-9]{1,2}(?:\.[0-9]{1,2})*[a-zæøå]?(?=[\W_])|[0-9]{1,2}(?=[^\W\d_])|[ivx]{1,4}(?=[\W_])"
    r"|[a-zæøå]{1,2}(?=[\W_]))"
)
_NUMBERING = pattern(_NUMBER + r"[\W_]*", re.IGNORECASE)
# What says whether and how to fill a column in, or where more is said of it; never which column it is.
_EXPLANATION = pattern(
    r"[\s,;:.*–—-]+(?:obligatorisk\w*|påkrævet|(?:skal|bør|kan) (?:altid )?(?:udfyldes|udelades)|udfyldes"
    r"|valgfri\w*|frivillig\w*|se (?:vejledning|note|fane|ark|eksempel|nedenfor)|(?:fod)?note [0-9]{1,2}"
    r"|[0-9]{1,2}\)|f\.?\s?eks\b|fx\b|eksempel\b|format\b|required|mandatory|optional)",
    re.IGNORECASE,
)
_MARKS = frozenset(("No", "So", "Sk", "Mn", "Lm"))
# Letters that may become others when they are folded.
_UNUSUAL = pattern(r"[^\x00-\x7fæøåÆØÅ]")
_SIGNS = r"[\W_]*+"
_LETTERS_TOLD_BY = 5
# A letter that no name has in it, and that is unusual itself.
_BEFORE = "\u01bf"
# Longer texts are no part of a header's name.
_LONGEST_NAME = 80


@lru_cache(maxsize=4096)
def without_number(text: str) -> str | None:
    """What follows the number in ``1. KLE-nr.``, ``A) KLE-nr.`` or ``Kolonne 1: KLE-nr.``; None without a number.

    A short word may be taken for a number: what is left counts only where it is the name of a column.
    """
    if len(text) > _LONGEST_NAME:
        return None
    text = normalize("NFKC", text)
    match = _NUMBERING.match(text)
    return text[match.end() :] or None if match else None


def beginnings(names: Iterable[str]) -> re.Pattern[str]:
    """Finds each of several texts that can be one of these folded names, by its first letters.

    Whatever stands between the letters; before each text stands `_BEFORE`.
    """
    starts = {name[:_LETTERS_TOLD_BY] for name in names}
    return pattern(f"{_BEFORE}(?i:{_NUMBER})?{_SIGNS}{_one_of(starts)}")


def _one_of(starts: Collection[str]) -> str:
    """A pattern for all of them, with signs between their letters: a tree, since many begin with the same ones."""
    if "" in starts:
        return ""
    # Each letter in both forms: what ignores the case takes longer.
    branches = [
        f"[{first}{first.upper()}]{_SIGNS}{_one_of({start[1:] for start in starts if start[0] == first})}"
        for first in sorted({start[0] for start in starts})
    ]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def most_named(texts: Sequence[str], begin: re.Pattern[str]) -> int:
    """How many of these texts can be names of columns, by their first letters alone: there are no more.

    ``begin``: the columns' `beginnings`. To fold one text takes as long as to look at all of a row.
    """
    joined = _BEFORE.join(("", *texts))
    if not all(map(str.isascii, texts)) and _UNUSUAL.search("".join(texts)):
        return len(texts)
    return len(begin.findall(joined))


@lru_cache(maxsize=4096)
def without_explanation(text: str) -> str | None:
    """A header less what explains it: a footnote's mark, a bracket, ``obligatorisk``; None where nothing does."""
    if len(text) > 2 * _LONGEST_NAME:
        return None
    bare = text.replace("[", "(").partition("(")[0]
    match = _EXPLANATION.search(bare)
    bare = (bare[: match.start()] if match else bare).rstrip()
    while bare and category(bare[-1]) in _MARKS:
        bare = bare[:-1].rstrip()
    return bare if bare and bare != text else None


def joined_names(
    above: tuple[CellValue, ...],
    below: tuple[CellValue, ...],
    spans: Mapping[int, int],
    is_known: Callable[[str], bool],
) -> tuple[str | None, ...]:
    """The names of the columns whose header stands in two rows.

    A name that the two texts make together counts first (``Selvbetjening`` over ``Link``), then the lower one, then
    the upper one where it is that of one column: what stands below it is an explanation.

    Args:
        above: The upper row.
        below: The lower row.
        spans: By index, how many columns a merged cell of the upper row goes over.
        is_known: Whether a text is the name of a column.
    """
    names: list[str | None] = []
    group, left, width = "", 0, 0
    for index in range(max(len(above), len(below))):
        upper, lower = _text(above, index), _text(below, index)
        if upper:
            group, width = upper, spans.get(index, 0)
            left = width or len(below)
        own, alone = (
            group if left > 0 else "",
            bool(upper) and width <= 1 and not _shared(above, below, index),
        )
        left -= 1
        names.append(_name(own, lower, alone=alone, is_known=is_known) if lower else upper or None)
    return tuple(names)


def spans_of(merged: Iterable[str], row: int) -> dict[int, int]:
    """By the index of its first column, how many columns each cell goes over that is merged in a row."""
    areas = [area for area in map(parse_area, merged) if area is not None]
    return {
        left - 1: right - left + 1
        for top, left, bottom, right in areas
        if top <= row <= bottom and left < right
    }


def _shared(above: tuple[CellValue, ...], below: tuple[CellValue, ...], index: int) -> bool:
    """Whether the text above seems to go for the next column, too: blank above it, and a name below."""
    return not _text(above, index + 1) and bool(_text(below, index + 1))


def _name(group: str, lower: str, *, alone: bool, is_known: Callable[[str], bool]) -> str:
    for name in (f"{group} {lower}", f"{lower} {group}") if group else ():
        if is_known(name):
            return name
    return group if alone and not is_known(lower) and is_known(group) else lower


def _text(values: tuple[CellValue, ...], index: int) -> str:
    value = values[index] if index < len(values) else None
    return " ".join(value.split()) if isinstance(value, str) and len(value) <= _LONGEST_NAME else ""
