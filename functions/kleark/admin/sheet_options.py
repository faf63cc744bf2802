"""What this person can do with a sheet, beside looking at it and publishing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.identity.person import Role
from kleark.publishing.handover import can_be_asked_for, is_own_request, may_discard, may_restore
from kleark.publishing.model import UploadStatus
from kleark.publishing.upload_state import StateKind
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.publishing.model import Live, Upload
    from kleark.publishing.upload_state import UploadState


@dataclass(frozen=True, slots=True)
class SheetOptions:
    """Each is offered only where it would be done.

    Attributes:
        ask: To ask for its approval, or ask again.
        withdraw: To take back one's own request.
        send_back: To answer somebody's request with no.
        discard: To put it aside.
        restore: To bring it back.
        note: What was said with the request, or with the answer; empty where nothing was.
    """

    ask: bool
    withdraw: bool
    send_back: bool
    discard: bool
    restore: bool
    note: str

    @property
    def any(self) -> bool:
        """Whether there is anything but to bring it back, which stands beside what became of it."""
        return self.ask or self.withdraw or self.send_back or self.discard


def sheet_options(upload: Upload, state: UploadState, live: Live, visit: PageVisit) -> SheetOptions:
    """What the person can do with an upload in this state. ``live``: the reading that the state follows from."""
    person = visit.person
    editor, approver = person.may(Role.EDITOR), person.may(Role.APPROVER)
    awaits = state.kind is StateKind.AWAITING_APPROVAL
    own_request = awaits and is_own_request(upload, person.actor)
    nobody_may = live.four_eyes and upload.uploaded_by is None
    return SheetOptions(
        ask=editor and not awaits and not nobody_may and can_be_asked_for(state),
        withdraw=editor and own_request,
        send_back=approver and awaits and not own_request,
        discard=editor and may_discard(upload, person.actor, as_approver=approver),
        restore=editor
        and upload.status is UploadStatus.DISCARDED
        and may_restore(upload, person.actor, as_approver=approver),
        note=visible(state.note or ""),
    )
