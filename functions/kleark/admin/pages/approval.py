"""Sending a sheet to be approved, taking that back, and sending the sheet back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.admin.flash import Flash, flash_redirect
from kleark.admin.note_errors import NOTE_REFUSALS, NoteWords, note_error
from kleark.admin.pages.error_page import handover_refusals
from kleark.admin.rendering import page
from kleark.admin.upload_lists import one_upload
from kleark.identity.colleagues import approvers
from kleark.publishing import handover
from kleark.publishing.actors import same_person
from kleark.publishing.errors import NothingToChangeError
from kleark.publishing.four_eyes import four_eyes_refusal
from kleark.publishing.handover import ApprovalRequest
from kleark.publishing.handover_errors import UnfitApproverError
from kleark.publishing.note import LONGEST_NOTE
from kleark.publishing.sheet_name import sheet_name
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response
    from kleark.identity.colleagues import Colleague
    from kleark.publishing.model import Live, Upload

APPROVER, NOTE = "godkender", "note"
"""The form's fields: the subject of the approver who is asked, empty for any; and what to say."""


@dataclass(frozen=True, slots=True)
class ApproverChoice:
    """One of those who can be asked. ``label``: the name, and the address where two have the same name."""

    subject: str
    label: str


@dataclass(frozen=True, slots=True)
class HandoverForm:
    """A form as it was filled in, and what is wrong with it: each empty where nothing is."""

    note: str = ""
    approver: str = ""
    note_error: str = ""
    approver_error: str = ""

    @property
    def wrong(self) -> bool:
        """Whether there is something to fix."""
        return bool(self.note_error or self.approver_error)


def ask_form(visit: PageVisit) -> Response:
    """Whom to ask, and what to say. Raises PageError where the sheet cannot be approved."""
    upload = one_upload(visit)
    live = visit.table.live(visit.person.code, consistent=True)
    with handover_refusals(upload.upload_id, visit):
        handover.require_askable(upload, live, ApprovalRequest(visit.person.actor))
    return _ask_page(upload, live, HandoverForm(), visit)


def ask(visit: PageVisit) -> Response:
    """Ask, and go back to the sheet, which says that it waits. Raises PageError."""
    upload, typed = one_upload(visit), visit.request.form
    form = HandoverForm(typed.get(NOTE, ""), typed.get(APPROVER, ""))
    live = visit.table.live(visit.person.code, consistent=True)
    with handover_refusals(upload.upload_id, visit):
        try:
            request = ApprovalRequest(visit.person.actor, form.note, _chosen(form.approver, visit))
            handover.ask(upload.upload_id, request, visit.tenant)
        except UnfitApproverError as refusal:
            return _ask_page(upload, live, _with_errors(form, approver_error=refusal.da), visit)
        except NOTE_REFUSALS as refusal:
            wrong = note_error(refusal, form.note, _MESSAGE)
            return _ask_page(upload, live, _with_errors(form, note_error=wrong), visit)
        except NothingToChangeError:
            # The same button pressed twice has brought about what it says.
            if not handover.is_own_request(one_upload(visit), visit.person.actor):
                raise
    return flash_redirect(visit, f"/ark/{upload.upload_id}", Flash.APPROVAL_ASKED)


def withdraw(visit: PageVisit) -> Response:
    """Take one's own request back. Raises PageError."""
    upload = one_upload(visit)
    with handover_refusals(upload.upload_id, visit):
        handover.withdraw(upload.upload_id, visit.person.actor, visit.tenant)
    return flash_redirect(visit, f"/ark/{upload.upload_id}", Flash.REQUEST_WITHDRAWN)


def send_back_form(visit: PageVisit) -> Response:
    """What to say to whoever asked. Raises PageError where nobody asks."""
    upload = one_upload(visit)
    with handover_refusals(upload.upload_id, visit):
        handover.require_asked(upload)
    return _send_back_page(upload, HandoverForm(), visit)


def send_back(visit: PageVisit) -> Response:
    """Answer a request with no, and why. Raises PageError."""
    upload, note = one_upload(visit), visit.request.form.get(NOTE, "")
    with handover_refusals(upload.upload_id, visit):
        try:
            handover.send_back(upload.upload_id, visit.person.actor, note, visit.tenant)
        except NOTE_REFUSALS as refusal:
            wrong = note_error(refusal, note, _MESSAGE)
            return _send_back_page(upload, HandoverForm(note, note_error=wrong), visit)
    return flash_redirect(visit, f"/ark/{upload.upload_id}", Flash.SENT_BACK)


def _chosen(subject: str, visit: PageVisit) -> str | None:
    """The approver who was chosen, as the log names them; None for any. Raises UnfitApproverError."""
    if not subject:
        return None
    colleague = visit.context.stores.colleagues.find(visit.person.code, subject, visit.context.now())
    if colleague is None or not approvers([colleague]):
        raise UnfitApproverError(*_NO_APPROVER)
    return colleague.actor


def _choices(upload: Upload, live: Live, visit: PageVisit) -> list[ApproverChoice]:
    """The approvers who could say yes, without whoever asks."""
    colleagues = visit.context.stores.colleagues.everyone(visit.person.code, visit.context.now())
    able = [one for one in approvers(colleagues) if _could_approve(one, upload, live, visit)]
    names = [one.name for one in able]
    return [
        ApproverChoice(
            one.subject,
            f"{one.name} ({one.address})" if one.address and names.count(one.name) > 1 else one.name,
        )
        for one in able
    ]


def _could_approve(one: Colleague, upload: Upload, live: Live, visit: PageVisit) -> bool:
    return (
        not same_person(one.actor, visit.person.actor) and four_eyes_refusal(upload, live, one.actor) is None
    )


def _with_errors(form: HandoverForm, *, note_error: str = "", approver_error: str = "") -> HandoverForm:
    return HandoverForm(form.note, form.approver, note_error, approver_error)


def _ask_page(upload: Upload, live: Live, form: HandoverForm, visit: PageVisit) -> Response:
    return page(
        visit,
        "ask_approval.html.jinja",
        422 if form.wrong else 200,
        here="/ark",
        upload=upload,
        name=sheet_name(upload),
        choices=_choices(upload, live, visit),
        form=form,
    )


def _send_back_page(upload: Upload, form: HandoverForm, visit: PageVisit) -> Response:
    return page(
        visit,
        "send_back.html.jinja",
        422 if form.wrong else 200,
        here="/ark",
        upload=upload,
        name=sheet_name(upload),
        asked_note=visible(upload.asked_note or ""),
        form=form,
    )


_NO_APPROVER = (
    "Den, du valgte, er ikke godkender længere, eller står ikke i fortegnelsen. Vælg en anden, eller bed enhver "
    "godkender.",
    "Whom you chose is no approver any more, or is not in the directory. Choose another, or any approver.",
)
_MESSAGE = NoteWords(
    missing="Skriv, hvad der skal gøres, så den, der har spurgt, kan se hvorfor.",
    too_long=f"Beskeden må højst fylde {LONGEST_NOTE} tegn. Gør den kortere.",
    unfit="Beskeden skal være én linje uden skjulte tegn og uden CPR-numre.",
)
