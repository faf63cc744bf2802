"""The client: three questions, each answered from memory while that holds."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from kleark.client.cache import Answer
from kleark.client.core import Core, Settings, this_process
from kleark.client.elapsed import Elapsed
from kleark.client.parsing import Visit
from kleark.client.transport import RefusedError
from kleark.exposure.decision import decide_each

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import urllib3

    from kleark.client.parsing import Configuration, LiveMunicipality
    from kleark.exposure.case import Case

DEADLINE = 3.0
"""Seconds. A citizen's page waits."""
LONGEST = 24 * 60 * 60.0
"""Seconds in which the last known good answer is told while the API is down."""
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
            )
        )

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
        told = self.configuration(code)
        live, asked = told.value, tuple(cases)
        numbers = {case.kle_number for case in asked}
        rows = (
            [row for number in numbers for row in live.by_number.get(number, ())] if live.revision else None
        )
        visit = Visit(code, live.revision, live.digest, decide_each(asked, rows))
        return Answer(visit, told.age, told.stale)

    def municipalities(self) -> Answer[tuple[LiveMunicipality, ...]]:
        """The 98, and what is live of each. Raises UnavailableError."""
        return self._here().list()

    def refresh(self) -> None:
        """Asks now, here, for what the client would ask for beside the pages. For an owner who drives it, and
        for tests.

        Raises nothing: what is known stays known.
        """
        self._here().refresh()

    def forget(self, code: str) -> None:
        """As if ``code`` had never been asked for: for an API that was set back to an earlier state."""
        core = self._here()
        core.configurations.forget(code)
        core.forget_list()

    def close(self) -> None:
        """Lets go of connections and thread. What is asked afterwards makes them anew."""
        self._here().close()
        self._core = Core(self._core.settings, self._core)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _here(self) -> Core:
        """The client of this process. After a fork nothing of the parent's is used but what it knew."""
        core = self._core
        if core.process != this_process():
            core = self._core = Core(core.settings, core)
        return core
