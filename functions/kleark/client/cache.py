"""The last known good answers: how long they hold, who asks for the next, and what is told while none comes."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from kleark.client.beside import finished
from kleark.client.circuit import AFTER_A_FAILURE, again
from kleark.client.event import Event, EventKind
from kleark.client.reply_headers import Freshness, age, entity_tag, freshness, strong
from kleark.client.transport import RefusedError, UnavailableError

if TYPE_CHECKING:
    from kleark.client.circuit import Circuit
    from kleark.client.transport import Reply

T = TypeVar("T")

MOST_KEPT = 128
"""Answers. There are 98 municipalities."""
LONGEST_MAX_AGE = 300
"""Seconds. Whatever a cache on the way says, what is live is asked for again after that."""
FLOOR = 5.0
"""Seconds between two questions for the same, whatever the headers say."""
GRACE = 300.0
"""Seconds that the API allows for the next answer to come, where the way has taken away that it says so."""
PROMISED = 360.0
"""Seconds after which every answer is stale, whatever a cache on the way says."""
SHORT_WAIT = 0.2
"""Seconds that a page waits for what is older than the API allows, where nobody has asked lately: it may come soon."""
SPARED = 30.0
"""Seconds more than a minute in which pages leave it to the next question that confirms all to confirm theirs."""


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

    def age(self, now: float) -> float:
        """Seconds since it was confirmed."""
        return max(0.0, now - self.confirmed_at)

    @property
    def until(self) -> float:
        """Its age from which on it is stale."""
        return min(PROMISED, max(FLOOR, self.max_age + self.while_revalidating))

    def answer(self, now: float) -> Answer[T]:
        """The answer. Whether it is stale follows from its age, and from nothing else."""
        return Answer(self.value, self.age(now), stale=self.age(now) >= self.until)


def cache_entry(value: T, tag: str | None, reply: Reply, have: CacheEntry[T] | None = None) -> CacheEntry[T]:
    """``value`` for as long as the reply's ``Cache-Control`` and ``Age`` say, counted from the question.

    ``have``: what is kept, where ``value`` is the same or a later one: what was confirmed stays confirmed, however
    long the reply was on its way.
    """
    allowed = freshness(reply.headers) or Freshness(FLOOR, GRACE)
    at = reply.asked_at - age(reply.headers)
    return CacheEntry(
        value,
        tag,
        confirmed_at=max(at, have.confirmed_at) if have else at,
        max_age=min(allowed.max_age, LONGEST_MAX_AGE),
        while_revalidating=min(allowed.while_revalidating or GRACE, LONGEST_MAX_AGE),
    )


def confirmed(have: CacheEntry[T], reply: Reply) -> CacheEntry[T]:
    """``have``, which the API says (304) is live still. Raises UnavailableError if it says so of another.

    What the 304 leaves out stays as it was (RFC 9111, 3.2 and 4.3.4).
    """
    tag = entity_tag(reply.headers)
    if strong(tag) != strong(have.tag) and (tag is not None or "etag" in reply.headers):
        raise UnavailableError("304 for another answer than the one that is kept")
    entry = cache_entry(have.value, have.tag, reply, have)
    if "cache-control" in reply.headers:
        return entry
    return replace(entry, max_age=have.max_age, while_revalidating=have.while_revalidating)


Ask = Callable[[CacheEntry[T] | None, float], CacheEntry[T]]
"""Given what is kept, and the seconds that are left. Raises UnavailableError, RefusedError."""


@dataclass
class _Slot(Generic[T]):
    asking: Lock = field(default_factory=Lock)
    kept: CacheEntry[T] | None = None
    failed: Callable[[], Exception] | None = None
    """Makes the error anew for each who asks: one that is raised again and again would hold on to every caller."""
    not_before: float = 0.0
    begun: bool = False
    """Whether somebody asks beside the page, or is about to."""


class Cache(Generic[T]):
    """Keeps the last good answer to each question. Several threads may share it.

    ``longest``: seconds after which an answer that was never confirmed again is no longer told. ``deadline``: seconds
    that a page waits at the most. ``beside``: does work beside the page. ``tell``: is told of each question.
    """

    def __init__(  # noqa: PLR0913, PLR0917 (made in one place, and anew there)
        self,
        clock: Callable[[], float],
        longest: float,
        deadline: float,
        circuit: Circuit,
        beside: Callable[[Callable[[], None]], None],
        tell: Callable[[Event], None],
    ) -> None:
        self._tell = tell
        self._clock = clock
        self._longest = longest
        self._deadline = deadline
        self._circuit = circuit
        self._beside = beside
        self._slots: OrderedDict[str, _Slot[T]] = OrderedDict()
        self._lock = Lock()
        self.spared_until = 0.0
        """Until then what is kept is being confirmed all at once, so no page needs to ask."""

    def answer(
        self,
        question: str,
        ask: Ask[T],
        short_wait: float = SHORT_WAIT,
    ) -> Answer[T]:
        """The answer that is kept while there is one; else what ``ask`` gives, or raises.

            0 s ── kept ──▶ 60 s ── kept, asked beside the page ──▶ 360 s ── stale, asked beside ──▶ a day ── asked

        Raises UnavailableError, or RefusedError, where nothing is kept.
        """
        slot = self._slot(question)
        have = self._usable(slot)
        if have is None:
            return self._first(slot, question, ask)
        now = self._clock()
        spared = now < self.spared_until
        due = have.until if spared else have.max_age
        if (
            have.age(now) >= due
            and not (spared and self._circuit.is_open)
            and not slot.begun
            and self._may_ask(slot, now)
        ):
            slot.begun = True
            work, done = finished(partial(self._beside_page, slot, question, ask))
            worth_a_wait = have.age(now) >= have.until and self._circuit.is_quiet()
            try:
                self._beside(work)
            except Exception:  # noqa: BLE001 (whatever the owner's executor says: a good answer is in hand)
                slot.begun = worth_a_wait = False
            if worth_a_wait:
                done.wait(min(short_wait, self._deadline))
            have = self._usable(slot) or have
        return have.answer(self._clock())

    def refresh(self, question: str, ask: Ask[T], *, urgent: bool = False) -> CacheEntry[T] | None:
        """Asks now, unless another does or a pause is due. What is kept then.

        ``urgent``: no pause but the API's own.
        """
        slot = self._slot(question)
        if self._may_ask(slot, self._clock()) or (urgent and not self._circuit.rests()):
            self._beside_page(slot, question, ask)
        return self._usable(slot)

    def entries(self) -> dict[str, CacheEntry[T]]:
        """What can be told, by its questions."""
        with self._lock:
            slots = list(self._slots.items())
        return {question: have for question, slot in slots if (have := self._usable(slot))}

    def can_tell(self, question: str) -> bool:
        """Whether something is kept that is not too old."""
        slot = self._slots.get(question)
        return slot is not None and self._usable(slot) is not None

    def everything(self) -> dict[str, CacheEntry[T]]:
        """What was ever answered, by its questions; also what is too old to be told until it is confirmed."""
        with self._lock:
            return {question: slot.kept for question, slot in self._slots.items() if slot.kept}

    def confirm(self, question: str, at: float, holds: Callable[[T], bool]) -> None:
        """What is kept is live as of ``at``, if it is what ``holds`` says; unless somebody asks for it right now."""
        slot = self._slot(question)
        if not slot.asking.acquire(blocking=False):
            return
        try:
            have = slot.kept
            if have is not None and have.confirmed_at < at and holds(have.value):
                slot.kept = replace(have, confirmed_at=at)
        finally:
            slot.asking.release()

    def forget(self, question: str) -> None:
        """As if it had never been asked for."""
        with self._lock:
            self._slots.pop(question, None)

    def put(self, question: str, entry: CacheEntry[T]) -> None:
        """Keeps ``entry``, unless something is kept."""
        slot = self._slot(question)
        if slot.kept is None:
            slot.kept = entry

    def anew(
        self,
        circuit: Circuit,
        beside: Callable[[Callable[[], None]], None],
        tell: Callable[[Event], None],
    ) -> Cache[T]:
        """The same, for a child: what is kept, with locks that nobody holds."""
        other: Cache[T] = Cache(self._clock, self._longest, self._deadline, circuit, beside, tell)
        for question, slot in list(self._slots.items()):
            other._slots[question] = _Slot(kept=slot.kept, failed=slot.failed, not_before=slot.not_before)
        return other

    def _may_ask(self, slot: _Slot[T], now: float) -> bool:
        return now >= slot.not_before and not self._circuit.rests()

    def _first(self, slot: _Slot[T], question: str, ask: Ask[T]) -> Answer[T]:
        """Nothing is kept: the page waits, for its own question or for another's, and not for one after the other."""
        ends = time.monotonic() + self._deadline
        if not slot.asking.acquire(timeout=self._deadline):
            raise UnavailableError("no time left")
        try:
            if self._usable(slot) is None:
                if slot.failed and self._clock() < slot.not_before:
                    raise slot.failed()
                if (left := ends - time.monotonic()) < SHORT_WAIT and left < self._deadline / 2:
                    raise UnavailableError("no time left")
                self._ask(slot, question, ask, left)
        finally:
            slot.asking.release()
        have = self._usable(slot)
        if have is None:
            raise slot.failed() if slot.failed else UnavailableError("what was kept is too old")
        return have.answer(self._clock())

    def _beside_page(self, slot: _Slot[T], question: str, ask: Ask[T]) -> None:
        try:
            if slot.asking.acquire(blocking=False):
                try:
                    self._ask(slot, question, ask, None)
                finally:
                    slot.asking.release()
        finally:
            slot.begun = False

    def _ask(self, slot: _Slot[T], question: str, ask: Ask[T], left: float | None) -> None:
        """Keeps what comes, or why nothing came. ``left``: seconds until a page's deadline; None: beside all pages."""
        began, wait = self._clock(), 0.0 if left is None else min(left, SHORT_WAIT)
        ends = time.monotonic() + (self._deadline if left is None else left)
        try:
            with self._circuit.turn(wait):
                kind, why = self._keep(slot, question, lambda have: ask(have, ends - time.monotonic()))
        except UnavailableError as error:  # not its turn
            slot.failed = partial(again, error)
            return
        have, now = self._usable(slot), self._clock()
        event = Event(kind, question or None, now - began, have.age(now) if have else None, why)
        with suppress(Exception):  # what watches the client must not stop it
            self._tell(event)

    def _keep(
        self, slot: _Slot[T], question: str, ask: Callable[[CacheEntry[T] | None], CacheEntry[T]]
    ) -> tuple[EventKind, str | None]:
        have = self._usable(slot)
        try:
            slot.kept = ask(have)
        except RefusedError as error:
            slot.failed = partial(RefusedError, error.status, error.kind, error.members)
            slot.not_before = self._clock() + FLOOR
            self._circuit.succeeded()
            return EventKind.REFUSED, error.kind
        except UnavailableError as error:
            slot.failed = partial(again, error)
            slot.not_before = self._clock() + max(AFTER_A_FAILURE, error.wait)
            self._circuit.failed(question, error)
            return EventKind.FAILED, str(error)
        slot.failed, slot.not_before = None, self._clock() + FLOOR
        self._circuit.succeeded()
        same = have is not None and slot.kept.value == have.value
        return EventKind.CONFIRMED if same else EventKind.FETCHED, None

    def _usable(self, slot: _Slot[T]) -> CacheEntry[T] | None:
        have = slot.kept
        return have if have and have.age(self._clock()) <= self._longest else None

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
