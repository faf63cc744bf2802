"""Deleting a sheet that must not be kept: what goes, what stays, the form, and what is known of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kleark.admin.note_errors import note_error
from kleark.admin.rendering import page
from kleark.admin.upload_lists import one_upload, recorded_upload
from kleark.http.messages import see_other
from kleark.i18n.danish_time import danish_day, format_time
from kleark.i18n.formats import format_date
from kleark.publishing.deletion import (
    DeletionRequest,
    backups_until,
    delete_upload,
    propose_deletion,
    revisions_of,
)
from kleark.publishing.deletion_errors import UnconfirmedDeletionError
from kleark.publishing.errors import (
    NothingToChangeError,
    Refusal,
)
from kleark.publishing.messages import actor_name
from kleark.publishing.model import DELETION, UploadStatus
from kleark.publishing.retention import BACKUP_DAYS
from kleark.publishing.sheet_name import sheet_name
from kleark.publishing.state_messages import state_sentence
from kleark.publishing.upload_state import state_records, upload_state
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response
    from kleark.publishing.messages import KnownAs
    from kleark.publishing.model import Upload

CONFIRMED, ALSO, NOTE = "bekraeft", "ogsaa", "note"
"""The form's fields: the box that must be ticked, the one for the sheets with the same rows, and the reason."""


@dataclass(frozen=True, slots=True)
class NamedSheet:
    """Another sheet, as the form names it."""

    upload_id: str
    name: str
    uploaded_at: str


@dataclass(frozen=True, slots=True)
class DeletionForm:
    """Everything on the form.

    Attributes:
        status: Of the answer.
        upload_id: Of the sheet.
        name: Of the sheet.
        blocker: Why the sheet cannot be deleted now (``live``, ``scheduled``); None where it can.
        revisions: Those that cannot be gone back to afterwards.
        same_rows: Other sheets with exactly its rows, which can be deleted together with it.
        kept: Those with exactly its rows that cannot be deleted, since citizens see them, or are going to.
        same_place: Other sheets that were put in the same place.
        note: What was typed.
        confirmed: Whether the box was ticked.
        also: Whether the box for the other sheets was.
        confirmation_error: What is wrong with the box; empty where nothing is.
        note_error: What is wrong with the reason.
        refused: Why it was not done, where it is nothing on the form.
    """

    status: int
    upload_id: str
    name: str
    blocker: str | None
    revisions: tuple[int, ...]
    same_rows: tuple[NamedSheet, ...]
    kept: tuple[NamedSheet, ...]
    same_place: tuple[NamedSheet, ...]
    note: str = ""
    confirmed: bool = False
    also: bool = False
    confirmation_error: str = ""
    note_error: str = ""
    refused: str = ""

    @property
    def wrong(self) -> bool:
        """Whether there is something to fix on the form."""
        return bool(self.confirmation_error or self.note_error)


def confirm_deletion(visit: PageVisit) -> Response:
    """What deleting the sheet would mean, before it is done. Raises PageError."""
    return _form_page(_new_form(one_upload(visit), visit), visit)


def delete(visit: PageVisit) -> Response:
    """Have the sheet deleted, and those with the same rows where that was ticked.

    Those go first: where one of them cannot, the sheet is still there, and the form says so.
    """
    upload = recorded_upload(visit)
    ticked = visit.request.form.get(ALSO, "").split()
    if upload.status in DELETION:
        return _to_sheet(upload, visit)  # the same button pressed twice, or a colleague who was faster
    form = _new_form(upload, visit)
    others = [one.upload_id for one in form.same_rows if one.upload_id in ticked]
    for upload_id in (*others, upload.upload_id):
        try:
            _delete(upload_id, visit)
        except NothingToChangeError:
            continue
        except Refusal as refusal:
            return _form_page(_refused(refusal, _new_form(upload, visit), visit), visit)
    return _to_sheet(upload, visit)


def deleted_sheet(upload: Upload, visit: PageVisit) -> Response:
    """What is known of a sheet that is deleted, or being deleted: who asked for it, why, and what backups hold."""
    state = upload_state(upload, state_records(visit.table, visit.person.code, ()))
    until = backups_until(upload)
    return page(
        visit,
        "deleted.html.jinja",
        410,
        here="/ark",
        under_way=upload.status is UploadStatus.BEING_DELETED,
        text=state_sentence(state, "da"),
        facts=_facts(upload, visit.known_as),
        revisions=revisions_of(upload.upload_id, visit.table.log(visit.person.code)),
        backup_until=format_date(danish_day(until), "da") if until else "",
        in_backup=until is None or until > visit.context.now(),
        backup_days=BACKUP_DAYS,
    )


def _delete(upload_id: str, visit: PageVisit) -> None:
    form = visit.request.form
    request = DeletionRequest(visit.person.actor, form.get(NOTE, ""), confirmed=CONFIRMED in form)
    delete_upload(upload_id, request, visit.tenant, visit.context.stores.erasures)


def _new_form(upload: Upload, visit: PageVisit) -> DeletionForm:
    proposal = propose_deletion(upload.upload_id, visit.tenant)
    return DeletionForm(
        status=200,
        upload_id=upload.upload_id,
        name=sheet_name(upload),
        blocker=proposal.refusal.blocker if proposal.refusal else None,
        revisions=proposal.revisions,
        same_rows=_named(proposal.same_rows),
        kept=_named(proposal.kept),
        same_place=_named(proposal.same_place),
    )


def _named(uploads: Sequence[Upload]) -> tuple[NamedSheet, ...]:
    return tuple(NamedSheet(one.upload_id, sheet_name(one), one.uploaded_at) for one in uploads)


def _refused(refusal: Refusal, form: DeletionForm, visit: PageVisit) -> DeletionForm:
    """The form once more, with the reason of the refusal; what was filled in is kept."""
    filled = visit.request.form
    again = replace(form, note=filled.get(NOTE, ""), confirmed=CONFIRMED in filled, also=ALSO in filled)
    unticked = "" if again.confirmed else _NOT_CONFIRMED
    if isinstance(refusal, UnconfirmedDeletionError):
        return replace(again, status=422, confirmation_error=unticked)
    if wrong := note_error(refusal, again.note):
        # What is wrong is said at once, also with the box that is only looked at afterwards.
        return replace(again, status=422, confirmation_error=unticked, note_error=wrong)
    return replace(again, status=409, refused=refusal.da)


def _form_page(form: DeletionForm, visit: PageVisit) -> Response:
    return page(
        visit,
        "delete.html.jinja",
        form.status,
        here="/ark",
        form=form,
        backup_days=BACKUP_DAYS,
    )


def _to_sheet(upload: Upload, visit: PageVisit) -> Response:
    return see_other(visit.url(f"/ark/{upload.upload_id}"))


def _facts(upload: Upload, known_as: KnownAs) -> tuple[tuple[str, str], ...]:
    def name(actor: str | None) -> str:
        return visible(actor_name(actor, "da", known_as)) if actor else ""

    facts = [
        ("Lagt op", format_time(upload.uploaded_at, "da")),
        ("Lagt op af", name(upload.uploaded_by)),
        ("Slettet af", name(upload.deletion_by)),
        ("Hvorfor", visible(upload.deletion_note or "")),
        ("Der blev bedt om det", format_time(upload.deletion_at, "da") if upload.deletion_at else ""),
        ("Intet var tilbage", format_time(upload.deleted_at, "da") if upload.deleted_at else ""),
    ]
    return tuple((label, value) for label, value in facts if value)


_NOT_CONFIRMED = "Sæt kryds for at bekræfte, at arket skal slettes."
