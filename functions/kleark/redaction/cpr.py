"""CPR numbers (Danish personal identification numbers) in a text: found, and masked."""

from __future__ import annotations

import re
import unicodedata

_DAY, _MONTH, _YEAR = "(?:0[1-9]|[12][0-9]|3[01])", "(?:0[1-9]|1[0-2])", "[0-9]{2}"
# Neither part of a longer number nor of a UUID. Since 2007 not all numbers pass modulus 11: not relied on.
_CPR = re.compile(
    rf"(?<![0-9A-Fa-f])(?<![0-9A-Fa-f]-){_DAY}{_MONTH}{_YEAR}[0-9]{{4}}(?![0-9A-Fa-f])(?!-[0-9A-Fa-f])"
    rf"|(?<![0-9])(?<![0-9]-){_DAY}{_MONTH}{_YEAR}(?:\s*-\s*|[\s_]+)[0-9]{{4}}(?![0-9])(?!-[0-9])"
    rf"|(?<![0-9.]){_DAY}([. ]){_MONTH}\1{_YEAR}\s*-\s*[0-9]{{4}}(?![0-9])"
)
_UUID = re.compile("[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")
SIX_DIGITS = re.compile("[0-9]{2}[. ]?[0-9]{2}[. ]?[0-9]{2}")
"""What any CPR number begins with: a text in ASCII without it holds none."""
_SHORTEST = 10
# Characters with which a number can be written so that it looks the same: dashes, digits, and what is not seen.
_LOOKALIKE = re.compile("[^\t\n\r\x20-\x7e\xa0-\xac\xae-\xff]")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe63\uff0d]")
_ID_BEFORE = re.compile(r"(?:mailboxid|portalid)=$", re.IGNORECASE)
MASK = "******-****"


def cell_holds_cpr(value: object) -> bool:
    """`holds_cpr` for a cell: a CPR number in a number cell has lost its hyphen, and perhaps its first zero."""
    if isinstance(value, str):
        if len(value) < _SHORTEST:
            return False
        plain = value if value.isascii() else _plain(value)
        return SIX_DIGITS.search(plain) is not None and holds_cpr(plain)
    if isinstance(value, int) and not isinstance(value, bool):
        return 10**8 <= value < 10**10 and holds_cpr(f"{value:010d}")
    return False


def holds_cpr(text: str) -> bool:
    """Whether a text holds what looks like a CPR number, written with or without its hyphen."""
    bare = _UUID.sub("", _plain(text))
    return any(not _is_identifier(match) for match in _CPR.finditer(bare))


def mask(text: str) -> str:
    """The text with everything that looks like a CPR number hidden, identifiers too: better one too many."""
    plain = _plain(text)
    if plain == text:
        return _CPR.sub(MASK, text)
    masked = _CPR.sub(MASK, plain)
    return text if masked == plain else masked


def _plain(text: str) -> str:
    """The text without invisible characters, its digits and dashes those of ASCII."""
    if not _LOOKALIKE.search(text):
        return text
    dashed = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    visible = (char for char in dashed if unicodedata.category(char) not in ("Cc", "Cf") or char.isspace())
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in visible)


def _is_identifier(match: re.Match[str]) -> bool:
    """Ten digits behind ``mailboxid=`` or ``portalid=`` are the name of a mailbox, not of a person."""
    return match.group().isdigit() and bool(_ID_BEFORE.search(match.string, 0, match.start()))
