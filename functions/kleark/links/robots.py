"""What a site's robots.txt lets us ask (RFC 9309), read by Protego.

The standard library's reader knows no wildcards, which are part of the RFC and of many sites' files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from protego import Protego

from kleark.links.http_client import NAME
from kleark.links.pace import MOST_SECONDS_BETWEEN

if TYPE_CHECKING:
    from kleark.links.http_client import HttpAnswer


class Robots:
    """The rules of one host."""

    def __init__(self, rules: Protego | None, *, allows_all: bool = False) -> None:
        self._rules = rules
        self._allows_all = allows_all

    @property
    def seconds_between(self) -> float:
        """What it wants between two requests; 0 where it does not say."""
        return (self._rules.crawl_delay(NAME) or 0.0) if self._rules else 0.0

    def allows(self, address: str) -> bool:
        """Whether an address of the host may be asked."""
        if self._rules is None:
            return self._allows_all
        return self.seconds_between <= MOST_SECONDS_BETWEEN and self._rules.can_fetch(address, NAME)


def read_robots(answer: HttpAnswer) -> Robots | None:
    """The rules that an answer to ``/robots.txt`` holds; None where the host has a fault and nobody knows them.

    As the RFC has it: a file that is not there (4xx) forbids nothing, and a host that has a fault (5xx) is not asked.
    """
    if answer.status >= 500:
        return None
    if not 200 <= answer.status < 300:
        return Robots(None, allows_all=True)
    return Robots(Protego.parse(answer.body.decode("utf-8", "replace")))
