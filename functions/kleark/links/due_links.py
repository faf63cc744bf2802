"""What is looked up in a run is noted, so that at its end all that is due can be ordered: each address once."""

from __future__ import annotations

from kleark.links.link_orders import link_orders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from kleark.links.link_answer import LinkAnswer
    from kleark.links.ports import LinkLookup, LinkQueue


class NoLinks:
    """Fulfils `LinkLookup` where nobody asks links: what was answered when somebody did counts for nothing."""

    def of(self, addresses: Iterable[str]) -> Mapping[str, LinkAnswer]:  # noqa: ARG002 (as of any)
        """Nothing, of none."""
        return {}


class DueLinks:
    """Fulfils `LinkLookup` for a run that looks up the links of one municipality after the other.

    Whoever judges what is live reads all its addresses, and what they answered: to read them once more only to order
    them would cost as much again.
    """

    def __init__(self, answers: LinkLookup) -> None:
        self._answers = answers
        self._addresses: set[str] = set()
        self._known: dict[str, LinkAnswer] = {}

    def of(self, addresses: Iterable[str]) -> Mapping[str, LinkAnswer]:
        """What is known of addresses. Those of a look-up that fails are left to the next run."""
        wanted = set(addresses)
        found = self._answers.of(wanted)
        self._addresses |= wanted
        self._known.update(found)
        return found

    def order(self, queue: LinkQueue, now: datetime) -> int:
        """Order what is due of all that was looked up, and give how many addresses that is."""
        orders = link_orders(self._addresses, self._known, now)
        queue.send(orders, now)
        return sum(len(one.addresses) for one in orders)
