"""What kind of host a link leads to. Decided offline: nothing is ever looked up or fetched."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, auto
from functools import cache

_RESERVED = frozenset(
    # RFC 2606, 6761, 6762, 7686, 8375, 9476, and names that only mean something inside a network.
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
_COMMON = frozenset(["dk", "com", "org", "net", "eu", "nu", "info", "io"])
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")


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
    if host.startswith("["):
        return HostKind.IP_ADDRESS
    name = host.lower().removesuffix(".")
    labels = name.split(".")
    # As browsers do (WHATWG URL, "ends in a number"): 127.1, 0x7f.0.0.1 and 2130706433 are addresses too.
    if _NUMBER.fullmatch(labels[-1]):
        return HostKind.IP_ADDRESS
    if len(labels) == 1:
        return HostKind.LOCAL if labels[0] else HostKind.MALFORMED
    if not name.isascii() and _mixes_scripts(name):
        return HostKind.MIXED_SCRIPT
    ascii_labels = [_to_ascii(label) for label in labels]
    if not all(_LABEL.fullmatch(label) for label in ascii_labels) or len(".".join(ascii_labels)) > 253:
        return HostKind.MALFORMED
    if ascii_labels[-1] in _RESERVED:
        return HostKind.RESERVED
    if ascii_labels[-1] not in _COMMON and not _has_public_suffix(".".join(ascii_labels)):
        return HostKind.UNKNOWN_DOMAIN
    if any(label.startswith("xn--") for label in labels):
        return HostKind.PUNYCODE
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


def _has_public_suffix(name: str) -> bool:
    return _suffixes().publicsuffix(name) is not None


@cache
def _suffixes():  # type: ignore[no-untyped-def]
    # Some 80 ms to load: only paid for by a sheet with an unusual domain in it.
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(accept_unknown=False)
