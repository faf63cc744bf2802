"""One change of what is live: all that must happen together, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kleark.publishing.answers import Answer
    from kleark.publishing.model import Content, Live, LogEntry, Scheduled, Upload, UploadStatus

ATTEMPTS = 5
"""So often a command reads and decides again, where others keep changing what is live, before it gives up."""


class ChangeResult(StrEnum):
    """The result of committing a change."""

    DONE = "done"
    LIVE_MOVED = "live_moved"
    """LIVE has changed since it was read: read and decide again."""
    UPLOAD_SETTLED = "upload_settled"
    """The upload's status is no longer the one that was read: another delivery, or a person, was faster."""
    SNAPSHOT_SWEPT = "snapshot_swept"
    """The snapshot is gone, or no longer sealed: its rows must be staged again."""


@dataclass(frozen=True, slots=True)
class Transition:
    """``upload``: its new state. ``was``: the status that it must still have."""

    upload: Upload
    was: UploadStatus


@dataclass(frozen=True, slots=True)
class Change:
    """What to write, and what must still be true for it.

    Attributes:
        planned: LIVE as it was read.
        becomes: The new LIVE, with the next lock.
        entry: The new entry of the log, from `log.next_entry`.
        transitions: The uploads whose status changes.
        scheduled: The schedule that replaces the one before it.
        unscheduled: The schedule is removed.
        condemned: The ids of snapshots whose rows are going to be deleted: nothing can become live from them any more.
        answers: Answers that are given with it, each with its own entry of the log; these come before ``entry``.
        withdrawn: An answer that is taken back; it must not have been before.
    """

    planned: Live
    becomes: Live
    entry: LogEntry | None = None
    transitions: tuple[Transition, ...] = ()
    scheduled: Scheduled | None = None
    unscheduled: bool = False
    condemned: tuple[str, ...] = ()
    answers: tuple[tuple[Answer, LogEntry], ...] = ()
    withdrawn: Answer | None = None

    @property
    def needs_sealed(self) -> Content | None:
        """The snapshot that must be sealed when the change is committed."""
        if self.scheduled is not None:
            return self.scheduled.content
        return self.entry.content if self.entry and not self.entry.step else None
