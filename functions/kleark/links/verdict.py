"""From what was seen of an address to what is said of it."""

from __future__ import annotations

from urllib.parse import urlsplit

from kleark.links.link_answer import LONGEST_ADDRESS, LinkAnswer, LinkReason, LinkState
from kleark.links.observation import Ending, PageKind
from kleark.links.page_kind import is_front_page, is_login, is_same_page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from kleark.links.observation import Observation

PERMANENT = (301, 308)
GONE = (404, 410)
ASKS_FOR_LOGIN = (401, 407)

_STATES = {
    Ending.CERTIFICATE: LinkState.CERTIFICATE,
    Ending.NO_ANSWER: LinkState.DOWN,
    Ending.REFUSED: LinkState.REFUSED,
    Ending.NOT_WANTED: LinkState.NOT_ASKED,
}


def judge(seen: Observation, before: LinkAnswer | None, now: datetime) -> LinkAnswer:
    """What is said of an address that was asked ``now``.

    Args:
        seen: What was seen.
        before: What was said of it the last time; a state that stays keeps when it was first seen.
        now: When it was asked.
    """
    state, reason, moved_to = _state(seen)
    stays = before is not None and before.state is state
    first = before.first_seen if before is not None and stays else now
    return LinkAnswer(seen.address, state, first, now, moved_to, reason)


def _state(seen: Observation) -> tuple[LinkState, LinkReason | None, str | None]:
    if seen.ending is not Ending.STATUS:
        return _STATES[seen.ending], seen.reason, None
    if seen.status is None:
        return LinkState.ANSWERS, None, None
    if not 200 <= seen.status < 300:
        return (*_of_fault(seen.status), None)
    other = other_page(seen)
    if other is not None:
        return LinkState.SOFT_404, other, None
    moved_to = new_address(seen)
    return (LinkState.ANSWERS if moved_to is None else LinkState.MOVED), None, moved_to


def _of_fault(status: int) -> tuple[LinkState, LinkReason | None]:
    if status in GONE:
        return LinkState.GONE, None
    if status in ASKS_FOR_LOGIN:
        return LinkState.SOFT_404, LinkReason.LOGIN
    if status >= 500:
        return LinkState.DOWN, LinkReason.SERVER_ERROR
    return LinkState.NOT_ASKED, LinkReason.UNWELCOME


def other_page(seen: Observation) -> LinkReason | None:
    """As what another page than was meant was shown; None where nothing says so."""
    if seen.page is PageKind.NOT_FOUND:
        return LinkReason.NOT_FOUND_PAGE
    if not seen.redirects:
        return None
    end = seen.redirects[-1].to
    # Where citizens can sign in, they are at the right place, whatever the address is called.
    if is_login(end) and not is_login(seen.address) and seen.page is not PageKind.CITIZENS_LOGIN:
        return LinkReason.LOGIN
    if is_front_page(end) and not is_front_page(seen.address):
        return LinkReason.FRONT_PAGE
    return None


def new_address(seen: Observation) -> str | None:
    """Where the site says for good that the page is now; None where that makes no difference to anybody.

    What comes after the first hop that is not for good is the site's own affair, and may be another one tomorrow.
    """
    found: str | None = None
    for hop in seen.redirects:
        if hop.status not in PERMANENT:
            break
        found = hop.to
    if found is None or is_same_page(found, seen.address) or len(found) > LONGEST_ADDRESS:
        return None
    parts = urlsplit(found)
    if ";" in parts.path or is_login(found) or is_front_page(found) > is_front_page(seen.address):
        return None
    return found
