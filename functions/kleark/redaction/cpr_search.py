"""What of a text or a number is a CPR number, and how certain: all that is to be asked once there are digits enough.

Most sheets hold no such text, so `kleark.redaction.cpr` imports this only when it meets one.
"""

from __future__ import annotations

import re
from itertools import chain

from kleark.redaction.cpr_context import Meaning, may_name_cpr, meaning_of_heading, meaning_of_surroundings
from kleark.redaction.hit import Hit
from kleark.redaction.patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# A replacement number has 60 added to its day. Since 2007 not all numbers pass modulus 11: not relied on.
_DAY, _MONTH, _YEAR = "(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])", "(?:0[1-9]|1[0-2])", "[0-9]{2}"
_BETWEEN = r"(?:\s?[-./_]\s?|\s{1,2})"
_BEFORE_SERIAL = r"(?:\s*[-./_:~*|\\]\s*|\s*--\s*|\s+)"
_ALONE = "(?<![0-9])(?<![0-9]-)"
_BARE_ALONE = r"(?<![0-9])(?<![0-9]\.)(?<![^0-9]0,)(?:(?<![0-9]-)|(?<=[0-9]{10}-))"
_BARE_END = r"(?![0-9])(?!-[0-9](?![0-9]{9}(?![0-9])))"
_CPR = pattern(
    rf"{_ALONE}(?P<whole>{_DAY}{_MONTH}{_YEAR}(?P<dash>{_BEFORE_SERIAL})[0-9]{{4}})(?![0-9])(?!-[0-9])"
    rf"|{_ALONE}(?<![0-9]\.)(?P<pairs>(?P<day>{_DAY})(?P<first>{_BETWEEN}){_MONTH}(?P<second>{_BETWEEN})(?P<century>19|20)?{_YEAR}"
    rf"(?P<last>{_BEFORE_SERIAL})[0-9]{{4}})(?![0-9])(?![-.][0-9])"
    rf"|{_BARE_ALONE}(?P<bare>{_DAY}{_MONTH}{_YEAR}[0-9]{{4}}){_BARE_END}"
)
_BARE = pattern(rf"{_DAY}{_MONTH}{_YEAR}[0-9]{{4}}")
# Nine or ten digits in any groups, which are a CPR number only where they are called so.
_GROUPS = pattern(r"(?<![0-9])(?<![0-9][.-])[0-9](?:[\s./_-]{0,3}[0-9]){8,9}(?![0-9])(?!-[0-9])")
_UUID = pattern("[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")
_HEX_BEFORE = pattern("(?<![0-9A-Za-z])[0-9A-Fa-f]{4}(?:[0-9A-Fa-f]{4})?-$")
# With a line break after it, before which `$` matches as well.
_LONGEST_HEX_BEFORE = 10
_HEX_AFTER = pattern("-(?=[0-9]*[A-Fa-f])[0-9A-Fa-f]{4}(?![0-9A-Za-z])")
_HEX = frozenset("0123456789abcdefABCDEF")
_HEX_OR_UNIT = frozenset("abcdefABCDEFpP")
_WHOLE_WITH_POINT = pattern(r"\s*\+?[0-9]+(?:[.,]0+|(?:[.,][0-9]*)?[eE][+-]?0*[0-9]{1,2})\s*")
_NEGATIVE = pattern(r"\s*-[0-9]{9,10}(?:[.,]0+)?\s*")
_NUMBER = pattern(r"\s*\+?([0-9]+|(?=[.,][0-9]))(?:[.,]([0-9]*))?(?:[eE]([+-]?)0*([0-9]{1,2}))?\s*")
# A number that stands for itself in a formula, or in the name of a pivot table's group of numbers.
_CONSTANT = pattern(r"(?<![\w.$:!\\])[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?(?![\w.:!(\\])")
_QUOTED = pattern(r"""\"[^\"]*\"|'[^']*'""")
_TOWN_AFTER = pattern("[ \xa0]+[A-ZÆØÅ][a-zæøå]")
_TIME = pattern("(?:[01][0-9]|2[0-3])[0-5][0-9]")
# Of a longer number: 2021/010180/1234.
_PART_BEFORE = pattern("[0-9][/._]$")
_TIME_BEFORE = pattern(r"\b(?:kl|klokken|d|den|dato|tid|date|time|backup|log|pr)\b\.?:?\s*$", re.IGNORECASE)
_LONGEST_TIME_WORD = len("klokken.:")
_IN_A_LIST = pattern(r"(?:[\s,;/&+]|og|and|eller){1,8}")
# The main group of KLE that configuration sheets are about: 15.10.05-1234 is a topic and a running number.
_KLE_GROUP = "15"
_TOPIC_WORD = pattern("kle|emne", re.IGNORECASE)


def each_hit(plain: str, heading: str) -> Iterator[Hit]:
    """`find_cpr` of a text as it reads, looked for no further than is asked."""
    if _NEGATIVE.fullmatch(plain):
        return
    found = hits_in_number(plain, heading) if _WHOLE_WITH_POINT.fullmatch(plain) else ()
    if found:
        yield from found
        return
    named = meaning_of_heading(heading)
    hits = _hits(plain, _CPR.finditer(plain), named, heading)
    if not may_name_cpr(f"{heading} {plain}"):
        yield from hits
        return
    together = list(hits)
    yield from sorted((*together, *_in_groups(plain, named, together)))


def deciding_hits(plain: str, heading: str) -> tuple[Hit, ...]:
    """Of `each_hit`, one that tells whether there are any, and whether one is certain; of a text full of numbers
    it is mostly one of the first.
    """
    if _NEGATIVE.fullmatch(plain):
        return ()
    found = hits_in_number(plain, heading) if _WHOLE_WITH_POINT.fullmatch(plain) else ()
    if found:
        return found
    named, matches = meaning_of_heading(heading), _CPR.finditer(plain)
    is_named = may_name_cpr(f"{heading} {plain}")
    # Ten digits together are certain only where they are called so. No further is looked than has to be.
    first: list[re.Match[str]] = []
    is_open = is_named
    while not is_open and (match := next(matches, None)):
        first.append(match)
        is_open = not match["bare"]
    hits: list[Hit] = []
    for hit in _hits(plain, chain(first, matches), named, heading):
        if hit.certain or not is_open:
            return (hit,)
        hits.append(hit)
    grouped = next(_in_groups(plain, named, hits), None) if is_named else None
    return (grouped,) if grouped else tuple(hits[:1])


def hits_in_formula(formula: str, heading: str) -> tuple[Hit, ...]:
    """`find_in_formula`, of a formula in which no text and no whole number was found."""
    bare = _QUOTED.sub(lambda text: "_" * len(text[0]), formula)
    return tuple(
        Hit(match.start(), match.end(), hit.certain)
        for match in _CONSTANT.finditer(bare)
        for hit in hits_in_number(match[0], heading)
    )


def hits_in_number(number: str, heading: str) -> tuple[Hit, ...]:
    """`find_in_number`."""
    if not (written := _NUMBER.fullmatch(number)):
        return ()
    digits = _whole_digits(*written.groups())
    if digits is None or not 9 <= len(digits) <= 10 or not _CPR.fullmatch(padded := digits.rjust(10, "0")):
        return ()
    meaning = meaning_of_heading(heading)
    if meaning in {Meaning.OTHER, Meaning.PROGRAM} or not _is_a_day(padded):
        return ()
    certain = meaning is Meaning.CPR or (len(digits) == 9 and meaning is Meaning.UNKNOWN)
    start = len(number) - len(number.lstrip())
    return (Hit(start, len(number.rstrip()), certain),)


def _whole_digits(whole: str, fraction: str | None, sign: str | None, exponent: str | None) -> str | None:
    """The digits of a whole number written with a point or an exponent; None for a fraction."""
    written = (whole + (fraction or "")).lstrip("0")
    digits = written.rstrip("0")
    zeros = len(written) - len(digits) - len(fraction or "") + int(f"{sign or ''}{exponent or 0}")
    return digits + "0" * zeros if 0 <= zeros < 11 else None


def _is_a_day(number: str) -> bool:
    day, month = int(number[:2]) % 60, int(number[2:4])
    return day <= (29 if month == 2 else 30 if month in {4, 6, 9, 11} else 31)


def _hits(plain: str, matches: Iterable[re.Match[str]], named: Meaning, heading: str) -> Iterator[Hit]:
    keys = (match.span() for match in (_UUID.finditer(plain) if plain.count("-") >= 4 else ()))
    key = next(keys, None)
    told, end_before = Meaning.UNKNOWN, -1
    for match in matches:
        start, end = match.span()
        while key and key[1] <= start:
            key = next(keys, None)
        if key and key[0] < end:
            continue
        meaning = _meaning(plain, match, named)
        if meaning is Meaning.UNKNOWN and end_before >= 0 and _IN_A_LIST.fullmatch(plain, end_before, start):
            meaning = told
        told, end_before = meaning, end
        certain = _grade(plain, match, meaning, heading)
        if certain is not None:
            yield Hit(start, end, certain)


def _meaning(plain: str, match: re.Match[str], named: Meaning) -> Meaning:
    """What the words around it, else the heading, say that it is."""
    around = meaning_of_surroundings(plain, match.start(), match.end())
    return named if around is Meaning.UNKNOWN else around


def _grade(plain: str, match: re.Match[str], meaning: Meaning, heading: str) -> bool | None:
    """Whether it is certain; None where it is no CPR number."""
    if match["bare"]:
        return _grade_bare(plain, match, meaning)
    if meaning is Meaning.CPR:
        return True
    if meaning is Meaning.PHONE:
        return None
    if match["pairs"] and (_is_topic(plain, match, heading) or meaning is Meaning.PROGRAM):
        return None
    return meaning in {Meaning.UNKNOWN, Meaning.EITHER} and _is_written_as_one(plain, match)


def _is_topic(plain: str, match: re.Match[str], heading: str) -> bool:
    """Whether it is a KLE number and a number after it."""
    if match["first"] != "." or match["second"] != "." or match["century"]:
        return False
    start = match.start()
    named = _TOPIC_WORD.search(heading) or _TOPIC_WORD.search(plain, max(0, start - 12), start)
    return match["day"] == _KLE_GROUP or named is not None


def _is_written_as_one(plain: str, match: re.Match[str]) -> bool:
    """Whether nothing else is usually written so: no date with a time or a town, no file's name with a stamp."""
    last: str = match["dash"] or match["last"]
    kind = last.strip()
    if kind not in {"", "-", "--", ".", "/"} or any(space in last for space in "\n\r\t\v\f"):
        return False
    serial = match[0][-4:]
    has_town = not kind and _TOWN_AFTER.match(plain, match.end())
    if has_town or _PART_BEFORE.search(plain, max(0, match.start() - 2), match.start()):
        return False
    if _TIME.fullmatch(serial) and _is_after_time_word(plain, match.start()):
        return False
    if not match["pairs"]:
        return True
    between = match["first"].strip(), match["second"].strip()
    if match["century"] or "_" in between or (any(between) and last != kind):
        return False
    return not (kind == "/" and "://" in plain)


def _is_after_time_word(plain: str, start: int) -> bool:
    word_end = start
    while word_end and plain[word_end - 1].isspace():
        word_end -= 1
    return _TIME_BEFORE.search(plain, max(0, word_end - _LONGEST_TIME_WORD), start) is not None


def _grade_bare(plain: str, match: re.Match[str], meaning: Meaning) -> bool | None:
    start, end = match.span()
    if meaning is Meaning.CPR:
        return True
    if meaning not in {Meaning.UNKNOWN, Meaning.EITHER} or not _is_a_day(match[0]):
        return None
    in_a_word = _is_in_a_word(_letters_before(plain, start), _letters_after(plain, end))
    in_a_guid = _HEX_BEFORE.search(plain, max(0, start - _LONGEST_HEX_BEFORE), start) or _HEX_AFTER.match(
        plain, end
    )
    return None if in_a_word or in_a_guid else False


def _is_in_a_word(before: str, after: str) -> bool:
    """Whether the letters and digits around make one name with the number, as programs make them."""
    run = before or after
    if before and after:
        return True
    if any(char.isdigit() for char in run) or (len(run) == 1 and run in _HEX_OR_UNIT):
        return True
    return bool(after) and set(after) <= _HEX


def _letters_before(plain: str, start: int) -> str:
    at = start
    while at and plain[at - 1].isalnum():
        at -= 1
    return plain[at:start]


def _letters_after(plain: str, end: int) -> str:
    at = end
    while at < len(plain) and plain[at].isalnum():
        at += 1
    return plain[end:at]


def _in_groups(plain: str, named: Meaning, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Digits in other groups, or without their first zero, which are a CPR number only where they are called so."""
    pieces: list[str] = []
    reached = 0
    for hit in hits:
        pieces += (plain[reached : hit.start], "x" * (hit.end - hit.start))
        reached = hit.end
    rest = "".join((*pieces, plain[reached:]))
    for match in _GROUPS.finditer(rest):
        digits = "".join(filter(str.isdecimal, match[0])).rjust(10, "0")
        is_one = _BARE.fullmatch(digits) and _is_a_day(digits)
        if is_one and _meaning(plain, match, named) is Meaning.CPR:
            yield Hit(match.start(), match.end(), certain=True)
