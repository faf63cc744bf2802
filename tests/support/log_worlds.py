"""Logs of a municipality as somebody searches them: revisions with their rows, and what happened between them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from kleark.publishing.model import AUTOMATIC, Action, Content, LogEntry, stamp
from kleark.publishing.snapshot import snapshot_of
from tests.support.row_strategies import configurations
from tests.support.world import NOON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.configuration.row import Row
    from kleark.configuration.stored_row import StoredRow

ANNE = "oidc:7f3c:anne@odense.example"


@dataclass
class History:
    """``entries``: oldest first, an hour apart. ``snapshots``: rows by id. ``swept``: ids whose rows are gone."""

    entries: list[LogEntry] = field(default_factory=list)
    snapshots: dict[str, tuple[StoredRow, ...]] = field(default_factory=dict)
    swept: set[str] = field(default_factory=set)
    read: list[str] = field(default_factory=list)
    """What was asked for, in order."""

    def publish(self, rows: Sequence[Row], actor: str = ANNE, note: str = "") -> LogEntry:
        snapshot = snapshot_of(rows)
        at = f"{len(self.snapshots):032x}"
        content = Content(at, snapshot.digest, len(snapshot.rows), "1.0", at, "")
        self.snapshots[at] = snapshot.rows
        revision = self.revision + 1
        return self._add(LogEntry(revision, Action.PUBLISH, self.now, actor, note, content=content))

    def freeze(self, actor: str = ANNE, note: str = "flytter") -> LogEntry:
        step = self.entries[-1].step + 1 if self.entries else 1
        return self._add(LogEntry(self.revision, Action.FREEZE, self.now, actor, note, step=step))

    def _add(self, entry: LogEntry) -> LogEntry:
        self.entries.append(entry)
        return entry

    @property
    def revision(self) -> int:
        return self.entries[-1].revision if self.entries else 0

    @property
    def now(self) -> str:
        return stamp(NOON + timedelta(hours=len(self.entries)))

    def rows(self, content: Content) -> tuple[StoredRow, ...] | None:
        self.read.append(content.snapshot_id)
        return None if content.snapshot_id in self.swept else self.snapshots[content.snapshot_id]

    @property
    def makers(self) -> list[LogEntry]:
        return [entry for entry in self.entries if not entry.step]

    def rows_of(self, entry: LogEntry) -> tuple[Row, ...] | None:
        assert entry.content is not None
        kept = entry.content.snapshot_id not in self.swept
        return tuple(one.row() for one in self.snapshots[entry.content.snapshot_id]) if kept else None


def _history(steps: list[tuple[list[Row] | None, str, bool]]) -> History:
    made = History()
    for rows, actor, swept in steps:
        if rows is None:
            made.freeze(actor)
            continue
        if made.makers and swept:
            # As most revisions are: a row differs, and the others stay.
            before = made.rows_of(made.makers[-1]) or ()
            keys = {row.key for row in rows[:1]}
            rows = [*rows[:1], *(row for row in before if row.key not in keys)]  # noqa: PLW2901
        made.publish(rows, actor)
    return made


histories = st.lists(
    st.tuples(st.none() | configurations, st.sampled_from([ANNE, AUTOMATIC]), st.booleans()), max_size=8
).map(_history)


def with_swept(history: History, gone: int) -> History:
    """The same, where the rows of the first ``gone`` revisions are deleted."""
    swept = {entry.content.snapshot_id for entry in history.makers[:gone] if entry.content}
    return replace(history, swept=swept, read=[])
