"""What is known of one address that a configuration leads citizens to.

States and reasons are closed lists; their values are stored.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from kleark.data_classes import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DOWN_BEFORE_REPORT = timedelta(days=3)
"""A site that does not answer is told of when it has not answered for so long."""

LONGEST_ADDRESS = 2048
"""Characters of an address that is asked, or suggested."""

KNOWN_FOR = timedelta(days=21)
"""What was seen longer ago says nothing of today. More than twice what lies between two askings at most."""


class LinkState(StrEnum):
    """What a citizen who follows the link meets, as far as a program that asks politely can tell."""

    ANSWERS = "answers"
    GONE = "gone"
    """404 or 410."""
    MOVED = "moved"
    """It works, and the site says for good that another address should be used: 301 or 308."""
    CERTIFICATE = "certificate"
    """The browser warns, since the certificate does not vouch for the site."""
    SOFT_404 = "soft_404"
    """Another page than was meant: the site's front page, a login, or a page that says that there is none."""
    DOWN = "down"
    """No answer, or a fault of the site's. Told only when it has lasted for `DOWN_BEFORE_REPORT`."""
    REFUSED = "refused"
    """Not asked, since our guard does not let us: an address inside a network, http, too many hops."""
    NOT_ASKED = "not_asked"
    """The site does not want programs to ask: robots.txt, or 403 and the like."""


class LinkReason(StrEnum):
    """Why, where one state has several reasons that people do different things about."""

    FRONT_PAGE = "front_page"
    LOGIN = "login"
    NOT_FOUND_PAGE = "not_found_page"
    """Answered with 200, and titled as a page that is not there."""
    EXPIRED = "expired"
    OTHER_NAME = "other_name"
    """The certificate is another host's."""
    UNKNOWN_ISSUER = "unknown_issuer"
    """Nobody known vouches for it, or the site leaves out who does."""
    OTHER_FLAW = "other_flaw"
    NO_SUCH_HOST = "no_such_host"
    NO_CONNECTION = "no_connection"
    TOO_SLOW = "too_slow"
    SERVER_ERROR = "server_error"
    INNER_ADDRESS = "inner_address"
    """The name stands for an address that only exists inside a network, or is reserved."""
    NOT_HTTPS = "not_https"
    OTHER_PORT = "other_port"
    CREDENTIALS = "credentials"
    """A user's name or password stands in the address."""
    UNREADABLE = "unreadable"
    """No address that can be asked."""
    TOO_MANY_HOPS = "too_many_hops"
    ROBOTS = "robots"
    UNWELCOME = "unwelcome"
    """403, 429 and other answers by which a site keeps programs away."""


class ReasonedError(Exception):
    """An address cannot be asked, or does not answer. ``reason``: why; its text quotes nothing of the address."""

    def __init__(self, reason: LinkReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """One address and what it answered.

    Attributes:
        address: As it stands in the configuration.
        state: What was seen last.
        first_seen: When this state was first seen; it has been so at each asking since.
        checked_at: When it was last asked.
        moved_to: Of `LinkState.MOVED`, the new address.
        reason: Why, where the state has several reasons.
    """

    address: str
    state: LinkState
    first_seen: datetime
    checked_at: datetime
    moved_to: str | None = None
    reason: LinkReason | None = None

    def is_reported(self, now: datetime) -> bool:
        """Whether somebody should do something about it."""
        if now - self.checked_at > KNOWN_FOR:
            return False
        if self.state is LinkState.DOWN:
            return self.checked_at - self.first_seen >= DOWN_BEFORE_REPORT
        if self.state is LinkState.REFUSED:
            return self.reason in (LinkReason.INNER_ADDRESS, LinkReason.NOT_HTTPS)
        return self.state in (
            LinkState.GONE,
            LinkState.MOVED,
            LinkState.CERTIFICATE,
            LinkState.SOFT_404,
        )

    @property
    def works(self) -> bool:
        """Whether nothing is known that keeps a citizen from the page."""
        return self.state in (LinkState.ANSWERS, LinkState.MOVED, LinkState.NOT_ASKED)

    def to_json(self) -> dict[str, str]:
        """As it is stored. What is not said has no field."""
        said = {
            "address": self.address,
            "state": self.state.value,
            "first_seen": self.first_seen.isoformat(),
            "checked_at": self.checked_at.isoformat(),
            "moved_to": self.moved_to,
            "reason": self.reason and self.reason.value,
        }
        return {name: value for name, value in said.items() if value is not None}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> LinkAnswer:
        """The opposite of `to_json`. Raises KeyError or ValueError where it is no answer of this or an older build."""
        reason = data.get("reason")
        return cls(
            data["address"],
            LinkState(data["state"]),
            datetime.fromisoformat(data["first_seen"]),
            datetime.fromisoformat(data["checked_at"]),
            data.get("moved_to"),
            None if reason is None else LinkReason(reason),
        )
