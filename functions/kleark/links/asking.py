"""One address asked: through the guard at each hop, politely, in little time and with few bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.links.guard import GuardError, checked_addresses, target
from kleark.links.http_client import CertificateError, NoAnswerError
from kleark.links.link_answer import LinkReason, ReasonedError
from kleark.links.observation import Ending, Observation, Redirect
from kleark.links.page_kind import is_citizens_sign_in, page_kind
from kleark.links.robots import Robots, read_robots

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kleark.links.guard import Target
    from kleark.links.http_client import HttpAnswer, HttpClient
    from kleark.links.observation import PageKind
    from kleark.links.pace import Pace

MOST_HOPS = 5
MOST_SECONDS = 10.0
"""For one address, hops and all; what is waited out of politeness does not count."""


class _EndError(ReasonedError):
    """The asking ends here."""

    def __init__(self, ending: Ending, reason: LinkReason) -> None:
        super().__init__(reason)
        self.ending = ending


class LinkAsker:
    """Asks addresses. What robots.txt said is remembered by host, for as long as the asker is there.

    Args:
        resolve: All IP addresses of a host. Raises NoAnswerError.
        client: Sends one request.
        pace: Waits between requests to one host.
        now: Seconds on a clock that only runs forward.
    """

    def __init__(
        self,
        resolve: Callable[[str], Sequence[str]],
        client: HttpClient,
        pace: Pace,
        now: Callable[[], float],
    ) -> None:
        self._resolve = resolve
        self._client = client
        self._pace = pace
        self._now = now
        self._robots: dict[str, Robots | _EndError] = {}

    def ask(self, address: str) -> Observation:
        """What an address answers. Never raises for what a site or an address can be."""
        hops: list[Redirect] = []
        spent = _Spent(self._now)
        try:
            status, page = self._follow(address, hops, spent)
        except _EndError as end:
            return Observation(address, end.ending, tuple(hops), None, end.reason)
        return Observation(address, Ending.STATUS, tuple(hops), status, page=page)

    def _follow(
        self, address: str, hops: list[Redirect], spent: _Spent
    ) -> tuple[int | None, PageKind | None]:
        at = address
        while True:
            asked = _target(at)
            if hops and is_citizens_sign_in(at):
                return None, None
            self._require_welcome(asked, spent)
            answer = self._answer(asked, spent)
            to = answer.leads_to(at)
            if to is None:
                return answer.status, _kind(answer)
            hops.append(Redirect(answer.status, to))
            if len(hops) > MOST_HOPS or to in [address, *(hop.to for hop in hops[:-1])]:
                raise _EndError(Ending.REFUSED, LinkReason.TOO_MANY_HOPS)
            at = to

    def _answer(self, asked: Target, spent: _Spent) -> HttpAnswer:
        """By HEAD where that leads on; else by GET, since many sites answer HEAD otherwise than they do browsers."""
        head = self._request("HEAD", asked, spent)
        return head if head.leads_to(asked.address) else self._request("GET", asked, spent)

    def _request(self, method: str, asked: Target, spent: _Spent) -> HttpAnswer:
        with spent.paused():
            self._pace.take_turn(asked.host)
        try:
            addresses = checked_addresses(asked.host, self._resolve)
            # What is asked for no time at all is too slow.
            return self._client.request(method, asked, addresses, max(0.001, MOST_SECONDS - spent.seconds))
        except GuardError as refused:
            raise _EndError(Ending.REFUSED, refused.reason) from None
        except NoAnswerError as error:
            raise _EndError(Ending.NO_ANSWER, error.reason) from None
        except CertificateError as error:
            raise _EndError(Ending.CERTIFICATE, error.reason) from None

    def _require_welcome(self, asked: Target, spent: _Spent) -> None:
        robots = self._robots.get(asked.host)
        if robots is None:
            robots = self._robots[asked.host] = self._read_robots(asked.host, spent)
            if isinstance(robots, Robots):
                self._pace.keep(asked.host, robots.seconds_between)
        if isinstance(robots, _EndError):
            raise robots
        if not robots.allows(asked.address):
            raise _EndError(Ending.NOT_WANTED, LinkReason.ROBOTS)

    def _read_robots(self, host: str, spent: _Spent) -> Robots | _EndError:
        first = at = f"https://{f'[{host}]' if ':' in host else host}/robots.txt"
        try:
            for _ in range(MOST_HOPS + 1):
                answer = self._request("GET", _target(at), spent)
                to = answer.leads_to(at)
                if to is None:
                    return read_robots(answer) or _EndError(Ending.NO_ANSWER, LinkReason.SERVER_ERROR)
                at = to
        except _EndError as end:
            # What keeps us from the host keeps us from its pages; what only the hops lead to is no file of rules.
            if at == first:
                return end
        return Robots(None, allows_all=True)


class _Spent:
    """The seconds that went since it was made, without those of pauses."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._start = now()
        self._pause = 0.0

    @property
    def seconds(self) -> float:
        return self._now() - self._start - self._pause

    def paused(self) -> _Spent:
        return self

    def __enter__(self) -> None:
        self._pause -= self._now()

    def __exit__(self, *_: object) -> None:
        self._pause += self._now()


def _target(address: str) -> Target:
    try:
        return target(address)
    except GuardError as refused:
        raise _EndError(Ending.REFUSED, refused.reason) from None


def _kind(answer: HttpAnswer) -> PageKind | None:
    if not 200 <= answer.status < 300 or "html" not in answer.headers.get("Content-Type", "html"):
        return None
    return page_kind(answer.body.decode("utf-8", "replace"))
