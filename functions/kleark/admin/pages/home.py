"""The front page: what is live, what waits, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.admin.app_context import PageVisit
from kleark.admin.finding_lines import found_lines
from kleark.admin.rendering import open_page, page
from kleark.admin.requests import MOST_OWN, Requests, sort_requests
from kleark.admin.upload_lists import UploadLine, upload_lines
from kleark.i18n.formats import format_count
from kleark.identity.person import Role
from kleark.publishing.actors import same_person
from kleark.publishing.model import Action, UploadStatus
from kleark.publishing.schedule_outlook import outlook_text
from kleark.publishing.upload_state import StateKind, state_records
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.admin.app_context import AppContext
    from kleark.http.messages import Request, Response
    from kleark.identity.person import Person
    from kleark.identity.sessions import Session
    from kleark.publishing.model import Live, LogEntry, Scheduled, Upload
    from kleark.publishing.schedule_outlook import ScheduleOutlook
    from kleark.publishing.upload_state import StateRecords

_ROWS = "1 række", "{} rækker"

MOST_READY = 5
MOST_RECENT = 3
MOST_LOOKED_AT = 100
"""So many of the newest uploads are looked at, and besides those whose approval was asked for."""

MOST_SINCE_FROZEN = 100
"""So many entries of the log are read at a time in the search for the one that froze it."""

READY = frozenset(
    {
        StateKind.AWAITING_CONFIRMATION,
        StateKind.AWAITING_ANSWERS,
        StateKind.LOCKED_OUT,
        StateKind.REFUSED,
    }
)
"""Free of errors, meant to be published, and only a person is waited for."""

NOT_RECENT = frozenset({StateKind.AWAITING_APPROVAL, StateKind.DISCARDED})
"""What stands elsewhere on the front page, or not at all."""


@dataclass(frozen=True, slots=True)
class Overview:
    """``made_by``: the log's entry on what is live. ``frozen_by``: the one that froze it, where it is frozen.

    ``ready``: uploads newer than what is live that a person may publish, without what others have only checked, the
    newest of them; ``more_ready``: how many there are besides. ``recent``: the others, newest first. ``requests``: who
    asks whom for an approval. ``has_sheets``: whether there are any, shown here or not. ``answers_hold``,
    ``outlook``: see `StateRecords`.
    """

    live: Live
    made_by: LogEntry | None
    frozen_by: LogEntry | None
    scheduled: Scheduled | None
    answers_hold: bool
    outlook: ScheduleOutlook
    ready: Sequence[UploadLine]
    more_ready: int
    recent: Sequence[UploadLine]
    has_sheets: bool
    requests: Requests

    @property
    def will_be_refused(self) -> str:
        """Why what is scheduled will be refused as things stand, as the end of a sentence; empty where it will not."""
        if self.scheduled is None:
            return ""
        text = outlook_text(self.outlook, self.scheduled, self.live.revision, "da")
        return text or ("" if self.answers_hold else "et svar på en bemærkning er taget tilbage")

    @property
    def scheduled_sheet(self) -> str:
        """What is scheduled, in words. A part's rows are not those of the whole that it was merged into."""
        if self.scheduled is None:
            return ""
        if self.scheduled.part:
            return f"et ark for delen {visible(self.scheduled.part)}"
        return f"et ark med {format_count(self.scheduled.content.row_count, _ROWS, 'da')}"

    @property
    def rows(self) -> int:
        """How many rows are live."""
        return self.live.content.row_count if self.live.content else 0


def home_page(
    request: Request, path_params: Mapping[str, str], session: Session | None, context: AppContext
) -> Response:
    """The front page, or a welcome page for people who are not signed in."""
    if session is None:
        return open_page(context, None, "welcome.html.jinja")
    visit = PageVisit(request, path_params, session, context)
    code = visit.person.code
    newest = visit.table.newest_uploads(code, MOST_LOOKED_AT)
    waiting = visit.table.requested_uploads(code)
    uploads = sorted(
        {one.upload_id: one for one in (*waiting, *newest)}.values(),
        key=lambda one: one.order,
        reverse=True,
    )
    records = state_records(visit.table, code, _shown_of_before(uploads, visit.person))
    lines = upload_lines(uploads, records, visit.known_as)
    found = found_lines(visit, records.live)
    return page(visit, "home.html.jinja", here="/", overview=overview(visit, records, lines), watch=found)


def _shown_of_before(uploads: Sequence[Upload], person: Person) -> list[Upload]:
    """Those that were live and can be on the page, newest first: of no others it matters when they were."""
    were = [one for one in uploads if one.status is UploadStatus.PUBLISHED]
    own = [one for one in were if one.asked_at and same_person(one.asked_by or "", person.actor)]
    own.sort(key=lambda one: one.asked_at or "", reverse=True)
    # One of those in front may be live still.
    return [*were[: MOST_RECENT + 1], *own[: MOST_OWN + 1]]


def overview(
    visit: PageVisit, records: StateRecords | None = None, lines: Sequence[UploadLine] = ()
) -> Overview:
    """What the front page tells. ``lines``: the uploads, newest first, with the ``records`` of their states."""
    table, code = visit.table, visit.person.code
    records = records or state_records(table, code, ())
    live = records.live
    waiting = [one for one in lines if _is_ready(one, live, visit.person)]
    ready = waiting[:MOST_READY]
    rest = [one for one in lines if one not in ready and one.state.kind not in NOT_RECENT][:MOST_RECENT]
    return Overview(
        live=live,
        made_by=table.log_entry(code, live.revision) if live.revision else None,
        frozen_by=_frozen_by(visit) if live.frozen else None,
        scheduled=records.scheduled,
        answers_hold=records.answers_hold,
        outlook=records.outlook,
        ready=ready,
        more_ready=len(waiting) - len(ready),
        recent=rest,
        has_sheets=bool(lines),
        requests=sort_requests(lines, visit.person, live, visit.known_as),
    )


def _is_ready(line: UploadLine, live: Live, person: Person) -> bool:
    """Whether a person is waited for. What somebody else has only checked may have been a trial."""
    if line.upload.order <= live.order:
        return False
    uploader = line.upload.uploaded_by
    own = uploader is not None and same_person(uploader, person.actor) and person.may(Role.EDITOR)
    return line.state.kind in READY or (line.state.kind is StateKind.CHECKED and own)


def _frozen_by(visit: PageVisit) -> LogEntry | None:
    """Since it was frozen only what makes no revision can have been done: little, but as far back as it takes."""
    start = None
    while True:
        newest = visit.table.log_backwards(visit.person.code, MOST_SINCE_FROZEN, start)
        found = next((entry for entry in newest if entry.action is Action.FREEZE), None)
        if found or len(newest) < MOST_SINCE_FROZEN:
            return found
        start = newest[-1].revision, newest[-1].step
