"""What an address, and the beginning of a page, give away of what kind of page it is."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from kleark.links.observation import PageKind
from kleark.redaction.patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from urllib.parse import SplitResult

_FRONT = frozenset(
    [
        "",
        "/da",
        "/dk",
        "/da-dk",
        "/forside",
        "/forsiden",
        "/frontpage",
        "/home",
        "/start",
        "/index",
        "/default",
    ]
)
_FILE = pattern(r"\.(?:html?|php|aspx?)$")
# Where a citizen signs in: Digitaliseringsstyrelsen's MitID and NemLog-in. A link that leads here works.
_CITIZENS = ("mitid.dk", "nemlog-in.dk")
_LOGIN_HOSTS = ("login", "adfs", "sts", "idp", "sso", "signin", "auth", "accounts")
_LOGIN_PATHS = frozenset(
    [
        "login",
        "login.aspx",
        "login.html",
        "login.php",
        "log-ind",
        "logind",
        "logon",
        "signin",
        "sign-in",
        "wp-login.php",
        "adfs",
        "saml",
        "saml2",
        "sso",
        "oauth2",
        "umbraco",
    ]
)
_TITLE = pattern(r"<title[^>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_NOT_FOUND = pattern(
    r"\b404\b|\bside(?:n)?\b.{0,20}\b(?:ikke|findes ikke|blev ikke)\b.{0,10}\b(?:fundet|findes|finde|længere)\b"
    r"|\bside(?:n)? (?:findes|eksisterer) ikke\b|\b(?:page|site) (?:was )?not found\b",
    re.IGNORECASE,
)
_FOR_CITIZENS = pattern(r"mitid|nemlog-?in|nemid", re.IGNORECASE)


def is_front_page(address: str) -> bool:
    """Whether an address is a site's front page."""
    parts = urlsplit(address)
    return not parts.query and _FILE.sub("", _path(parts)) in _FRONT


def is_login(address: str) -> bool:
    """Whether an address is one where somebody must say who it is."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    return host.split(".")[0] in _LOGIN_HOSTS or not _LOGIN_PATHS.isdisjoint(_path(parts).split("/"))


def is_citizens_sign_in(address: str) -> bool:
    """Whether an address is where citizens sign in to public self-service."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    return any(host == one or host.endswith("." + one) for one in _CITIZENS)


def is_same_page(one: str, other: str) -> bool:
    """Whether two addresses differ by nothing that anybody would change a configuration for."""
    return _compared(one) == _compared(other)


def page_kind(beginning: str) -> PageKind | None:
    """What a page's first characters of HTML say: that there is no such page, or that citizens sign in here."""
    title = _TITLE.search(beginning)
    if title and _NOT_FOUND.search(title[1]):
        return PageKind.NOT_FOUND
    return PageKind.CITIZENS_LOGIN if _FOR_CITIZENS.search(beginning) else None


def _path(parts: SplitResult) -> str:
    return parts.path.rstrip("/").casefold()


def _compared(address: str) -> tuple[str, str, str]:
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    return host, unquote(_FILE.sub("", _path(parts))), parts.query
