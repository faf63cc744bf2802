"""The last known good answers: how long they hold, who asks for the next, and what is told while none comes."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from kleark.client.transport import FIRST_PAUSE, RefusedError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.client.transport import Reply

T = TypeVar("T")

MOST_KEPT = 128
"""Answers. There are 98 municipalities."""
AFTER_A_FAILURE = 5.0
"""Seconds in which nobody asks again: while the API is down, a citizen's page must not wait for it each time."""
LONGEST_MAX_AGE = 300
"""Seconds. Whatever a cache on the way says, what is live is asked for again after that."""

_DIRECTIVE = re.compile(r"(?:^|[\s,])(max-age|stale-while-revalidate)=([0-9]{1,9})(?=$|[\s,])")
_AGE = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """``age``: seconds since the API last said that ``value`` is live.

    ``stale``: that is longer ago than the API allows, because it could not be asked, or gave no good answer.
    """

    value: T
    age: float
    stale: bool


@dataclass(frozen=True, slots=True)
class CacheEntry(Generic[T]):
    """``confirmed_at``: when the API last said that it is live. The others in seconds from then (RFC 5861)."""

    value: T
    tag: str | None
    confirmed_at: float
    max_age: float
    while_revalidating: float


def cache_entry(value: T, tag: str | None, reply: Reply) -> CacheEntry[T]:
    """``value`` for as long as the reply's ``Cache-Control`` and ``Age`` say, counted from the question."""
    caching = reply.headers.get("cache-control", "").lower()
    seconds = {name: int(digits) for name, digits in _DIRECTIVE.findall(caching)}
    if "no-store" in caching or "no-cache" in caching:
        seconds = {}
    age = reply.headers.get("age", "0")
    return CacheEntry(
        value,
        tag,
        confirmed_at=reply.asked_at - (int(age) if _AGE.fullmatch(age) else 0),
        max_age=min(seconds.get("max-age", 0), LONGEST_MAX_AGE),
        while_revalidating=min(seconds.get("stale-while-revalidate", 0), LONGEST_MAX_AGE),
    )


@dataclass
class _Slot(Generic[T]):
    asking: Lock = field(default_factory=Lock)
    kept: CacheEntry[T] | None = None
    failed: Callable[[], Exception] | None = None
    """Makes the error anew for each who asks: one that is raised again and again would hold on to every caller."""
    not_before: float = 0.0


class Cache(Generic[T]):
    """Keeps the last good answer to each question. Several threads may share it.

    ``longest``: seconds after which an answer that was never confirmed again is no longer told.
    """

    def __init__(self, clock: Callable[[], float], longest: float) -> None:
        self._clock = clock
        self._longest = longest
        self._slots: OrderedDict[str, _Slot[T]] = OrderedDict()
        self._lock = Lock()

    def answer(self, question: str, ask: Callable[[CacheEntry[T] | None], CacheEntry[T]]) -> Answer[T]:
        """The answer that is kept while it holds; else what ``ask`` gives, or the kept one if it gives none.

            0 s ──── kept, not asked ────▶ 60 s ──── one asks, others get the kept ────▶ 360 s ── all wait for one
                                                      (and after a failure: nobody waits, told as stale)

        ``ask``: given what is kept. Raises UnavailableError, or RefusedError, where nothing is kept.
        """
        slot = self._slot(question)
        now = self._clock()
        seen, have = slot.kept, self._usable(slot, now)
        if have and _age(have, now) < have.max_age:
            return Answer(have.value, _age(have, now), stale=False)
        may_wait = have is None or not (slot.failed or _age(have, now) < _until(have))
        if not slot.asking.acquire(blocking=may_wait):
            assert have is not None
            age = _age(have, now)
            return Answer(have.value, age, stale=slot.failed is not None or age >= _until(have))
        try:
            if slot.kept is seen:  # nobody was faster
                self._refresh(slot, ask)
        finally:
            slot.asking.release()
        now = self._clock()
        have = self._usable(slot, now)
        failed = slot.failed
        if have is None:
            raise failed() if failed else UnavailableError("what was kept is too old")
        return Answer(have.value, _age(have, now), stale=failed is not None)

    def _refresh(self, slot: _Slot[T], ask: Callable[[CacheEntry[T] | None], CacheEntry[T]]) -> None:
        if slot.failed and self._clock() < slot.not_before:
            return
        try:
            slot.kept, slot.failed = ask(self._usable(slot, self._clock())), None
        except RefusedError as error:
            slot.failed = partial(RefusedError, error.status, error.kind)
            slot.not_before = self._clock() + FIRST_PAUSE
        except UnavailableError as error:
            slot.failed = partial(UnavailableError, str(error), passing=error.passing, wait=error.wait)
            slot.not_before = self._clock() + max(AFTER_A_FAILURE, error.wait)

    def _usable(self, slot: _Slot[T], now: float) -> CacheEntry[T] | None:
        have = slot.kept
        return have if have and _age(have, now) <= self._longest else None

    def _slot(self, question: str) -> _Slot[T]:
        with self._lock:
            slot = self._slots.setdefault(question, _Slot())
            self._slots.move_to_end(question)
            while len(self._slots) > MOST_KEPT:
                # Of the others, questions that never had an answer go first: asking again and again for what is not
                # there pushes out one good answer at the most.
                empty = (other for other, one in self._slots.items() if one.kept is None and one is not slot)
                del self._slots[next(empty, next(iter(self._slots)))]
            return slot


def confirmed(have: CacheEntry[T], reply: Reply) -> CacheEntry[T]:
    """``have``, which the API says (304) is live still. Raises UnavailableError if it says so of another."""
    if strong(reply.headers.get("etag")) not in {None, strong(have.tag)}:
        raise UnavailableError("304 for another answer than the one that is kept")
    return cache_entry(have.value, have.tag, reply)


def strong(tag: str | None) -> str | None:
    """The tag without the ``W/`` that a cache puts before it when it packs an answer anew."""
    return tag and tag.removeprefix("W/")


def _age(have: CacheEntry[T], now: float) -> float:
    return max(0.0, now - have.confirmed_at)


def _until(have: CacheEntry[T]) -> float:
    return have.max_age + have.while_revalidating
