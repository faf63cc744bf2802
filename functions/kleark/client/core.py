"""What a client is in one process: its connections, its locks, its thread, and what it knows."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.client.beside import Worker
from kleark.client.cache import SPARED, Cache, CacheEntry
from kleark.client.circuit import Circuit
from kleark.client.connections import pool_of_connections
from kleark.client.questions import ConfigurationQuestion, Municipalities, ask_municipalities
from kleark.client.transport import Api

if TYPE_CHECKING:
    from collections.abc import Callable

    import urllib3

    from kleark.client.cache import Answer
    from kleark.client.parsing import Configuration

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
        beside = settings.beside or self.worker
        if parent is None:
            self.circuit = Circuit(settings.clock)
            self.configurations: Cache[Configuration] = Cache(
                settings.clock, settings.longest, settings.deadline, self.circuit, beside
            )
            self.municipalities: Cache[Municipalities] = Cache(
                settings.clock, settings.longest, settings.deadline, self.circuit, beside
            )
        else:
            self.circuit = parent.circuit.anew()
            self.configurations = parent.configurations.anew(self.circuit, beside)
            self.municipalities = parent.municipalities.anew(self.circuit, beside)

    def configuration(self, code: str) -> Answer[Configuration]:
        """See `Client.configuration`."""
        answer = self.configurations.answer(code, self._asking(code))
        self._tick()
        return answer

    def list(self) -> Answer[Municipalities]:
        """See `Client.municipalities`."""
        answer = self.municipalities.answer(_LIST, self._list)
        self._tick()
        return answer

    def refresh(self) -> None:
        """Confirms what is kept: of one municipality by asking for it, of several by the list, and by asking
        for those that changed.
        """
        kept = self.configurations.entries()
        listed = self.municipalities.entries()
        if len(kept) == 1 and not listed:
            [code] = kept
            self.configurations.refresh(code, self._asking(code))
        elif kept or listed:
            told = self.municipalities.refresh(_LIST, self._list)
            if told is not None:
                self._confirm(kept, told)

    def forget_list(self) -> None:
        """As if the list had never been asked for."""
        self.municipalities.forget(_LIST)

    def close(self) -> None:
        """Lets go of connections and thread."""
        self.worker.stop()
        self.api.pool.clear()

    def _confirm(self, kept: dict[str, CacheEntry[Configuration]], told: CacheEntry[Municipalities]) -> None:
        listed = {one.code: one for one in told.value}
        if told.age(self.settings.clock()) < told.until:
            self.configurations.spared_until = self.settings.clock() + (
                (self.settings.refresh_every or 0) + SPARED
            )
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
            elif live.revision >= have.value.revision:
                self.configurations.refresh(code, self._asking(code, live.revision))

    def _asking(
        self, code: str, at_least: int = 0
    ) -> Callable[[CacheEntry[Configuration] | None], CacheEntry[Configuration]]:
        question = ConfigurationQuestion(code, self.settings.rows_a_page, at_least)
        return lambda have: self.api.persistently(lambda one: question.ask(have, one))

    def _list(self, have: CacheEntry[Municipalities] | None) -> CacheEntry[Municipalities]:
        return self.api.persistently(lambda one: ask_municipalities(have, one))

    def _tick(self) -> None:
        if self.settings.beside is None and self.settings.refresh_every is not None:
            self.worker.start()
