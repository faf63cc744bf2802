"""Sheets handed from one person to another: asked to be approved, taken back, sent back, discarded, brought back.

All of it stands on the upload's record, with who and when. It changes nothing of what is live, so it is not in the log.
Each hand-over counts up the record's ``handover_step``, on condition that it is the one that was read: of two people at
once, the second decides on what the first has done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kleark.publishing.actors import same_person
from kleark.publishing.approval_request import is_waiting_for_approval
from kleark.publishing.change import ATTEMPTS
from kleark.publishing.errors import (
    ConcurrentChangeError,
    NothingToChangeError,
    NotPublishableError,
    UnknownUploaderError,
    UnknownUploadError,
)
from kleark.publishing.four_eyes import four_eyes_refusal
from kleark.publishing.handover_errors import (
    NotAskedError,
    NotDiscardableError,
    NotOwnRequestError,
    NotOwnSheetError,
    UnfitApproverError,
)
from kleark.publishing.model import Handover, UploadStatus
from kleark.publishing.note import checked_note
from kleark.publishing.publishable import require_publishable
from kleark.publishing.upload_state import NextStep, StateKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.publishing.model import Live, Upload
    from kleark.publishing.tenant import Tenant
    from kleark.publishing.upload_state import UploadState


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """Who asks, and why. ``of``: the one approver that is asked, as the log names them; None for any."""

    actor: str
    note: str = ""
    of: str | None = None


def ask(upload_id: str, request: ApprovalRequest, tenant: Tenant) -> Upload:
    """Ask for the approval of a sheet without errors. Takes the place of one's own request, and of an answer.

    Whether ``request.of`` is an approver at all is for the caller to know: the directory of colleagues does.

    Raises:
        UnknownUploadError: There is no such upload, or it has not been checked yet.
        NotPublishableError: It has errors, is live, was live, is discarded, or waits for its time.
        NothingToChangeError: Its rows are live; or somebody else has asked already, or one has asked the very same.
        UnknownUploaderError: Four eyes: nobody knows who uploaded it, so nobody can approve it.
        UnfitApproverError: Whoever is asked is who asks; or, with four eyes, who has uploaded it.
        MissingNoteError: The note is too long.
        UnfitNoteError: The note holds what must not be kept.
        ConcurrentChangeError: Others kept changing the same sheet.
    """
    note = checked_note(request.note)

    def decide(upload: Upload, live: Live) -> Upload:
        require_askable(upload, live, request)
        asked = (upload.asked_by, upload.asked_of, upload.asked_note)
        if is_waiting_for_approval(upload) and asked == (request.actor, request.of, note or None):
            raise NothingToChangeError(*_ASKED_ALREADY)
        return replace(
            upload,
            asked_by=request.actor,
            asked_at=tenant.at,
            asked_of=request.of,
            asked_note=note or None,
            asked_from=upload.status,
            sent_back_by=None,
            sent_back_at=None,
            sent_back_note=None,
        )

    return _hand_over(upload_id, Handover.ASKED, tenant, decide)


def require_askable(upload: Upload, live: Live, request: ApprovalRequest) -> None:
    """Refuse a request that nobody could answer with yes. The note is not looked at.

    Raises:
        Refusal: Whatever `ask` refuses for another reason than its note.
    """
    require_publishable(upload, live)
    if upload.status is UploadStatus.SCHEDULED:
        raise NotPublishableError(upload.status, *_SCHEDULED)
    if live.content is not None and live.content.digest == upload.digest:
        raise NothingToChangeError(*_LIVE_ALREADY)
    if is_waiting_for_approval(upload) and not is_own_request(upload, request.actor):
        raise NothingToChangeError(*_ASKED_ALREADY)
    if live.four_eyes and upload.uploaded_by is None:
        raise UnknownUploaderError
    if request.of is None:
        return
    if four_eyes_refusal(upload, live, request.of):
        raise UnfitApproverError(*_ASKED_THE_UPLOADER)
    if same_person(request.of, request.actor):
        raise UnfitApproverError(*_ASKED_ONESELF)


def is_own_request(upload: Upload, actor: str) -> bool:
    """Whether ``actor`` has asked for the upload's approval, and nobody has answered."""
    return is_waiting_for_approval(upload) and same_person(upload.asked_by or "", actor)


def withdraw(upload_id: str, actor: str, tenant: Tenant) -> Upload:
    """Take back one's own request, which nobody has answered yet.

    Raises:
        UnknownUploadError: There is no such upload.
        NotAskedError: No request waits for an answer.
        NotOwnRequestError: Somebody else asked.
        ConcurrentChangeError: Others kept changing the same sheet.
    """

    def decide(upload: Upload, _: Live) -> Upload:
        require_asked(upload)
        if not is_own_request(upload, actor):
            raise NotOwnRequestError
        return replace(upload, asked_by=None, asked_at=None, asked_of=None, asked_note=None, asked_from=None)

    return _hand_over(upload_id, Handover.WITHDRAWN, tenant, decide)


def send_back(upload_id: str, actor: str, note: str, tenant: Tenant) -> Upload:
    """Answer a request with no. ``note``: what whoever asked is to know or to do; required. For an approver.

    Raises:
        UnknownUploadError: There is no such upload.
        NotAskedError: No request waits for an answer.
        MissingNoteError: The note is missing or too long.
        UnfitNoteError: The note holds what must not be kept.
        ConcurrentChangeError: Others kept changing the same sheet.
    """
    why = checked_note(note, required=True)

    def decide(upload: Upload, _: Live) -> Upload:
        require_asked(upload)
        return replace(upload, sent_back_by=actor, sent_back_at=tenant.at, sent_back_note=why)

    return _hand_over(upload_id, Handover.SENT_BACK, tenant, decide)


def require_asked(upload: Upload) -> None:
    """Raises NotAskedError where no request waits for an answer."""
    if not is_waiting_for_approval(upload):
        raise NotAskedError


def discard(upload_id: str, actor: str, tenant: Tenant, *, as_approver: bool) -> Upload:
    """Put a sheet aside: it is offered to nobody, and cannot be published until it is brought back.

    Args:
        upload_id: The sheet.
        actor: Who asks, as the log names them.
        tenant: The municipality.
        as_approver: Whether they may discard what others have uploaded.

    Raises:
        UnknownUploadError: There is no such upload.
        NothingToChangeError: It is discarded already.
        NotDiscardableError: It is live, was live, waits for its time, or is being checked or published.
        NotOwnSheetError: Somebody else uploaded it, and the person is no approver.
        ConcurrentChangeError: Others kept changing the same sheet.
    """

    def decide(upload: Upload, _: Live) -> Upload:
        if upload.status is UploadStatus.DISCARDED:
            raise NothingToChangeError(*_DISCARDED_ALREADY)
        if upload.status in _NOT_DISCARDABLE:
            raise NotDiscardableError(upload.status, *_NOT_DISCARDABLE[upload.status])
        _require_own(upload, actor, as_approver=as_approver)
        return replace(
            upload,
            status=UploadStatus.DISCARDED,
            discarded_by=actor,
            discarded_at=tenant.at,
            discarded_from=upload.status,
        )

    return _hand_over(upload_id, Handover.DISCARDED, tenant, decide)


def restore(upload_id: str, actor: str, tenant: Tenant, *, as_approver: bool) -> Upload:
    """Bring a discarded sheet back, as it was. ``as_approver``: see `discard`.

    Raises:
        UnknownUploadError: There is no such upload.
        NothingToChangeError: It is not discarded.
        NotOwnSheetError: Somebody else uploaded it, and the person is no approver.
        ConcurrentChangeError: Others kept changing the same sheet.
    """

    def decide(upload: Upload, _: Live) -> Upload:
        if upload.status is not UploadStatus.DISCARDED:
            raise NothingToChangeError("Arket er ikke kasseret.", "The sheet is not discarded.")
        _require_own(upload, actor, as_approver=as_approver)
        return replace(
            upload,
            status=upload.discarded_from or UploadStatus.CHECKED,
            discarded_by=None,
            discarded_at=None,
            discarded_from=None,
        )

    return _hand_over(upload_id, Handover.RESTORED, tenant, decide)


def can_be_asked_for(state: UploadState) -> bool:
    """Whether `ask` takes an upload in this state."""
    publishable = state.step in {NextStep.PUBLISH, NextStep.UNFREEZE}
    return publishable and state.kind not in {
        StateKind.WAS_LIVE,
        StateKind.SCHEDULED,
        StateKind.SCHEDULE_OUTDATED,
    }


def may_discard(upload: Upload, actor: str, *, as_approver: bool) -> bool:
    """Whether the person may discard the sheet now."""
    free = upload.status not in {*_NOT_DISCARDABLE, UploadStatus.DISCARDED}
    return free and may_restore(upload, actor, as_approver=as_approver)


def may_restore(upload: Upload, actor: str, *, as_approver: bool) -> bool:
    """Whether the person may bring the sheet back, were it discarded."""
    return as_approver or (upload.uploaded_by is not None and same_person(upload.uploaded_by, actor))


def _hand_over(
    upload_id: str, handover: Handover, tenant: Tenant, decide: Callable[[Upload, Live], Upload]
) -> Upload:
    """Decide on what stands now, and write it if that still stands."""
    for _ in range(ATTEMPTS):
        upload = tenant.table.upload(tenant.code, upload_id)
        if upload is None:
            raise UnknownUploadError
        live = tenant.table.live(tenant.code, consistent=True)
        step = (upload.handover_step or 0) + 1
        handed_over = replace(decide(upload, live), handover=handover, handover_step=step)
        if tenant.table.hand_over(handed_over, upload):
            return handed_over
    raise ConcurrentChangeError


def _require_own(upload: Upload, actor: str, *, as_approver: bool) -> None:
    if not may_restore(upload, actor, as_approver=as_approver):
        raise NotOwnSheetError


_SCHEDULED = (
    "Arket er planlagt allerede, så der er ikke noget at godkende.",
    "The sheet is scheduled already, so there is nothing to approve.",
)
_LIVE_ALREADY = "Det er netop disse rækker, der vises nu.", "These very rows are live."
_ASKED_THE_UPLOADER = (
    "Kommunen kræver fire øjne, og den, du beder, har selv lagt arket op. Vælg en anden, eller bed enhver godkender.",
    "The municipality requires four eyes, and whom you ask has uploaded the sheet. Choose another, or any approver.",
)
_ASKED_ONESELF = (
    "Du kan ikke bede dig selv om at godkende arket. Vælg en anden, eller bed enhver godkender.",
    "You cannot ask yourself for the approval. Choose another, or any approver.",
)
_ASKED_ALREADY = "Arket er sendt til godkendelse allerede.", "The sheet awaits approval already."
_DISCARDED_ALREADY = "Arket er kasseret allerede.", "The sheet is discarded already."

_DELETED = "Arket er slettet, så det kan ikke kasseres.", "The sheet was deleted, so it cannot be discarded."

_NOT_DISCARDABLE = {
    UploadStatus.RECEIVED: (
        "Arket bliver kontrolleret. Vent, til det er færdigt.",
        "The sheet is being checked. Wait until that is over.",
    ),
    UploadStatus.QUEUED: (
        "Arket er på vej til at blive offentliggjort. Vent et øjeblik.",
        "The sheet is about to be published. Wait a moment.",
    ),
    UploadStatus.SCHEDULED: (
        "Arket er planlagt. Annullér planen først; så kan det kasseres.",
        "The sheet is scheduled. Cancel the schedule first; then it can be discarded.",
    ),
    UploadStatus.PUBLISHED: (
        "Arket vises nu, eller har været vist, og står i historikken. Det kan ikke kasseres. Skal borgerne se noget "
        "andet, så offentliggør et andet ark, eller gå tilbage til en tidligere version.",
        "The sheet is live or was, and is in the history. It cannot be discarded. To show citizens something else, "
        "publish another sheet, or revert to an earlier revision.",
    ),
    UploadStatus.BEING_DELETED: _DELETED,
    UploadStatus.DELETED: _DELETED,
}
