"""Uploads: the one that an address names, and lists of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.admin.pages.error_page import NotFoundError
from kleark.publishing.messages import STATUS, actor_name
from kleark.publishing.model import UploadStatus
from kleark.publishing.object_keys import destination
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.admin.app_context import PageVisit
    from kleark.publishing.model import Upload

_TONES = {
    UploadStatus.REJECTED: "error",
    UploadStatus.GONE: "error",
    UploadStatus.REFUSED: "warning",
    UploadStatus.FROZEN: "warning",
    UploadStatus.AWAITING_CONFIRMATION: "warning",
    UploadStatus.PUBLISHED: "success",
}


@dataclass(frozen=True, slots=True)
class UploadLine:
    """One upload in a list.

    Attributes:
        upload: The upload.
        name: Of the sheet.
        by: Who uploaded it; empty where that is not known.
        outcome: What became of it.
        tone: The colour of its badge.
    """

    upload: Upload
    name: str
    by: str
    outcome: str
    tone: str


def one_upload(visit: PageVisit) -> Upload:
    """The upload that the address names, of the person's own municipality. Raises NotFoundError."""
    upload = visit.table.upload(visit.person.code, visit.path_params["upload"])
    if upload is None:
        raise NotFoundError
    return upload


def upload_lines(uploads: Sequence[Upload]) -> list[UploadLine]:
    """Each as a line of a list."""
    return [_upload_line(upload) for upload in uploads]


def file_name(upload: Upload) -> str:
    """What the sheet was called when it was uploaded."""
    return visible(destination(upload.key).file_name)


def _upload_line(upload: Upload) -> UploadLine:
    outcome = STATUS[upload.status]["da"]
    if upload.status is UploadStatus.PUBLISHED and upload.revision:
        outcome += f" som version {upload.revision}"
    return UploadLine(
        upload=upload,
        name=file_name(upload),
        by=actor_name(upload.uploaded_by, "da") if upload.uploaded_by else "",
        outcome=outcome[0].upper() + outcome[1:],
        tone=_TONES.get(upload.status, "info"),
    )
