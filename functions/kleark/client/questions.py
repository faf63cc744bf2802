"""What is asked of the API, and what of its answers is believed beside what is known already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kleark.client.cache import CacheEntry, cache_entry, confirmed
from kleark.client.parsing import (
    Configuration,
    LiveMunicipality,
    Page,
    configuration_of,
    fitting_list_tag,
    fitting_tag,
    is_of_nothing,
    municipalities_of,
    page_of,
)
from kleark.client.reply_headers import entity_tag
from kleark.client.transport import LARGEST, RefusedError, UnavailableError

if TYPE_CHECKING:
    from kleark.client.transport import Attempt, Reply

_HOLDS, _WHILE_REVALIDATING = 60.0, 300.0
"""Seconds. That nothing was ever published is asked for as seldom as what was; a problem has no age of its own."""

ROWS_THAT_COME_UNPACKED = 1_000
"""On a page: the most that the API takes."""
TWO_MORE = 135.0
"""Seconds: two minutes, and what their questions take."""

Municipalities = tuple[LiveMunicipality, ...]


Save = Callable[[CacheEntry[Configuration], list[Any], int], None]
"""Keeps on the disk: an entry, its rows as they came, and the revision that it takes the place of."""


@dataclass(frozen=True, slots=True)
class ConfigurationQuestion:
    """What is live of ``code``. ``at_least``: the revision that is known to be live already, by a list or an event."""

    code: str
    rows_a_page: int | None = None
    at_least: int = 0
    save: Save | None = None

    def ask(self, have: CacheEntry[Configuration] | None, one: Attempt) -> CacheEntry[Configuration]:
        """The answer, as it is kept. Raises UnavailableError, RefusedError."""
        path = f"/v1/kommuner/{self.code}/konfiguration"
        # The last try takes all at once: what is on the way may drop the links between pages.
        query = f"?antal={self.rows_a_page}" if self.rows_a_page and not one.again else ""
        known = have.tag if have and have.value.revision >= self.at_least else None
        asked_at = one.api.clock()
        try:
            try:
                reply = one.get(path + query, known, past_caches=_needs_a_recent_one(have, one))
            except RefusedError as error:
                if error.kind != "only-compressed":
                    raise
                # Something on the way has taken away that the client reads gzip.
                reply = one.get(f"{path}?antal={ROWS_THAT_COME_UNPACKED}", known)
        except RefusedError as error:
            nothing = _no_step_back(have, self._nothing(error, asked_at, one), one)
            self._keep_on_disk(nothing, [], have)
            return nothing
        if reply.status == 304:
            if have is None or known is None:
                raise UnavailableError("304 although nothing is kept")
            return confirmed(have, reply)
        pages = _pages(path, reply, one)
        read = configuration_of(self.code, pages)
        tag = fitting_tag(read, entity_tag(reply.headers))
        if read.revision < self.at_least and not one.again:
            raise UnavailableError("an older revision than the one that is said to be live")
        same = have if have and have.value.revision <= read.revision else None
        entry = _no_step_back(have, cache_entry(read, tag, reply, same), one)
        self._keep_on_disk(entry, pages, have)
        return entry

    def ask_numbered(self, have: CacheEntry[Configuration] | None, one: Attempt) -> CacheEntry[Configuration]:
        """The revision ``at_least`` itself. No cache on the way can have an older one at its address.

        It does not say that it is live, so it counts as due from the beginning. Raises UnavailableError, RefusedError.
        """
        path = f"/v1/kommuner/{self.code}/versioner/{self.at_least}"
        reply = one.get(path)
        if reply.status != 200:
            raise UnavailableError("304 although no tag was sent")
        pages = _pages(path, reply, one)
        read = configuration_of(self.code, pages)
        if read.revision != self.at_least:
            raise UnavailableError("another revision than the one that was asked for")
        at = max(one.api.clock() - _HOLDS, have.confirmed_at if have else 0.0)
        tag = fitting_tag(read, entity_tag(reply.headers))  # the same as of what is live: it is the same text
        entry = _no_step_back(have, CacheEntry(read, tag, at, _HOLDS, _WHILE_REVALIDATING), one)
        self._keep_on_disk(entry, pages, have)
        return entry

    def _keep_on_disk(
        self, entry: CacheEntry[Configuration], pages: list[Page], have: CacheEntry[Configuration] | None
    ) -> None:
        if self.save is not None:
            rows = [row for page in pages for row in page.rows]
            self.save(entry, rows, have.value.revision if have else 0)

    def _nothing(self, error: RefusedError, asked_at: float, one: Attempt) -> CacheEntry[Configuration]:
        """That nothing was ever published, if the answer proves to be about this municipality. Raises RefusedError.

        One that names nobody, as APIs before 0.1.0 gave it, is asked for once more over a connection of its own, past
        the caches: there it can be nobody else's.
        """
        if error.kind != "nothing-published":
            if error.members.get("municipalityCode", self.code) != self.code:
                raise UnavailableError("an answer about another municipality") from None
            raise error
        of_this = is_of_nothing(error.members, self.code)
        if of_this is False or (of_this is None and not one.again):
            raise UnavailableError("an answer that does not name this municipality") from None
        if self.at_least and not one.again:
            raise UnavailableError("an older state than the one that is said to be live") from None
        nothing = Configuration(self.code, 0, None, None, ())
        return CacheEntry(nothing, None, asked_at, _HOLDS, _WHILE_REVALIDATING)


def ask_municipalities(
    have: CacheEntry[Municipalities] | None,
    one: Attempt,
    save: Callable[[bytes, CacheEntry[Municipalities]], None] | None = None,
) -> CacheEntry[Municipalities]:
    """The list, as it is kept. ``save``: keeps its bytes on the disk. Raises UnavailableError, RefusedError."""
    past_caches = _needs_a_recent_one(have, one)
    reply = one.get("/v1/kommuner", have.tag if have else None, past_caches=past_caches)
    if reply.status == 304:
        if have is None or have.tag is None:
            raise UnavailableError("304 although nothing is kept")
        return _recent(confirmed(have, reply), one, past_caches=past_caches)
    read = municipalities_of(reply.body)
    if have is not None:
        known = {old.code: old.revision for old in have.value}
        if any(new.revision < known.get(new.code, 0) for new in read):
            if not (one.again and have.age(one.api.clock()) >= have.until):
                raise UnavailableError("an older list than the one that is kept")
            have = None
    tag = fitting_list_tag(reply.body, entity_tag(reply.headers))
    entry = _recent(cache_entry(read, tag, reply, have), one, past_caches=past_caches)
    if save is not None:
        save(reply.body, entry)
    return entry


def _needs_a_recent_one(have: CacheEntry[Any] | None, one: Attempt) -> bool:
    """Whether what is kept would be stale before two more questions, if a cache on the way had nothing newer."""
    return have is not None and have.age(one.api.clock()) > have.until - TWO_MORE


def _recent(
    entry: CacheEntry[Municipalities], one: Attempt, *, past_caches: bool
) -> CacheEntry[Municipalities]:
    """The entry. If it would be stale before two more questions: UnavailableError, unless it came past the caches."""
    if entry.age(one.api.clock()) > entry.until - TWO_MORE and not one.again and not past_caches:
        raise UnavailableError("an old answer of a cache on the way")
    return entry


def _pages(path: str, first: Reply, one: Attempt) -> list[Page]:
    """All pages. Their cursor names the first one's revision, so what is published meanwhile does not matter."""
    pages = [page_of(first, path)]
    size, queries = len(first.body), set[str]()
    while (query := pages[-1].following) is not None:
        if not pages[-1].rows or query in queries or size > LARGEST:
            raise UnavailableError("pages without end")
        queries.add(query)
        try:
            reply = one.get(path + query)
        except RefusedError as error:
            raise UnavailableError(f"a page is gone: {error.kind}") from None
        if reply.status != 200:
            raise UnavailableError("304 for a page that is not kept")
        size += len(reply.body)
        pages.append(page_of(reply, path))
    return pages


def _no_step_back(
    have: CacheEntry[Configuration] | None, read: CacheEntry[Configuration], one: Attempt
) -> CacheEntry[Configuration]:
    """Revisions only count up: an older one comes from a cache, and the same one cannot have other rows.

    Unless it is the kept one whose number nothing has proved: past the caches it gives way to one that its tag proves,
    or to any once it is stale.
    """
    if have is None:
        return read
    old, new = have.value, read.value
    if new.revision > old.revision or (new.revision == old.revision and new.digest == old.digest):
        return read
    unproved = have.tag is None and old.revision > 0 and new.revision > 0
    if unproved and one.again and (read.tag is not None or have.age(one.api.clock()) >= have.until):
        return read
    raise UnavailableError("an older revision than the one that is kept")
