"""Whether a part can hold a personal number at all, told from its bytes: most hold none, and are not looked through.

Without ``re``, which takes the reader's process as long to import as half of its start; only a large part that
seems to hold a number is worth it.
"""

from __future__ import annotations

FEWEST_DIGITS = 9
"""Digits of a personal number that has lost its first zero."""
_LARGE = 40_000
_MOST_GUIDS = 200

# Digits are one, what ends a text or a number is another; what may stand between two digits of a number is dropped.
_LETTERS = bytes(range(0x41, 0x5B)) + bytes(range(0x61, 0x7B))
_KINDS = bytes(0x30 if 0x30 <= byte <= 0x39 else 0x45 if byte in b"Ee" else 0x20 for byte in range(256))
_DROPPED = bytes(
    byte for byte in range(256) if not (0x30 <= byte <= 0x39 or byte in _LETTERS or byte in b"<>\"'")
)
_RUN = b"0" * FEWEST_DIGITS
# 1.018E9: zeros at the end of a number that is written so are not there to be counted.
_EXPONENT = b"0E0"
# A text in pieces, characters that are written as their numbers, and what stands for a character in a link or a text.
_IN_DISGUISE = (b"<r>", b":r>", b"<r ", b"&#", b"%2", b"%3", b"_x00")
# What Danish and typographic texts have of bytes beyond ASCII. Digits of other alphabets begin with others.
_USUAL = bytes((*range(0x80, 0xC0), 0xC2, 0xC3, 0xC4, 0xC5, 0xE2))
_SMALL_DIGITS = (
    b"\xc2\xb2",
    b"\xc2\xb3",
    b"\xc2\xb9",
    *(bytes((0xE2, byte)) for byte in (0x81, 0x82, 0x91, 0x92, 0x93, 0x9D, 0x9E)),
)
_ASCII = bytes(range(128))


def may_hold_number(content: bytes) -> bool:
    """Whether the part may hold a personal number. Says yes too often, never no for one that does."""
    if b"\0" in content[:4] or any(sign in content for sign in _IN_DISGUISE) or _has_other_digits(content):
        return True
    if not _has_run(content):
        return False
    return _has_run(_without_guids(content))


def has_digits_enough(text: str) -> bool:
    """Whether a text holds as many digits as a personal number, or is a number that may be written short."""
    if len(text) < FEWEST_DIGITS:
        return _is_short(text)
    return sum(map(str.isdecimal, text)) >= FEWEST_DIGITS or _is_short(text) or not text.isascii()


def _is_short(text: str) -> bool:
    """``1.018E9``."""
    return len(text) < 30 and text[:1].isdecimal() and ("E" in text or "e" in text)


def _has_run(content: bytes) -> bool:
    plain = content.translate(_KINDS, _DROPPED)
    return _RUN in plain or _EXPONENT in plain


def _has_other_digits(content: bytes) -> bool:
    if content.isascii():
        return False
    return bool(content.translate(None, _ASCII + _USUAL)) or any(sign in content for sign in _SMALL_DIGITS)


def _without_guids(content: bytes) -> bytes:
    """The part without the keys that programs give to everything: ``{01018012-3456-…}``."""
    if len(content) > _LARGE:
        import re  # noqa: PLC0415  slow to import; only for a large part

        key = rb"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
        return re.sub(key, b"x", content)
    kept, at = [], 0
    for _ in range(_MOST_GUIDS):
        start = content.find(b"{", at)
        if start < 0:
            break
        guid = content[start + 37 : start + 38] == b"}" and content[start + 9 : start + 10] == b"-"
        kept.append(content[at:start])
        at = start + 38 if guid else start + 1
    kept.append(content[at:])
    return b"x".join(kept)
