"""What a person does by command: publish an upload, revert, unpublish, freeze, set the limit, or set four eyes.

Each ends in one change of what the person looked at, or in a `Refusal` and no change.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kleark.configuration.row_pages import UnreadablePageError
from kleark.configuration.stored_rows import StoredRows, difference_between
from kleark.publishing.answering import answer_drafts, answered_in, warnings_to_answer
from kleark.publishing.automatic import publication_entry, publish_change, revision_entry
from kleark.publishing.change import ATTEMPTS, Change, ChangeResult
from kleark.publishing.errors import (
    ConcurrentChangeError,
    LimitOutOfRangeError,
    NothingToChangeError,
)
from kleark.publishing.log import apply_entry, next_entry
from kleark.publishing.model import Action, LogEntry
from kleark.publishing.note import checked_note
from kleark.publishing.proposal import Proposal, checked_request, require
from kleark.publishing.publishable import load_publishable
from kleark.publishing.revisions import revision_rows
from kleark.publishing.sheet_effect import (
    part_of_upload,
    reach_of,
    sheet_effect,
    touched_since,
)
from kleark.publishing.snapshot import snapshot_of
from kleark.publishing.staging import sealed_rows, stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.configuration.plan import Plan
    from kleark.configuration.row import Row
    from kleark.publishing.model import Content, Live, Upload
    from kleark.publishing.ports import ReportStore
    from kleark.publishing.proposal import ChangeRequest
    from kleark.publishing.sheet_effect import SheetEffect
    from kleark.publishing.snapshot import Snapshot
    from kleark.publishing.tenant import Tenant


def propose_upload(  # noqa: PLR0913 (a question: every part is named at the call)
    upload_id: str,
    tenant: Tenant,
    reports: ReportStore,
    *,
    part: str | None = None,
    seen: int | None = None,
    judged: bool = True,
) -> tuple[Proposal, Upload, Snapshot]:
    """What `publish_upload` would do, with the upload and all rows as they would be live.

    Args:
        upload_id: The upload.
        tenant: The municipality.
        reports: Where its rows are.
        part: The name of the part that a whole sheet is to be published for; None: the upload's own, if it has one.
        seen: The revision on which a person has decided; None: they are about to look.
        judged: Whether to look for what has to be answered. Who only looks at a row need not wait for that.

    Raises:
        UnknownUploadError: There is no such upload.
        NotPublishableError: The upload's status does not allow it.
        NothingToChangeError: It is so already.
        ConfigurationMismatchError: What is stored of the sheet is not what was checked.
        UnknownPartError: There is no part of that name.
        ChangedPartError: The part was changed or removed since the sheet was checked.
        OtherPartError: The sheet is another part's.
        RowsOutsidePartError: It has rows that are not the part's.
        BrokenSnapshotError: The other parts' rows that are live are not what was sealed.
    """
    live = tenant.table.live(tenant.code, consistent=True)
    upload, snapshot = load_publishable(upload_id, live, tenant, reports)
    effect, before = effect_on(live, upload, snapshot, tenant, part)
    outdated = None if seen is None else touched_since(seen, effect, before, live, tenant)
    if live.content is not None and live.content.digest == effect.merged.digest:
        raise NothingToChangeError(*_LIVE_ALREADY)
    if seen is not None and outdated is None:
        # The same plan as the person saw: what they answered was about that.
        effect = replace(effect, plan=replace(effect.plan, against_revision=seen))
    warnings = warnings_to_answer(upload, effect, live, tenant, reports) if judged else ()
    named = effect.part_name
    upload = replace(upload, part=named or upload.part, part_reach=reach_of(effect.part) or upload.part_reach)
    proposal = Proposal(
        live, effect.plan, upload, warnings, answered_in(tenant, warnings), effect, seen, outdated
    )
    return proposal, upload, effect.merged


def propose_revert(to_revision: int, tenant: Tenant) -> tuple[Proposal, Content]:
    """What `revert` would do, with the content that it would make live.

    Raises:
        UnknownRevisionError: The log has no such revision.
        SweptRevisionError: The revision's rows have been deleted.
        NothingToChangeError: It is so already.
        BrokenSnapshotError: The revision's rows are not what was sealed.
    """
    live = tenant.table.live(tenant.code, consistent=True)
    content, rows = revision_rows(to_revision, tenant)
    if live.content is not None and live.content.digest == content.digest:
        raise NothingToChangeError(*_LIVE_ALREADY)
    return Proposal(live, plan_against(live, rows, tenant)), content


def propose_unpublication(tenant: Tenant) -> Proposal:
    """What `unpublish` would do. Raises NothingToChangeError."""
    live = tenant.table.live(tenant.code, consistent=True)
    if live.content is None or not live.content.row_count:
        raise NothingToChangeError(
            "Der vises ikke noget fra kommunen i forvejen.", "Nothing of the municipality is live already."
        )
    return Proposal(live, plan_against(live, [], tenant))


def publish_upload(  # noqa: PLR0913 (a command: every part is named at the call)
    upload_id: str,
    request: ChangeRequest,
    tenant: Tenant,
    reports: ReportStore,
    *,
    confirm_removals: bool = False,
    confirm_findings: bool = False,
    part: str | None = None,
) -> LogEntry:
    """Make the rows of an upload without errors live, whatever its age, as a new revision.

    ``part``: see `propose_upload`. Where the sheet speaks for a part, and nothing of that has changed since the person
    looked, it goes on what is live now.

    Raises:
        StaleRevisionError: Another revision is live than the one the person saw.
        FrozenError: The municipality is frozen.
        Refusal: Whatever `propose_upload` refuses.
        SamePersonError: Four eyes: the person has uploaded it.
        UnknownUploaderError: Four eyes: nobody knows who has uploaded it.
        NothingToChangeError: It is so already.
        UnconfirmedRemovalError: It removes more rows than it may without confirmation.
        UnansweredWarningsError: It has warnings that nobody has answered, nor does the request.
        UnconfirmedFindingsError: The same, and some of them hold every sheet back.
        MissingNoteError: The note is missing where it is required, or too long.
        UnfitNoteError: The note, or a reason, holds what must not be in the log.
        ConcurrentChangeError: What is live changed at every attempt.
    """
    request = checked_request(request, findings_confirmed=confirm_findings)
    for _ in range(ATTEMPTS):
        proposal, upload, _ = propose_upload(
            upload_id, tenant, reports, part=part, seen=request.expected_revision
        )
        live, effect = proposal.live, proposal.effect
        assert effect is not None
        require(proposal, request, removals_confirmed=confirm_removals)
        entry = publication_entry(
            effect, upload, live, reports, tenant, actor=request.actor, note=request.note
        )
        answers, answered = answer_drafts(proposal.open_warnings, request.answers, entry, live, tenant)
        entry = next_entry(tenant.code, answered, entry)
        change = replace(
            publish_change(upload, upload.status, answered, entry, effect.part), planned=live, answers=answers
        )
        if tenant.table.commit(tenant.code, change) is ChangeResult.DONE:
            return entry
    raise ConcurrentChangeError


def revert(
    to_revision: int, request: ChangeRequest, tenant: Tenant, *, confirm_removals: bool = False
) -> LogEntry:
    """Make the rows of an earlier revision live again, as a new revision.

    Raises:
        StaleRevisionError: Another revision is live than the one the person saw.
        FrozenError: The municipality is frozen.
        UnknownRevisionError: The log has no such revision.
        SweptRevisionError: The revision's rows have been deleted.
        NothingToChangeError: It is so already.
        UnconfirmedRemovalError: It removes more rows than it may without confirmation.
        MissingNoteError: The note is missing where it is required, or too long.
        UnfitNoteError: The note holds what must not be in the log.
        ConcurrentChangeError: What is live changed at every attempt.
        BrokenSnapshotError: The revision's rows are not what was sealed.
    """
    note = checked_note(request.note)
    for _ in range(ATTEMPTS):
        proposal, content = propose_revert(to_revision, tenant)
        require(proposal, request, removals_confirmed=confirm_removals)
        entry = revision_entry(
            Action.REVERT,
            content,
            proposal.plan,
            at=tenant.at,
            actor=request.actor,
            note=note,
            restored=to_revision,
        )
        if done := _commit_entry(entry, proposal.live, tenant):
            return done
    raise ConcurrentChangeError


def unpublish(request: ChangeRequest, tenant: Tenant) -> LogEntry:
    """Make a configuration without rows live, on purpose: citizens then see no cases of the municipality.

    Raises:
        StaleRevisionError: Another revision is live than the one the person saw.
        FrozenError: The municipality is frozen.
        MissingNoteError: The note is missing where it is required, or too long.
        UnfitNoteError: The note holds what must not be in the log.
        NothingToChangeError: It is so already.
        ConcurrentChangeError: What is live changed at every attempt.
    """
    note = checked_note(request.note, required=True)
    for _ in range(ATTEMPTS):
        proposal = propose_unpublication(tenant)
        require(proposal, request, removals_confirmed=True)
        content = stage(snapshot_of(()), "", "", tenant)
        entry = revision_entry(
            Action.UNPUBLISH, content, proposal.plan, at=tenant.at, actor=request.actor, note=note
        )
        if done := _commit_entry(entry, proposal.live, tenant):
            return done
    raise ConcurrentChangeError


def freeze(actor: str, note: str, tenant: Tenant) -> LogEntry:
    """Let nothing become live until `unfreeze`. ``note``: the reason, which is required.

    Raises:
        MissingNoteError: The note is missing where it is required, or too long.
        UnfitNoteError: The note holds what must not be in the log.
        NothingToChangeError: It is so already.
        ConcurrentChangeError: What is live changed at every attempt.
    """
    return _set_frozen(Action.FREEZE, actor, note, tenant)


def unfreeze(actor: str, note: str, tenant: Tenant) -> LogEntry:
    """Let uploads become live again. Those that came while frozen keep their status.

    Raises:
        Refusal: Whatever `freeze` refuses.
    """
    return _set_frozen(Action.UNFREEZE, actor, note, tenant)


def set_removal_limit(percent: int | None, actor: str, note: str, tenant: Tenant) -> LogEntry:
    """Set how many per cent of the live rows a sheet may remove without confirmation; None: a third.

    Raises:
        LimitOutOfRangeError: The limit is not between 0 and 100.
        Refusal: Whatever `freeze` refuses.
    """
    if percent is not None and not 0 <= percent <= 100:
        raise LimitOutOfRangeError

    draft = LogEntry(0, Action.SET_LIMIT, "", actor, note, removal_limit=percent)
    already = "Grænsen er sådan i forvejen.", "The limit is that already."
    return _change_setting(draft, already, tenant, removal_limit=percent)


def set_wait_for_answers(actor: str, note: str, tenant: Tenant, *, wait: bool) -> LogEntry:
    """Let sheets with open warnings wait for an answer, or publish them automatically.

    Raises:
        Refusal: Whatever `freeze` refuses.
    """
    draft = LogEntry(0, Action.SET_WAIT_FOR_ANSWERS, "", actor, note, wait_for_answers=wait)
    already = (
        f"Ark med ubesvarede bemærkninger {'venter' if wait else 'bliver offentliggjort'} i forvejen.",
        f"Sheets with open warnings {'wait' if wait else 'are published'} already.",
    )
    return _change_setting(draft, already, tenant, wait_for_answers=wait)


def set_four_eyes(actor: str, note: str, tenant: Tenant, *, required: bool) -> LogEntry:
    """Require, or no longer require, that an upload is made live by another person than its uploader.

    Raises:
        Refusal: Whatever `freeze` refuses.
    """
    draft = LogEntry(0, Action.SET_FOUR_EYES, "", actor, note, four_eyes=required)
    already = (
        f"Kommunen kræver {'fire øjne i forvejen' if required else 'ikke fire øjne'}.",
        f"The municipality {'requires four eyes already' if required else 'does not require four eyes'}.",
    )
    return _change_setting(draft, already, tenant, four_eyes=required)


def _set_frozen(action: Action, actor: str, note: str, tenant: Tenant) -> LogEntry:
    frozen = action is Action.FREEZE
    already = (
        f"Kommunens visning er {'låst i forvejen' if frozen else 'ikke låst'}.",
        f"The municipality is {'frozen already' if frozen else 'not frozen'}.",
    )
    return _change_setting(LogEntry(0, action, "", actor, note), already, tenant, frozen=frozen)


def _change_setting(draft: LogEntry, already: tuple[str, str], tenant: Tenant, **setting: Any) -> LogEntry:
    """Commit a change that makes no revision: it does not matter which one the person saw.

    Args:
        draft: The entry without its time and its position in the log.
        already: What to say where it is so already, in Danish and English.
        tenant: The municipality.
        **setting: The field of LIVE that changes, with its new value.
    """
    draft = replace(draft, note=checked_note(draft.note, required=True))
    for _ in range(ATTEMPTS):
        live = tenant.table.live(tenant.code, consistent=True)
        wanted = replace(live, **setting)
        if wanted == live:
            raise NothingToChangeError(*already)
        entry = next_entry(tenant.code, live, replace(draft, at=tenant.at))
        change = Change(live, apply_entry(wanted, entry), entry)
        if tenant.table.commit(tenant.code, change) is ChangeResult.DONE:
            return entry
    raise ConcurrentChangeError


def _commit_entry(entry: LogEntry, live: Live, tenant: Tenant) -> LogEntry | None:
    """Make the entry's content live. Returns the entry as logged; None where LIVE has changed meanwhile."""
    entry = next_entry(tenant.code, live, entry)
    change = Change(live, apply_entry(live, entry), entry)
    return entry if tenant.table.commit(tenant.code, change) is ChangeResult.DONE else None


def plan_against(live: Live, rows: Sequence[Row], tenant: Tenant) -> Plan:
    """What making ``rows`` live would change, even where what is live is no longer whole.

    A live snapshot that lost rows is fixed by a person's command, so rows that cannot be read count as removed.
    """
    plan = difference_between(
        readable_rows(live, tenant), rows, against_revision=live.revision, municipality=tenant.code
    )
    return tenant.with_cases(plan)


def effect_on(
    live: Live, upload: Upload, snapshot: Snapshot, tenant: Tenant, part: str | None = None
) -> tuple[SheetEffect, Sequence[Row]]:
    """What publishing an upload would do, and the rows that are live. ``part``: see `propose_upload`.

    A whole sheet is published even where what is live is no longer whole; a part's is not, since it needs the others.

    Raises:
        Refusal: What `propose_upload` refuses for the part's sake.
        BrokenSnapshotError: The rows that are live are not what was sealed.
    """
    of_part = part_of_upload(upload, live, part)
    whole = of_part is None
    before = readable_rows(live, tenant) if whole else sealed_rows(tenant.code, live.content, tenant.table)
    effect = sheet_effect(snapshot, of_part, before, live, tenant)
    counted = tenant.with_cases(effect.whole)
    return replace(effect, whole=counted, plan=replace(effect.plan, cases=counted.cases)), before


def readable_rows(live: Live, tenant: Tenant) -> Sequence[Row]:
    """The rows that are live; none where they cannot be read."""
    if live.content is None:
        return StoredRows(())
    try:
        return StoredRows(tenant.table.rows(tenant.code, live.content.snapshot_id))
    except UnreadablePageError:
        return StoredRows(())


_LIVE_ALREADY = "Det er netop disse rækker, der vises nu.", "These very rows are live."
