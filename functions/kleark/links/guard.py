"""What stands before every connection: which addresses may be asked at all, and at which IP addresses.

A link is text that somebody wrote into a workbook, and where it leads on is up to whoever owns the site. So nothing of
it is trusted: the scheme, port and host are looked at before each hop, the host is resolved once, all that it resolves
to is looked at, and a connection is made to what was looked at, never to the name. There is no switch that turns this
off; tests give a resolver and a connector of their own.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from kleark.data_classes import NamedTuple
from kleark.links.address_classes import forbidden_class
from kleark.links.link_answer import LONGEST_ADDRESS, LinkReason, ReasonedError
from kleark.redaction.patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from urllib.parse import SplitResult

PORT = 443

_HOST = pattern(r"[A-Za-z0-9._:-]+")


class GuardError(ReasonedError):
    """An address is not asked."""


class Target(NamedTuple):
    """An address that may be asked. ``host``: in ASCII, as DNS and certificates have it."""

    address: str
    host: str
    request_uri: str


def target(address: str) -> Target:
    """The parts of an address that is asked. Raises GuardError where it is none that may be."""
    parts = _parts(address)
    if parts.scheme != "https":
        raise GuardError(LinkReason.NOT_HTTPS)
    if parts.username is not None or parts.password is not None:
        raise GuardError(LinkReason.CREDENTIALS)
    if _port(parts) not in (None, PORT):
        raise GuardError(LinkReason.OTHER_PORT)
    return Target(address, _ascii_host(parts.hostname), _request_uri(parts))


def checked_addresses(host: str, resolve: Callable[[str], Sequence[str]]) -> Sequence[str]:
    """The IP addresses of a host, in the resolver's order.

    One that may not be connected to is enough to refuse the host: which of them answers is up to whoever owns it.

    Raises:
        GuardError: At least one is not of the public Internet.
    """
    found = resolve(host)
    if any(forbidden_class(one) is not None for one in found):
        raise GuardError(LinkReason.INNER_ADDRESS)
    return found


def _parts(address: str) -> SplitResult:
    if len(address) > LONGEST_ADDRESS or any(ord(sign) < 0x21 or ord(sign) == 0x7F for sign in address):
        raise GuardError(LinkReason.UNREADABLE)
    try:
        return urlsplit(address)
    except ValueError:
        raise GuardError(LinkReason.UNREADABLE) from None


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise GuardError(LinkReason.UNREADABLE) from None


def _ascii_host(host: str | None) -> str:
    try:
        # An IPv6 address stands in brackets in a link alone.
        found = host.encode("idna").decode("ascii") if host and ":" not in host else (host or "")
    except UnicodeError:
        found = ""
    # What Unicode folds into other signs on the way, such as a blank, is no host's.
    if not found.strip(".") or not _HOST.fullmatch(found):
        raise GuardError(LinkReason.UNREADABLE)
    return found


def _request_uri(parts: SplitResult) -> str:
    from urllib3.util import parse_url  # noqa: PLC0415 (what only judges answers needs no HTTP)

    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    # Signs that no request may hold are written as %xx, as browsers do.
    return parse_url("https://host" + path).request_uri
