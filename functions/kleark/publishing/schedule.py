"""Scheduled publications: set by a person, cancelled or replaced until they are due, and then run.

The schedule is in the table (`Scheduled`); the timer that wakes the publisher is outside. A wake-up that comes late,
twice, or for a schedule that was cancelled or replaced finds that out from the table.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from kleark.publishing.answering import answer_drafts
from kleark.publishing.answers import still_hold
from kleark.publishing.automatic import (
    ContendedError,
    Publication,
    publication_entry,
    publish_change,
    with_counts,
)
from kleark.publishing.change import ATTEMPTS, Change, ChangeResult, Transition
from kleark.publishing.config_file import verified_snapshot
from kleark.publishing.errors import (
    ConcurrentChangeError,
    NotScheduledError,
    Refusal,
    ScheduleWithoutTimerError,
    TimeNotAheadError,
    TimerError,
)
from kleark.publishing.four_eyes import four_eyes_refusal
from kleark.publishing.ids import schedule_id
from kleark.publishing.log import apply_entry, next_entry
from kleark.publishing.manual import effect_on, propose_upload
from kleark.publishing.messages import actor_name
from kleark.publishing.model import Action, LogEntry, Scheduled, UploadStatus, stamp
from kleark.publishing.note import checked_note
from kleark.publishing.part_errors import TouchedRowsError
from kleark.publishing.part_words import row_names
from kleark.publishing.policy import Outcome
from kleark.publishing.proposal import checked_request, require
from kleark.publishing.sheet_effect import stage_effect, touched_since
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from kleark.configuration.plan import Plan
    from kleark.publishing.errors import StaleRevisionError
    from kleark.publishing.model import Content, Live, Upload
    from kleark.publishing.ports import ReportStore, Timer
    from kleark.publishing.proposal import ChangeRequest, Proposal
    from kleark.publishing.tenant import Tenant

SOONEST = timedelta(minutes=1)
LATEST = timedelta(days=366)

SKEW = timedelta(seconds=5)
"""The publisher's clock may be this much behind the scheduler's. Anything woken earlier is left to the sweep."""

REFUSED_PLAN = "refused-plan.json"
"""Beside the upload's report: what a refused publication would have changed in what is live instead."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """What is to go live, and when."""

    upload_id: str
    due: datetime


def schedule(  # noqa: PLR0913 (a command: every part is named at the call)
    appointment: Appointment,
    request: ChangeRequest,
    tenant: Tenant,
    reports: ReportStore,
    timer: Timer,
    *,
    confirm_removals: bool = False,
    confirm_findings: bool = False,
    part: str | None = None,
) -> Scheduled:
    """Schedule an upload without errors to go live at a time. Replaces a schedule that waits already.

    ``part``: see `manual.propose_upload`.

    Raises:
        TimeNotAheadError: The time is past, or too near or too far away.
        TimerError: The timer could not be set, and the schedule was cancelled again.
        ScheduleWithoutTimerError: The timer could not be set, and neither could the schedule be cancelled.
        Refusal: Whatever else `manual.publish_upload` refuses.
    """
    request = checked_request(request, findings_confirmed=confirm_findings)
    require_ahead(appointment, tenant)
    for _ in range(ATTEMPTS):
        proposal, upload, _ = propose_upload(
            appointment.upload_id, tenant, reports, part=part, seen=request.expected_revision
        )
        require(proposal, request, removals_confirmed=confirm_removals)
        waiting = tenant.table.scheduled(tenant.code)
        assert proposal.effect is not None
        staged = stage_effect(proposal.effect, upload, proposal.live.content, reports, tenant)
        wanted = _Wanted(staged, waiting, appointment.due)
        scheduled, change = _propose_schedule(proposal, wanted, request, tenant)
        if tenant.table.commit(tenant.code, change) is ChangeResult.DONE:
            _set_timer(scheduled, request, tenant, timer)
            return scheduled
    raise ConcurrentChangeError


def require_ahead(appointment: Appointment, tenant: Tenant) -> None:
    """Raises TimeNotAheadError."""
    if not SOONEST <= appointment.due - tenant.now() <= LATEST:
        raise TimeNotAheadError


class _Wanted(NamedTuple):
    """What is to go live and when, and what waits already."""

    content: Content
    waiting: Scheduled | None
    due: datetime


def _propose_schedule(
    proposal: Proposal, wanted: _Wanted, request: ChangeRequest, tenant: Tenant
) -> tuple[Scheduled, Change]:
    content, waiting = wanted.content, wanted.waiting
    live, upload, effect = proposal.live, proposal.upload, proposal.effect
    assert upload is not None
    assert effect is not None
    due = stamp(wanted.due)
    was, reason = _status_before(upload, waiting)
    asked = LogEntry(0, Action.SCHEDULE, tenant.at, request.actor, request.note)
    answers, answered = answer_drafts(proposal.open_warnings, request.answers, asked, live, tenant)
    scheduled = Scheduled(
        schedule_id=schedule_id(tenant.code, upload.upload_id, due, live.lock + 1),
        due=due,
        revision=live.revision,
        actor=request.actor,
        note=request.note,
        content=content,
        upload_was=was,
        upload_reason=reason,
        answers=" ".join(sorted([*proposal.answer_ids, *(answer.answer_id for answer, _ in answers)])),
        part=effect.part_name,
    )
    entry = with_counts(_schedule_entry(Action.SCHEDULE, scheduled, tenant), effect.whole)
    entry = next_entry(tenant.code, answered, entry)
    transitions = [Transition(replace(upload, status=UploadStatus.SCHEDULED, reason=None), upload.status)]
    if waiting and waiting.content.upload_id != upload.upload_id:
        transitions += _release_transitions(waiting, tenant)
    becomes = apply_entry(answered, entry)
    return scheduled, Change(live, becomes, entry, tuple(transitions), scheduled=scheduled, answers=answers)


def _status_before(upload: Upload, waiting: Scheduled | None) -> tuple[UploadStatus, str | None]:
    """The status that an upload had before it waited, and why."""
    if upload.status is not UploadStatus.SCHEDULED:
        return upload.status, upload.reason
    # Only its own schedule makes it wait; if the two were read at different moments, the commit is refused.
    return (waiting.upload_was, waiting.upload_reason) if waiting else (UploadStatus.CHECKED, None)


def _set_timer(scheduled: Scheduled, request: ChangeRequest, tenant: Tenant, timer: Timer) -> None:
    """Set the timer, after the table: a wake-up for what is not in the table would be ignored.

    Two people at once: the table has the second one's schedule, but the first one's timer may have been set last.
    That wake-up is then ignored, and the second one's publication waits for the sweep, which requests what is
    overdue.
    """
    try:
        timer.set(
            tenant.code,
            scheduled.schedule_id,
            scheduled.content.upload_id,
            datetime.fromisoformat(scheduled.due),
        )
    except BaseException as error:
        # Whatever went wrong, Ctrl-C too: the schedule in the table would wait for a timer that nobody has set.
        try:
            _cancel_in_table(tenant, request.actor, "the clock could not be set", only=scheduled.schedule_id)
        except NotScheduledError:
            raise TimerError from error  # somebody else has replaced or cancelled it since
        except ConcurrentChangeError:
            raise ScheduleWithoutTimerError from error
        raise TimerError from error


def cancel(actor: str, note: str, tenant: Tenant, timer: Timer, only: str | None = None) -> LogEntry:
    """Cancel the schedule that waits.

    Args:
        actor: Who asks, as the log names them.
        note: Why; may be empty.
        tenant: The municipality.
        timer: Where the schedule's time was set.
        only: The id of the one schedule to cancel, if it still waits. None: whichever waits.

    Raises:
        NotScheduledError: None waits, or another one.
        MissingNoteError: The note is too long.
        UnfitNoteError: The note holds what must not be in the log.
        ConcurrentChangeError: What is live changed at every attempt.
    """
    entry = _cancel_in_table(tenant, actor, checked_note(note), only)
    # It is cancelled now: a timer that cannot be cancelled wakes the publisher for nothing.
    with suppress(Exception):
        timer.cancel(tenant.code)
    return entry


def _cancel_in_table(tenant: Tenant, actor: str, note: str, only: str | None = None) -> LogEntry:
    """``only``: the id of the one schedule to cancel; another one is left as it is."""
    for _ in range(ATTEMPTS):
        live = tenant.table.live(tenant.code, consistent=True)
        waiting = tenant.table.scheduled(tenant.code)
        if waiting is None or (only and waiting.schedule_id != only):
            raise NotScheduledError
        entry = replace(_schedule_entry(Action.CANCEL, waiting, tenant), actor=actor, note=note)
        entry = next_entry(tenant.code, live, entry)
        change = Change(
            live,
            apply_entry(live, entry),
            entry,
            tuple(_release_transitions(waiting, tenant)),
            unscheduled=True,
        )
        if tenant.table.commit(tenant.code, change) is ChangeResult.DONE:
            return entry
    raise ConcurrentChangeError


def run_due(upload_id: str, of_schedule: str, tenant: Tenant, reports: ReportStore) -> Publication:
    """Publish what waits, if it is due and what is live is still what it was planned against.

    What is of a part goes on what is live by then, if only other parts' rows have changed.

    Otherwise it is refused: the plan against what is live instead is stored beside the upload's report, and the
    upload's record says why. May be called again at any time; after an error, that carries on.

    Raises:
        ContendedError: What is live changed at every attempt.
        BrokenSnapshotError: Rows in the table are not what was sealed.
    """
    for conflicts in range(ATTEMPTS):
        live = tenant.table.live(tenant.code, consistent=True)
        waiting = tenant.table.scheduled(tenant.code)
        if waiting is None or waiting.schedule_id != of_schedule:
            return Publication(Outcome.ALREADY_SETTLED)
        if stamp(tenant.now() + SKEW) < waiting.due:
            return Publication(Outcome.NOT_DUE)
        upload = tenant.table.upload(tenant.code, upload_id)
        if upload is None or upload_id != waiting.content.upload_id:
            return Publication(Outcome.ALREADY_SETTLED)
        publication, change = _propose_publication(waiting, upload, live, tenant, reports)
        if tenant.table.commit(tenant.code, change) is ChangeResult.DONE:
            return replace(publication, conflicts=conflicts)
    raise ContendedError("what is live changed at every attempt")


def _propose_publication(
    waiting: Scheduled, upload: Upload, live: Live, tenant: Tenant, reports: ReportStore
) -> tuple[Publication, Change]:
    snapshot = verified_snapshot(reports.configuration(tenant.code, upload.upload_id), upload)
    try:
        effect, before = effect_on(live, upload, snapshot, tenant)
    except Refusal as objection:
        # Of a part that is no more nobody can say what the sheet would change.
        refusal = _Refusal(
            objection.code, f"Tidspunktet kom, men arket er ikke offentliggjort. {objection.da}"
        )
        return _propose_refusal(waiting, upload, live, None, tenant, refusal=refusal)
    outdated = touched_since(waiting.revision, effect, before, live, tenant)
    if found := _refusal(waiting, upload, live, outdated, tenant):
        reports.write(tenant.code, upload.upload_id, REFUSED_PLAN, _plan_bytes(effect.plan))
        return _propose_refusal(waiting, upload, live, effect.plan, tenant, refusal=found)
    entry = publication_entry(effect, upload, live, reports, tenant, actor=waiting.actor, note=waiting.note)
    entry = next_entry(tenant.code, live, replace(entry, due=waiting.due))
    change = publish_change(upload, UploadStatus.SCHEDULED, live, entry, effect.part)
    return Publication(Outcome.PUBLISHED, entry=entry, plan=effect.plan), change


class _Refusal(NamedTuple):
    """Why the upload does not go live: a code for the log, and in Danish, for the admin."""

    code: RefusalCode
    reason: str


def _refusal(
    waiting: Scheduled, upload: Upload, live: Live, outdated: StaleRevisionError | None, tenant: Tenant
) -> _Refusal | None:
    """None if nothing has changed since it was planned, or nothing of its part.

    What it decides on is what it was, so no warning is new; but an answer may have been taken back.
    """
    if live.frozen:
        return _Refusal(RefusalCode.FROZEN, _FROZEN_REASON)
    if outdated:
        return _Refusal(outdated.code, _moved_reason(waiting, live, outdated))
    if waiting.answers and not still_hold(waiting.answer_ids, tenant.table.answers(tenant.code)):
        return _Refusal(RefusalCode.UNANSWERED_WARNINGS, _WITHDRAWN_REASON)
    if objection := four_eyes_refusal(upload, live, waiting.actor):
        reason = f"Tidspunktet kom, men arket er ikke offentliggjort. {objection.da}"
        return _Refusal(objection.code, reason)
    return None


def _propose_refusal(  # noqa: PLR0913 (a record: every part is named at the call)
    waiting: Scheduled,
    upload: Upload,
    live: Live,
    plan: Plan | None,
    tenant: Tenant,
    *,
    refusal: _Refusal,
) -> tuple[Publication, Change]:
    refused_entry = replace(_schedule_entry(Action.REFUSE, waiting, tenant), refusal=refusal.code.value)
    entry = next_entry(tenant.code, live, with_counts(refused_entry, plan) if plan else refused_entry)
    refused = replace(upload, status=UploadStatus.REFUSED, reason=refusal.reason)
    change = Change(
        planned=live,
        becomes=apply_entry(live, entry),
        entry=entry,
        transitions=(Transition(refused, UploadStatus.SCHEDULED),),
        unscheduled=True,
    )
    return Publication(Outcome.REFUSED, refusal.reason, plan=plan), change


def _schedule_entry(action: Action, scheduled: Scheduled, tenant: Tenant) -> LogEntry:
    """An entry about a schedule, by the person who set it, without its position in the log."""
    return LogEntry(
        revision=0,
        action=action,
        at=tenant.at,
        actor=scheduled.actor,
        note=scheduled.note,
        content=scheduled.content,
        due=scheduled.due,
        part=scheduled.part,
    )


def _release_transitions(waiting: Scheduled, tenant: Tenant) -> list[Transition]:
    """The upload that no longer waits gets the status that it had before: e.g. checked, or awaiting confirmation."""
    upload = tenant.table.upload(tenant.code, waiting.content.upload_id)
    if upload is None:
        return []
    before = replace(upload, status=waiting.upload_was, reason=waiting.upload_reason)
    return [Transition(before, UploadStatus.SCHEDULED)]


def _plan_bytes(plan: Plan) -> bytes:
    return json.dumps(plan.to_json(), ensure_ascii=False, indent=1).encode()


_FROZEN_REASON = (
    "Tidspunktet kom, men kommunens visning er låst, så arket er ikke offentliggjort. "
    "Lås visningen op, og planlæg eller offentliggør arket igen."
)


_WITHDRAWN_REASON = (
    "Tidspunktet kom, men et svar på en bemærkning er taget tilbage, siden arket blev planlagt. Arket er ikke "
    "offentliggjort. Se bemærkningerne igennem, og planlæg eller offentliggør arket igen."
)


def _moved_reason(waiting: Scheduled, live: Live, outdated: StaleRevisionError) -> str:
    if isinstance(outdated, TouchedRowsError):
        by = actor_name(outdated.by, "da")
        return (
            f"Tidspunktet kom, men siden planen blev lavet, har version {outdated.touched_in} ændret rækker, som arket "
            f"også bestemmer over: {row_names(outdated.rows, 'da')} (af {by}). Arket er ikke offentliggjort. Se "
            "forskellen, og planlæg eller offentliggør arket igen."
        )
    return (
        f"Tidspunktet kom, men version {live.revision} vises nu i stedet for version {waiting.revision}, som "
        "planen blev lavet ud fra. Arket er ikke offentliggjort. Se forskellen, og planlæg eller offentliggør "
        "arket igen."
    )
