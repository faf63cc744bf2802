"""Which addresses are to be asked, and in which portions: each once, a host's by themselves, no more than so many."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from urllib.parse import urlsplit

from kleark.data_classes import NamedTuple
from kleark.links.link_answer import LONGEST_ADDRESS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kleark.configuration.row import Row
    from kleark.links.link_answer import LinkAnswer

MOST_TOGETHER = 10
"""Addresses of one order: so many, at `kleark.links.asking.MOST_SECONDS` each and with pauses, are asked within the
function's time."""

MOST_OF_A_RUN = 5_000
"""Addresses that one run orders. What is left is older at the next one, and comes first."""

SOUND_AGAIN = timedelta(days=7)
FAULTY_AGAIN = timedelta(hours=20)
"""What worked is asked again after a week; what did not, at the next day's run."""

_NEVER = datetime.min.replace(tzinfo=UTC)


class UnreadableOrderError(ValueError):
    """A message is no order of this release."""


class LinkOrder(NamedTuple):
    """Addresses of one host."""

    host: str
    addresses: tuple[str, ...]

    def to_json(self) -> str:
        """The message's body, as in ``schemas/events/links-ordered.schema.json``."""
        return json.dumps({"host": self.host, "addresses": list(self.addresses)})

    @classmethod
    def from_json(cls, text: str) -> LinkOrder:
        """The opposite of `to_json`. Raises UnreadableOrderError."""
        try:
            data = json.loads(text)
            host, addresses = data["host"], data["addresses"]
        except (KeyError, TypeError, ValueError):
            raise UnreadableOrderError("no order") from None
        if not isinstance(host, str) or not isinstance(addresses, list) or len(addresses) > MOST_TOGETHER:
            raise UnreadableOrderError("no order of this form")
        if not all(isinstance(one, str) and 0 < len(one) <= LONGEST_ADDRESS for one in addresses):
            raise UnreadableOrderError("no addresses")
        return cls(host, tuple(addresses))


def addresses_of(rows: Iterable[Row]) -> Iterator[str]:
    """Every address that rows lead citizens to, of each row in this order. The same one may come several times."""
    for row in rows:
        yield row.info_url
        yield row.digital_post.url
        if row.self_service is not None:
            yield row.self_service.url


def is_due(answer: LinkAnswer | None, now: datetime) -> bool:
    """Whether an address should be asked now."""
    if answer is None:
        return True
    return now - answer.checked_at >= (SOUND_AGAIN if answer.works else FAULTY_AGAIN)


def link_orders(
    addresses: Iterable[str], answers: Mapping[str, LinkAnswer], now: datetime, most: int = MOST_OF_A_RUN
) -> list[LinkOrder]:
    """What is to be asked, in portions, hosts in turn.

    Args:
        addresses: All that citizens are led to, of however many municipalities.
        answers: What is known of them.
        now: When they are ordered.
        most: Addresses in all orders together. Those that nobody has asked for longest come first.
    """
    due = [one for one in set(addresses) if 0 < len(one) <= LONGEST_ADDRESS and is_due(answers.get(one), now)]
    due.sort(key=lambda one: (answers[one].checked_at if one in answers else _NEVER, one))
    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for one in due[:most]:
        by_host[_host(one)].append(one)
    return _in_turn(
        [[LinkOrder(host, tuple(some)) for some in _portions(own)] for host, own in by_host.items()]
    )


def _portions(addresses: Sequence[str]) -> Iterator[tuple[str, ...]]:
    yield from (tuple(addresses[at : at + MOST_TOGETHER]) for at in range(0, len(addresses), MOST_TOGETHER))


def _in_turn(by_host: Sequence[Sequence[LinkOrder]]) -> list[LinkOrder]:
    return [order for several in zip_longest(*by_host) for order in several if order is not None]


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""
