"""One question to the API: answered whole and in time, or not at all. Nothing is logged."""

from __future__ import annotations

import json
import random
import re
import time
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import urllib3

from kleark.client.connections import Call, LeftError
from kleark.client.elapsed import Elapsed
from kleark.client.reply_headers import retry_after

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

TRIES = 3
FIRST_PAUSE = 0.2
"""Seconds before a question is asked again, half of it by chance; twice as long the next time."""
AFTER_TOO_MANY = 1.0
"""Seconds after 429 and 503 where neither says how long."""
LONGEST_PAUSE = 60.0
"""Seconds. Whatever ``Retry-After`` says, the API is asked again after that."""
LARGEST = 32 * 1024 * 1024
"""Bytes of an answer, unpacked. 10,000 rows are some 7 MB."""

_ASK_AGAIN = frozenset({429, 502, 503, 504})
_TOO_MANY = frozenset({429, 503})
_KIND = re.compile(r"urn:problem-type:kleark:([a-z-]+)")


class UnavailableError(Exception):
    """The API gave no answer that can be used. The message says why, and never what was in the answer.

    ``passing``: whether asking again may help. ``wait``: seconds that the API asks for. ``of_api``: whether it is so
    for every question, by what is known; ``of_one``: unless it is so for this question alone.
    """

    def __init__(
        self,
        why: str,
        *,
        passing: bool = True,
        wait: float = 0.0,
        of_api: bool = False,
        of_one: bool = False,
    ) -> None:
        super().__init__(why)
        self.passing = passing
        self.wait = wait
        self.of_api = of_api
        self.of_one = of_one


class RefusedError(Exception):
    """The API understood the question, and says that it is wrong: an unknown municipality, for example.

    ``status``: of HTTP. ``kind``: the last part of the problem's type, as in ``schemas/openapi.yaml``. ``members``: all
    that the problem says.
    """

    def __init__(self, status: int, kind: str, members: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{status} {kind}")
        self.status = status
        self.kind = kind
        self.members: Mapping[str, Any] = MappingProxyType(dict(members or {}))

    def __reduce__(self) -> tuple[Any, ...]:
        """To be handed to another process, as Celery and `multiprocessing` do with what a task raises."""
        return RefusedError, (self.status, self.kind, dict(self.members))


@dataclass(frozen=True, slots=True)
class Reply:
    """``status``: 200 or 304. ``headers``: with names in lower case. ``asked_at``: on the clock of `Api`."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    asked_at: float


@dataclass(slots=True)
class Pace:
    """``slow``: whether the last answer took longer to begin than a first try is given."""

    slow: bool = False


@dataclass(frozen=True, slots=True)
class Api:
    """``deadline``: seconds that a question may take, with all its tries. ``clock``: counts seconds up.

    The deadline holds by ``clock``, which tests may set, and by the machine's own.
    """

    base_url: str
    pool: urllib3.PoolManager
    deadline: float
    clock: Callable[[], float] = field(default_factory=Elapsed)
    pause: Callable[[float], None] = time.sleep
    pace: Pace = field(default_factory=Pace)

    def persistently(self, ask: Callable[[Attempt], T], tries: int = TRIES, within: float | None = None) -> T:
        """What ``ask`` makes of its try, or of one after it if UnavailableError comes of it and time is left.

        ``within``: seconds, where some of the deadline was spent already. Raises UnavailableError, and what else
        ``ask`` raises.
        """
        within = self.deadline if within is None else within
        attempt = Attempt(self, self.clock() + within, time.monotonic() + within, again=False)
        for number in range(tries):
            try:
                return ask(attempt)
            except UnavailableError as error:
                shortest = FIRST_PAUSE * 2**number * random.SystemRandom().uniform(0.5, 1)  # spreads load
                wait = error.wait + shortest
                if not error.passing or number == tries - 1 or wait >= attempt.left():
                    raise
                self.pause(wait)
            attempt = Attempt(self, attempt.ends, attempt.ends_on_the_wall, again=True)
        raise AssertionError("the last try returns or raises")


@dataclass(frozen=True, slots=True)
class Attempt:
    """``again``: not the first; then the question goes past the caches on its way, which may be what is wrong, over a
    connection of its own, and without a tag that might be believed.

    An answer must begin within a third of the deadline in the first try, and not stand still for as long: so one that
    never would leaves time for another. While the API takes longer than that, two thirds: or each question were two.
    """

    api: Api
    ends: float
    ends_on_the_wall: float
    again: bool

    def get(self, path: str, tag: str | None = None, *, past_caches: bool = False) -> Reply:
        """``tag``: of the answer that is kept already. ``past_caches``: also in the first try.

        Raises UnavailableError, RefusedError.
        """
        asked_at = self.api.clock()
        left = self._left()
        third = self.api.deadline / 3
        begin = left if self.again else min(left, 2 * third if self.api.pace.slow else third)
        headers = self._headers(tag, past_caches=past_caches)
        call = Call(lambda call: self._reply(path, headers, asked_at, begin, call), fresh=self.again)
        try:
            call.start()
            reply = call.result(begin, self._left)
        except RuntimeError:
            raise UnavailableError("no thread can be begun") from None
        except LeftError:
            raise UnavailableError("no time left", of_api=True, of_one=call.answered) from None
        except (urllib3.exceptions.HTTPError, OSError) as error:
            # Once an answer has begun, what is wrong may be with this one.
            raise UnavailableError(type(error).__name__, of_api=True, of_one=call.answered) from None
        except (UnavailableError, RefusedError):
            raise
        except Exception as error:  # noqa: BLE001 (of a pool of the owner's, or of what it hooks into)
            raise UnavailableError(type(error).__name__, of_api=True, of_one=True) from None
        if reply.status in {200, 304}:
            return reply
        raise _problem(reply)

    def left(self) -> float:
        """Seconds until the deadline, or less than none."""
        return min(self.ends - self.api.clock(), self.ends_on_the_wall - time.monotonic())

    def _reply(
        self, path: str, headers: dict[str, str], asked_at: float, begin: float, call: Call[Reply]
    ) -> Reply:
        begin = min(begin, self._left())
        response = self.api.pool.request(
            "GET",
            self.api.base_url + path,
            headers=headers,
            timeout=urllib3.Timeout(connect=begin, read=begin),
            retries=False,
            redirect=False,
            preload_content=False,
        )
        call.answered = True
        call.begun.set()
        self.api.pace.slow = self.api.clock() - asked_at > self.api.deadline / 3
        try:
            body = self._whole(response)
        finally:
            response.close()
        came: dict[str, str] = {}
        for name, value in response.headers.items():
            name = name.lower()  # noqa: PLW2901
            came[name] = f"{came[name]}, {value}" if name in came else value
        return Reply(response.status, came, body, asked_at)

    def _headers(self, tag: str | None, *, past_caches: bool) -> dict[str, str]:
        headers = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "kleark-client"}
        if self.again or past_caches:
            headers["Cache-Control"] = "no-cache"
        if not self.again and tag is not None:
            headers["If-None-Match"] = tag
        return headers

    def _left(self) -> float:
        left = self.left()
        if left <= 0:
            raise UnavailableError("no time left", of_api=True)
        return left

    def _whole(self, response: urllib3.BaseHTTPResponse) -> bytes:
        """Piece by piece as they come, so that neither a trickle nor a flood goes on for ever."""
        pieces, size = [], 0
        while piece := response.read1(65536, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST:
                raise UnavailableError("an answer without end", passing=False)
            self._left()
        return b"".join(pieces)


def _problem(reply: Reply) -> UnavailableError | RefusedError:
    known = _known_problem(reply)
    if reply.status in _ASK_AGAIN:
        wait = retry_after(reply.headers)
        if wait is None:
            wait = AFTER_TOO_MANY if reply.status in _TOO_MANY else 0.0
        return UnavailableError(
            f"status {reply.status}",
            wait=min(wait, LONGEST_PAUSE),
            of_api=True,
            of_one=known is not None,
        )
    if known is not None and 400 <= reply.status < 500:
        return known
    # 500 is also what a gateway says for a service that did not come to answer; what else has no type is not Kleark's.
    of_one = known is not None or reply.status < 500
    return UnavailableError(f"status {reply.status}", passing=False, of_api=True, of_one=of_one)


def _known_problem(reply: Reply) -> RefusedError | None:
    try:
        members = json.loads(reply.body)
        known = _KIND.fullmatch(str(members["type"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return RefusedError(reply.status, known[1], members) if known else None
