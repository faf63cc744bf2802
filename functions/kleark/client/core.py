"""What a client is in one process: its connections, its locks, its thread, and what it knows."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kleark.client.beside import Worker
from kleark.client.cache import SHORT_WAIT, SPARED, Ask, Cache, CacheEntry
from kleark.client.circuit import Circuit
from kleark.client.connections import pool_of_connections
from kleark.client.event import Event, EventKind
from kleark.client.questions import ConfigurationQuestion, Municipalities, Save, ask_municipalities
from kleark.client.snapshot_folder import SnapshotFolder
from kleark.client.transport import TRIES, Api

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import urllib3

    from kleark.client.cache import Answer
    from kleark.client.parsing import Configuration

ANNOUNCED = 360.0
"""Seconds: the longest that a cache on the way may tell what was live before."""
_LIST = ""
_forks = 0


def _forked() -> None:
    global _forks  # noqa: PLW0603 (a child may have its parent's number, in a namespace of its own)
    _forks += 1


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


def this_process() -> tuple[int, int]:
    """Differs after every fork, also one that Python was not told of (uWSGI)."""
    return os.getpid(), _forks


def _nobody(_: Event) -> None:
    """Is told, and does nothing."""


@dataclass(frozen=True, slots=True)
class Settings:
    """As `Client` takes them. ``pool``: the caller's own, or None."""

    base_url: str
    pool: urllib3.PoolManager | None
    deadline: float
    longest: float
    rows_a_page: int | None
    refresh_every: float | None
    clock: Callable[[], float]
    pause: Callable[[float], None]
    beside: Callable[[Callable[[], None]], None] | None
    snapshot: Path | None = None
    on_event: Callable[[Event], None] | None = None


class Core:
    """Of one process. ``parent``: what it was in the one that this was forked from."""

    def __init__(self, settings: Settings, parent: Core | None = None) -> None:
        self.process = this_process()
        self.settings = settings
        pool = settings.pool or pool_of_connections(8)
        if parent is not None and settings.pool is not None:
            # Connections and locks of the parent are left to it, without a word: a word would go to the API.
            settings.pool.pools = type(settings.pool.pools)(settings.pool.pools._maxsize)
        self.api = Api(settings.base_url, pool, settings.deadline, settings.clock, settings.pause)
        self.worker = Worker(self.refresh, settings.refresh_every)
        beside = self.beside = settings.beside or self.worker
        self.folder = SnapshotFolder(settings.snapshot, settings.base_url) if settings.snapshot else None
        self.announced: dict[str, tuple[int, float]] = dict(parent.announced) if parent else {}
        self.wanted: frozenset[str] = parent.wanted if parent else frozenset()
        self.unlisted: bool = parent.unlisted if parent else False
        """Whether all were to be warmed, and nobody said which they are."""
        self._looked_up: set[str] = set(parent._looked_up) if parent else set()
        self._list_body: bytes | None = parent._list_body if parent else None
        if parent is None:
            self.circuit = Circuit(settings.clock)
            self.configurations: Cache[Configuration] = Cache(
                settings.clock, settings.longest, settings.deadline, self.circuit, beside, self._tell
            )
            self.municipalities: Cache[Municipalities] = Cache(
                settings.clock, settings.longest, settings.deadline, self.circuit, beside, self._tell
            )
        else:
            self.circuit = parent.circuit.anew()
            self.configurations = parent.configurations.anew(self.circuit, beside, self._tell)
            self.municipalities = parent.municipalities.anew(self.circuit, beside, self._tell)

    def configuration(self, code: str, short_wait: float = SHORT_WAIT) -> Answer[Configuration]:
        """See `Client.configuration`. ``short_wait``: seconds for what is older than the API allows."""
        self._look_up(code)
        answer = self.configurations.answer(code, self._asking(code), short_wait)
        self._tick()
        return answer

    def all_municipalities(self) -> Answer[Municipalities]:
        """See `Client.municipalities`."""
        self._look_up(_LIST)
        answer = self.municipalities.answer(_LIST, self._list)
        self._tick()
        return answer

    def codes_on_disk(self) -> list[str]:
        """Of all that something is known of after a restart."""
        return self.folder.codes() if self.folder else []

    def known(self) -> dict[str, Any]:
        """What is known, for another process, whose clock may count from another moment."""
        return {
            "at": time.time(),
            "now": self.settings.clock(),
            "configurations": self.configurations.everything(),
            "municipalities": self.municipalities.everything(),
            "wanted": self.wanted,
            "unlisted": self.unlisted,
        }

    def learn(self, known: dict[str, Any]) -> None:
        """The opposite of `known`. What is known grew older on its way, by the wall clock."""
        later = self.settings.clock() - known["now"] - max(0.0, time.time() - known["at"])
        for cache, entries in (
            (self.configurations, known["configurations"]),
            (self.municipalities, known["municipalities"]),
        ):
            for question, entry in entries.items():
                cache.put(question, replace(entry, confirmed_at=entry.confirmed_at + later))
        self.wanted, self.unlisted = known["wanted"], known["unlisted"]

    def refresh(self) -> None:
        """Confirms what is kept: of one municipality by asking for it, of several by the list, and by asking
        for those that changed.
        """
        kept = self.configurations.everything()
        listed = self.municipalities.everything()
        if len(kept) == 1 and not listed:
            [code] = kept
            self.configurations.refresh(code, self._asking(code))
        elif kept or listed:
            told = self.municipalities.refresh(_LIST, self._list)
            if told is not None:
                self._confirm(kept, told)
        if self.circuit.is_open:
            self._spare()

    def expect(self, code: str, revision: int) -> None:
        """See `Client.expect`."""
        self.announced[code] = (max(revision, self._announced(code)), self.settings.clock())
        have = self.configurations.entries().get(code)
        if have is None or have.value.revision >= revision:
            return
        question = ConfigurationQuestion(code, self.settings.rows_a_page, revision, self._saving())

        def ask(have: CacheEntry[Configuration] | None, left: float) -> CacheEntry[Configuration]:
            return self.api.persistently(lambda one: question.ask_numbered(have, one), within=left)

        def fetch() -> None:
            self.configurations.refresh(code, ask, urgent=True)

        self.beside(fetch)

    def forget(self, code: str) -> None:
        """See `Client.forget`. The list goes, too: its number for the municipality was as wrong."""
        self.configurations.forget(code)
        self.municipalities.forget(_LIST)
        self.announced.pop(code, None)
        if self.folder is not None:
            self._looked_up |= {code, _LIST}
            self._list_body = None
            self.folder.forget(code)

    def close(self) -> None:
        """Lets go of connections and thread."""
        self.worker.stop()
        self.api.pool.clear()

    def _confirm(self, kept: dict[str, CacheEntry[Configuration]], told: CacheEntry[Municipalities]) -> None:
        listed = {one.code: one for one in told.value}
        now = self.settings.clock()
        if told.age(now) < told.until:
            self._spare()
        for code, have in kept.items():
            live = listed.get(code)
            if live is None or live.revision < max(have.value.revision, self._announced(code)):
                # The list is behind, so each is asked for by itself.
                if have.age(now) >= have.max_age or have.value.revision < self._announced(code):
                    self.configurations.refresh(code, self._asking(code))
            elif (live.revision, live.digest) == (have.value.revision, have.value.digest):
                self.configurations.confirm(
                    code,
                    told.confirmed_at,
                    lambda value, live=live: (value.revision, value.digest) == (live.revision, live.digest),  # type: ignore[misc]
                )
                self._confirm_on_disk(code)
            else:
                self.configurations.refresh(code, self._asking(code, live.revision))

    def _spare(self) -> None:
        """Pages leave it to the next refresh to ask."""
        until = self.settings.clock() + (self.settings.refresh_every or 0) + SPARED
        self.configurations.spared_until = until

    def _asking(self, code: str, at_least: int = 0) -> Ask[Configuration]:
        def ask(have: CacheEntry[Configuration] | None, left: float) -> CacheEntry[Configuration]:
            expected = max(at_least, self._announced(code))
            question = ConfigurationQuestion(code, self.settings.rows_a_page, expected, self._saving())
            return self.api.persistently(lambda one: question.ask(have, one), self._tries(), left)

        return ask

    def _list(self, have: CacheEntry[Municipalities] | None, left: float) -> CacheEntry[Municipalities]:
        save = self._save_list if self.folder else None
        return self.api.persistently(lambda one: ask_municipalities(have, one, save), self._tries(), left)

    def _tries(self) -> int:
        """One while the API is down: the next question is the next try."""
        return 1 if self.circuit.is_open else TRIES

    def _announced(self, code: str) -> int:
        """What an event said, for as long as caches on the way may not know it."""
        revision, at = self.announced.get(code, (0, 0.0))
        return revision if self.settings.clock() - at < ANNOUNCED else 0

    def _look_up(self, question: str) -> None:
        """Once in a process: what the disk knows of it."""
        if self.folder is None or question in self._looked_up:
            return
        self._looked_up.add(question)
        now = self.settings.clock()
        if question == _LIST:
            if found := self.folder.load_list(now):
                self._list_body, listed = found
                self.municipalities.put(_LIST, listed)
        elif entry := self.folder.load(question, now):
            self.configurations.put(question, entry)

    def _saving(self) -> Save | None:
        folder = self.folder
        if folder is None:
            return None

        def save(entry: CacheEntry[Configuration], rows: list[Any], above: int) -> None:
            read, tag = entry.value, entry.tag
            age = entry.age(self.settings.clock())
            code = read.municipality_code
            with suppress(Exception):  # an executor of the owner's that takes nothing any more
                self.beside(lambda: self._on_disk(code, lambda: folder.save(read, rows, tag, age, above)))

        return save

    def _save_list(self, body: bytes, entry: CacheEntry[Municipalities]) -> None:
        folder, age = self.folder, entry.age(self.settings.clock())
        self._list_body = body
        if folder is not None:
            with suppress(Exception):
                self.beside(lambda: self._on_disk(None, lambda: folder.save_list(body, age)))

    def _on_disk(self, code: str | None, work: Callable[[], None]) -> None:
        try:
            work()
        except (OSError, ValueError) as error:
            if self.settings.on_event is not None:
                with suppress(Exception):
                    self.settings.on_event(Event(EventKind.NOT_SAVED, code, why=type(error).__name__))

    def _tell(self, event: Event) -> None:
        """A file is as old as its last confirmation."""
        if event.kind is EventKind.CONFIRMED:
            self._confirm_on_disk(event.municipality_code)
        (self.settings.on_event or _nobody)(event)

    def _confirm_on_disk(self, code: str | None) -> None:
        folder, now = self.folder, self.settings.clock()
        if folder is None:
            return
        if code is not None and (have := self.configurations.entries().get(code)):
            self._on_disk(code, lambda: folder.confirm(have.value, have.tag, have.age(now)))
        listed, body = self.municipalities.entries().get(_LIST), self._list_body
        if code is None and listed is not None and body is not None:
            self._on_disk(code, lambda: folder.confirm_list(body, listed.age(now)))

    def _tick(self) -> None:
        if self.settings.beside is None and self.settings.refresh_every is not None:
            self.worker.start()
