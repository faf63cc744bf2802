"""What a client is in one process: its connections, its locks, its thread, and what it knows."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kleark.client.beside import Worker
from kleark.client.cache import SHORT_WAIT, SPARED, Cache, CacheEntry
from kleark.client.circuit import Circuit
from kleark.client.connections import pool_of_connections
from kleark.client.event import Event, EventKind
from kleark.client.questions import ConfigurationQuestion, Municipalities, ask_municipalities
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
        tell = settings.on_event or _nobody
        self.folder = SnapshotFolder(settings.snapshot, settings.base_url) if settings.snapshot else None
        self.announced: dict[str, tuple[int, float]] = dict(parent.announced) if parent else {}
        self.wanted: frozenset[str] = parent.wanted if parent else frozenset()
        self._looked_up: set[str] = set(parent._looked_up) if parent else set()
        if parent is None:
            self.circuit = Circuit(settings.clock)
            self.configurations: Cache[Configuration] = Cache(
                settings.clock, settings.longest, settings.deadline, self.circuit, beside, self._tell
            )
            self.municipalities: Cache[Municipalities] = Cache(
                settings.clock, settings.longest, settings.deadline, self.circuit, beside, tell
            )
        else:
            self.circuit = parent.circuit.anew()
            self.configurations = parent.configurations.anew(self.circuit, beside, self._tell)
            self.municipalities = parent.municipalities.anew(self.circuit, beside, tell)

    def configuration(self, code: str, short_wait: float = SHORT_WAIT) -> Answer[Configuration]:
        """See `Client.configuration`. ``short_wait``: seconds for what is older than the API allows."""
        if self.folder is not None and code not in self._looked_up:
            self._looked_up.add(code)
            if entry := self.folder.load(code, self.settings.clock()):
                self.configurations.put(code, entry)
        answer = self.configurations.answer(code, self._asking(code), short_wait)
        self._tick()
        return answer

    def all_municipalities(self) -> Answer[Municipalities]:
        """See `Client.municipalities`."""
        answer = self.municipalities.answer(_LIST, self._list)
        self._tick()
        return answer

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

        def ask(have: CacheEntry[Configuration] | None) -> CacheEntry[Configuration]:
            return self.api.persistently(lambda one: question.ask_numbered(have, one))

        def fetch() -> None:
            self.configurations.refresh(code, ask, urgent=True)

        self.beside(fetch)

    def forget(self, code: str) -> None:
        """See `Client.forget`. The list goes, too: its number for the municipality was as wrong."""
        self.configurations.forget(code)
        self.municipalities.forget(_LIST)
        self.announced.pop(code, None)
        if self.folder is not None:
            self._looked_up.add(code)
            self.folder.forget(code)

    def close(self) -> None:
        """Lets go of connections and thread."""
        self.worker.stop()
        self.api.pool.clear()

    def _confirm(self, kept: dict[str, CacheEntry[Configuration]], told: CacheEntry[Municipalities]) -> None:
        listed = {one.code: one for one in told.value}
        if told.age(self.settings.clock()) < told.until:
            self._spare()
        for code, have in kept.items():
            live = listed.get(code)
            if live is None:
                continue
            if (live.revision, live.digest) == (have.value.revision, have.value.digest):
                self.configurations.confirm(
                    code,
                    told.confirmed_at,
                    lambda value, live=live: (value.revision, value.digest) == (live.revision, live.digest),  # type: ignore[misc]
                )
                self._confirm_on_disk(code)
            elif live.revision >= have.value.revision:
                self.configurations.refresh(code, self._asking(code, live.revision))

    def _spare(self) -> None:
        """Pages leave it to the next refresh to ask."""
        until = self.settings.clock() + (self.settings.refresh_every or 0) + SPARED
        self.configurations.spared_until = until

    def _asking(
        self, code: str, at_least: int = 0
    ) -> Callable[[CacheEntry[Configuration] | None], CacheEntry[Configuration]]:
        expected = max(at_least, self._announced(code))
        question = ConfigurationQuestion(code, self.settings.rows_a_page, expected, self._saving())
        return lambda have: self.api.persistently(lambda one: question.ask(have, one), self._tries())

    def _list(self, have: CacheEntry[Municipalities] | None) -> CacheEntry[Municipalities]:
        return self.api.persistently(lambda one: ask_municipalities(have, one), self._tries())

    def _tries(self) -> int:
        """One while the API is down: the next question is the next try."""
        return 1 if self.circuit.is_open else TRIES

    def _announced(self, code: str) -> int:
        """What an event said, for as long as caches on the way may not know it."""
        revision, at = self.announced.get(code, (0, 0.0))
        return revision if self.settings.clock() - at < ANNOUNCED else 0

    def _saving(self) -> Callable[[Configuration, list[Any], str | None], None] | None:
        folder = self.folder
        if folder is None:
            return None

        def save(read: Configuration, rows: list[Any], tag: str | None) -> None:
            self.beside(lambda: self._on_disk(read.municipality_code, lambda: folder.save(read, rows, tag)))

        return save

    def _on_disk(self, code: str, work: Callable[[], None]) -> None:
        try:
            work()
        except (OSError, ValueError) as error:
            if self.settings.on_event is not None:
                with suppress(Exception):
                    self.settings.on_event(Event(EventKind.NOT_SAVED, code, why=type(error).__name__))

    def _tell(self, event: Event) -> None:
        """Of a configuration. Its file is as old as its last confirmation."""
        code = event.municipality_code
        if self.folder is not None and event.kind is EventKind.CONFIRMED and code is not None:
            self._confirm_on_disk(code)
        (self.settings.on_event or _nobody)(event)

    def _confirm_on_disk(self, code: str) -> None:
        folder, have = self.folder, self.configurations.entries().get(code)
        if folder is not None and have is not None and have.value.revision:
            self._on_disk(code, lambda: folder.confirm(code, have.value.revision))

    def _tick(self) -> None:
        if self.settings.beside is None and self.settings.refresh_every is not None:
            self.worker.start()
