"""What was seen when one address was asked, before anybody says what it means."""

from __future__ import annotations

from enum import Enum, auto

from kleark.data_classes import NamedTuple, dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kleark.links.link_answer import LinkReason


class Ending(Enum):
    """How the asking ended."""

    STATUS = auto()
    """With an answer that is no redirect, or with a redirect to a page where citizens sign in."""
    CERTIFICATE = auto()
    NO_ANSWER = auto()
    REFUSED = auto()
    """Our guard let us go no further."""
    NOT_WANTED = auto()
    """robots.txt did not."""


class PageKind(Enum):
    """What a page's own text gives away."""

    NOT_FOUND = auto()
    """It is titled as a page that is not there, whatever its status."""
    CITIZENS_LOGIN = auto()
    """It offers to sign in as citizens do."""


class Redirect(NamedTuple):
    """One hop. ``to``: the whole address that it led to."""

    status: int
    to: str


@dataclass(frozen=True, slots=True)
class Observation:
    """One asking.

    Attributes:
        address: What was asked, as it stands in the configuration.
        ending: How it ended, at the last hop.
        redirects: The hops, in order; none where the address answered itself.
        status: Of `Ending.STATUS`, HTTP's. None where the last hop leads to where citizens sign in.
        reason: Of every other ending, why.
        page: What the beginning of the last answer's page gives away, where it was read.
    """

    address: str
    ending: Ending
    redirects: tuple[Redirect, ...] = ()
    status: int | None = None
    reason: LinkReason | None = None
    page: PageKind | None = None
