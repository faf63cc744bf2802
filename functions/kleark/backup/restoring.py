"""The command that writes into a table what it lacks of a municipality, from an archive or from another table.

Two passes over what is to be restored, each from the first record to the last:

    examine    ─ does it hold together, and which history has gone on?      nothing is written
    carry_out  ─ rows, snapshots, uploads, answers, entries ──▶ LIVE last   what the table has already is passed over

LIVE is written by itself, when all that it names is there, and only if it is as it was examined. A process that dies
before that has changed nothing that a reader sees, and doing it again carries on where it stopped.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kleark.backup.decisions import WRITTEN, Verdict, decide, decide_mark, decide_rows, decide_snapshot
from kleark.backup.errors import FlawedSourceError, NewerTableError, OtherHistoryError, TableMovedError
from kleark.backup.log_relation import HistoryComparison, Relation
from kleark.backup.pairing import paired
from kleark.backup.records import Record, RecordKind
from kleark.backup.section_check import LOST_ROWS, Verification, is_of_earlier_rows
from kleark.publishing.log import logged_state
from kleark.publishing.model import Live, LogEntry, Scheduled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kleark.backup.pairing import Pair
    from kleark.backup.ports import BackupTable, Interpret, RestoredTable
    from kleark.publishing.errors import Refusal
    from kleark.publishing.ids import MunicipalityCode


@dataclass(frozen=True, slots=True)
class Examined:
    """What is known of a municipality before anything is written.

    Attributes:
        code: The municipality.
        relation: How the table's history stands to the one that is restored.
        flaws: What is wrong with what is to be restored, as `Verification` has it.
        live: LIVE as it is to be restored.
        present: LIVE as the table had it; None where it has none.
        scheduled: What is to wait for its time.
        records: How many there are to restore.
    """

    code: MunicipalityCode
    relation: Relation
    flaws: tuple[str, ...]
    live: Live | None
    present: Record | None
    present_revision: int
    scheduled: Scheduled | None
    records: int

    @property
    def lost_snapshots(self) -> frozenset[str]:
        """Those of earlier revisions whose rows are not whole: all else can be restored without them."""
        return frozenset(flaw.removeprefix(LOST_ROWS) for flaw in self.flaws if is_of_earlier_rows(flaw))

    def refusal(self, *, missing_only: bool) -> Refusal | None:
        """Why it is not restored; None where it can be.

        ``missing_only``: where the table has gone on, write what it lacks.
        """
        if fatal := [flaw for flaw in self.flaws if not is_of_earlier_rows(flaw)]:
            return FlawedSourceError(self.code, fatal)
        if self.relation is Relation.DIFFERENT:
            return OtherHistoryError(self.code)
        if self.relation is Relation.TABLE_AHEAD and not missing_only:
            return NewerTableError(self.code, self.present_revision)
        return None


@dataclass
class Restored:
    """What was done, or would be. ``counts``: by kind of record and verdict. ``live_written``: LIVE was."""

    counts: dict[RecordKind, Counter[Verdict]] = field(default_factory=dict)
    live_written: bool = False

    def add(self, kind: RecordKind, verdict: Verdict) -> None:
        """Count one record."""
        self.counts.setdefault(kind, Counter())[verdict] += 1

    @property
    def written(self) -> int:
        """How many records."""
        return sum(map(self.total, WRITTEN))

    def total(self, verdict: Verdict) -> int:
        """How many records, of all kinds."""
        return sum(one[verdict] for one in self.counts.values())


def examine(
    code: MunicipalityCode, records: Iterable[Record], table: BackupTable, interpret: Interpret
) -> Examined:
    """Verify what is to be restored, and hold its history against the table's. Nothing is written."""
    verification = Verification(code, interpret)
    present = table.live(code)
    present_live = _read_live(present, interpret)
    comparison: HistoryComparison | None = None
    for restored, stored in paired(_each_taken(records, verification), table.records(code)):
        kind = (restored or stored or _NOTHING).kind
        if kind is RecordKind.ENTRY:
            if comparison is None:
                comparison = HistoryComparison(code, verification.live, present_live)
            comparison.entry(_read_entry(restored, interpret), _read_entry(stored, interpret))
    comparison = comparison or HistoryComparison(code, verification.live, present_live)
    return Examined(
        code,
        comparison.relation(),
        verification.flaws(),
        verification.live,
        present,
        present_live.revision if present_live else 0,
        verification.scheduled,
        sum(verification.counts.values()),
    )


def carry_out(
    records: Iterable[Record],
    examined: Examined,
    table: RestoredTable,
    interpret: Interpret,
    *,
    dry_run: bool = False,
) -> Restored:
    """Write what the table lacks, LIVE last; with ``dry_run``, only count it.

    ``records``: the same as were examined. They are verified once more on the way, and LIVE is written only if they
    are what they were. Raises FlawedSourceError, TableMovedError.
    """
    work = _Restoring(examined, table, interpret, dry_run)
    verification = Verification(examined.code, interpret)
    if table.live(examined.code) != examined.present:
        raise TableMovedError(examined.code)
    for pair in paired(_each_taken(records, verification), table.records(examined.code)):
        work.take(pair)
    work.end_snapshot()
    work.write_answers()
    if verification.flaws() != examined.flaws or verification.live != examined.live:
        raise FlawedSourceError(examined.code, ("changed",))
    work.commit()
    return work.restored


@dataclass
class _Restoring:
    examined: Examined
    table: RestoredTable
    interpret: Interpret
    dry_run: bool
    restored: Restored = field(default_factory=Restored)
    _live: Pair = (None, None)
    _scheduled: Pair = (None, None)
    _announced: Pair = (None, None)
    _snapshot: Pair = (None, None)
    _seal: Record | None = None
    _answers: list[tuple[Pair, Verdict]] = field(default_factory=list)

    def take(self, pair: Pair) -> None:
        """Do with the next record what is to be done; keep LIVE, and what goes with it, for the end."""
        kind = (pair[0] or pair[1] or _NOTHING).kind
        if kind is RecordKind.ROWS:
            self._take_rows(pair)
            return
        self.end_snapshot()
        if kind is RecordKind.LIVE:
            self._live = pair
            return
        if kind is RecordKind.ANSWER:
            verdict = decide(pair, self.examined.relation)
            if verdict in WRITTEN:
                self._answers.append((pair, verdict))
            else:
                self._write(pair, verdict)
            return
        if kind is RecordKind.ENTRY:
            self._write(pair, decide(pair, self.examined.relation))
            return
        self.write_answers()
        if kind is RecordKind.SNAPSHOT:
            self._take_snapshot(pair)
        elif kind is RecordKind.SCHEDULED:
            self._scheduled = pair
        elif kind is RecordKind.ANNOUNCED:
            self._announced = pair
        else:
            self._write(pair, decide(pair, self.examined.relation))

    def write_answers(self) -> None:
        """Write those that the entries before tell of.

            restores answer 1 as withdrawn ─────────────────▶ entry 4: refused, and answer 1 tells what no log does
            a function                      logs entry 4 ──▶

        Once the next entry of the log is there, nothing else can be logged, so they come after it.
        """
        answers, self._answers = self._answers, []
        for pair, verdict in answers:
            self._write(pair, verdict)

    def end_snapshot(self) -> None:
        """Declare the snapshot sealed whose rows were written."""
        if self._seal is not None:
            self._put(self._seal)
        self._snapshot, self._seal = (None, None), None

    def commit(self) -> None:
        """Let LIVE be what is restored, if that is anything else than what the table has."""
        self._raise_mark()
        if not self.dry_run:
            # Even where this run wrote nothing: one that died before it may have.
            self.table.forget_marks(self.examined.code)
        live = self._live_to_write()
        if live is None:
            if self._live[0] is not None:
                same = self.examined.relation is Relation.SAME
                self.restored.add(RecordKind.LIVE, Verdict.SAME if same else Verdict.KEPT)
            return
        scheduled, present = self._scheduled[0], self._live[1]
        if not self.dry_run and not self.table.commit(self.examined.code, live, scheduled, present):
            raise TableMovedError(self.examined.code)
        verdict = Verdict.MISSING if present is None else Verdict.OLDER
        self.restored.live_written = True
        self.restored.add(RecordKind.LIVE, verdict)
        if scheduled is not None:
            self.restored.add(RecordKind.SCHEDULED, verdict)

    def _raise_mark(self) -> None:
        restored, present = self._announced
        if restored is None:
            return
        verdict = decide_mark(restored, present)
        if verdict in WRITTEN and not self.dry_run:
            self.table.raise_mark(self.examined.code, restored)
        self.restored.add(RecordKind.ANNOUNCED, verdict)

    def _live_to_write(self) -> Record | None:
        """With a lock that nothing has been decided on before."""
        restored, present = self._live
        if restored is None or self.examined.relation is Relation.TABLE_AHEAD:
            return None
        if present is None:
            return restored
        was, becomes = _read_live(present, self.interpret), _read_live(restored, self.interpret)
        assert becomes is not None
        if was is not None and present.is_readable and self.examined.relation is Relation.SAME:
            waits = [dict(one.fields) if one else None for one in self._scheduled]
            if logged_state(was) == logged_state(becomes) and waits[0] == waits[1]:
                return None
        lock = max(becomes.lock, was.lock if was else _lock(present)) + 1
        order = max(becomes.order, was.order if was else "")
        return replace(restored, fields={**restored.fields, "lock": lock, "order": order})

    def _take_snapshot(self, pair: Pair) -> None:
        self._snapshot = pair
        verdict, record = decide_snapshot(pair, self.examined.relation, lost=self._is_lost(pair))
        self.restored.add(RecordKind.SNAPSHOT, verdict)
        if record is None:
            return
        if not record.fields.get("sealed"):
            self._put(record)
            return
        # First that it is there, so that no rows are left behind unknown, and when they are there, that it is sealed.
        if pair[1] is None:
            self._replace(replace(record, fields={**record.fields, "sealed": False}), None)
        self._seal = record

    def _take_rows(self, pair: Pair) -> None:
        verdict = decide_rows(pair, self._snapshot, lost=self._is_lost(self._snapshot))
        restored, present = pair
        if verdict is Verdict.EXCESS and present is not None and not self.dry_run:
            self.table.remove(self.examined.code, present)
        if verdict in WRITTEN and restored is not None:
            self._put(restored)
        self.restored.add(RecordKind.ROWS, verdict)

    def _is_lost(self, snapshot: Pair) -> bool:
        return snapshot[0] is not None and snapshot[0].key[0] in self.examined.lost_snapshots

    def _write(self, pair: Pair, verdict: Verdict) -> None:
        restored, present = pair
        if verdict in WRITTEN and restored is not None and not self._replace(restored, present):
            if restored.kind is RecordKind.ENTRY:
                raise TableMovedError(self.examined.code)
            verdict = Verdict.KEPT
        self.restored.add((restored or present or _NOTHING).kind, verdict)

    def _put(self, record: Record) -> None:
        if not self.dry_run:
            self.table.put(self.examined.code, record)

    def _replace(self, record: Record, present: Record | None) -> bool:
        return self.dry_run or self.table.replace(self.examined.code, record, present)


_NOTHING = Record(RecordKind.LIVE, (), {})


def _each_taken(records: Iterable[Record], verification: Verification) -> Iterator[Record]:
    """``records``, of which ``verification`` has seen each before whoever asks for it."""
    for record in records:
        verification.take(record)
        yield record


def _read_live(record: Record | None, interpret: Interpret) -> Live | None:
    """None where there is none, or where what is there cannot be read."""
    try:
        meaning = interpret(record) if record else None
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return meaning if isinstance(meaning, Live) else None


def _read_entry(record: Record | None, interpret: Interpret) -> LogEntry | None:
    try:
        meaning = interpret(record) if record else None
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return (
        meaning
        if isinstance(meaning, LogEntry) and (meaning.revision, meaning.step) == (record and record.key)
        else None
    )


def _lock(record: Record) -> int:
    lock = record.fields.get("lock", 0)
    return lock if type(lock) is int else 0
