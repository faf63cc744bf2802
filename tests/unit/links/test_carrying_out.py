"""An order carried out: what is due is asked once, what was answered is kept, and no time loses any."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from kleark.links.carrying_out import LinkServices, UnfinishedOrderError, carry_out
from kleark.links.link_answer import LinkAnswer, LinkState
from kleark.links.link_orders import LinkOrder
from kleark.links.observation import Ending, Observation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
PAGES = tuple(f"https://www.odense.dk/{at}" for at in range(5))
ORDER = LinkOrder("www.odense.dk", PAGES)


@dataclass
class Answers:
    known: dict[str, LinkAnswer] = field(default_factory=dict)

    def of(self, addresses: Iterable[str]) -> Mapping[str, LinkAnswer]:
        return {one: self.known[one] for one in addresses if one in self.known}

    def write(self, answer: LinkAnswer) -> None:
        self.known[answer.address] = answer


@dataclass
class Site:
    statuses: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def ask(self, address: str) -> Observation:
        self.asked.append(address)
        return Observation(address, Ending.STATUS, (), self.statuses.get(address, 200))


def services(answers: Answers, site: Site, most: int = 100, now: datetime = NOW) -> LinkServices:
    return LinkServices(site.ask, answers, lambda: now, lambda: len(site.asked) >= most)


def test_every_address_is_asked_and_its_answer_kept() -> None:
    answers, site, counts = Answers(), Site({PAGES[1]: 404}), Counter[str]()
    carry_out(ORDER, services(answers, site), counts)
    assert site.asked == list(PAGES)
    assert {one: answers.known[one].state for one in PAGES} == dict.fromkeys(PAGES, LinkState.ANSWERS) | {
        PAGES[1]: LinkState.GONE
    }
    assert counts == {"answers": 4, "gone": 1}


def test_an_order_that_comes_twice_asks_nobody_twice() -> None:
    answers, site = Answers(), Site()
    for _ in range(3):
        carry_out(ORDER, services(answers, site), Counter())
    assert site.asked == list(PAGES)


def test_what_there_was_no_time_for_is_asked_when_it_comes_again() -> None:
    answers, site = Answers(), Site()
    with pytest.raises(UnfinishedOrderError):
        carry_out(ORDER, services(answers, site, most=2), Counter())
    assert answers.known.keys() == set(PAGES[:2])
    carry_out(ORDER, services(answers, site), Counter())
    assert site.asked == list(PAGES)


def test_since_when_it_is_so_is_kept_from_one_asking_to_the_next() -> None:
    answers, site = Answers(), Site({PAGES[0]: 503})
    for day in range(4):
        carry_out(ORDER, services(answers, site, now=NOW + timedelta(days=day)), Counter())
    answer = answers.known[PAGES[0]]
    assert (answer.first_seen, answer.checked_at) == (NOW, NOW + timedelta(days=3))
    assert answer.is_reported(NOW + timedelta(days=3))
    assert site.asked.count(PAGES[0]) == 4
    assert site.asked.count(PAGES[1]) == 1


def test_a_host_that_is_asked_too_often_is_left_alone_for_the_day() -> None:
    answers, site = Answers(), Site({PAGES[1]: 429})
    carry_out(ORDER, services(answers, site), Counter())
    assert site.asked == list(PAGES[:2])
    assert answers.known[PAGES[1]].state is LinkState.NOT_ASKED
