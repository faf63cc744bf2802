"""Signs and letters in a link that a program put there, or broke: a page of that name hardly exists.

Word processors make dashes and curly quotes, PDFs make ligatures, other keyboards make letters that look like
Latin ones, and a program that reads a text in the wrong code breaks æ, ø and å. Letters of European languages
are right in a link, as they stand and encoded.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, partial
from urllib.parse import quote, unquote, unquote_to_bytes

from kleark.data_classes import NamedTuple
from kleark.redaction.patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Spelling(NamedTuple):
    """What follows a link's host, in plain signs and letters. ``plain``: None where nobody knows what stood there.

    ``odd``: the signs that are not plain. ``broken``: whether letters were broken on the way from another program.
    """

    plain: str | None
    odd: str
    broken: bool


_PLAIN_SIGNS = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u02d7\ufe58\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02b9\u02bc\u00b4\uff07", "'"),
    # No link holds a quotation mark, so what was put around a word goes.
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u2039\u203a\uff02", ""),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f", ""),
    **dict.fromkeys("\u2044\u2215\u29f8\uff0f", "/"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f", "%20"),
    "\u2026": "...",
    "\u2024": ".",
    "\u00b7": ".",
    "\u2217": "*",
    "\u2236": ":",
    "\u223c": "~",
}
# Around a word, not in it.
_QUOTED = pattern("(?<=[/=])[\u2018-\u201b]|[\u2018-\u201b](?=[/?#&]|$)")
# Letters of other alphabets (Unicode Technical Standard 39) that look like these.
_LOOK_ALIKES = dict(
    zip(
        "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u051b\u051d\u0261\u0251\u0131"
        "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405"
        "\u03bf\u03b1\u03bd\u03c1\u03b9\u03ba\u03c5\u03c7\u03c4\u03b5\u03b3\u03b7\u03c9\u03c3"
        "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
        "abekmhopctyxijsdhqwgaiABEKMHOPCTYXIJSoavpikuxteynwoABEZHIKMNOPTYX",
        strict=True,
    )
)
_WORD = pattern(r"[^\W\d_]+")
_ENCODED = pattern("(?:%[0-9A-Fa-f]{2})+")
# What nearly every link is made of: nothing below can apply.
_USUAL = pattern("[ -~æøåÆØÅéüöä]*")
_FILE = pattern(r"\.[A-Za-z0-9]{2,5}$")
_UNKNOWN = pattern("\ufffd|%EF%BF%BD", re.IGNORECASE)
_TWICE_ENCODED = pattern("(?:%25[0-9A-Fa-f]{2})+")
# How other programs write a letter that they take for unsafe.
_CODES = pattern(
    "&(?:amp;)?(aelig|oslash|aring);|&(?:amp;)?#(198|216|197|230|248|229);"
    "|(?:%u00|&(?:amp;)?#x0{0,2}(?=..;))(C6|D8|C5|E6|F8|E5)(?:(?<=x..);|(?<=x0..);|(?<=x00..);|)",
    re.IGNORECASE,
)
_NAMED = {"aelig": "æ", "oslash": "ø", "aring": "å"}
# A Danish letter of one byte, read in the code of DOS, Windows or Mac: between letters only.
_BROKEN_BYTES = {
    "\u00bf": "ø",
    "\u00be": "æ",
    "\u00b0": "ø",
    "\u00b5": "æ",
    "\u00af": "ø",
    "\u2020": "å",
    "\u203a": "ø",
}
_BROKEN_BYTE = pattern(rf"(?<=[a-zæøå])[{''.join(_BROKEN_BYTES)}](?=[a-zæøå])")
# Signs by which UTF-8 is known that was read in one of these codes.
_WRONG_CODES = {
    "cp1252": "\u00c2\u00c3\u00c4\u00c5\u00e2\u00ef",
    "mac_roman": "\u221a\u00ac\u201a",
    "cp850": "\u251c\u252c\u00d4",
    "cp437": "\u251c\u252c\u0393",
}


def spell_plainly(rest: str) -> Spelling | None:
    """What follows a host, spelt plainly; None where it is plain, as nearly always.

    Signs of print that a browser encoded count in the names of pages alone: files are called by any name, and
    everything can be searched for.
    """
    if rest.isascii() and "%" not in rest and ";" not in rest:
        return None
    if _USUAL.fullmatch(unquote(rest)) and not any(sign in rest for sign in ("%25", "%u", ";")):
        return None
    # What a browser shall look for on the page is written as it stands there.
    rest, mark, quoted = rest.partition(":~:")
    end = min((at for sign in "?#" if (at := rest.find(sign)) >= 0), default=len(rest))
    path = _TWICE_ENCODED.sub(_once_encoded, rest[:end])
    repaired = _repair_letters(_recode(path, _repair_letters) + _recode(rest[end:], _repair_letters))
    plain = _plain_signs(_QUOTED.sub("", repaired))
    end = min((at for sign in "?#" if (at := plain.find(sign)) >= 0), default=len(plain))
    if not _FILE.search(plain[:end]):
        plain = _recode(plain[:end], _plain_signs) + plain[end:]
    unknown = _UNKNOWN.search(plain) is not None
    if plain == rest and not unknown:
        return None
    shown, kept = unquote(repaired), unquote(plain)
    odd = dict.fromkeys(sign for sign in shown if not sign.isascii() and sign not in kept)
    return Spelling(None if unknown else f"{plain}{mark}{quoted}", " ".join(odd), repaired != rest or unknown)


def spell_host_plainly(host: str) -> str:
    """A host without signs of print and broken letters; letters of other alphabets stay, for a person to see."""
    if host.isascii():
        return host
    # A host is read in small letters, and of UTF-8 read as Latin-1 the first sign is a capital one.
    whole = _repair_letters(host.replace("\u00e3", "\u00c3")).lower()
    return "".join(_PLAIN_SIGNS.get(sign, sign) for sign in whole)


def _once_encoded(run: re.Match[str]) -> str:
    """What was encoded twice, encoded once, where that makes a letter or a space; "100 %25" may be meant."""
    once = run[0].replace("%25", "%")
    signs = unquote(once)
    return once if "\ufffd" not in signs and (not signs.isascii() or signs in (" ", "-", "/")) else run[0]


def _recode(text: str, change: Callable[[str], str]) -> str:
    """A text whose encoded runs are changed, and encoded again."""

    def changed(run: re.Match[str]) -> str:
        try:
            signs = unquote_to_bytes(run[0]).decode("utf-8")
        except UnicodeError:
            return run[0]
        other = signs if signs.isascii() else change(signs)
        return run[0] if other == signs else quote(other, safe="%'")

    return _ENCODED.sub(changed, text) if "%" in text else text


def _repair_letters(text: str) -> str:
    """A text whose letters were broken, whole again: read in a wrong code, once or more often, or written in one."""
    text = _CODES.sub(_letter, text)
    for _ in range(3):
        before = text
        for code, signs in _WRONG_CODES.items():
            if not text.isascii() and any(sign in text for sign in signs):
                text = _sequences(code).sub(partial(_reread, code), text)
        if text == before:
            break
    return _BROKEN_BYTE.sub(lambda sign: _BROKEN_BYTES[sign[0]], text)


def _letter(match: re.Match[str]) -> str:
    name, number, code = match.groups()
    if name is None:
        return chr(int(number)) if number else chr(int(code, 16))
    letter = _NAMED[name.lower()]
    return letter.upper() if name[0].isupper() else letter


@cache
def _bytes_of(code: str) -> dict[str, int]:
    """The byte that each sign was, in a code. Where Windows has no sign, programs take the one of that number."""
    signs = {chr(byte): byte for byte in range(0x80, 0xA0)} if code == "cp1252" else {}
    return signs | {bytes((byte,)).decode(code, "ignore") or chr(byte): byte for byte in range(0x80, 0x100)}


@cache
def _sequences(code: str) -> re.Pattern[str]:
    """What two and three bytes of UTF-8 look like in a code."""

    def one_of(lowest: int, highest: int) -> str:
        return "".join(re.escape(sign) for sign, byte in _bytes_of(code).items() if lowest <= byte <= highest)

    following = one_of(0x80, 0xBF)
    return pattern(
        f"[{one_of(0xC2, 0xCB)}][{following}]|[{one_of(0xE2, 0xE2)}{one_of(0xEF, 0xEF)}][{following}]{{2}}"
    )


def _reread(code: str, match: re.Match[str]) -> str:
    signs = _bytes_of(code)
    try:
        read = bytes(signs[sign] for sign in match[0]).decode("utf-8")
    except UnicodeError:
        return match[0]
    usual = read in _bytes_of("cp1252") or read in _PLAIN_SIGNS or read == "\ufffd"
    return read if usual else match[0]


def _plain_signs(text: str) -> str:
    """Signs of print, and letters that look like Latin ones, as they are typed."""
    if text.isascii():
        return text
    # A stroke over a letter is one character with it in Danish alone, so Unicode does not put them together.
    whole = (
        text.replace("o\u0338", "ø").replace("O\u0338", "Ø").replace("o\u0337", "ø").replace("O\u0337", "Ø")
    )
    latin = _WORD.sub(lambda word: _latin(word[0]), whole)
    return "".join(sign if sign.isascii() else _typed(sign) for sign in latin)


def _typed(sign: str) -> str:
    plain = _PLAIN_SIGNS.get(sign)
    if plain is not None:
        return plain
    # Ligatures, and letters that are wide, bold or in a circle.
    other = unicodedata.normalize("NFKC", sign)
    return other if other.isascii() and other.isalnum() else sign


def _latin(word: str) -> str:
    """A word in which letters of another alphabet stand for Latin ones; one that is of another alphabet stays."""
    if word.isascii() or not any(letter in _LOOK_ALIKES for letter in word):
        return word
    plain = "".join(_LOOK_ALIKES.get(letter, letter) for letter in word)
    return word if any(unicodedata.name(letter, "")[:5] != "LATIN" for letter in plain) else plain
