"""The command that publishes a validated upload automatically, or records why not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from kleark.publishing.answering import answered_in, warnings_to_answer
from kleark.publishing.answers import open_warnings
from kleark.publishing.case_record import with_cases
from kleark.publishing.change import ATTEMPTS, Change, ChangeResult, Transition
from kleark.publishing.config_file import verified_snapshot
from kleark.publishing.errors import Refusal, UnknownUploadError
from kleark.publishing.log import apply_entry, next_entry
from kleark.publishing.model import AUTOMATIC, Action, Content, Live, LogEntry, Upload, UploadStatus
from kleark.publishing.order_marks import newest_order, with_order
from kleark.publishing.policy import Decision, Outcome, answers_matter, decide
from kleark.publishing.sheet_effect import part_of_upload, sheet_effect, stage_effect
from kleark.publishing.staging import sealed_rows
from kleark.publishing.tenant import Tenant, no_inventory, no_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import timedelta

    from kleark.configuration.case_counts import IndexedCases
    from kleark.configuration.part import Part
    from kleark.configuration.plan import Plan
    from kleark.publishing.answers import SheetWarning
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.ports import ConfigurationTable, ReportStore
    from kleark.publishing.sheet_effect import SheetEffect
    from kleark.publishing.snapshot import Snapshot


class ContendedError(Exception):
    """What is live changed at every attempt. Nothing is lost: the message is delivered again.

    ``conflicts``: how many attempts that were.
    """

    conflicts = ATTEMPTS


@dataclass(frozen=True, slots=True)
class Publication:
    """What became of an upload. ``entry``: of the log, if it became a revision. ``plan``: if one was made.

    ``conflicts``: how many attempts came to nothing, since what is live changed meanwhile.
    """

    outcome: Outcome
    reason: str | None = None
    entry: LogEntry | None = None
    plan: Plan | None = None
    conflicts: int = 0

    @property
    def time_to_live(self) -> timedelta | None:
        """From upload to live; None where it did not become live, or when a person chose."""
        entry = self.entry
        if entry is None or entry.content is None or entry.actor != AUTOMATIC or entry.due:
            return None
        return datetime.fromisoformat(entry.at) - datetime.fromisoformat(entry.content.uploaded_at)


def publish(  # noqa: PLR0913, PLR0917 (a command: what it works with)
    code: MunicipalityCode,
    upload_id: str,
    table: ConfigurationTable,
    reports: ReportStore,
    now: Callable[[], datetime],
    secret: Callable[[], bytes] = no_secret,
    indexed: Callable[[], IndexedCases | None] = no_inventory,
) -> Publication:
    """Publish an upload automatically, unless the policy keeps it back. May be called again at any time.

    ``secret``: gives the key of fingerprints. ``indexed``: see `Tenant`. After an error, nothing that a reader sees has
    changed, and calling again carries on.

    Raises:
        UnknownUploadError: There is no such upload, or it has not been checked yet.
        ContendedError: What is live changed at every attempt.
        BrokenSnapshotError: Rows in the table are not what was sealed.
    """
    upload = table.upload(code, upload_id)
    if upload is None or upload.status is UploadStatus.RECEIVED:
        raise UnknownUploadError
    if upload.status is not UploadStatus.QUEUED:
        return Publication(Outcome.ALREADY_SETTLED)
    snapshot = verified_snapshot(reports.configuration(code, upload_id), upload)
    tenant = Tenant(code, table, now, secret, indexed)
    for conflicts in range(ATTEMPTS):
        publication, result = _attempt(upload, snapshot, tenant, reports)
        if result is ChangeResult.DONE:
            return replace(publication, conflicts=conflicts)
        if result is ChangeResult.UPLOAD_SETTLED:
            return Publication(Outcome.ALREADY_SETTLED)
    raise ContendedError("what is live changed at every attempt")


def _attempt(
    upload: Upload, snapshot: Snapshot, tenant: Tenant, reports: ReportStore
) -> tuple[Publication, ChangeResult]:
    code, table = tenant.code, tenant.table
    live = table.live(code, consistent=True)
    try:
        part = part_of_upload(upload, live)
        effect = sheet_effect(snapshot, part, sealed_rows(code, live.content, table), live, tenant)
    except Refusal as refusal:
        # Never as a whole, and not by itself any more: a person reads why.
        kept_back = Decision(Outcome.AWAITING_CONFIRMATION, refusal.da)
        return Publication(kept_back.outcome, refusal.da), _settle(upload, live, kept_back, table, None)
    plan = effect.plan
    still_open: Sequence[SheetWarning] = ()
    if answers_matter(upload, live) or effect.takes_over:
        warnings = warnings_to_answer(upload, effect, live, tenant, reports)
        still_open = open_warnings(warnings, answered_in(tenant, warnings))
    judged_by = replace(live, order=newest_order(live, part))
    decision = decide(upload, effect.merged.digest, judged_by, plan, still_open)
    if decision.outcome is not Outcome.PUBLISHED:
        settled = Publication(decision.outcome, decision.reason, plan=plan)
        return settled, _settle(upload, live, decision, table, part)
    # Read only now: nothing is decided by how many cases it is.
    effect = replace(effect, whole=tenant.with_cases(effect.whole))
    entry = next_entry(code, live, publication_entry(effect, upload, live, reports, tenant, actor=AUTOMATIC))
    change = publish_change(upload, UploadStatus.QUEUED, live, entry, part)
    return Publication(decision.outcome, entry=entry, plan=plan), table.commit(code, change)


def _settle(
    upload: Upload, live: Live, decision: Decision, table: ConfigurationTable, part: Part | None
) -> ChangeResult:
    status = decision.outcome.status
    if status is None:
        return ChangeResult.UPLOAD_SETTLED
    settled = replace(upload, status=status, reason=decision.reason)
    if decision.outcome is Outcome.UNCHANGED:
        return table.commit(upload.municipality, _renew_order(settled, live, part))
    return table.settle(settled)


def _renew_order(upload: Upload, live: Live, part: Part | None) -> Change:
    """Settle an upload whose rows are live already, and keep out uploads older than it.

        A (10:00) is live ── C (10:20, the same rows as A) arrives ── B (10:10) arrives late

    Unless LIVE gets C's order, B counts as newer than A and replaces the rows that C confirmed.
    """
    return Change(
        planned=live,
        becomes=with_order(replace(live, lock=live.lock + 1), upload.order, part),
        transitions=(Transition(replace(upload, revision=live.revision), UploadStatus.QUEUED),),
    )


def publication_entry(  # noqa: PLR0913 (a record: every part is named at the call)
    effect: SheetEffect,
    upload: Upload,
    live: Live,
    reports: ReportStore,
    tenant: Tenant,
    *,
    actor: str,
    note: str = "",
) -> LogEntry:
    """Stage what a sheet makes live, and give the entry of its revision, without its position in the log."""
    return revision_entry(
        Action.PUBLISH,
        stage_effect(effect, upload, live.content, reports, tenant),
        effect.whole,
        at=tenant.at,
        actor=actor,
        note=note,
        part=effect.part_name,
    )


def revision_entry(  # noqa: PLR0913 (a record: every part is named at the call)
    action: Action,
    content: Content,
    plan: Plan,
    *,
    at: str,
    actor: str,
    note: str = "",
    restored: int | None = None,
    part: str | None = None,
) -> LogEntry:
    """The entry of a revision, without its position in the log, which `log.next_entry` decides."""
    entry = LogEntry(0, action, at, actor, note, content=content, restored=restored, part=part)
    return with_counts(entry, plan)


def with_counts(entry: LogEntry, plan: Plan) -> LogEntry:
    """The entry with how many rows its plan adds, changes, removes and leaves, and what it does to cases."""
    if plan.cases is not None:
        entry = with_cases(entry, plan.cases)
    return replace(
        entry,
        added=len(plan.added),
        changed=len(plan.changed),
        removed=len(plan.removed),
        unchanged=len(plan.unchanged),
    )


def publish_change(
    upload: Upload, was: UploadStatus, live: Live, entry: LogEntry, part: Part | None = None
) -> Change:
    """The change with which ``entry`` makes an upload live, automatically or by a person.

    ``was``: the status that the upload must still have; if it was scheduled, its schedule is removed. The order of
    the newest upload never goes back, although a person may publish an older one.
    """
    published = replace(upload, status=UploadStatus.PUBLISHED, revision=entry.revision, reason=None)
    return Change(
        planned=live,
        becomes=with_order(apply_entry(live, entry), upload.order, part),
        entry=entry,
        transitions=(Transition(published, was),),
        unscheduled=was is UploadStatus.SCHEDULED,
    )
