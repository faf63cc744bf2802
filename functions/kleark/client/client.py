"""The client: three questions, each answered from memory while that holds."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import urllib3

from kleark.client.cache import Answer, Cache, CacheEntry, cache_entry, confirmed, strong
from kleark.client.parsing import (
    Configuration,
    LiveMunicipality,
    Page,
    Visit,
    configuration_of,
    municipalities_of,
    page_of,
)
from kleark.client.transport import Api, RefusedError, UnavailableError
from kleark.exposure.decision import decide_each

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kleark.client.transport import Attempt, Reply
    from kleark.exposure.case import Case

DEADLINE = 3.0
"""Seconds. A citizen's page waits."""
LONGEST = 24 * 60 * 60.0
"""Seconds in which the last known good answer is told while the API is down."""

_CODE = re.compile(r"[0-9]{4}")
_ADDRESS = re.compile(
    r"https://[^/@?#]+(/[^?#]*)?|http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?(/[^?#]*)?"
)
_HOLDS, _WHILE_REVALIDATING = 60.0, 300.0
"""Seconds. That nothing was ever published is asked for as seldom as what was; a problem has no age of its own."""


class Client:
    """Make one for the whole process; several threads may share it. It keeps its connections open.

    ``base_url``: of the API, without ``/v1``; https, but for this machine.
    ``pool``: for proxies, certificates or a size of its own.
    ``deadline``: seconds that a question may take, with all its tries. ``longest``: see `LONGEST`.
    ``rows_a_page``: read a configuration in pages of so many rows; None: at once.
    """

    def __init__(  # noqa: PLR0913 (each is named at the call)
        self,
        base_url: str,
        *,
        pool: urllib3.PoolManager | None = None,
        deadline: float = DEADLINE,
        longest: float = LONGEST,
        rows_a_page: int | None = None,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        if not _ADDRESS.fullmatch(base_url):
            raise ValueError("the API's address must begin with https:// and hold no password and no query")
        self._api = Api(base_url.rstrip("/"), pool or urllib3.PoolManager(maxsize=8), deadline, clock, pause)
        self._rows_a_page = rows_a_page
        self._configurations: Cache[Configuration] = Cache(clock, longest)
        self._municipalities: Cache[tuple[LiveMunicipality, ...]] = Cache(clock, longest)

    def configuration(self, code: str) -> Answer[Configuration]:
        """What is live of a municipality, whole. Revision 0 where nothing was ever published.

        Raises RefusedError for a code that is no municipality's; UnavailableError where the API gives no good
        answer, and none is kept.
        """
        if not _CODE.fullmatch(code):
            raise RefusedError(400, "malformed-municipality-code")

        def ask(have: CacheEntry[Configuration] | None) -> CacheEntry[Configuration]:
            return self._api.persistently(lambda one: self._read_configuration(code, have, one))

        return self._configurations.answer(code, ask)

    def visit(self, code: str, cases: Iterable[Case]) -> Answer[Visit]:
        """Which of a visit's cases are shown, and with which card: by one revision, all of them.

        Decided here, by the function that the API's ``visning`` uses, from `configuration`: a visit costs a
        question once a minute at most, nothing about the citizen leaves the portal, and it goes on while the
        API is down. Raises as `configuration` does.
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

        def ask(
            have: CacheEntry[tuple[LiveMunicipality, ...]] | None,
        ) -> CacheEntry[tuple[LiveMunicipality, ...]]:
            return self._api.persistently(lambda one: _read_municipalities(have, one))

        return self._municipalities.answer("", ask)

    def _read_configuration(
        self, code: str, have: CacheEntry[Configuration] | None, one: Attempt
    ) -> CacheEntry[Configuration]:
        path = f"/v1/kommuner/{code}/konfiguration"
        query = f"?antal={self._rows_a_page}" if self._rows_a_page else ""
        try:
            reply = one.get(path + query, have.tag if have else None)
        except RefusedError as error:
            if error.kind != "nothing-published":
                raise
            nothing = Configuration(code, 0, None, None, ())
            return _no_step_back(
                have, CacheEntry(nothing, None, self._api.clock(), _HOLDS, _WHILE_REVALIDATING)
            )
        if reply.status == 304:
            if have is None or have.tag is None:
                raise UnavailableError("304 although nothing is kept")
            return confirmed(have, reply)
        read = configuration_of(code, _pages(path, reply, one))
        return _no_step_back(have, cache_entry(read, _fitting_tag(read, reply), reply))


def _pages(path: str, first: Reply, one: Attempt) -> list[Page]:
    """All pages. Their cursor names the first one's revision, so what is published meanwhile does not matter."""
    pages = [page_of(first.body, first.headers.get("link", ""))]
    while (query := pages[-1].following) is not None:
        if not pages[-1].rows:
            raise UnavailableError("pages without end")
        try:
            reply = one.get(path + query)
        except RefusedError as error:
            raise UnavailableError(f"a page is gone: {error.kind}") from None
        pages.append(page_of(reply.body, reply.headers.get("link", "")))
    return pages


def _fitting_tag(read: Configuration, reply: Reply) -> str | None:
    """The reply's tag if it is one of this revision and digest, as ``RevisionETag`` in the API's description.

    A cache that gives an old body with a new tag would otherwise be believed (304) for ever after.
    """
    tag = reply.headers.get("etag")
    fits = (strong(tag) or "").startswith(f'"{read.revision}-{(read.digest or "")[:16]}-')
    return tag if fits else None


def _no_step_back(
    have: CacheEntry[Configuration] | None, read: CacheEntry[Configuration]
) -> CacheEntry[Configuration]:
    """Revisions only count up: an older one comes from a cache, and the same one cannot have other rows."""
    if have is not None:
        old, new = have.value, read.value
        if new.revision < old.revision or (new.revision == old.revision and new.digest != old.digest):
            raise UnavailableError("an older revision than the one that is kept")
    return read


def _read_municipalities(
    have: CacheEntry[tuple[LiveMunicipality, ...]] | None, one: Attempt
) -> CacheEntry[tuple[LiveMunicipality, ...]]:
    reply = one.get("/v1/kommuner", have.tag if have else None)
    if reply.status == 304:
        if have is None or have.tag is None:
            raise UnavailableError("304 although nothing is kept")
        return confirmed(have, reply)
    read = municipalities_of(reply.body)
    if have is not None:
        known = {old.code: old.revision for old in have.value}
        if any(new.revision < known.get(new.code, 0) for new in read):
            raise UnavailableError("an older list than the one that is kept")
    return cache_entry(read, reply.headers.get("etag"), reply)
