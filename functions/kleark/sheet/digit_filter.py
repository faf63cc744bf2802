"""Whether a part can hold a personal number at all, told from its bytes: most hold none, and are not looked through.

Without ``re``, which takes the reader's process as long to import as half of its start.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

FEWEST_DIGITS = 9
"""Digits of a personal number that has lost its first zero."""
SHORTEST_NUMBER = 5
"""Characters of the shortest number that has so many: ``1.5E8``."""
# Texts that are looked at together: to look at each takes four times as long.
_AT_ONCE = 5_000
_APART = b"\0"
_HYPHENS = 4
_HEX = b"0123456789ABCDEFabcdef"

# Digits are one, what ends a text or a number is another; what may stand between two digits of a number is dropped.
_LETTERS = bytes(range(0x41, 0x5B)) + bytes(range(0x61, 0x7B))
_KINDS = bytes(0x30 if 0x30 <= byte <= 0x39 else 0x45 if byte in b"Ee" else 0x20 for byte in range(256))
_DROPPED = bytes(
    byte for byte in range(256) if not (0x30 <= byte <= 0x39 or byte in _LETTERS or byte in b"<>\"'")
)
# The same for many texts with what XML does not have between them.
_KINDS_APART = _APART + _KINDS[1:]
_DROPPED_APART = _DROPPED.replace(_APART, b"")
_RUN = b"0" * FEWEST_DIGITS
# 1.018E9: zeros at the end of a number that is written so are not there to be counted; a colour is E7E6E6.
_EXPONENT = b"000E0"
# A text in pieces, and old drawings, which have some of many names.
_RUNS = (b"/r>", b":r>")
_OLD_DRAWINGS = b"-microsoft-com:vml"
# Characters that are written as their numbers, and what stands for a character in a link or a text: by a sign in it,
# since a single byte is found ten times as fast as several.
_IN_DISGUISE = ((b"#", (b"&#", b"&amp;#")), (b"%", (b"%2", b"%3")), (b"_", (b"_x00",)), (b"\\", (b"\\u00",)))
_ASCII = bytes(range(128))
_NO_DIGITS = bytes(byte for byte in range(256) if not 0x30 <= byte <= 0x39)
_PAGE = b"headerFooter"
# Of bytes that begin a character beyond ASCII, those whose characters are no digits in any alphabet.
_USUAL = bytes((*range(0x80, 0xD9), 0xDA, *range(0xDC, 0xDF), *range(0xE2, 0xF0)))
# Digits among those: small ones, numbers in circles, those of a few alphabets, and wide ones.
_OTHER_DIGITS = (
    *(bytes((0xC2, byte)) for byte in (0xB2, 0xB3, 0xB9)),
    *(bytes((0xE2, byte)) for byte in (0x81, 0x82, 0x91, 0x92, 0x93, 0x9D, 0x9E)),
    *(bytes((0xE3, byte)) for byte in (0x88, 0x89, 0x8A, 0x8B, 0x8D, 0x8F)),
    *(bytes((0xEA, byte)) for byte in (0x98, 0xA3, 0xA4, 0xA7, 0xA9, 0xAF)),
    *(bytes((0xEF, 0xBC, byte)) for byte in range(0x90, 0x9A)),
)


def may_hold_number(content: bytes, *, runs: bool = True) -> bool:
    """Whether the part may hold a personal number. Says yes too often, never no for one that does.

    ``runs``: whether a text in it may be cut into runs, with a number in several of them.
    """
    if may_be_in_disguise(content, runs=runs) or has_digits_in_header(content):
        return True
    # In a number format, texts stand in marks, and a number may be in several.
    content = content.replace(b"&quot;", b"")
    return has_run(content) and _has_run_beside_keys(content)


def may_be_in_disguise(content: bytes, *, runs: bool = True) -> bool:
    """Whether characters are written otherwise than as themselves, digits are none of ASCII, or there are runs."""
    if runs and b"r>" in content and any(sign in content for sign in _RUNS):
        return True
    if runs and _OLD_DRAWINGS in content:
        return True
    head = content[:200]
    if b"\0" in head[:4] or (b"encoding=" in head and b"utf-8" not in head.lower()):
        return True
    if any(sign in content and any(one in content for one in written) for sign, written in _IN_DISGUISE):
        return True
    if content.isascii():
        return False
    others = content.translate(None, _ASCII)
    return bool(others.translate(None, _USUAL)) or any(digit in others for digit in _OTHER_DIGITS)


def has_digits_in_header(content: bytes) -> bool:
    """Whether the header of a printed page holds digits enough, between which codes for its looks may stand."""
    start = content.find(_PAGE)
    if start < 0:
        return False
    header = content[start : content.rfind(_PAGE)]
    return b"&amp;" in header and len(header.translate(None, _NO_DIGITS)) >= FEWEST_DIGITS


def has_digits_enough(text: str) -> bool:
    """Whether a text holds as many digits as a personal number, or is a number that may be written short."""
    if not text.isascii():
        return len(text) >= FEWEST_DIGITS or _is_short(text)
    return len(text.encode().translate(None, _NO_DIGITS)) >= FEWEST_DIGITS or _is_short(text)


def whole_number(text: str) -> int | None:
    """The whole number of a text such as ``101801234``, ``101801234.0`` or ``1.01801234E8``; otherwise None."""
    text = text.strip()
    if not text[:1].isdecimal() or not text.isascii() or len(text) > 40:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number.is_integer() and number < 10**15 else None


def _is_short(text: str) -> bool:
    """``1.018E9``."""
    return len(text) < 30 and text[:1].isdecimal() and ("E" in text or "e" in text)


def has_run(content: bytes) -> bool:
    """Whether so many digits stand together, with nothing but what may separate them in between."""
    plain = content.translate(_KINDS, _DROPPED)
    return _RUN in plain or _EXPONENT in plain


def without_keys(text: bytes) -> bytes:
    """A text without the keys in it, as a new link to Digital Post has two."""
    first, *others = text.split(b"-")
    kept, at = [first], 0
    while at < len(others):
        if at + 3 < len(others) and _is_key(kept[-1][-8:], others[at : at + 4]):
            kept[-1] = kept[-1][:-8] + b"x" + others[at + 3][12:]
            at += 4
        else:
            kept.append(others[at])
            at += 1
    return b"-".join(kept)


def _is_key(first: bytes, others: list[bytes]) -> bool:
    """Whether these, with hyphens between, begin with a key; ``first`` is all of its first part."""
    second, third, fourth, last = others
    if not len(second) == len(third) == len(fourth) == 4 or len(first) != 8 or len(last) < 12:
        return False
    return not (first + second + third + fourth + last[:12]).translate(None, _HEX)


def with_run(texts: list[bytes]) -> list[bytes]:
    """Of texts without disguise, those that may hold a personal number beside the keys in them."""
    suspected: list[bytes] = []
    for at in range(0, len(texts), _AT_ONCE):
        some = texts[at : at + _AT_ONCE]
        together = _APART.join(some).translate(_KINDS_APART, _DROPPED_APART)
        if together.count(_APART) == len(some) - 1:
            found = {*_places(together, _RUN), *_places(together, _EXPONENT)}
            suspected += [some[place] for place in sorted(found)]
        else:
            suspected += filter(has_run, some)
    # A key has four hyphens.
    return [text for text in suspected if text.count(b"-") < _HYPHENS or has_run(without_keys(text))]


def _places(together: bytes, sign: bytes) -> Iterator[int]:
    """Which of several texts have a sign in them, counted from 0."""
    place, start = 0, 0
    while (found := together.find(sign, start)) >= 0:
        place += together.count(_APART, start, found)
        yield place
        # The rest of this text says no more.
        start = together.find(_APART, found)
        if start < 0:
            return


def _has_run_beside_keys(content: bytes) -> bool:
    """`has_run`, without the keys that programs give to everything: ``{01018012-3456-…}``."""
    # The keys of fonts, in every theme: panose="020F0502020204030204".
    fonts = content.split(b'panose="')
    content = b"".join(piece[20:] if piece[20:21] == b'"' else piece for piece in fonts)
    return bool(with_run(content.split(b"<")))
