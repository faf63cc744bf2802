"""Uploads: the one that an address names, and lists of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.admin.pages.error_page import NextStep, NotFoundError, PageError
from kleark.publishing.messages import actor_name, nobody_known
from kleark.publishing.model import DELETION
from kleark.publishing.sheet_name import sheet_name
from kleark.publishing.state_messages import state_label
from kleark.publishing.upload_state import StateKind, upload_state
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.admin.app_context import PageVisit
    from kleark.publishing.messages import KnownAs
    from kleark.publishing.model import Upload
    from kleark.publishing.upload_state import StateRecords, UploadState

TONES = {
    StateKind.REJECTED: "error",
    StateKind.GONE: "error",
    StateKind.REFUSED: "warning",
    StateKind.SCHEDULE_OUTDATED: "warning",
    StateKind.LOCKED_OUT: "warning",
    StateKind.AWAITING_CONFIRMATION: "warning",
    StateKind.AWAITING_APPROVAL: "warning",
    StateKind.SENT_BACK: "warning",
    StateKind.AWAITING_ANSWERS: "warning",
    StateKind.LIVE: "success",
}
"""The colours of the states that ask for something, or are what was wished for; the others are ``info``."""


@dataclass(frozen=True, slots=True)
class UploadLine:
    """One upload in a list.

    Attributes:
        upload: The upload.
        name: Of the sheet.
        by: Who uploaded it; empty where that is not known.
        state: What has become of it.
        outcome: The same in a few words.
        tone: The colour of its badge.
    """

    upload: Upload
    name: str
    by: str
    state: UploadState
    outcome: str
    tone: str


def recorded_upload(visit: PageVisit) -> Upload:
    """The record of the upload that the address names, of the person's own municipality. Raises NotFoundError."""
    upload = visit.table.upload(visit.person.code, visit.path_params["upload"])
    if upload is None:
        raise NotFoundError
    return upload


def one_upload(visit: PageVisit) -> Upload:
    """The upload that the address names, as `recorded_upload`. Raises PageError where it is deleted."""
    upload = recorded_upload(visit)
    if upload.status in DELETION:
        raise PageError(
            RefusalCode.SHEET_DELETED,
            410,
            "Arket er slettet",
            "En godkender har slettet det, så der er ikke noget at vise eller hente.",
            next_steps=(
                NextStep("Se, hvem der gjorde det og hvorfor", visit.url(f"/ark/{upload.upload_id}")),
            ),
        )
    return upload


def upload_lines(
    uploads: Sequence[Upload], records: StateRecords, known_as: KnownAs = nobody_known
) -> list[UploadLine]:
    """Each as a line of a list. ``records``: what their states follow from. ``known_as``: the names of people."""
    return [_upload_line(upload, upload_state(upload, records), known_as) for upload in uploads]


def _upload_line(upload: Upload, state: UploadState, known_as: KnownAs) -> UploadLine:
    return UploadLine(
        upload=upload,
        name=sheet_name(upload),
        by=actor_name(upload.uploaded_by, "da", known_as) if upload.uploaded_by else "",
        state=state,
        outcome=state_label(state, "da", known_as),
        tone=TONES.get(state.kind, "info"),
    )
