"""What the words beside a number say that it is: a CPR number, another one, or what a program made."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache

from kleark.redaction.patterns import pattern


class Meaning(Enum):
    """What a number is called, by what stands beside it or above it."""

    CPR = auto()
    OTHER = auto()
    """A number of another register, or of an order, an invoice, an account."""
    PROGRAM = auto()
    """Made by a program: a timestamp, an id in the path of a picture."""
    PHONE = auto()
    EITHER = auto()
    """One name for both, as in ``CPR/CVR``."""
    UNKNOWN = auto()


_LOOK_BACK, _LOOK_AHEAD = 64, 24

_CPR_NAME = (
    r"cpr|personnummer|personnr|person[-_. ]?id|"
    r"(?<![a-zæøå])person[-_. ]{1,2}(?:nr|nummer|numre|number|no)|pers\.?[-_. ]?nr|civilregist|social security|"
    "(?<![a-zæøå])ssn(?![a-zæøå])"
)
_CPR_BEGINNINGS = ("cpr", "pers", "civilreg", "social", "ssn")
# Other words may stand between in the same sentence; after a full stop nothing but signs.
_CPR_BEFORE = pattern(
    rf"(?:{_CPR_NAME})(?:[-_.\s]{{0,2}}(?:nr|no|nummer|numre|number)[a-zæøå]*)?"
    r"(?:\.?[^\w\n]{0,4}|[^0-9\n.;]{0,20})$",
    re.IGNORECASE,
)
_CPR_AFTER = pattern(rf"[\s(\[,=:-]{{0,3}}(?:{_CPR_NAME})", re.IGNORECASE)
_CPR_HEADING = pattern(_CPR_NAME, re.IGNORECASE)

# `konto` but not `kontor`, `vare` but not `varetager`: each is a whole word, or has one of the endings.
_OTHER_NAME = (
    r"p[-. ]\s?(?:nr|nummer|numre|no|enhed)|pnummer|produktionsenhed(?:er|en)?|cvr|se|ean|gln|iban|konto|kto|reg|"
    r"ordre|order|indkøbsordre|faktura|invoice|kreditnota|bilag|rekvisition|vare|artikel|journal|jour|j\.?|jr\.?|isbn|"
    r"issn|doi|mailbo(?:x|ks)|mail|portal|postkasse|kontaktpunkt|gruppe|group|point|punkt|matrikel|bbr|bfe|serie|licens|"
    r"pakke|track(?:ing)?|barcode|stregkode|imei|sku|po|inv|fak|inc|ritm|req|chg|ticket|incident|esdh|acadre|sbsys|"
    r"dokument|document|aftale|kontrakt|leverandør|debitor|kreditor|kunde|medlem|medlems"
)
# Names that mean a number only together with an ending: `se 0101801234` is no SE number.
_ENDING = r"s?[-_. ]{0,2}(?:nr|nummer|numre|number|no|id|kode)"
_ALONE_ENOUGH = (
    r"p[-. ]\s?(?:nr|nummer|numre|no|enhed)|pnummer|produktionsenhed(?:er|en)?|cvr|ean|gln|iban|konto|kto|ordre|order|"
    r"indkøbsordre|faktura|invoice|kreditnota|bilag|rekvisition|isbn|issn|doi|imei|sku|po|inv|fak|inc|ritm|req|chg"
)
_OTHER = rf"(?<![a-zæøå])(?:(?:{_OTHER_NAME}){_ENDING}|{_ALONE_ENOUGH})(?:er|erne|et)?(?![a-zæøå])"
_OTHER_BEFORE = pattern(rf"{_OTHER}[\s.:#=_()/-]{{0,4}}$", re.IGNORECASE)
_SIGNS_BEFORE = ".:#=_()/-"
# Four, and a line break before which `$` matches as well.
_MOST_SIGNS = 5
_OTHER_HEADING = pattern(
    rf"{_OTHER}|(?<![a-zæøå])(?:antal|beløb|sum|pris|kroner|kr|saldo|total)(?![a-zæøå])", re.IGNORECASE
)
_PROGRAM_HEADING = pattern(
    r"review_?cycle|timestamp|tidsstempel|unix|epoch|content_?type_?id|_dlc_|doc_?id|guid|uuid|msip_|rsid|checksum|ticks",
    re.IGNORECASE,
)
_PHONE_BEFORE = pattern(r"\+[0-9]{0,3}[\s(]{0,2}$")

_PARAMETER = pattern(r"(?:^|[?&;#,])([A-Za-z_][\w.\-\[\]]{0,30})=$")
_MADE_PARAMETER = pattern(
    r"v|ver|version|ts|t|_|cb|rev|r|rnd|rand|random|time|timestamp|stamp|no_?cache|cache|cache_?buster|bust|nonce|"
    r"modified|updated|last_?mod(?:ified)?|mtime|date|hash|h|etag|build|exp|expires|sig|signature|sid|session|token|"
    r"state|dm|w|x|y|z|(?:group|point|mailbox|portal|item|media|node|page|doc|list|site|news|event|form|asset|content|"
    r"file|image|video|article|gcl|fbcl|msclk)_?id|utm_\w+|mc_\w+|_g[al]\w*",
    re.IGNORECASE,
)
_MADE_FOLDER = pattern(
    r"/(?:-|media|medier|mediearkiv|globalassets|contentassets|siteassets|assets?|images?|img|billeder|files|getfile|"
    r"getmedia|uploads?|static|dist|cdn|thumbs?|thumbnails?|dam|wp-content|videos?|embed|_layouts)/",
    re.IGNORECASE,
)
# Whose addresses are ids.
_MADE_HOST = pattern(
    r"//(?:[\w-]+\.)*(?:vimeo\.com|facebook\.com|instagram\.com|linkedin\.com|twitter\.com|youtube\.com|issuu\.com|"
    r"23video\.com|videotool\.dk)/",
    re.IGNORECASE,
)
_OF_A_PICTURE = pattern(
    r"[\w.@-]{0,20}\.(?:jpe?g|png|gif|svg|webp|avif|ico|css|js|woff2?|mp4|webm)(?![A-Za-z0-9])", re.IGNORECASE
)
_PICTURE_BEFORE = pattern(r"(?<![a-zæøå])(?:img|dsc|dscn|pxl|vid)[-_ ]?$", re.IGNORECASE)
_LONGEST_ADDRESS = 2_048
_AROUND_ADDRESSES = "\"'<>|"


def meaning_of_surroundings(text: str, start: int, end: int) -> Meaning:
    """What the words right before a number, or right after it, say that it is."""
    since = max(0, start - _LOOK_BACK)
    before = text[since:start]
    if "+" in before and _PHONE_BEFORE.search(text, since, start):
        return Meaning.PHONE
    is_cpr = may_name_cpr(f"{before} {text[end : end + _LOOK_AHEAD]}") and (
        _CPR_BEFORE.search(text, since, start) or _CPR_AFTER.match(text, end, end + _LOOK_AHEAD)
    )
    is_other = _ends_in_a_word(before) and _OTHER_BEFORE.search(text, since, start)
    if is_cpr:
        return Meaning.EITHER if is_other else Meaning.CPR
    if is_other:
        return Meaning.OTHER
    return Meaning.PROGRAM if _is_made(text, start, end) else Meaning.UNKNOWN


def may_name_cpr(text: str) -> bool:
    """Whether there is anything in it that `_CPR_NAME` begins with: told much faster than by the pattern."""
    folded = text.casefold().replace("\u0131", "i")
    return any(name in folded for name in _CPR_BEGINNINGS)


def _ends_in_a_word(before: str) -> bool:
    """Whether a word is the last that stands there, but for a few signs: every name of a number ends in a letter."""
    at = len(before)
    for _ in range(_MOST_SIGNS):
        if not at or not (before[at - 1] in _SIGNS_BEFORE or before[at - 1].isspace()):
            break
        at -= 1
    return at > 0 and before[at - 1].isalpha()


@lru_cache(maxsize=256)
def meaning_of_heading(heading: str) -> Meaning:
    """What a column's header, or the name of a property, says of the numbers under it."""
    if not heading:
        return Meaning.UNKNOWN
    if _PROGRAM_HEADING.search(heading):
        return Meaning.PROGRAM
    is_cpr, is_other = _CPR_HEADING.search(heading), _OTHER_HEADING.search(heading)
    if is_cpr:
        return Meaning.EITHER if is_other else Meaning.CPR
    return Meaning.OTHER if is_other else Meaning.UNKNOWN


def _is_made(text: str, start: int, end: int) -> bool:
    if _PICTURE_BEFORE.search(text, max(0, start - 8), start):
        return True
    before = _address_before(text, start)
    parameter = _PARAMETER.search(before) if before.endswith("=") else None
    if parameter:
        return bool(_MADE_HOST.search(before)) or bool(_MADE_PARAMETER.fullmatch(parameter[1]))
    if "://" not in before and not before.startswith(("www.", "/")):
        return False
    if _MADE_HOST.search(before):
        return True
    return before.endswith("?") or bool(_MADE_FOLDER.search(before) or _OF_A_PICTURE.match(text, end))


def _address_before(text: str, start: int) -> str:
    """What stands before a number without a space or a quotation mark between; a line break at its end is none."""
    before = text[max(0, start - _LONGEST_ADDRESS) : start].removesuffix("\n")
    if not before or before[-1].isspace():
        return ""
    before = before.rsplit(None, 1)[-1]
    for sign in _AROUND_ADDRESSES:
        before = before.rpartition(sign)[2]
    return before
