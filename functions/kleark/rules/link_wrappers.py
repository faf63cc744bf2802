"""Other programs' addresses around a link: mail filters, search engines, social media, newsletters, shorteners.

The tables name hosts with all that ends in them, and how the link inside is written, as far as public lists of
such programs tell (ClearURLs, the vendors' own manuals). Nothing is ever fetched: where the link inside cannot be
worked out from the address, it stays unknown.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from functools import cache, lru_cache
from itertools import islice
from urllib.parse import unquote, urlsplit

from kleark.data_classes import NamedTuple
from kleark.redaction.patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Inside = Callable[[str, str], str | None]
    Forwarder = tuple[tuple[str, ...], Inside]

# Longer than any link that is of use; what is wrapped may be thrice as long as the link itself.
_LONGEST = 8_192
# Links in mails go through two or three filters at most; whoever hides one deeper is not worth following.
_MOST_LAYERS = 8
# Of one name, or of those that a program uses in turn.
_MOST_FIELDS = 4
# What the programs write behind a link that they did not encode: it belongs to them.
_OWN_FIELDS = (
    "sa|source|ust|usg|ved|opi|cd|esrc|rct|cad|uact|ei|data|sdata|reserved|locale|dest|h|s|c|typo|d|e|k|m|r|umid|auth"
    "|urlhash|trk|lipi|mt|issdui|messagethreadurn|redir_token|event|v|rut|fbclid|__tn__|_x_tr_[a-z]+|sl|tl|hl"
)
_OWN_FIELD = pattern(rf"&(?:amp;)?(?:{_OWN_FIELDS})=", re.IGNORECASE)
_RAW_LINK = pattern("https?://", re.IGNORECASE)
_RESERVED = pattern("%(?:2[356BCF]|3[ABDF]|40)", re.IGNORECASE)
_BARE_HOST = pattern(r"[a-z0-9](?:[a-z0-9-]*\.)+[a-z]{2,}(?::443)?(?=[/?#]|$)", re.IGNORECASE)
_PROOFPOINT_2 = str.maketrans("-_", "%/")
_PROOFPOINT_LENGTHS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_YAHOO = pattern("/RU=([^/]+)")
_GOOGLE = pattern(r"google\.[a-z]{2,3}(?:\.[a-z]{2})?")
# An address that is no listed program's, but looks like one, and holds a whole link as one of its fields.
_FORWARDING_PATH = pattern(
    r"/(?:redir(?:ect)?|url|l|link|links|click|clicktime|goto|go|out|away|exit|leave|track|linkprotect|urlprotect"
    r"|safelinks?|fmlurlsvc|url-?scan|scan|protect)(?:[./?]|$)|^/?\?(?:.*&)?(?:url|u|target|dest|link)=https?(?:%3A|:)",
    re.IGNORECASE,
)
_SIGNING_IN = pattern("log-?[io]n|sign-?in|auth|sso|saml|adfs|oidc", re.IGNORECASE)
_NUMBERED = pattern(
    r"(list-manage|cmail|createsend|sendibt|sendibm|hubspotlinks-eu|hubspotlinks|sidekickopen|klclick|emlnk)"
    r"[0-9]+(\.(?:com|net))$"
)
_COMMON_FIELDS = ("url", "u", "q", "target", "dest", "destination", "to", "link", "goto", "out", "origurl")


class Wrapper(NamedTuple):
    """A program's address around a link. ``inside``: the link, None where nobody can tell without asking them."""

    inside: str | None


def unwrap(host: str, rest: str) -> Wrapper | None:
    """What an https link to ``host`` is wrapped around: the link below all layers; None where it is no wrapper.

    Args:
        host: The link's host.
        rest: All that follows it.
    """
    found = _layer(host, rest)
    if found is None:
        return None
    for _ in range(_MOST_LAYERS):
        below = None if found.inside is None else _layer(*_split(found.inside))
        if below is None or below.inside is None:
            break
        found = below
    return found


def link_inside(url: str) -> str | None:
    """The link that a whole address is wrapped around; None where it is no wrapper, or nobody can tell."""
    found = unwrap(*_split(url)) if "://" in url else None
    return found and found.inside


def may_wrap(host: str) -> bool:
    """Whether a link to this host must be looked at as a whole."""
    return _find(host.lower().removesuffix(".")) is not None


def _layer(host: str, rest: str) -> Wrapper | None:
    """The link under one layer; None where there is none."""
    name = host.lower().removesuffix(".")
    found = _find(name)
    if found is not None:
        paths, inside = found
        fits = rest.lower().startswith(paths) and len(rest) <= _LONGEST
        return Wrapper(inside(name, rest)) if fits else None
    if "http" in rest and _FORWARDING_PATH.search(rest) and not _SIGNING_IN.search(rest):
        link = _field(*_COMMON_FIELDS)(name, rest[:_LONGEST])
        if link is not None and _split(link)[0] not in ("", name):
            return Wrapper(link)
    return None


def _split(link: str) -> tuple[str, str]:
    """Host, and all that follows it; two empty texts where the link has none."""
    try:
        parts = urlsplit(link)
        return parts.hostname or "", link[len(parts.scheme) + 3 + len(parts.netloc) :]
    except ValueError:
        return "", ""


@cache
def _table() -> dict[str, Forwarder]:
    table: dict[str, Forwarder] = dict.fromkeys((_SHORTENERS + _TELL_NOTHING).split(), (("",), _unknown))
    for hosts, paths, inside in _TELL_THEIR_LINK:
        table |= dict.fromkeys(hosts.split(), (tuple(paths.split()) or ("",), inside))
    return table


@lru_cache(maxsize=4096)
def _find(name: str) -> Forwarder | None:
    """What the table says of a host or of the nearest name above it: paths, and how to find the link inside."""
    table = _table()
    # Some have many names, told apart by a number: klclick1.com, sidekickopen45.com.
    name = _NUMBERED.sub(r"\1\2", name)
    while name:
        found = table.get("google.com" if _GOOGLE.fullmatch(name) else name)
        if found is not None:
            return found
        name = name.partition(".")[2]
    return None


def _unknown(_host: str, _rest: str) -> None:
    return None


@cache
def _field(*names: str) -> Inside:
    """The link is what the first of these fields of the query says that has one, encoded once, more often, or not.

    A field may be empty: Google writes ``q=`` before ``url=``.
    """
    field = pattern(rf"[?&;](?:{'|'.join(map(re.escape, names))})=(?=[^&])", re.IGNORECASE)

    def inside(_host: str, rest: str) -> str | None:
        tails = (rest[match.end() :] for match in islice(field.finditer(rest), _MOST_FIELDS))
        return next((link for tail in tails if (link := _as_link(_field_value(tail)))), None)

    return inside


def _field_value(tail: str) -> str:
    if not _RAW_LINK.match(tail):
        return tail.partition("&")[0].partition("#")[0]
    # Its own fields cannot be told from the program's but by their names.
    own = _OWN_FIELD.search(tail)
    link = tail[: own.start()] if own else tail
    return _RESERVED.sub(lambda code: unquote(code[0]), link)


def _as_link(value: str) -> str | None:
    """A value that should be a link, decoded until it is one; None where it never is."""
    for _ in range(4):
        if _RAW_LINK.match(value):
            return f"https://{value.partition('://')[2].replace(' ', '%20')}"
        if _BARE_HOST.match(value):
            return f"https://{value}"
        if "%" not in value:
            break
        value = unquote(value)
    return None


@cache
def _in_base64(name: str, skipped: int = 0) -> Inside:
    """The link is a field, as base64."""
    field = pattern(rf"[?&]{name}=([^&#]+)", re.IGNORECASE)

    def inside(_host: str, rest: str) -> str | None:
        match = field.search(rest)
        return None if match is None else _as_link(_from_base64(unquote(match[1])[skipped:]) or "")

    return inside


def _from_base64(text: str) -> str | None:
    plain = text.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return urlsafe_b64decode(plain + "=" * (-len(plain) % 4)).decode()
    except ValueError:
        return None


def _behind(mark: str, end: str | None = None) -> Inside:
    """The link is all that follows a mark in the address, up to ``end`` where there is one."""

    def inside(_host: str, rest: str) -> str | None:
        _, found, value = rest.partition(mark)
        return _as_link(value.partition(end)[0] if end else value) if found else None

    return inside


def _last_part(_host: str, rest: str) -> str | None:
    """``/a-token/https%3A%2F%2F…``."""
    return _as_link(rest.lstrip("/").partition("/")[2])


def _matching(pattern: re.Pattern[str]) -> Inside:
    def inside(_host: str, rest: str) -> str | None:
        match = pattern.search(rest)
        return None if match is None else _as_link(match[1])

    return inside


def _bing(host: str, rest: str) -> str | None:
    return _in_base64("u", skipped=2)(host, rest) or _field("url")(host, rest)


def _postmark(_host: str, rest: str) -> str | None:
    """``/3s/www.odense.dk%2Fborger/a-token/…``: without a scheme."""
    return _as_link(unquote(rest[4:].partition("/")[0]))


def _check_point(host: str, rest: str) -> str | None:
    """``/v2/r01/___https://…___.signature``."""
    _, found, value = rest.partition("/___")
    return _as_link(value.rpartition("___")[0]) if found else _field("o")(host, rest)


def _proofpoint(host: str, rest: str) -> str | None:
    """All three forms of URL Defense: encoded; with ``-`` for ``%`` and ``_`` for ``/``; with ``*`` for odd signs."""
    _, third, value = rest.partition("/v3/__")
    if third:
        link, _, signs = value.rpartition("__;")
        return _as_link(_put_back(link, _from_base64(signs.partition("!")[0])))
    match = re.search("[?&]u=([^&#]+)", rest)
    if match is None or not rest.lower().startswith("/v2/"):
        return _field("u")(host, rest)
    return _as_link(unquote(match[1].translate(_PROOFPOINT_2)))


def _put_back(link: str, signs: str | None) -> str:
    """Each ``*`` is one of the signs, and ``**x`` as many as the letter x stands for."""
    waiting = iter(signs or "")

    def next_signs(match: re.Match[str]) -> str:
        many = 1 if match[1] is None else _PROOFPOINT_LENGTHS.index(match[1]) + 2
        return "".join(sign for _, sign in zip(range(many), waiting, strict=False))

    if signs:
        link = re.sub(r"\*(?:\*([A-Za-z0-9_-]))?", next_signs, link)
    return re.sub("^(https?:/)(?=[^/])", r"\1/", link)


def _google(host: str, rest: str) -> str | None:
    if rest.lower().startswith("/amp/"):
        return _as_link(rest[5:].removeprefix("s/"))
    if rest.lower().startswith(("/translate", "/website")):
        return _field("u")(host, rest)
    return _field("q", "url", "imgrefurl", "adurl")(host, rest)


def _translated(host: str, rest: str) -> str | None:
    """``www-odense-dk.translate.goog``: dashes are dots, and two are a dash."""
    name = host.removesuffix(".translate.goog").replace("--", "\0").replace("-", ".").replace("\0", "-")
    own = re.sub(r"(?<=[?&])_x_tr_[a-z]+=[^&#]*&?", "", rest).replace("?#", "#").rstrip("?&")
    return _as_link(f"https://{name}{own}")


def _without_mcas(host: str, rest: str) -> str | None:
    """Defender for Cloud Apps hangs its own name behind the host's."""
    return _as_link(f"https://{host.removesuffix('.mcas.ms')}{rest}")


_TELL_THEIR_LINK: tuple[tuple[str, str, Inside], ...] = (
    # Filters of mail and traffic: hosts, paths (none: all of them), and where the link is.
    (
        "safelinks.protection.outlook.com safelinks.o365.cn safelinks.protection.office365.us",
        "",
        _field("url"),
    ),
    ("statics.teams.cdn.office.net statics.teams.cdn.live.net", "/evergreen-assets/safelinks", _field("url")),
    ("urldefense.com urldefense.us urldefense.proofpoint.com", "", _proofpoint),
    ("linkprotect.cudasvc.com", "", _field("a")),
    ("secure-web.cisco.com", "", _last_part),
    ("protection.sophos.com", "", _in_base64("u")),
    ("trendmicro.com trendmicro.eu", "/wis/clicktime", _field("url")),
    ("check.trendmicro.com", "", _field("url")),
    ("clicktime.symantec.com clicktime.cloud.postoffice.net", "", _field("u")),
    ("fireeye.com trellix.com", "/url /v1/url /v2/url", _field("u")),
    ("vadesecure.com", "/v3 /v4 /safeproxy", _field("u")),
    ("hornetsecurity.com", "/?", _field("u")),
    (
        "protection.retarus.com scanmail.trustwave.com esvalabs.com urlsand.com link.edgepilot.com",
        "",
        _field("u"),
    ),
    ("linklock.titanhq.com", "", _field("url")),
    ("url.avanan.click protect.checkpoint.com", "", _check_point),
    ("zscaler.com zscalerone.net zscalertwo.net zscalerthree.net zscloud.net", "", _field("url", "origurl")),
    ("safe.menlosecurity.com", "", _behind("/")),
    ("linkscan.io", "/scan/ux/", _unknown),
    ("mcas.ms", "", _without_mcas),
    ("emails.azure.microsoft.com", "/redirect", _field("destination")),
    # Search engines and translations.
    ("google.com", "/url /imgres /aclk /amp/ /translate /website /scholar_url", _google),
    ("docs.google.com", "/viewer", _field("url")),
    ("googleadservices.com googlesyndication.com doubleclick.net", "", _field("adurl", "ds_dest_url")),
    ("news.google.com", "/articles/ /rss/articles/ /read/", _unknown),
    ("search.app", "", _field("link")),
    ("translate.goog", "", _translated),
    ("ampproject.org", "/c/s/ /v/s/ /c/ /v/", _behind("/s/")),
    ("bing.com", "/ck/ /aclick /alink /news/apiclick", _bing),
    ("duckduckgo.com", "/l/ /y.js", _field("uddg", "u")),
    ("r.search.yahoo.com", "", _matching(_YAHOO)),
    ("yandex.com yandex.ru", "/clck /redir", _field("url")),
    ("translatetheweb.com", "", _field("a", "url")),
    ("microsofttranslator.com", "", _field("a", "url")),
    # Social media, chats and the like.
    ("facebook.com", "/l.php /flx/warn", _field("u")),
    ("l.instagram.com l.messenger.com l.threads.com l.threads.net l.workplace.com l.wl.co", "", _field("u")),
    ("youtube.com", "/redirect", _field("q")),
    ("linkedin.com", "/safety/go /redir /slink", _field("url")),
    ("twitter.com x.com", "/i/redirect", _field("url")),
    ("out.reddit.com click.redditmail.com", "", _field("url")),
    ("pinterest.com", "/offsite", _field("url")),
    ("t.umblr.com", "/redirect", _field("z")),
    ("tiktok.com", "/link/", _field("target")),
    ("slack-redir.net", "", _field("url")),
    ("steamcommunity.com", "/linkfilter", _field("u", "url")),
    ("vk.com", "/away.php", _field("to")),
    ("t.me", "/iv", _field("url")),
    ("disq.us exit.sc redirect-url.email", "", _field("url", "link")),
    ("href.li anonym.to dereferer.org nullrefer.com", "", _behind("?")),
    ("getpocket.com", "/redirect", _field("url")),
    ("awstrack.me", "/l0/", _behind("/L0/", "/")),
    ("pstmrk.it", "/2s/ /3s/", _postmark),
    ("mailtrack.io", "/trace/link", _field("url")),
)

# They forward, and only they know where to.
_TELL_NOTHING = """
protect.mimecast.com protect-eu.mimecast.com protect-us.mimecast.com protect-uk.mimecast.com protect-au.mimecast.com
protect-za.mimecast.com protect-de.mimecast.com protect-ca.mimecast.com mimecastprotect.com emailprotection.link
mailanyone.net list-manage.com eepurl.com mandrillapp.com sendgrid.net rs6.net mjt.lu cmail.com createsend.com
sendibt.com sendibm.com hubspotlinks.com hubspotlinks-eu.com hubspotlinksstarter.com hubspotlinksfree.com
hubspotemail.net sidekickopen.com klclick.com mlsend.com exct.net anpdm.com peytzmail.com mailmailmail.net
r.ubivox.com lnks.gd links.govdelivery.com dcv.ms go.microsoft.com click.email.microsoft.com
urlshortener.teams.microsoft.com click.linksynergy.com prf.hn awin1.com tradedoubler.com emlnk.com acemlna.com
acemlnb.com acemlnc.com clicks.aweber.com click.icptrack.com zcsend.net customeriomail.com sparkpostmail.com
click.snapchat.com c.gle
"""
_SHORTENERS = """
bit.ly bitly.com bitly.ws j.mp tinyurl.com tiny.cc tiny.one tinylink.net t.co goo.gl g.co page.link share.google
ow.ly ht.ly is.gd v.gd buff.ly cutt.ly rebrand.ly kortlink.dk rb.gy aka.ms msft.it lnkd.in fb.me on.fb.me t.ly
shorturl.at shorturl.gg short.gy shorter.me bl.ink b.link short.io s.id u.to x.co adf.ly bc.vc soo.gd clck.ru vk.cc
trib.al dlvr.it ift.tt amzn.to amzn.eu apple.co db.tt ebx.sh hubs.ly hubs.la hubs.li mcaf.ee qrco.de qr.page
l.ead.me me-qr.com q-r.to qrto.org qr1.be scan.page snip.ly smarturl.it lnk.to ln.run w.wiki dub.sh tny.sh urlz.fr
zcu.io gg.gg ouo.io 0rz.tw ppt.cc reurl.cc lihi.cc chilp.it cli.gs budurl.com bit.do po.st shar.es su.pr wp.me
qr.ae urlr.me kutt.it shrtco.de 9qr.de 1url.com urls.fr t1p.de kurzelinks.de shorte.st ity.im tr.im fb.watch
pin.it redd.it t2m.io chatg.pt sptfy.com spoti.fi l.linklyhq.com linkly.link
"""
