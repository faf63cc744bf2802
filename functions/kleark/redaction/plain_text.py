"""A text as it reads, however it is written: invisible characters gone, look-alikes and encodings resolved."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from kleark.redaction.patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# What has no other writing of itself: ASCII, and of Latin-1 the letters, signs and the fixed space.
_UNLIKE = pattern("[^\t\n\r\x20-\x7e\xa0-\xac\xae-\xb1\xb4-\xb6\xb8\xba-\xff]")
_MOST_KEPT = 4_096
_LOOKALIKES = {
    **dict.fromkeys("\u2212\u2043\u02d7\u207b\u208b\u30fc\u2500\u2501\u23af\u23e4", "-"),
    **dict.fromkeys("\xb7\u2022\u2027\u2219\u22c5\u30fb\u3002\u0387", "."),
    **dict.fromkeys("\u2044\u2215\u29f8", "/"),
    **dict.fromkeys("\u2800\u3164\uffa0\u115f\u1160", " "),
    **dict.fromkeys(["\u034f", "\u180e", *map(chr, range(0xFE00, 0xFE10))], ""),
}


class _AsRead(dict[int, str]):
    """What each character reads as, worked out once; of texts in all alphabets at once, only the first are kept."""

    def __missing__(self, code: int) -> str:
        read = _as_read(chr(code))
        if len(self) < _MOST_KEPT:
            self[code] = read
        return read


_AS_READ = _AsRead()
_LONGEST_KEPT = 12
_DECODED: dict[str, str] = {}


def as_it_reads(text: str) -> str:
    """The text as it reads; itself where it is plain already."""
    encoded = _is_encoded(text)
    if not encoded and not _UNLIKE.search(text):
        return text
    decoded = _encoded_unit().sub(_decoded_once, text) if encoded else text
    return decoded.translate(_AS_READ)


def plain_text(text: str) -> tuple[str, Sequence[tuple[int, int]] | None]:
    """The text as it reads, and for each of its characters from where to where that is written in ``text``.

    No positions where the text is plain already.
    """
    if not _UNLIKE.search(text) and not _is_encoded(text):
        return text, None
    plain: list[str] = []
    positions: list[tuple[int, int]] = []
    reached = 0
    for unit in _unit().finditer(text):
        start, end = unit.span()
        plain.append(text[reached:start])
        positions += zip(range(reached, start), range(reached + 1, start + 1), strict=True)
        seen = _decoded(unit).translate(_AS_READ)
        plain.append(seen)
        positions += [(start, end)] * len(seen)
        reached = end
    plain.append(text[reached:])
    positions += zip(range(reached, len(text)), range(reached + 1, len(text) + 1), strict=True)
    return "".join(plain), positions


@cache
def _encoded() -> re.Pattern[str]:
    return pattern(
        "%(?:25)*[0-9A-Fa-f]{2}|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});|_x[0-9A-Fa-f]{4}_"
        r"|\\u[0-9A-Fa-f]{4}"
    )


_ENCODED_UNIT = (
    "(?P<percent>%%(?:25)*[0-7][0-9A-Fa-f]|(?:%%(?:25)*[89A-Fa-f][0-9A-Fa-f])+)|(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});)"
    r"|_x(?P<excel>[0-9A-Fa-f]{4})_|\\u(?P<json>[0-9A-Fa-f]{4})|(?P<one>%s)"
)


@cache
def _encoded_unit() -> re.Pattern[str]:
    return pattern(_ENCODED_UNIT % "(?!)")


@cache
def _unit() -> re.Pattern[str]:
    """The same, and each character that may read otherwise than it is written."""
    return pattern(_ENCODED_UNIT % "[^\t\n\r\x20-\x7e]")


def _is_encoded(text: str) -> bool:
    # Each of the four is rare, and looked for much faster than the pattern.
    may_be = "%" in text or "&" in text or "_x" in text or "\\u" in text
    return may_be and bool(_encoded().search(text))


def _decoded_once(unit: re.Match[str]) -> str:
    """`_decoded`, remembered for what is short: a text full of it has few that differ."""
    written = unit[0]
    read = _DECODED.get(written)
    if read is None:
        read = _decoded(unit)
        if len(written) <= _LONGEST_KEPT and len(_DECODED) < _MOST_KEPT:
            _DECODED[written] = read
    return read


def _decoded(unit: re.Match[str]) -> str:
    if unit["one"]:
        return unit["one"]
    if unit["percent"]:
        from urllib.parse import unquote_to_bytes  # noqa: PLC0415 (seldom needed)

        once = re.sub("%(?:25)+", "%", unit["percent"])
        return unquote_to_bytes(once).decode("utf-8", "replace")
    if unit["entity"]:
        import html  # noqa: PLC0415 (seldom needed)

        return html.unescape(unit["entity"])
    code = int(unit["excel"] or unit["json"], 16)
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


def _as_read(char: str) -> str:
    if " " <= char <= "~" or char in "\t\n\r":
        return char
    if char in _LOOKALIKES:
        return _LOOKALIKES[char]
    category = unicodedata.category(char)
    if category == "Pd" or char.isspace():
        return {"Pd": "-", "Zs": " "}.get(category, "\n")
    if category in {"Cc", "Cf"}:
        return ""
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return unicodedata.normalize("NFKC", char)
