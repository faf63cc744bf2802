"""What kind of host a link leads to. Decided offline: nothing is ever looked up or fetched."""

from __future__ import annotations

import unicodedata
from enum import Enum, auto
from functools import cache

from kleark.redaction.patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

# RFC 2606, 6761, 6762, 7686, 8375, 9476, and names that only mean something inside a network.
_RESERVED = frozenset(
    [
        "test",
        "example",
        "invalid",
        "localhost",
        "local",
        "internal",
        "intranet",
        "lan",
        "home",
        "corp",
        "private",
        "arpa",
        "onion",
        "alt",
    ]
)
_RESERVED_NAMES = frozenset(["example.com", "example.net", "example.org"])
_COMMON = frozenset(["dk", "com", "org", "net", "eu", "nu", "info", "io"])
_LABEL = pattern(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_NUMBER = pattern(r"0x[0-9a-f]*|[0-9]+")


class HostKind(Enum):
    """The first of these that fits a host."""

    IP_ADDRESS = auto()
    LOCAL = auto()
    MALFORMED = auto()
    MIXED_SCRIPT = auto()
    RESERVED = auto()
    UNKNOWN_DOMAIN = auto()
    PUNYCODE = auto()
    PUBLIC = auto()


def classify(host: str) -> HostKind:
    """The kind of a host as it stands in a link, without port and user."""
    name = host.lower().removesuffix(".")
    labels = name.split(".")
    # As browsers do (WHATWG URL, "ends in a number"): 127.1, 0x7f.0.0.1 and 2130706433 are addresses too.
    if host.startswith("[") or _NUMBER.fullmatch(labels[-1]):
        return HostKind.IP_ADDRESS
    if len(labels) == 1:
        return HostKind.LOCAL if _LABEL.fullmatch(_to_ascii(name)) else HostKind.MALFORMED
    if not name.isascii() and (_mixes_scripts(name) or unicodedata.normalize("NFKC", name) != name):
        return HostKind.MIXED_SCRIPT
    kind = _classify_name([_to_ascii(label) for label in labels])
    as_code = any(label.startswith("xn--") for label in labels)
    return HostKind.PUNYCODE if kind is HostKind.PUBLIC and as_code else kind


def _classify_name(labels: list[str]) -> HostKind:
    name = ".".join(labels)
    if not all(_LABEL.fullmatch(label) for label in labels) or len(name) > 253:
        return HostKind.MALFORMED
    if labels[-1] in _RESERVED or ".".join(labels[-2:]) in _RESERVED_NAMES:
        return HostKind.RESERVED
    if labels[-1] not in _COMMON and _suffixes().publicsuffix(name) is None:
        return HostKind.UNKNOWN_DOMAIN
    return HostKind.PUBLIC


def _mixes_scripts(name: str) -> bool:
    """Letters that are not Latin beside a Latin top-level domain: a name made to look like another."""
    scripts = {unicodedata.name(character, "").split(" ")[0] for character in name if character.isalpha()}
    return len(scripts) > 1


def _to_ascii(label: str) -> str:
    try:
        return label if label.isascii() else label.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


@cache
def _suffixes() -> PublicSuffixList:
    # Some 80 ms to load: only paid for by a sheet with an unusual domain in it.
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415

    return PublicSuffixList(accept_unknown=False)
