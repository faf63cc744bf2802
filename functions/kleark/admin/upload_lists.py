"""Uploads: the one that an address names, and many as they are told of in lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.admin.pages.error_page import NotHereError
from kleark.publishing.messages import STATUS, who
from kleark.publishing.model import UploadStatus
from kleark.publishing.object_keys import destination
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.admin.app_context import Visit
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
class Listed:
    """``by``: who uploaded it, empty where nobody knows. ``told``: what became of it; ``tone``: as a badge's colour."""

    upload: Upload
    name: str
    by: str
    told: str
    tone: str


def one_upload(visit: Visit) -> Upload:
    """The upload that the address names, of the person's own municipality. Raises NotHereError."""
    upload = visit.table.upload(visit.person.code, visit.path_params["upload"])
    if upload is None:
        raise NotHereError
    return upload


def listed(uploads: Sequence[Upload]) -> list[Listed]:
    """Each as a line of a list."""
    return [_listed(upload) for upload in uploads]


def file_name(upload: Upload) -> str:
    """What the sheet was called when it was uploaded."""
    return visible(destination(upload.key).file_name)


def _listed(upload: Upload) -> Listed:
    told = STATUS[upload.status]["da"]
    if upload.status is UploadStatus.PUBLISHED and upload.revision:
        told += f" som version {upload.revision}"
    return Listed(
        upload=upload,
        name=file_name(upload),
        by=who(upload.uploaded_by, "da") if upload.uploaded_by else "",
        told=told[0].upper() + told[1:],
        tone=_TONES.get(upload.status, "info"),
    )
