"""What has become of an upload: one pure function of the records, for page, command line, API and notices alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING

from kleark.publishing.answers import still_hold
from kleark.publishing.approval_request import is_waiting_for_approval
from kleark.publishing.log import MAKES_A_REVISION
from kleark.publishing.model import UploadStatus
from kleark.publishing.schedule_outlook import HOLDS, MOVED, schedule_outlook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Content, Live, LogEntry, Scheduled, Upload
    from kleark.publishing.ports import HistoryTable
    from kleark.publishing.schedule_outlook import ScheduleOutlook


class StateKind(StrEnum):
    """The states of an upload. Beside `UploadStatus`, which is stored: these follow from what is stored."""

    BEING_CHECKED = "being_checked"
    GONE = "gone"
    """It was deleted before it could be read."""
    REJECTED = "rejected"
    """It has errors."""
    CHECKED = "checked"
    """Free of errors, and nobody has asked for its publication."""
    ON_ITS_WAY = "on_its_way"
    AWAITING_APPROVAL = "awaiting_approval"
    """Somebody has asked for its publication, and nobody has answered."""
    SENT_BACK = "sent_back"
    """Somebody has asked for its publication, and an approver has answered no."""
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    AWAITING_ANSWERS = "awaiting_answers"
    """It has warnings that nobody has answered."""
    SCHEDULED = "scheduled"
    SCHEDULE_OUTDATED = "schedule_outdated"
    """It waits for its time, and will be refused then: what it was compared with is no longer live."""
    LOCKED_OUT = "locked_out"
    """It came while the municipality was frozen."""
    LIVE = "live"
    WAS_LIVE = "was_live"
    REFUSED = "refused"
    """Its time came, and the system refused it."""
    SUPERSEDED = "superseded"
    IDENTICAL = "identical"
    """Its rows are those that are live."""
    WAS_IDENTICAL = "was_identical"
    """Its rows were those that were live when it came. Since then something else is."""
    ROWS_NOT_KEPT = "rows_not_kept"
    """Only checked, by a version of Kleark that kept no rows then."""
    DISCARDED = "discarded"
    BEING_DELETED = "being_deleted"
    DELETED = "deleted"


class NextStep(StrEnum):
    """What can be done about an upload now. A step that would be refused is never offered."""

    WAIT = "wait"
    UPLOAD_CORRECTED = "upload_corrected"
    UPLOAD_AGAIN = "upload_again"
    PUBLISH = "publish"
    """To look at the changes, and to publish or schedule it."""
    UNFREEZE = "unfreeze"
    """The municipality is frozen: that comes before publishing."""
    RESCHEDULE = "reschedule"
    REVERT = "revert"
    """To go back to the revision in which it was live."""
    RESTORE = "restore"
    """To bring it back: before that it cannot be published."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class LivePeriod:
    """One time in which an upload was live. ``until``: None where it still is. Times as `model.stamp` writes them."""

    revision: int
    since: str
    until: str | None


@dataclass(frozen=True, slots=True)
class UploadState:
    """What has become of an upload, and what can be done about it.

    Attributes:
        kind: The state.
        step: What can be done now.
        revision: The one in which it is or was live, or whose rows it has; of an outdated schedule, the one that it
            was compared with.
        since: Since when it is live, or was last; or when somebody asked for its approval, sent it back or
            discarded it.
        until: Until when it was last live.
        due: When it is to go live.
        reason: Why it is not live, in Danish, as recorded.
        actor: Who scheduled it, asked for its approval, sent it back or discarded it, as the log names them.
        asked_of: Of which approver its approval was asked; None: of any.
        note: What was said with the request, or with the answer that sent it back.
    """

    kind: StateKind
    step: NextStep
    revision: int | None = None
    since: str | None = None
    until: str | None = None
    due: str | None = None
    reason: str | None = None
    actor: str | None = None
    asked_of: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class StateRecords:
    """What the state of a municipality's uploads follows from: one reading of it.

    ``periods``: as `last_periods` gives them, by upload id. ``answers_hold``: whether those do that
    what is scheduled rests on. ``outlook``: what else will become of it.
    """

    live: Live
    scheduled: Scheduled | None
    periods: Mapping[str, Sequence[LivePeriod]]
    answers_hold: bool = True
    outlook: ScheduleOutlook = MOVED

    @property
    def schedule_moved(self) -> bool:
        """Whether what is scheduled was planned on something else than is live."""
        scheduled = self.scheduled
        if scheduled is None or self.outlook.holds:
            return False
        return scheduled.revision != self.live.revision or self.outlook.refusal is not None


def state_records(table: HistoryTable, code: MunicipalityCode, uploads: Iterable[Upload]) -> StateRecords:
    """What the states of these uploads of a municipality follow from, as it is now.

    Of the log only the entries are read that tell when one of them was last live, and answers only where something is
    scheduled on them.
    """
    live, scheduled = table.live(code, consistent=True), table.scheduled(code)
    hold = not (scheduled and scheduled.answers) or still_hold(scheduled.answer_ids, table.answers(code))
    outlook = schedule_outlook(scheduled, live, table, code) if scheduled else HOLDS
    now = live.content.upload_id if live.content else ""
    were = [one for one in uploads if one.status is UploadStatus.PUBLISHED and one.upload_id != now]
    return StateRecords(live, scheduled, last_periods(were, live, table, code), hold, outlook)


def last_periods(
    uploads: Sequence[Upload], live: Live, table: HistoryTable, code: MunicipalityCode
) -> dict[str, Sequence[LivePeriod]]:
    """When each of these uploads was last live, by its id: as `live_periods`, but without the earlier periods.

    An upload's record tells the revision that it made; that it came back, by a revert, is known of the few revisions
    that show rows of before. What was made since ``live`` was read is not told of, so that all of it is one moment.
    """
    if not uploads:
        return {}
    wanted = {one.upload_id for one in uploads}
    last = {one.upload_id: one.revision for one in uploads if one.revision}
    for reuse in table.reuses(code):
        if reuse.upload_id in wanted and last.get(reuse.upload_id, 0) < reuse.revision <= live.revision:
            last[reuse.upload_id] = reuse.revision
    numbers = {number for one in last.values() for number in (one, one + 1) if number <= live.revision}
    # An entry never changes: only the newest may not be everywhere yet.
    newest = {number for number in numbers if number >= live.revision - 1}
    found = [
        *table.revisions(code, sorted(newest), consistent=True),
        *table.revisions(code, sorted(numbers - newest), consistent=False),
    ]
    entries = {one.revision: one for one in found}
    periods: dict[str, Sequence[LivePeriod]] = {}
    for upload_id, revision in last.items():
        entry, following = entries.get(revision), entries.get(revision + 1)
        if entry and entry.content and entry.content.upload_id == upload_id:
            until = _until(upload_id, following, live, table, code)
            periods[upload_id] = [LivePeriod(revision, entry.at, until)]
    return periods


def _until(
    upload_id: str, following: LogEntry | None, live: Live, table: HistoryTable, code: MunicipalityCode
) -> str | None:
    """When the rows of an upload were no longer live: not while parts' sheets went over it and left some of them."""
    while following and following.content and upload_id in following.content.upload_ids:
        more = following.revision < live.revision
        following = table.log_entry(code, following.revision + 1) if more else None
    return following.at if following else None


def live_periods(log: Iterable[LogEntry]) -> dict[str, list[LivePeriod]]:
    """When each upload was live, oldest first, by its id. ``log``: whole, oldest entry first.

    What is live changes with each revision, and only then: a period ends when the next one begins. A revert to rows
    of an upload begins a new period of that upload. Where a part's sheet leaves rows of an upload, that stays live.
    """
    periods: dict[str, list[LivePeriod]] = {}
    makers = [entry for entry in log if entry.action in MAKES_A_REVISION]
    for entry, following in zip_longest(makers, makers[1:]):
        until = following.at if following else None
        shown = entry.content.upload_ids if entry.content is not None else ()
        for at, upload_id in enumerate(shown):
            own = periods.setdefault(upload_id, [])
            if own and own[-1].until == entry.at and at:
                # A part's sheet went over it, and left some of its rows.
                own[-1] = replace(own[-1], until=until)
            else:
                own.append(LivePeriod(entry.revision, entry.at, until))
    return periods


def upload_state(upload: Upload, records: StateRecords) -> UploadState:  # noqa: PLR0911 (one for each status)
    """What has become of an upload."""
    live = records.live
    if live.content is not None and upload.upload_id in live.content.upload_ids:
        return _live(upload, live.content, records)
    match upload.status:
        case UploadStatus.RECEIVED:
            return UploadState(StateKind.BEING_CHECKED, NextStep.WAIT)
        case UploadStatus.QUEUED:
            return UploadState(StateKind.ON_ITS_WAY, NextStep.WAIT)
        case UploadStatus.BEING_DELETED | UploadStatus.DELETED:
            kind = StateKind(upload.status.value)
            return UploadState(kind, NextStep.NONE, since=upload.deleted_at or upload.deletion_at)
        case UploadStatus.GONE:
            return UploadState(StateKind.GONE, NextStep.UPLOAD_AGAIN)
        case UploadStatus.REJECTED:
            return UploadState(StateKind.REJECTED, NextStep.UPLOAD_CORRECTED)
        case UploadStatus.PUBLISHED:
            return _was_live(upload, records)
        case UploadStatus.SCHEDULED:
            return _scheduled(upload, records)
        case UploadStatus.DISCARDED:
            discarded = UploadState(StateKind.DISCARDED, NextStep.RESTORE)
            return replace(discarded, since=upload.discarded_at, actor=upload.discarded_by)
        case _:
            return _not_live(upload, live)


_KINDS: Mapping[UploadStatus, StateKind] = {
    UploadStatus.CHECKED: StateKind.CHECKED,
    UploadStatus.UNCHANGED: StateKind.WAS_IDENTICAL,
    UploadStatus.SUPERSEDED: StateKind.SUPERSEDED,
    UploadStatus.FROZEN: StateKind.LOCKED_OUT,
    UploadStatus.AWAITING_CONFIRMATION: StateKind.AWAITING_CONFIRMATION,
    UploadStatus.AWAITING_ANSWERS: StateKind.AWAITING_ANSWERS,
    UploadStatus.REFUSED: StateKind.REFUSED,
}


def _not_live(upload: Upload, live: Live) -> UploadState:
    """Of an upload without errors that was never live."""
    same = live.content is not None and live.content.digest == upload.digest
    if same or (upload.part and _still_identical(upload, live)):
        return UploadState(StateKind.IDENTICAL, NextStep.NONE, live.revision)
    if upload.digest is None:
        return UploadState(StateKind.ROWS_NOT_KEPT, NextStep.UPLOAD_AGAIN, reason=upload.reason)
    step = _publishing_step(live)
    if is_waiting_for_approval(upload):
        return UploadState(
            StateKind.AWAITING_APPROVAL,
            step,
            since=upload.asked_at,
            reason=upload.reason,
            actor=upload.asked_by,
            asked_of=upload.asked_of,
            note=upload.asked_note,
        )
    if upload.sent_back_at is not None:
        return UploadState(
            StateKind.SENT_BACK,
            step,
            since=upload.sent_back_at,
            reason=upload.reason,
            actor=upload.sent_back_by,
            note=upload.sent_back_note,
        )
    kind = _KINDS[upload.status]
    # Why it was the same as something that is no longer live tells nobody anything.
    reason = None if kind is StateKind.WAS_IDENTICAL else upload.reason
    return UploadState(kind, step, upload.revision, reason=reason)


def _live(upload: Upload, content: Content, records: StateRecords) -> UploadState:
    """Of an upload that is live; perhaps with a part's sheet over it, which left some of its rows."""
    live, periods = records.live, records.periods.get(upload.upload_id, ())
    if content.upload_id == upload.upload_id or not periods:
        return UploadState(StateKind.LIVE, NextStep.NONE, live.revision, live.published_at)
    return UploadState(StateKind.LIVE, NextStep.NONE, periods[-1].revision, periods[-1].since)


def _still_identical(upload: Upload, live: Live) -> bool:
    """Whether the rows of a part's sheet were live when it came, and nothing has been published since."""
    return upload.status is UploadStatus.UNCHANGED and upload.revision == live.revision


def _publishing_step(live: Live) -> NextStep:
    return NextStep.UNFREEZE if live.frozen else NextStep.PUBLISH


def _was_live(upload: Upload, records: StateRecords) -> UploadState:
    periods = records.periods.get(upload.upload_id, ())
    last = periods[-1] if periods else None
    if last is None and upload.revision and upload.revision > records.live.revision:
        # It went live after the records were read.
        return UploadState(StateKind.ON_ITS_WAY, NextStep.WAIT)
    identical = records.live.content is not None and records.live.content.digest == upload.digest
    step = NextStep.NONE if identical else NextStep.UNFREEZE if records.live.frozen else NextStep.REVERT
    return UploadState(
        StateKind.WAS_LIVE,
        step,
        last.revision if last else upload.revision,
        last.since if last else None,
        last.until if last else None,
    )


def _scheduled(upload: Upload, records: StateRecords) -> UploadState:
    scheduled = records.scheduled
    if scheduled is None or scheduled.content.upload_id != upload.upload_id:
        # The schedule was carried out or cancelled between the two readings.
        return UploadState(StateKind.ON_ITS_WAY, NextStep.WAIT)
    outdated = records.schedule_moved or records.live.frozen or not records.answers_hold
    return UploadState(
        StateKind.SCHEDULE_OUTDATED if outdated else StateKind.SCHEDULED,
        NextStep.UNFREEZE if records.live.frozen else NextStep.RESCHEDULE,
        scheduled.revision,
        due=scheduled.due,
        actor=scheduled.actor,
    )
