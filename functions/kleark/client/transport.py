"""One question to the API: answered whole and in time, or not at all. Nothing is logged."""

from __future__ import annotations

import json
import random
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import urllib3

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

TRIES = 3
FIRST_PAUSE = 0.2
"""Seconds before a question is asked again, half of it by chance; twice as long the next time."""
LONGEST_PAUSE = 60.0
"""Seconds. Whatever ``Retry-After`` says, the API is asked again after that."""
LARGEST = 32 * 1024 * 1024
"""Bytes of an answer, unpacked. 10,000 rows are some 7 MB."""

_ASK_AGAIN = frozenset({429, 502, 503, 504})
_SECONDS = re.compile(r"[0-9]{1,9}")
_KIND = re.compile(r"urn:problem-type:kleark:([a-z-]+)")


class UnavailableError(Exception):
    """The API gave no answer that can be used. The message says why, and never what was in the answer.

    ``passing``: whether asking again may help. ``wait``: seconds that the API asks for.
    """

    def __init__(self, why: str, *, passing: bool = True, wait: float = 0.0) -> None:
        super().__init__(why)
        self.passing = passing
        self.wait = wait


class RefusedError(Exception):
    """The API understood the question, and says that it is wrong: an unknown municipality, for example.

    ``status``: of HTTP. ``kind``: the last part of the problem's type, as in ``schemas/openapi.yaml``.
    """

    def __init__(self, status: int, kind: str) -> None:
        super().__init__(f"{status} {kind}")
        self.status = status
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Reply:
    """``status``: 200 or 304. ``headers``: with names in lower case. ``asked_at``: on the clock of `Api`."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    asked_at: float


@dataclass(frozen=True, slots=True)
class Api:
    """``deadline``: seconds that a question may take, with all its tries. ``clock``: counts seconds up."""

    base_url: str
    pool: urllib3.PoolManager
    deadline: float
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep

    def persistently(self, ask: Callable[[Attempt], T]) -> T:
        """What ``ask`` makes of its try, or of one after it if UnavailableError comes of it and time is left.

        Raises UnavailableError, and what else ``ask`` raises.
        """
        ends = self.clock() + self.deadline
        for number in range(TRIES):
            try:
                return ask(Attempt(self, ends, again=number > 0))
            except UnavailableError as error:
                shortest = FIRST_PAUSE * 2**number * random.uniform(0.5, 1)  # noqa: S311 (spreads load)
                wait = error.wait + shortest
                if not error.passing or number == TRIES - 1 or self.clock() + wait >= ends:
                    raise
                self.pause(wait)
        raise AssertionError("the last try returns or raises")


@dataclass(frozen=True, slots=True)
class Attempt:
    """``again``: not the first; then the question goes past the caches on its way, which may be what is wrong."""

    api: Api
    ends: float
    again: bool

    def get(self, path: str, tag: str | None = None) -> Reply:
        """``tag``: of the answer that is kept already. Raises UnavailableError, RefusedError."""
        asked_at = self.api.clock()
        try:
            response = self.api.pool.request(
                "GET",
                self.api.base_url + path,
                headers=self._headers(tag),
                timeout=urllib3.Timeout(connect=self._left(asked_at), read=self._left(asked_at)),
                retries=False,
                redirect=False,
                preload_content=False,
            )
            try:
                body = self._whole(response)
            finally:
                response.close()
        except urllib3.exceptions.HTTPError as error:
            raise UnavailableError(type(error).__name__) from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        if response.status in {200, 304}:
            return Reply(response.status, headers, body, asked_at)
        raise _problem(response.status, headers, body)

    def _headers(self, tag: str | None) -> dict[str, str]:
        headers = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "kleark-client"}
        if tag is not None:
            headers["If-None-Match"] = tag
        if self.again:
            headers["Cache-Control"] = "no-cache"
        return headers

    def _left(self, now: float) -> float:
        if now >= self.ends:
            raise UnavailableError("no time left")
        return self.ends - now

    def _whole(self, response: urllib3.BaseHTTPResponse) -> bytes:
        """Piece by piece as they come, so that neither a trickle nor a flood goes on for ever."""
        pieces, size = [], 0
        while piece := response.read1(65536, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST:
                raise UnavailableError("an answer without end", passing=False)
            self._left(self.api.clock())
        return b"".join(pieces)


def _problem(status: int, headers: Mapping[str, str], body: bytes) -> UnavailableError | RefusedError:
    if status in _ASK_AGAIN:
        asked = headers.get("retry-after", "")
        wait = min(float(asked), LONGEST_PAUSE) if _SECONDS.fullmatch(asked) else 0.0
        return UnavailableError(f"status {status}", wait=wait)
    if 400 <= status < 500 and headers.get("content-type", "").startswith("application/problem+json"):
        try:
            known = _KIND.fullmatch(str(json.loads(body)["type"]))
        except (ValueError, TypeError, KeyError, RecursionError):
            known = None
        if known:
            return RefusedError(status, known[1])
    return UnavailableError(f"status {status}", passing=False)
