"""What the asking of links needs from outside. Adapters and tests fulfil it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from typing import Protocol

    from kleark.links.link_answer import LinkAnswer
    from kleark.links.link_orders import LinkOrder

    class LinkLookup(Protocol):
        """What is known of addresses."""

        def of(self, addresses: Iterable[str]) -> Mapping[str, LinkAnswer]:
            """By address; one that nobody has asked yet is left out."""

    class LinkAnswers(LinkLookup, Protocol):
        """The same for whoever asks."""

        def write(self, answer: LinkAnswer) -> None:
            """Keep what was answered, in place of what was known before."""

    class KnownLinks(Protocol):
        """The same for whoever only tells of it, and has other things to do."""

        def known(self, addresses: Iterable[str]) -> Mapping[str, LinkAnswer] | None:
            """By address, as `LinkAnswers.of`; None where it cannot be read now."""

    class LinkQueue(Protocol):
        """Where orders wait until the function that asks takes them, those of one host one after the other."""

        def send(self, orders: Iterable[LinkOrder], at: datetime) -> None:
            """Ask that these be asked."""
