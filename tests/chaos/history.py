"""What a run of `make chaos` saw, as plain data: all that the oracle judges, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a sheet is made to be. What may become of it follows from this and from the log."""

    SOUND = "sound"
    SHRUNK = "shrunk"
    """Without errors, but with far fewer rows than the others: a person must confirm it."""
    CHECK_ONLY = "check_only"
    WRONG = "wrong"
    """A sheet with an error in a row."""
    NO_SHEET = "no_sheet"
    WITHDRAWN = "withdrawn"
    """The object is deleted again at once, perhaps before it is read."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One upload. ``number``: counts the municipality's uploads in the order in which they were stored.

    ``mark``: stands in every row. ``rows``: how many it has. ``at``: seconds since the run began, when S3 had it.
    """

    code: str
    number: int
    upload_id: str
    kind: Kind
    mark: str
    rows: int
    at: float


@dataclass(frozen=True, slots=True)
class Record:
    """The upload's record at the end. ``reported``: whether its report is there; ``kept``: how many files of it are."""

    upload_id: str
    status: str
    revision: int | None
    reported: bool
    kept: int


@dataclass(frozen=True, slots=True)
class Read:
    """One answer that a reader was given. Times: seconds since the run began.

    ``marks``: the different marks in the rows, in order. ``digest``: as computed here, of the very bytes (None: of a
    client that gives no bytes). ``said``: the digest that the answer names. ``fresh``: whether the reader promises what
    is live now; one that keeps its answers does not.
    """

    reader: str
    code: str
    begun: float
    ended: float
    status: int
    revision: int = 0
    marks: tuple[str, ...] = ()
    rows: int = 0
    digest: str | None = None
    said: str | None = None
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Command:
    """One command that an operator gave. ``status``: its exit code; negative where it was killed.

    ``revision``: that it said it had made. ``actor``: as the log names who gave it, different for each command.
    """

    code: str
    words: tuple[str, ...]
    actor: str
    begun: float
    ended: float
    status: int
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """One event on the bus: ConfigPublished."""

    code: str
    revision: int
    log_hash: str


@dataclass(frozen=True, slots=True)
class Live:
    """What the table says is live, at the end. ``head``: the hash with which the log ends."""

    revision: int
    upload_id: str | None
    digest: str | None
    frozen: bool
    head: str


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of the standing check that is open. ``rows``: KLE numbers and systems."""

    finding_id: str
    rule: str
    rows: tuple[tuple[str, str], ...] = ()
    column: str | None = None
    found: str | None = None
    first_seen: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the standing check keeps of a municipality. ``judged_at``: empty where it never was."""

    judged_at: str
    findings: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """One run of the standing check over every municipality.

    ``failed``: how many it says it could not judge; None where it broke off. ``left``: those that had something live
    before, and have not been judged since.
    """

    failed: int | None
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """All of a run. ``logs``: by municipality, each entry as it is exported (``schemas/log-entry.schema.json``), oldest
    first. ``queues``: messages left in each queue. ``dead``: the same of each dead-letter queue. ``rounds``: of the
    standing check in bad weather. ``calm``: the two when all was calm, and ``judged``: what each of them kept.
    ``live_before``: what was live before those two."""

    sent: tuple[Sent, ...] = ()
    records: tuple[Record, ...] = ()
    logs: dict[str, tuple[dict[str, Any], ...]] = field(default_factory=dict)
    live: dict[str, Live] = field(default_factory=dict)
    reads: tuple[Read, ...] = ()
    commands: tuple[Command, ...] = ()
    announced: tuple[Announced, ...] = ()
    queues: dict[str, int] = field(default_factory=dict)
    dead: dict[str, int] = field(default_factory=dict)
    rounds: tuple[Round, ...] = ()
    calm: tuple[Round, ...] = ()
    judged: tuple[dict[str, Judged], ...] = ()
    live_before: dict[str, Live] = field(default_factory=dict)
