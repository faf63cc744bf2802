"""KA35x and KA36x: a cell's text, and the hyperlink behind it, read as one https link and taken apart."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from kleark.data_classes import NamedTuple
from kleark.redaction.patterns import pattern
from kleark.rules import links_rules as rules
from kleark.rules.hosts import HostKind, classify
from kleark.rules.link_letters import spell_plainly
from kleark.rules.link_wrappers import link_inside
from kleark.rules.model import Judged, Remark, has_error
from kleark.rules.text import clean
from kleark.sheet.hyperlink_formulas import literal_target, names_hyperlink
from kleark.sheet.workbook import UncachedFormula

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kleark.sheet.workbook import CellValue

# A link with nothing odd about it: no user, port or other character that a parser has to think about.
PLAIN = pattern(r"https://([a-z0-9.\-]*[a-z0-9])((?:[/?](?:[A-Za-z0-9/?&=._~#+\-]*[A-Za-z0-9/=_~+\-])?)?)")
_BROKEN_SCHEME = pattern(r"h{0,2}t{0,3}ps?(?:[:;]?[/\\]{1,3}|:(?=[a-z]))", re.IGNORECASE)
_SCHEME = pattern(r"([A-Za-z][A-Za-z0-9+\-]*):")
_HOST_LIKE = pattern(r"[^\s/:@?#]+\.[A-Za-z]{2,}(?=[/?#]|$)")
# What no address holds (RFC 3986, appendix C, names the first three as what is put around one).
_NOT_IN_LINKS = pattern(r"[<>\"`{}\\]")
_ABOVE = pattern(r"(?:\.\./)*/*")
"""LibreOffice makes ``../www.x.dk`` of a link ``www.x.dk``, relative to where the sheet was."""
_SCHEME_TWICE = pattern("(?:https?://)+(?=https?://)", re.IGNORECASE)
# A link inside a link is well known (?url=https://…); one that begins behind a letter or a comma is another one.
_SECOND_LINK = pattern(r"://.*(?<!%[0-9A-F]{2})(?<=[a-z0-9,;|])https?://", re.IGNORECASE)


class Address(NamedTuple):
    """An https link and its parts. ``rest``: all that follows the host."""

    url: str
    host: str
    rest: str


def read_address(value: CellValue, target: str | None) -> Judged[Address]:
    """A cell's link, as https, with its parts. ``target``: where the cell's hyperlink leads, if it has one.

    Where the link cannot be used, the value holds the text as it stands and a remark says why.
    """
    if plain := plain_address(value, target):
        return Judged(plain)
    if isinstance(value, UncachedFormula) and names_hyperlink(value.formula):
        return _read_formula(value, target)
    cleaned = clean(None if target and is_no_result(value) else value)
    text, remarks = cleaned.value, cleaned.remarks
    if cleaned.failed:
        return Judged(Address(text, "", "") if text else None, _with_letters(value, remarks))
    if target:
        behind = clean(target)
        if behind.failed:
            return Judged(Address(target, "", ""), remarks + _with_letters(target, behind.remarks))
        if behind.value and behind.value != text:
            return _read_target(text, behind.value, remarks)
    read: Judged[Address] = Judged(None) if text is None else read_text(text)
    return Judged(read.value, remarks + read.remarks)


def is_no_result(value: CellValue) -> bool:
    """Whether a value is what some programs store for a formula that they cannot work out."""
    return type(value) in (int, float) and value == 0


def _with_letters(value: CellValue, remarks: tuple[Remark, ...]) -> tuple[Remark, ...]:
    """What is said of control characters, with the link that the text was before its letters were broken into them."""
    spelling = spell_plainly(value) if isinstance(value, str) else None
    plain = spelling and spelling.plain
    if not plain or clean(plain).value != plain or read_text(plain).failed:
        return remarks
    return tuple(remark._replace(suggestion=plain) for remark in remarks)


def _read_formula(value: UncachedFormula, target: str | None) -> Judged[Address]:
    """A HYPERLINK formula says where it leads, whatever it would show."""
    if target is None:
        return Judged(None, (Remark(rules.FORMULA_OF_CELLS, {"found": value.formula}),))
    return _read_target(None, target, ())


def _read_target(text: str | None, target: str, remarks: tuple[Remark, ...]) -> Judged[Address]:
    """The target is what a click leads to, so that is what counts."""
    shown, behind = _host_in(link_inside(text or "") or text or ""), _host_in(link_inside(target) or target)
    if text and shown and behind and shown != behind:
        remarks += (Remark(rules.TARGET_DIFFERS, {"shown": shown, "target": behind}),)
    elif text and _without_scheme(text) == _without_scheme(target):
        # Excel itself puts http:// before what begins with www.
        read = read_text(text if "://" in text else target)
        if not read.failed:
            return Judged(read.value, remarks + read.remarks)
        # A space in a text is %20 in its target.
    read = read_text(target)
    if read.value is not None and not has_error(remarks + read.remarks):
        url = read.value.url
        if text and (_looks_like_code(text, url) or (shown and _names_other_page(text, url))):
            # Only a person knows which of the two is meant.
            remarks += (Remark(rules.OTHER_PAGE, {"shown": text, "target": url}),)
        elif text is None or not _spoils(url, text):
            remarks += (Remark(rules.TARGET_USED, {"value": url}, suggestion=url, repaired=True),)
    return Judged(read.value, remarks + read.remarks)


def _looks_like_code(text: str, target: str) -> bool:
    """Whether a text is no name that somebody gave a link: a number not in it, or something with a scheme."""
    if text.strip().isdecimal():
        return text.strip() not in target
    scheme = _SCHEME.match(text)
    return scheme is not None and scheme[1].lower() not in ("http", "https") and " " not in text


def _names_other_page(text: str, target: str) -> bool:
    """Whether a text names a page, not only a host, and another one than the link behind it leads to."""
    shown, behind = (_page(link).removeprefix("www.") for link in (text, target))
    return bool(re.search(r"[/?#].", shown)) and shown != behind


def _spoils(target: str, text: str) -> bool:
    """Whether a target is what its text says, with a program's address around it or with signs exchanged."""
    page = _page(target)
    return page != _without_scheme(target) and page == _without_scheme(text)


def _page(link: str) -> str:
    """The page that a link means, for comparing: what is inside, in plain signs."""
    inside = link_inside(link) or link
    spelling = spell_plainly(inside)
    return _without_scheme(spelling.plain if spelling and spelling.plain else inside)


def _without_scheme(link: str) -> str:
    return re.sub("^https?://", "", unquote(link).strip().rstrip("/").casefold())


def plain_address(value: CellValue, target: str | None) -> Address | None:
    """The address of a link that is right as it stands, as most are; None for every other."""
    if type(value) is not str or (target is not None and target != value):
        return None
    match = PLAIN.fullmatch(value)
    return Address(value, match[1], match[2]) if match else None


def _host_in(text: str) -> str | None:
    bare = text.strip()
    if "://" in bare:
        bare = bare.partition("://")[2]
    elif _SCHEME.match(bare):
        return None
    match = _HOST_LIKE.match(bare.rpartition("@")[2] if "@" in bare.split("/")[0] else bare)
    return match.group().casefold().removeprefix("www.") if match else None


def read_text(text: str) -> Judged[Address]:
    """The link that a text is, with its parts."""
    return _read_plain(text) or _read_any(text)


def _read_plain(text: str) -> Judged[Address] | None:
    """The same of a link of which nothing is to be said but that it is one to http: not to be taken apart first."""
    scheme, _, rest = text.partition("://")
    if scheme not in ("https", "http"):
        return None
    url = f"https://{rest}"
    match = PLAIN.fullmatch(url)
    if match is None:
        return None
    plain = Address(url, match[1], match[2])
    if scheme == "https":
        return Judged(plain)
    return Judged(plain, (Remark(rules.TO_HTTPS, {"found": text}, suggestion=url, repaired=True),))


def _read_any(text: str) -> Judged[Address]:
    as_it_stands = Address(text, "", "")
    problem = _problem_before_parsing(text)
    if problem is not None:
        return Judged(as_it_stands, (problem,))
    remarks: tuple[Remark, ...] = ()
    url = text
    if "&amp;" in url:
        url = url.replace("&amp;", "&")
        remarks += (Remark(rules.ESCAPED_AMPERSAND, suggestion=url, repaired=True),)
    scheme, _, rest = url.partition("://")
    url = f"https://{rest}"
    if scheme.lower() == "http":
        remarks += (Remark(rules.TO_HTTPS, {"found": text}, suggestion=url, repaired=True),)
    if _NOT_IN_LINKS.search(url):
        bare = url.rstrip('<>"`')
        whole = None if _NOT_IN_LINKS.search(bare) else bare
        return Judged(as_it_stands, (Remark(rules.NOT_A_LINK, {"found": text}, suggestion=whole),))
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return Judged(as_it_stands, (Remark(rules.NOT_A_LINK, {"found": text}),))
    authority = parts.netloc
    if "@" in authority:
        remarks += (Remark(rules.USER_INFO, {"host": host}),)
    elif port is not None or authority.endswith(":"):
        portless = f"https://{host}{url[8 + len(authority) :]}" if port in (None, 443, 80) else None
        remarks += (Remark(rules.PORT, {"host": host}, suggestion=link_inside(url) or portless),)
    if authority.startswith("["):
        host = f"[{host}]"
    return Judged(Address(url, host, url[len("https://") + len(authority) :]), remarks)


def _problem_before_parsing(text: str) -> Remark | None:
    found = {"found": text}
    if text.startswith("=") and (named := literal_target(text)) is not None:
        # A formula as text; a Danish one has semicolons, which no program but Excel itself takes.
        return Remark(rules.NO_SCHEME, found, suggestion=_as_link(named.removeprefix("https://")))
    lowered = text.casefold()
    if twice := _SCHEME_TWICE.match(text):
        return Remark(rules.NOT_A_LINK, found, suggestion=text[twice.end() :])
    if (_has_gap(text) and lowered.count("://") > 1) or _SECOND_LINK.search(text):
        return Remark(rules.SEVERAL_LINKS, found)
    if _has_gap(text):
        return Remark(rules.SPACE_INSIDE, found, suggestion=_behind_words(text) or _without_spaces(text))
    return None if lowered.startswith(("http://", "https://")) else _other_beginning(text)


def _other_beginning(text: str) -> Remark:
    found = {"found": text}
    if broken := _BROKEN_SCHEME.match(text):
        return Remark(rules.NO_SCHEME, found, suggestion=_as_link(text[broken.end() :].lstrip("/\\")))
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].lower() in ("http", "https"):
        return Remark(rules.NOT_A_LINK, found)
    if scheme and not _HOST_LIKE.match(text):
        return Remark(rules.OTHER_SCHEME, found | {"scheme": scheme[1].lower()})
    unwrapped = text.strip("<>()[]\"'«»“”„")
    if unwrapped.startswith("https://"):
        return Remark(rules.NO_SCHEME, found, suggestion=unwrapped)
    return Remark(rules.NO_SCHEME, found, suggestion=_as_link(_below(text)))


def _below(text: str) -> str:
    above = _ABOVE.match(text)
    return text[above.end() :] if above else text


def _has_gap(text: str) -> bool:
    return len(text.split(None, 1)) > 1


def _behind_words(text: str) -> str | None:
    """The link of "Dagpenge: https://…", where nothing else in the cell is part of one."""
    *words, link = text.split()
    whole = link.startswith("https://") and not any(sign in word for word in words for sign in "/.@")
    return link if whole and PLAIN.fullmatch(link) else None


def _without_spaces(text: str) -> str | None:
    """The link whole again, where each gap is beside a sign: between letters, nobody knows what stood there."""
    joined = "".join(text.split())
    if (
        not joined.startswith("https://")
        or "\n" in text
        or not all(map(_beside_sign, pairwise(text.split())))
    ):
        return None
    return joined


def _beside_sign(parts: tuple[str, str]) -> bool:
    return parts[0][-1] in "/:=&?#" or parts[1][0] in "/:=&?#"


def _as_link(rest: str) -> str | None:
    """``https://`` and the rest, where the rest begins with a name that can be a host."""
    match = _HOST_LIKE.match(rest)
    return f"https://{rest}" if match and classify(match.group()) is HostKind.PUBLIC else None
