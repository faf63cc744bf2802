"""The front page: what is live, what waits, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.admin.desk import Visit
from kleark.admin.rendering import open_page, page
from kleark.admin.uploaded import Listed, listed
from kleark.publishing.log import MAKES_A_REVISION
from kleark.publishing.model import Action, UploadStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kleark.admin.desk import Desk
    from kleark.admin.exchange import Answer, Request
    from kleark.admin.sessions import Session
    from kleark.publishing.model import Live, LogEntry, Scheduled, Upload

MOST_READY = 5
MOST_RECENT = 3

READY = frozenset(
    {
        UploadStatus.CHECKED,
        UploadStatus.AWAITING_CONFIRMATION,
        UploadStatus.FROZEN,
        UploadStatus.REFUSED,
    }
)
"""Free of errors, and only a person is waited for."""


@dataclass(frozen=True, slots=True)
class Overview:
    """``made_by``: the log's entry on what is live. ``frozen_by``: the one that froze it, where it is frozen.

    ``ready``: uploads newer than what is live that a person may publish; ``recent``: the others, newest first.
    """

    live: Live
    made_by: LogEntry | None
    frozen_by: LogEntry | None
    scheduled: Scheduled | None
    ready: Sequence[Listed]
    recent: Sequence[Listed]

    @property
    def doomed(self) -> bool:
        """Whether what is scheduled will be refused as things stand."""
        return self.scheduled is not None and self.scheduled.revision != self.live.revision

    @property
    def rows(self) -> int:
        """How many rows are live."""
        return self.live.content.row_count if self.live.content else 0


def front(request: Request, places: Mapping[str, str], session: Session | None, desk: Desk) -> Answer:
    """The front page, or what it is all about for whoever is not signed in."""
    if session is None:
        return open_page(desk, None, "welcome.html.jinja")
    visit = Visit(request, places, session, desk)
    table, code = visit.table, visit.person.code
    live = table.live(code, consistent=True)
    found = overview(live, table.log(code), table.scheduled(code), table.uploads(code))
    return page(visit, "start.html.jinja", here="/", now=found)


def overview(
    live: Live, log: Sequence[LogEntry], scheduled: Scheduled | None, uploads: Sequence[Upload]
) -> Overview:
    """What the front page tells. ``log``: oldest first; ``uploads``: newest first."""
    ready = [one for one in uploads if one.status in READY and one.order > live.order][:MOST_READY]
    rest = [one for one in uploads if one not in ready][:MOST_RECENT]
    return Overview(
        live=live,
        made_by=_last(e for e in log if e.revision == live.revision and e.action in MAKES_A_REVISION),
        frozen_by=_last(e for e in log if e.action is Action.FREEZE) if live.frozen else None,
        scheduled=scheduled,
        ready=listed(ready),
        recent=listed(rest),
    )


def _last(entries: Iterable[LogEntry]) -> LogEntry | None:
    return next(reversed(list(entries)), None)
