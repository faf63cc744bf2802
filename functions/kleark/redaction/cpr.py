"""CPR numbers (Danish personal identification numbers): found in a text or a number, and hidden.

One finder, for what is reported and for what is hidden. ``docs/personal-data.md`` says what it looks for, and why.
"""

from __future__ import annotations

from kleark.redaction.hit import Hit
from kleark.redaction.patterns import pattern
from kleark.redaction.plain_text import as_it_reads, plain_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from typing import Any

SIX_DIGITS = pattern("[0-9]{2}(?:(?:[^0-9A-Za-z]|%[0-9A-Fa-f]{2}){0,4}[0-9]{2}){2}")
"""What any CPR number begins with: a text in ASCII without it holds none."""
# The same of many texts at once, in bytes: digits are one, letters end them, and what may stand in between is dropped.
_TOGETHER = 16
_KINDS = bytes(0x30 if 0x30 <= byte <= 0x39 else 0x20 for byte in range(256))
_BETWEEN = bytes(byte for byte in range(128) if not chr(byte).isalnum())
_SIX = b"000000"
# What any text has that `cpr_search` finds something in: day, month, year and four digits together, nine digits in a
# number that has lost its zero, or a number with an exponent.
_LIKELY = pattern(
    "(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])[^0-9A-Za-z]{0,3}(?:0[1-9]|1[0-2])[^0-9A-Za-z]{0,3}"
    "(?:19|20)?[0-9]{2}[^0-9A-Za-z]*[0-9]{4}|[1-9](?:0[1-9]|1[0-2])[0-9]{6}|[0-9][eE][+-]?[0-9]"
)
_NAMES = ("cpr", "pers", "ssn", "civilreg", "social")
# Without either, a text that is not in ASCII holds no digits, however they are written.
_DIGIT_OR_UNUSUAL = pattern("[0-9]|[^\t\n\r\x20-\x7e\xa0-\xac\xae-\xb1\xb4-\xb6\xb8\xba-\xff]")
_SHORTEST = 9
"""Digits of a number that has lost its zero."""
_LONG, _MOST_DECIDED = 1_000, 2_000
_DECIDED: dict[tuple[int, int, int], tuple[Hit, ...]] = {}
MASK = "******-****"
NAME_MASK = "xxxxxx-xxxx"
"""The same in the names of files and sheets, which cannot hold an asterisk."""


def find_cpr(text: str, heading: str = "") -> tuple[Hit, ...]:
    """Every CPR number in a text, and all that could be one, from left to right, none overlapping.

    ``heading``: what names the text: its column's header, the property's or attribute's name.
    """
    if (plain := _suspected(text, heading)) is None:
        return ()
    return tuple(_each_of(text, plain, heading))


def each_cpr(text: str) -> Iterator[Hit]:
    """The same without a heading, one by one: who needs the first only has no more looked for."""
    plain = _suspected(text, "")
    return iter(()) if plain is None else _each_of(text, plain, "")


def _each_of(text: str, plain: str, heading: str) -> Iterator[Hit]:
    from kleark.redaction.cpr_search import each_hit  # noqa: PLC0415 (most sheets hold no such text)

    positions, first = None, True
    for hit in each_hit(plain, heading):
        if first:
            positions, first = plain_text(text)[1], False
        yield (
            hit if positions is None else Hit(positions[hit.start][0], positions[hit.end - 1][1], hit.certain)
        )


def _suspected(text: str, heading: str) -> str | None:
    """The text as it reads, where anything can be found in it."""
    if len(text) < _SHORTEST:
        return None
    plain = as_it_reads(text)
    return plain if _LIKELY.search(plain) or _is_named(plain, heading) else None


def deciding_hits(text: str, heading: str = "") -> tuple[Hit, ...]:
    """One of `find_cpr`'s, a certain one where there is any, wherever in the text it stands."""
    if len(text) < _LONG:
        return _decide(text, heading)
    # The same long text stands in several places of a file. It is not kept: what is remembered knows it by its hash,
    # of 64 bits, with a secret of this process.
    key = hash(text), len(text), hash(heading)
    hits = _DECIDED.get(key)
    if hits is None:
        if len(_DECIDED) >= _MOST_DECIDED:
            _DECIDED.clear()
        hits = _DECIDED[key] = _decide(text, heading)
    return hits


def _decide(text: str, heading: str) -> tuple[Hit, ...]:
    if (plain := _suspected(text, heading)) is None:
        return ()
    from kleark.redaction import cpr_search  # noqa: PLC0415 (most sheets hold no such text)

    return cpr_search.deciding_hits(plain, heading)


def _is_named(plain: str, heading: str) -> bool:
    """Whether it may be called one, and so be in any groups."""
    words = f"{heading} {plain}".casefold()
    # One after the other: a generator would take longer than all of them.
    cpr, person, foreign, register, social = _NAMES
    return cpr in words or person in words or foreign in words or register in words or social in words


def find_in_number(number: str, heading: str = "") -> tuple[Hit, ...]:
    """The same of a number cell's value as it stands in the file: ``101801234``, ``1.01801234E8``, ``101801234.0``.

    A number has lost its hyphen, and perhaps its first zero. Negative numbers and fractions are no CPR numbers.
    """
    from kleark.redaction.cpr_search import hits_in_number  # noqa: PLC0415 (most sheets hold no such number)

    return hits_in_number(number, heading)


def find_in_formula(formula: str, heading: str = "") -> tuple[Hit, ...]:
    """The same of what may be a number, a text or a formula, in which numbers stand as in number cells."""
    return _in_formula(formula, heading, find_cpr)


def decide_in_formula(formula: str, heading: str = "") -> tuple[Hit, ...]:
    """`deciding_hits` of what `find_in_formula` finds."""
    return _in_formula(formula, heading, deciding_hits)


def _in_formula(formula: str, heading: str, find: Callable[[str, str], tuple[Hit, ...]]) -> tuple[Hit, ...]:
    is_likely = _LIKELY.search(formula)
    found = (find_in_number(formula, heading) if is_likely else ()) or find(formula, heading)
    if found or not is_likely:
        return found
    from kleark.redaction.cpr_search import hits_in_formula  # noqa: PLC0415 (most sheets hold no such formula)

    return hits_in_formula(formula, heading)


def find_in_cell(value: object, heading: str = "") -> tuple[Hit, ...]:
    """`deciding_hits` of a cell's value, of whatever type: whether there is a number in it, and a certain one."""
    if isinstance(value, str):
        if len(value) < _SHORTEST or (value.isascii() and not SIX_DIGITS.search(value)):
            return ()
        return deciding_hits(value, heading)
    if isinstance(value, int | float) and not isinstance(value, bool) and 10**8 <= value < 10**10:
        return find_in_number(f"{value:.0f}", heading) if value == int(value) else ()
    return ()


def may_hold_cpr(value: object) -> bool:
    """Whether a cell's value is to be looked at for CPR numbers, shown or hidden: no other value has any."""
    if isinstance(value, str):
        if len(value) < _SHORTEST:
            return False
        if MASK in value:
            return True
        return bool(SIX_DIGITS.search(value) if value.isascii() else _DIGIT_OR_UNUSUAL.search(value))
    return isinstance(value, int | float) and 10**8 <= value < 10**10


def with_possible_cpr(values: Collection[object]) -> set[Any]:
    """Of different values of cells, those of which `may_hold_cpr` is true, in a fifth of the time."""
    plain = [value for value in values if type(value) is str and value.isascii()]
    found = {
        value for value in values if (type(value) is not str or not value.isascii()) and may_hold_cpr(value)
    }
    found |= with_six_digits([text for text in plain if len(text) >= _SHORTEST])
    # What was hidden is looked for in a few long texts rather than in many short ones.
    if "*" in "".join(plain):
        found.update(text for text in plain if MASK in text)
    return found


def with_six_digits(texts: Sequence[str]) -> set[str]:
    """Of texts in ASCII, those that `SIX_DIGITS` is found in: in a fifth of the time that it takes to ask each."""
    found: set[str] = set()
    for start in range(0, len(texts), _TOGETHER):
        some = texts[start : start + _TOGETHER]
        # A letter that no number holds parts them.
        joined = "x".join(some)
        if "%" in joined or _SIX in joined.encode().translate(_KINDS, _BETWEEN):
            found.update(filter(SIX_DIGITS.search, some))
    return found


def is_certain(hits: Sequence[Hit]) -> bool:
    """Whether any of them is."""
    return any(hit.certain for hit in hits)


def cell_holds_cpr(value: object, heading: str = "") -> bool:
    """Whether a cell holds a CPR number, or what could be one."""
    return bool(find_in_cell(value, heading))


def holds_cpr(text: str, heading: str = "") -> bool:
    """Whether a text holds a CPR number, or what could be one."""
    return bool(find_cpr(text, heading))


def mask(text: str, heading: str = "") -> str:
    """The text with everything hidden that `find_cpr` finds, certain or not: better one too many."""
    for hit in reversed(find_cpr(text, heading)):
        text = f"{text[: hit.start]}{MASK}{text[hit.end :]}"
    return text


def mask_formula(formula: str) -> str:
    """A formula for people to read, with everything hidden that `find_in_formula` finds."""
    for hit in reversed(find_in_formula(formula)):
        formula = f"{formula[: hit.start]}{MASK}{formula[hit.end :]}"
    return formula


def mask_in(document: Any) -> Any:
    """A JSON document with every text in it masked; what is no text stays as it is."""
    if isinstance(document, str):
        return mask(document)
    if isinstance(document, dict):
        return {name: mask_in(value) for name, value in document.items()}
    return [mask_in(value) for value in document] if isinstance(document, list) else document
