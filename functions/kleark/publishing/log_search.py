"""Which entries of the log somebody searches for, and in which revisions rows came, changed or went: pure decisions.

A search goes back through time, newest entry first, and stops when it has found or read enough. It says how far it
came.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kleark.configuration.plan import difference
from kleark.configuration.row_query import EVERY_ROW
from kleark.publishing.log import MAKES_A_REVISION
from kleark.publishing.messages import is_of_schedule, performer
from kleark.publishing.model import AUTOMATIC, stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kleark.configuration.plan import Plan
    from kleark.configuration.row import Row
    from kleark.configuration.row_query import RowQuery
    from kleark.configuration.stored_row import StoredRow
    from kleark.publishing.messages import KnownAs
    from kleark.publishing.model import Content, LogEntry

    StoredRows = Sequence[StoredRow]
    ReadRows = Callable[[Content], "StoredRows | None"]
    """The rows of a snapshot; None where they are deleted, or are not what was sealed."""


SNAPSHOT_COST = 100
"""What it takes to ask for a snapshot at all is worth so many rows."""


@dataclass(frozen=True, slots=True)
class LogQuery:
    """Entries that have all of it. What is empty is not asked for.

    Attributes:
        rows: Rows that the entry's revision added, changed or removed.
        actor: Part of the name of who did it, folded.
        since: As `model.stamp` writes it: entries of this moment or later.
        until: Entries before this moment.
        text: Part of the note, folded.
    """

    rows: RowQuery = EVERY_ROW
    actor: str = ""
    since: str = ""
    until: str = ""
    text: str = ""

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.rows or self.actor or self.since or self.until or self.text)


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was searched for. ``plan``: the matching rows alone; None where no rows were asked for."""

    entry: LogEntry
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop, although there is more: each request of the page does a bounded work.

    Attributes:
        hits: So many were found.
        entries: So many entries were looked at.
        rows: So many rows were read, and `SNAPSHOT_COST` for each snapshot. Two snapshots are always compared, whatever
            their size.
    """

    hits: int
    entries: int
    rows: int


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found, newest first, and how far it came.

    Attributes:
        hits: What was found.
        newest: The revision of the first entry that was looked at; None where there was none.
        oldest: The revision of the last.
        unsearchable: Revisions that could have matched, whose own rows or those before are not kept; newest first.
        older: The entry to go on with, as revision and step; None where the log is searched to its beginning.
    """

    hits: tuple[Hit, ...]
    newest: int | None
    oldest: int | None
    unsearchable: tuple[int, ...] = ()
    older: tuple[int, int] | None = None


def entry_matches(entry: LogEntry, query: LogQuery, known_as: KnownAs) -> bool:
    """Whether an entry has all that is asked for, but for the rows."""
    return (
        (not query.since or entry.at >= query.since)
        and (not query.until or entry.at < query.until)
        and query.text in entry.note.casefold()
        and (not query.actor or any(query.actor in name for name in actor_names(entry, known_as)))
        and (not query.rows or entry.action in MAKES_A_REVISION)
    )


def actor_names(entry: LogEntry, known_as: KnownAs) -> Iterator[str]:
    """What whoever did it may be searched for as, folded: by name, as the log has it, and "systemet"."""
    yield performer(entry, "da", known_as).casefold()
    yield performer(entry, "en", known_as).casefold()
    yield entry.actor.casefold()
    if entry.actor == AUTOMATIC or is_of_schedule(entry):
        yield "systemet automatisk"
        yield "the system automatically"


def matching_plan(before: StoredRows, after: StoredRows, query: RowQuery) -> Plan:
    """The difference between two snapshots in rows that match before or after.

    Only rows whose lines differ are read: most are the same from revision to revision.
    """
    gone, come = (_lines(before, after), _lines(after, before))
    wanted = {row.key for row in (*gone, *come) if query.matches(row)}
    return difference((row for row in gone if row.key in wanted), (row for row in come if row.key in wanted))


def _lines(of: StoredRows, without: StoredRows) -> list[Row]:
    others = {row.line for row in without}
    return [row.row() for row in of if row.line not in others]


def search_log(
    entries: Iterable[LogEntry], query: LogQuery, read: ReadRows, known_as: KnownAs, limits: Limits
) -> Searched:
    """Search backwards.

    Args:
        entries: The log from where the search begins, newest first. It is read no further than need be.
        query: What is searched for.
        read: The rows of a snapshot.
        known_as: The names of people.
        limits: When to stop.
    """
    search = _Search(query, _Reading(read, limits.rows), known_as, limits)
    for entry in entries:
        if not search.look_at(entry):
            return search.result(entry)
    search.compare_waiting(None)
    return search.result(None)


@dataclass
class _Reading:
    """``left``: how many rows may still be read. Those that were read last are kept: each is compared twice."""

    read: ReadRows
    left: int
    last: tuple[str, StoredRows | None] = ("", None)

    def rows_of(self, content: Content | None) -> StoredRows | None:
        if content is None:
            return ()
        if self.last[0] != content.snapshot_id:
            self.last = content.snapshot_id, self.read(content)
            self.left -= content.row_count + SNAPSHOT_COST
        return self.last[1]


@dataclass
class _Search:
    """``waiting``: a revision that matches but for its rows, until the one before it is at hand.

    ``waiting_at``: its place in ``looked_at``.
    """

    query: LogQuery
    reading: _Reading
    known_as: KnownAs
    limits: Limits
    hits: list[Hit] = field(default_factory=list)
    unsearchable: list[int] = field(default_factory=list)
    looked_at: list[int] = field(default_factory=list)
    waiting: LogEntry | None = None
    waiting_at: int = 0
    ended: bool = False

    def look_at(self, entry: LogEntry) -> bool:
        """Whether to go on after ``entry``. If not, it is not decided yet, unless nothing older could match."""
        if self.waiting and entry.action in MAKES_A_REVISION:
            if self.reading.left <= 0:
                return False
            self.compare_waiting(entry.content)
        if self.query.since and entry.at < _earlier(self.query.since):
            self.ended = self.waiting is None
            return not self.ended
        if self._is_enough():
            return False
        self.looked_at.append(entry.revision)
        if entry_matches(entry, self.query, self.known_as):
            if self.query.rows:
                self.waiting, self.waiting_at = entry, len(self.looked_at) - 1
            else:
                self.hits.append(Hit(entry))
        return True

    def _is_enough(self) -> bool:
        """Whether a limit is reached. Never before one entry is decided on, so that each search gets on."""
        reached = len(self.hits) >= self.limits.hits or len(self.looked_at) >= self.limits.entries
        return reached and self._decided > 0

    @property
    def _decided(self) -> int:
        return self.waiting_at if self.waiting else len(self.looked_at)

    def compare_waiting(self, before: Content | None) -> None:
        """Decide on the revision that waits. ``before``: what was live before it; None before the first."""
        entry, self.waiting = self.waiting, None
        if entry is None or (before and entry.content and before.digest == entry.content.digest):
            return
        after_rows = self.reading.rows_of(entry.content)
        before_rows = self.reading.rows_of(before)
        if before_rows is None or after_rows is None:
            self.unsearchable.append(entry.revision)
            return
        plan = matching_plan(before_rows, after_rows, self.query.rows)
        if not plan.changes_nothing:
            self.hits.append(Hit(entry, plan))

    def result(self, next_entry: LogEntry | None) -> Searched:
        """What was found. ``next_entry``: the first that was not decided on; None where the log ended."""
        undecided = None if self.ended else self.waiting or next_entry
        decided = self.looked_at[: self._decided]
        return Searched(
            hits=tuple(self.hits),
            newest=self.looked_at[0] if self.looked_at else None,
            oldest=decided[-1] if decided else None,
            unsearchable=tuple(self.unsearchable),
            older=(undecided.revision, undecided.step) if undecided else None,
        )


def _earlier(since: str) -> str:
    """A day before, since the clocks of those who write the log may differ a little."""
    return stamp(datetime.fromisoformat(since) - timedelta(days=1))
