"""One change of what is live: all that must happen together, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kleark.publishing.model import Content, Live, LogEntry, Scheduled, Upload, UploadStatus


class ChangeResult(StrEnum):
    """What came of trying to carry out a change."""

    DONE = "done"
    LIVE_MOVED = "live_moved"
    """Something about what is live was changed since it was read: read it again and decide again."""
    UPLOAD_SETTLED = "upload_settled"
    """The upload's status is no longer the one that was read: another delivery, or person, was faster."""
    SNAPSHOT_SWEPT = "snapshot_swept"
    """The snapshot is not there, or not sealed any more: its rows must be staged again."""


@dataclass(frozen=True, slots=True)
class Transition:
    """``upload``: as it shall stand. ``was``: the status it must still have."""

    upload: Upload
    was: UploadStatus


@dataclass(frozen=True, slots=True)
class Change:
    """``planned``: what is live, as read. ``becomes``: what it shall be, with the next lock.

    ``entry``: the log's, made by `log.following`. ``scheduled``: shall wait in the place of what waited until now.
    ``unscheduled``: nothing shall wait any more.
    """

    planned: Live
    becomes: Live
    entry: LogEntry | None = None
    transitions: tuple[Transition, ...] = ()
    scheduled: Scheduled | None = None
    unscheduled: bool = False

    @property
    def needs_sealed(self) -> Content | None:
        """The snapshot that must be whole for the change to be carried out."""
        if self.scheduled is not None:
            return self.scheduled.content
        return self.entry.content if self.entry and not self.entry.step else None
