"""What a client tells its owner of what it does: for metrics and traces. Nothing of what was in an answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class EventKind(Enum):
    """``CONFIRMED``: the API said that what is kept is live still (304, or the same again)."""

    FETCHED = "fetched"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    FAILED = "failed"
    NOT_SAVED = "not_saved"


@dataclass(frozen=True, slots=True)
class Event:
    """One question, or one write to the disk.

    ``municipality_code``: None for the list of all. ``seconds``: it took. ``age``: of what is told from now on; None
    where nothing is. ``why``: of what went wrong.
    """

    kind: EventKind
    municipality_code: str | None
    seconds: float = 0.0
    age: float | None = None
    why: str | None = None
