"""How far the sweep has come with a municipality: what it need not read again.

A mark says that all before it is done, and lists what is not. It follows from the log, from snapshots and from uploads,
and can always be worked out again. So of two sweeps at once each may write its own: whichever stays, nothing is left
out, and some of it is looked at twice. That something else than this release was at work shows in ``build`` and in the
chain of the log; then, and every so often, a municipality is read as a whole.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kleark.publishing.log import logged_state
from kleark.publishing.model import Action, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Live, LogEntry

WHOLE_EVERY = timedelta(days=21)
"""So long a municipality is swept, and its log verified, by what is new; then as a whole once more."""

SPREAD = timedelta(days=14)
"""Not all at the same hour: so much later at most, each municipality by its code."""


@dataclass(frozen=True, slots=True)
class Reuse:
    """A revision that shows rows of before: a revert to them, or once more none at all."""

    revision: int
    upload_id: str
    snapshot_id: str


@dataclass(frozen=True, slots=True)
class LogPlace:
    """An entry of the log. ``head``: its hash; empty before the first entry."""

    revision: int = 0
    step: int = 0
    head: str = ""

    @classmethod
    def of(cls, entry: LogEntry) -> LogPlace:
        """The place of an entry."""
        return cls(entry.revision, entry.step, entry.hash)

    @property
    def number(self) -> tuple[int, int]:
        """Revision and step."""
        return self.revision, self.step


@dataclass(frozen=True, slots=True)
class VerifiedMark:
    """How far a log was verified.

    Attributes:
        build: The release, and the deployment of it, that verified it.
        whole_at: When it was last verified from its beginning.
        place: The last entry that was verified.
        round: How far the round has come on which all entries of before are verified once more, a stretch at each
            sweep; at no entry where it begins.
        state: What is live, and the settings, as the entries until there say: see `log.logged_state`.
    """

    build: str
    whole_at: str
    place: LogPlace
    round: LogPlace
    state: Live

    def covers(self, live: Live) -> bool:
        """Whether nothing has happened since."""
        return self.place.head == live.log_head and logged_state(live) == self.state


@dataclass(frozen=True, slots=True)
class SweptMark:
    """How far snapshots and deletions were swept.

    Attributes:
        build: See `VerifiedMark`.
        whole_at: When all that the municipality has was last read.
        place: The last entry of the log that was taken into account.
        first_kept: All revisions before this one are past being gone back to, and what could go of them has gone.
        kept_since: When the revision after it became live: until that is long enough ago, the first one is kept. Empty
            where there is none after it.
        opened_until: All snapshots opened before this were looked at.
        waiting: Snapshots of before that must be looked at again.
        reuses: The revisions that show rows of before.
        deletions: When each deletion of a sheet was asked for that has not come to its end, by the upload's id.
    """

    build: str
    whole_at: str
    place: LogPlace
    first_kept: int
    kept_since: str
    opened_until: str
    waiting: tuple[str, ...]
    reuses: tuple[Reuse, ...]
    deletions: Mapping[str, str]


def reuses_among(entries: Iterable[LogEntry]) -> list[Reuse]:
    """Those of these entries that made rows of before live again, or once more none."""
    return [
        Reuse(entry.revision, entry.content.upload_id, entry.content.snapshot_id)
        for entry in entries
        if entry.action in {Action.REVERT, Action.UNPUBLISH} and entry.content
    ]


def is_due(mark: VerifiedMark | SweptMark | None, code: MunicipalityCode, build: str, now: datetime) -> bool:
    """Whether all must be read: where there is no mark, another build wrote it, or it has been long enough."""
    if mark is None or mark.build != build:
        return True
    share = int.from_bytes(hashlib.sha256(code.encode()).digest()[:4]) / 2**32
    return mark.whole_at <= stamp(now - WHOLE_EVERY - SPREAD * share)
