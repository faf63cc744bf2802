"""All that a run looks up is ordered at its end where it is due: each address once, of however many municipalities."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from kleark.links.due_links import DueLinks
from kleark.links.link_answer import LinkAnswer, LinkState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kleark.links.link_orders import LinkOrder

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
OURS, THEIRS, COMMON, FRESH = (f"https://www.odense.dk/{name}" for name in ("a", "b", "c", "d"))


class Answers:
    def __init__(self) -> None:
        self.busy = False

    def of(self, addresses: Iterable[str]) -> Mapping[str, LinkAnswer]:
        if self.busy:
            raise TimeoutError
        known = {FRESH: LinkAnswer(FRESH, LinkState.ANSWERS, NOW, NOW - timedelta(days=1))}
        return {one: known[one] for one in addresses if one in known}


class Queue:
    def __init__(self) -> None:
        self.sent: list[LinkOrder] = []

    def send(self, orders: Iterable[LinkOrder], at: datetime) -> None:
        assert at == NOW
        self.sent += orders


def test_what_is_due_is_ordered_once() -> None:
    links, queue = DueLinks(Answers()), Queue()
    assert links.of([OURS, COMMON, FRESH]).keys() == {FRESH}
    links.of(iter([THEIRS, COMMON]))
    assert links.order(queue, NOW) == 3
    assert sorted(one for order in queue.sent for one in order.addresses) == [OURS, THEIRS, COMMON]


def test_what_could_not_be_looked_up_is_left_to_the_next_run() -> None:
    answers, queue = Answers(), Queue()
    links = DueLinks(answers)
    answers.busy = True
    with pytest.raises(TimeoutError):
        links.of([OURS])
    answers.busy = False
    links.of([THEIRS])
    assert links.order(queue, NOW) == 1


def test_a_run_that_looked_nothing_up_orders_nothing() -> None:
    queue = Queue()
    assert DueLinks(Answers()).order(queue, NOW) == 0
    assert queue.sent == []
