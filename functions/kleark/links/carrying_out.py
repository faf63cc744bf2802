"""An order carried out: each address that is still due is asked, judged, and what was answered is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.links.link_answer import LinkReason
from kleark.links.link_orders import is_due
from kleark.links.verdict import judge

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable
    from datetime import datetime

    from kleark.links.link_orders import LinkOrder
    from kleark.links.observation import Observation
    from kleark.links.ports import LinkAnswers

TOO_MANY_REQUESTS = 429


class UnfinishedOrderError(Exception):
    """There was no time for all of it. What was asked is kept, and the rest is asked when the order comes again."""


@dataclass(frozen=True, slots=True)
class LinkServices:
    """``ask``: asks one address; ``time_is_up``: whether no further one should be begun."""

    ask: Callable[[str], Observation]
    answers: LinkAnswers
    now: Callable[[], datetime]
    time_is_up: Callable[[], bool]


def carry_out(order: LinkOrder, services: LinkServices, counts: Counter[str]) -> None:
    """Ask what is due of an order.

    Whoever orders may know less than this: an address that was asked meanwhile, by an order that came twice or of
    another sheet, is left alone. Where a host says that it is asked too often, the rest of its order is left, too.

    Args:
        order: What was ordered.
        services: What it is done with.
        counts: Goes up for each state that was found.

    Raises:
        UnfinishedOrderError: There was no time for all of it.
    """
    known = services.answers.of(order.addresses)
    for address in order.addresses:
        before = known.get(address)
        if not is_due(before, services.now()):
            continue
        if services.time_is_up():
            raise UnfinishedOrderError
        seen = services.ask(address)
        answer = judge(seen, before, services.now())
        services.answers.write(answer)
        counts[answer.state.value] += 1
        if answer.reason is LinkReason.UNWELCOME and seen.status == TOO_MANY_REQUESTS:
            return
