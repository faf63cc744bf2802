"""The client: three questions, each answered from memory while that holds."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kleark.client.cache import Answer
from kleark.client.core import Core, Settings, this_process
from kleark.client.elapsed import Elapsed
from kleark.client.parsing import Visit
from kleark.client.readiness import Readiness
from kleark.client.transport import RefusedError, UnavailableError
from kleark.exposure.decision import decide_each

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable

    import urllib3

    from kleark.client.event import Event
    from kleark.client.parsing import Configuration, LiveMunicipality
    from kleark.exposure.case import Case

DEADLINE = 3.0
"""Seconds. A citizen's page waits."""
LONGEST = 24 * 60 * 60.0 + 600
"""Seconds in which the last known good answer is told while the API is down: a day, and until it is found up again."""
REFRESH_EVERY = 60.0
"""Seconds after which what is known is confirmed, beside all pages. As long as an answer holds."""

_CODE = re.compile(r"[0-9]{4}")
_ADDRESS = re.compile(
    r"https://[^/@?#]+(/[^?#]*)?|http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?(/[^?#]*)?"
)


class Client:
    """Make one for the whole process; several threads may share it, and a process that is forked from it.

    ``base_url``: of the API, without ``/v1``; https, but for this machine.
    ``pool``: for proxies, certificates or a size of its own.
    ``deadline``: seconds that a question may take, with all its tries. ``longest``: see `LONGEST`.
    ``rows_a_page``: read a configuration in pages of so many rows; None: at once.
    ``clock``: counts seconds up, those included in which the process was suspended.
    ``refresh_every``: seconds after which all that is known is confirmed; None: when a page needs it, or by `refresh`.
    ``snapshot``: a folder for what is known, so that a restart in an outage shows it; several processes may share it.
    ``on_event``: is told of each question, in the thread that asked it.
    ``beside``: does work beside the page; None: in a thread of the client's own. Tests take `at_once`.
    """

    def __init__(  # noqa: PLR0913 (each is named at the call)
        self,
        base_url: str,
        *,
        pool: urllib3.PoolManager | None = None,
        deadline: float = DEADLINE,
        longest: float = LONGEST,
        rows_a_page: int | None = None,
        clock: Callable[[], float] | None = None,
        pause: Callable[[float], None] = time.sleep,
        refresh_every: float | None = REFRESH_EVERY,
        beside: Callable[[Callable[[], None]], None] | None = None,
        snapshot: str | os.PathLike[str] | None = None,
        on_event: Callable[[Event], None] | None = None,
    ) -> None:
        if not _ADDRESS.fullmatch(base_url):
            raise ValueError("the API's address must begin with https:// and hold no password and no query")
        self._core = Core(
            Settings(
                base_url.rstrip("/"),
                pool,
                deadline,
                longest,
                rows_a_page,
                refresh_every,
                clock or Elapsed(),
                pause,
                beside,
                None if snapshot is None else Path(snapshot).absolute(),
                on_event,
            )
        )
        self._children: dict[tuple[int, int], Core] = {}

    def configuration(self, code: str) -> Answer[Configuration]:
        """What is live of a municipality, whole. Revision 0 where nothing was ever published.

        Raises RefusedError for a code that is no municipality's; UnavailableError where the API gives no good
        answer, and none is kept.
        """
        if not _CODE.fullmatch(code):
            raise RefusedError(400, "malformed-municipality-code")
        return self._here().configuration(code)

    def visit(self, code: str, cases: Iterable[Case]) -> Answer[Visit]:
        """Which of a visit's cases are shown, and with which card: by one revision, all of them.

        Decided here, by the function that the API's ``visning`` uses, from `configuration`: nothing about the citizen
        leaves the portal, and it goes on while the API is down. Raises as `configuration` does.
        """
        return self.decide(self.configuration(code), cases)

    def decide(self, told: Answer[Configuration], cases: Iterable[Case]) -> Answer[Visit]:
        """As `visit`, by a configuration that is in hand."""
        live, asked = told.value, tuple(cases)
        numbers = {case.kle_number for case in asked}
        rows = (
            [row for number in numbers for row in live.by_number.get(number, ())] if live.revision else None
        )
        visit = Visit(live.municipality_code, live.revision, live.digest, decide_each(asked, rows))
        return Answer(visit, told.age, told.stale)

    def municipalities(self) -> Answer[tuple[LiveMunicipality, ...]]:
        """The 98, and what is live of each. Raises UnavailableError."""
        return self._here().all_municipalities()

    def refresh(self) -> None:
        """Asks now, here, for what the client would ask for beside the pages. For an owner who drives it, and
        for tests.

        Raises nothing: what is known stays known.
        """
        self._here().refresh()

    def in_hand(self, code: str) -> Answer[Configuration] | None:
        """As `configuration`, without ever waiting: None where nothing is in memory yet."""
        core = self._here()
        return (
            core.configuration(code, 0)
            if _CODE.fullmatch(code) and core.configurations.can_tell(code)
            else None
        )

    def warm(self, codes: Iterable[str] | None = None) -> Readiness:
        """Fetches what is not known yet, some at a time, before the first visit. None: of all that ever published.

        Raises nothing: what could not be had is `Readiness.missing`, and is asked for again by calling this again.
        """
        core = self._here()
        try:
            wanted = (
                [one.code for one in self.municipalities().value if one.revision]
                if codes is None
                else list(codes)
            )
            core.unlisted = core.unlisted and codes is not None
        except (UnavailableError, RefusedError):
            wanted, core.unlisted = core.codes_on_disk(), True
        core.wanted = core.wanted.union(wanted)
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 (few warm, and once)

        with ThreadPoolExecutor(8, "kleark-client-warm") as threads:
            list(threads.map(self._try, wanted))
        return self.readiness()

    def readiness(self) -> Readiness:
        """What is in hand. Asks nothing."""
        core = self._here()
        now, kept = core.settings.clock(), core.configurations.entries()
        answers = [have.answer(now) for have in kept.values()]
        return Readiness(
            known=len(kept),
            missing=tuple(sorted(core.wanted - kept.keys())),
            oldest=max((one.age for one in answers), default=None),
            stale=sum(one.stale for one in answers),
            api_answers=not core.circuit.is_open,
            listed=not core.unlisted,
        )

    def expect(self, code: str, revision: int) -> None:
        """At least ``revision`` is live, as ConfigPublished says: it is fetched beside the pages, at once.

        By its number, ``/versioner/12``: no cache on the way can have an older one there. Of a municipality that is
        not known here nothing is fetched before it is needed.
        """
        if not _CODE.fullmatch(code) or revision < 1:
            raise ValueError("no municipality code, or no revision")
        self._here().expect(code, revision)

    def forget(self, code: str) -> None:
        """As if ``code`` had never been asked for: for an API that was set back to an earlier state."""
        self._here().forget(code)

    def close(self) -> None:
        """Lets go of connections and thread. What is asked afterwards makes them anew."""
        core = self._here()
        core.close()
        self._core = Core(core.settings, core)

    def _try(self, code: str) -> None:
        with suppress(UnavailableError, RefusedError):
            self.configuration(code)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _here(self) -> Core:
        """The client of this process. After a fork nothing of the parent's is used but what it knew."""
        core = self._core
        if core.process != (here := this_process()):
            # Of several threads that come here at once, all get the one that is first.
            core = self._core = self._children.setdefault(here, Core(core.settings, core))
            self._children = {here: core}
        return core

    def __getstate__(self) -> tuple[Settings, dict[str, Any]]:
        """To be handed to a process that is not forked: the same client, with what it knows."""
        core = self._here()
        return core.settings, core.known()

    def __setstate__(self, state: tuple[Settings, dict[str, Any]]) -> None:
        settings, known = state
        self._core, self._children = Core(settings), {}
        self._core.learn(known)
