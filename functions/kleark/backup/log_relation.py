"""Which of two histories has gone on: the one that is restored, or the one in the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from kleark.publishing.log import hash_of

if TYPE_CHECKING:
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Live, LogEntry

Position = tuple[int, int]
"""Of an entry in the log: revision and step."""


class Relation(StrEnum):
    """How the table's history stands to the one that is restored."""

    NOTHING_LIVE = "nothing_live"
    """The table has no LIVE, and no entry that the other has not: it is empty, or LIVE was lost, or a restoring that
    was interrupted has not come so far."""
    SAME = "same"
    TABLE_BEHIND = "table_behind"
    """The table's log is the beginning of the other."""
    TABLE_AHEAD = "table_ahead"
    """The other log is the beginning of the table's."""
    DIFFERENT = "different"


@dataclass
class HistoryComparison:
    """Compares two logs entry by entry, from the first on, without holding them.

    A log's end is named by LIVE, by its hash, and that hash stands on all entries before. So whichever log has the
    other's end in it has the whole other log in it, and may mend it. ``restored``: LIVE as it is to be restored;
    ``present``: as the table has it.
    """

    code: MunicipalityCode
    restored: Live | None
    present: Live | None
    _table_end_seen: bool = False
    _restored_end_seen: bool = False
    _conflicts: list[Position] = field(default_factory=list)
    _beyond: bool = False

    def entry(self, restored: LogEntry | None, present: LogEntry | None) -> None:
        """Look at one position in both logs; None where a log has none, or it cannot be read."""
        if present is not None and present.hash != hash_of(self.code, present):
            present = None
        if restored is not None and self._is_end(self.present, restored):
            self._table_end_seen = True
        if present is not None:
            place = present.revision, present.step
            if self._is_end(self.restored, present) or self._follows_restored_end(present):
                self._restored_end_seen = True
            if place > _position(self.restored):
                self._beyond = True
            elif restored is not None and restored.hash != present.hash and len(self._conflicts) < 2:
                self._conflicts = [max([place, *self._conflicts])]

    def relation(self) -> Relation:
        """What it has come to, once all entries were looked at."""
        restored_head = self.restored.log_head if self.restored else ""
        if self.present is None:
            if self._conflicts:
                return Relation.DIFFERENT
            return Relation.TABLE_AHEAD if self._beyond else Relation.NOTHING_LIVE
        if self.present.log_head == restored_head:
            return Relation.SAME
        if not self.present.log_head or self._table_end_seen:
            # What the table has beyond its own end was written by nobody but an interrupted restoring of this log.
            stray = self._beyond or any(place > _position(self.present) for place in self._conflicts)
            return Relation.DIFFERENT if stray else Relation.TABLE_BEHIND
        if not restored_head or self._restored_end_seen:
            return Relation.TABLE_AHEAD
        return Relation.DIFFERENT

    def _follows_restored_end(self, entry: LogEntry) -> bool:
        """The entry at the end may be what was lost; the next one names it."""
        return bool(self.restored and self.restored.log_head and entry.previous == self.restored.log_head)

    @staticmethod
    def _is_end(live: Live | None, entry: LogEntry) -> bool:
        return (
            live is not None
            and (entry.revision, entry.step) == _position(live)
            and entry.hash == live.log_head
        )


def _position(live: Live | None) -> Position:
    return (live.revision, live.log_steps) if live else (0, 0)
