"""What can become of one notification."""

from __future__ import annotations

from enum import StrEnum


class IntakeOutcome(StrEnum):
    """What became of one notification."""

    FOLDER = "folder"
    """The empty object with which a console marks a folder: nothing to read."""
    GONE = "gone"
    """The object was deleted before it was read. There is nothing to check or to retry."""
    NO_MUNICIPALITY = "no_municipality"
    REJECTED = "rejected"
    CHECKED = "checked"
    QUEUED = "queued"
    PROBE = "probe"
    """The object with which GuardDuty sees whether it may write: nothing to read."""
    NOT_AWAITED = "not_awaited"
    """A scan's event that no upload waits for: S3's own notification brings it, or has brought it."""
    REPEATED = "repeated"
    """An earlier notification about the same version was processed."""


class ListOutcome(StrEnum):
    """What became of an uploaded list."""

    GONE = "gone"
    """The object was deleted before it was read."""
    REJECTED = "rejected"
    STORED = "stored"
    SUPERSEDED = "superseded"
    """One that was uploaded later counts already."""
    REPEATED = "repeated"
    """An earlier notification about the same version was processed."""
