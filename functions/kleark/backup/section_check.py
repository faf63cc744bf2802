"""Whether a municipality's records hold together: the chain of its log, and the rows of each snapshot.

One record at a time. What stays in memory is a line for each answer, whatever the number of uploads.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kleark.backup.records import RecordKind, canonical
from kleark.inventory.case_sums import CaseSums
from kleark.publishing.answers import Answer
from kleark.publishing.log import (
    AnswerTrace,
    FlawedEntry,
    LogFlaw,
    compare_with_traces,
    entry_flaws,
    logged_state,
    replay_entry,
    trace_of,
)
from kleark.publishing.model import Action, Content, Live, LogEntry, Scheduled

if TYPE_CHECKING:
    from kleark.backup.ports import Interpret
    from kleark.backup.records import Record
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Upload

MOST_FLAWS = 100
"""So many are listed; where there are more, nobody reads on."""

LOST_ROWS = "rows_of_snapshot "

_OF_ANSWERS = {Action.ANSWER, Action.WITHDRAW_ANSWER}


@dataclass
class Verification:
    """Of one municipality. Give it each record in the order of `Record.order`, then ask for its `flaws`."""

    code: MunicipalityCode
    interpret: Interpret
    counts: Counter[str] = field(default_factory=Counter)
    live: Live | None = None
    scheduled: Scheduled | None = None
    _flaws: list[str] = field(default_factory=list)
    _replayed: Live = field(default_factory=Live)
    _before: LogEntry | None = None
    _chain: list[FlawedEntry] = field(default_factory=list)
    _answers: list[AnswerTrace] = field(default_factory=list)
    _answer_entries: list[LogEntry] = field(default_factory=list)
    _snapshot: _OpenSnapshot | None = None
    _whole: set[str] = field(default_factory=set)

    def take(self, record: Record) -> None:
        """Look at the next record."""
        self.counts[record.kind] += 1
        if record.kind is RecordKind.ROWS:
            self._take_rows(record)
            return
        self._end_snapshot()
        if not record.is_readable:
            self._flaw("unreadable", record)
            return
        try:
            self._take(record)
        except (KeyError, TypeError, ValueError, AttributeError):
            self._flaw("unreadable", record)

    def flaws(self) -> tuple[str, ...]:
        """Everything that is wrong, as words for programs; none where all of it is whole."""
        self._end_snapshot()
        live = self.live or Live()
        if live.log_head != (self._before.hash if self._before else ""):
            self._chain.append(FlawedEntry(LogFlaw.CUT_OFF, live.revision, live.log_steps))
        elif not self._chain and logged_state(self._replayed) != logged_state(live):
            self._chain.append(FlawedEntry(LogFlaw.NOT_LIVE, live.revision, live.log_steps))
        chain = self._chain + compare_with_traces(self._answer_entries, self._answers)
        needed = {content.snapshot_id for content in self._needed()}
        missing = [f"rows_of_live {snapshot}" for snapshot in sorted(needed - self._whole)]
        words = [f"log {flaw.revision}.{flaw.step} {flaw.flaw.value}" for flaw in chain]
        return tuple(dict.fromkeys([*words, *missing, *self._flaws]))[:MOST_FLAWS]

    def _take(self, record: Record) -> None:
        if record.kind is RecordKind.ANNOUNCED:
            if type(record.fields["announced"]) is not int:
                raise TypeError
            return
        if record.kind is RecordKind.SNAPSHOT:
            self._snapshot = _OpenSnapshot.of(record)
            return
        meaning = self.interpret(record)
        if isinstance(meaning, Live):
            self.live = meaning
        elif isinstance(meaning, Scheduled):
            self.scheduled = _with_a_time(meaning)
        elif isinstance(meaning, Answer):
            if (meaning.answer_id,) != record.key:
                self._flaw("misplaced", record)
            self._answers.append(trace_of(meaning))
        elif isinstance(meaning, LogEntry):
            self._take_entry(meaning, record)
        elif not self._is_in_place(meaning, record):
            self._flaw("misplaced", record)

    def _is_in_place(self, meaning: Upload | CaseSums, record: Record) -> bool:
        """Whether what an upload's record, or sums, say of themselves is what they are known by."""
        if isinstance(meaning, CaseSums):
            return (meaning.order,) == record.key
        return (meaning.municipality, (meaning.upload_id,)) == (self.code, record.key)

    def _take_entry(self, entry: LogEntry, record: Record) -> None:
        if (entry.revision, entry.step) != record.key:
            self._flaw("misplaced", record)
        if len(self._chain) < MOST_FLAWS:
            self._chain.extend(entry_flaws(self.code, entry, self._before))
        self._before = entry
        self._replayed = replay_entry(self._replayed, entry)
        if entry.action in _OF_ANSWERS:
            self._answer_entries.append(entry)

    def _take_rows(self, record: Record) -> None:
        if self._snapshot is None or not self._snapshot.takes(record):
            self._flaw("misplaced", record)

    def _end_snapshot(self) -> None:
        snapshot, self._snapshot = self._snapshot, None
        if snapshot is None or not snapshot.has_rows:
            return
        if not snapshot.is_whole():
            self._flaws.append(f"{LOST_ROWS}{snapshot.snapshot_id}")
        elif any(
            (content.snapshot_id, content.digest) == (snapshot.snapshot_id, snapshot.digest)
            for content in self._needed()
        ):
            self._whole.add(snapshot.snapshot_id)

    def _needed(self) -> list[Content]:
        """What is live, and what waits for its time."""
        both = (self.live.content if self.live else None, self.scheduled.content if self.scheduled else None)
        return [content for content in both if content is not None]

    def _flaw(self, what: str, record: Record) -> None:
        if len(self._flaws) < MOST_FLAWS:
            self._flaws.append(" ".join([what, record.kind, *map(str, record.key)]))


@dataclass
class _OpenSnapshot:
    """A snapshot whose rows are being looked at. ``has_rows``: it is sealed, so all of them must be there."""

    snapshot_id: str
    digest: str
    row_count: int
    has_rows: bool
    _rows: Any = field(default_factory=lambda: hashlib.sha256(b"["))
    _count: int = 0
    _pages: int = 0
    _broken: bool = False

    @classmethod
    def of(cls, record: Record) -> _OpenSnapshot:
        """Raises KeyError."""
        values = record.fields
        return cls(
            str(record.key[0]), values["digest"], values["row_count"], has_rows=is_whole_snapshot(record)
        )

    def takes(self, record: Record) -> bool:
        """Whether these rows may stand here."""
        snapshot_id, page = record.key
        if snapshot_id != self.snapshot_id or not self.has_rows:
            return False
        self._broken = (
            self._broken or page != self._pages or "rows" not in record.fields or not record.is_readable
        )
        self._pages += 1
        for row in record.fields.get("rows", ()):
            self._rows.update((("," if self._count else "") + canonical(row["row"])).encode())
            self._count += 1
        return True

    def is_whole(self) -> bool:
        """Whether all rows are there, and no other."""
        self._rows.update(b"]")
        return (
            not self._broken and self._count == self.row_count and bool(self._rows.hexdigest() == self.digest)
        )


def _with_a_time(scheduled: Scheduled) -> Scheduled:
    """The same. Raises ValueError where it waits for no time."""
    if datetime.fromisoformat(scheduled.due).tzinfo is None:
        raise ValueError
    return scheduled


def is_of_earlier_rows(flaw: str) -> bool:
    """Whether a flaw is only that rows of an earlier revision are not whole: all else can be restored."""
    return flaw.startswith(LOST_ROWS)


def is_whole_snapshot(record: Record) -> bool:
    """Whether all of a snapshot's rows must be there, by its record: it is sealed, and nobody deletes them."""
    return bool(record.fields.get("sealed")) and not record.fields.get("swept")
