"""Which uploads a person may make live, and why not the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.publishing.config_file import verified_snapshot
from kleark.publishing.errors import NotPublishableError, UnknownUploadError
from kleark.publishing.model import UploadStatus

if TYPE_CHECKING:
    from kleark.publishing.model import Live, Upload
    from kleark.publishing.ports import ReportStore
    from kleark.publishing.snapshot import Snapshot
    from kleark.publishing.tenant import Tenant


def load_publishable(
    upload_id: str, live: Live, tenant: Tenant, reports: ReportStore
) -> tuple[Upload, Snapshot]:
    """An upload that a person may make live, and its rows. Raises as `require_publishable` does."""
    upload = tenant.table.upload(tenant.code, upload_id)
    if upload is None:
        raise UnknownUploadError
    require_publishable(upload, live)
    return upload, verified_snapshot(reports.configuration(tenant.code, upload_id), upload)


def require_publishable(upload: Upload, live: Live) -> None:
    """Refuse an upload that no person may make live.

    Raises:
        UnknownUploadError: It has not been checked yet.
        NotPublishableError: Its status does not allow it.
    """
    if upload.status is UploadStatus.RECEIVED:
        raise UnknownUploadError
    if upload.status is UploadStatus.PUBLISHED:
        raise _refuse_published(upload, live)
    if upload.status in _NOT_MANUALLY:
        raise NotPublishableError(upload.status, *_NOT_MANUALLY[upload.status])
    if upload.digest is None:
        raise NotPublishableError(upload.status, *_ROWS_NOT_KEPT)


def _refuse_published(upload: Upload, live: Live) -> NotPublishableError:
    if live.content is not None and live.content.upload_id == upload.upload_id:
        return NotPublishableError(
            upload.status,
            f"Arket vises allerede, som version {live.revision}.",
            f"The sheet is live already, as revision {live.revision}.",
        )
    back = f"kleark revert {upload.municipality} --to {upload.revision}"
    return NotPublishableError(
        upload.status,
        f"Arket har været vist, som version {upload.revision}. Gå tilbage til den i stedet: {back}",
        f"The sheet has been live, as revision {upload.revision}. Go back to that instead: {back}",
        back_to=upload.revision,
    )


_ROWS_NOT_KEPT = (
    "Arket blev kun kontrolleret, dengang det blev lagt op, og dets rækker er ikke gemt. Læg det op igen.",
    "The sheet was only checked when it was uploaded, and its rows were not kept. Upload it again.",
)


ON_ITS_WAY = (
    "Arket er på vej til at blive offentliggjort. Vent et øjeblik.",
    "The sheet is about to be published. Wait a moment.",
)


DELETED = (
    "En godkender har slettet arket, så det kan ikke offentliggøres.",
    "An approver has deleted the sheet, so it cannot be published.",
)


_NOT_MANUALLY = {
    UploadStatus.QUEUED: ON_ITS_WAY,
    UploadStatus.GONE: (
        "Arket blev slettet, før det kunne læses. Læg det op igen.",
        "The sheet was deleted before it could be read. Upload it again.",
    ),
    UploadStatus.REJECTED: (
        "Arket har fejl. Ret dem, og læg det op igen.",
        "The sheet has errors. Fix them, and upload it again.",
    ),
    UploadStatus.DISCARDED: (
        "Arket er kasseret. Hent det frem igen, hvis det skal offentliggøres.",
        "The sheet is discarded. Bring it back if it is to be published.",
    ),
    UploadStatus.BEING_DELETED: DELETED,
    UploadStatus.DELETED: DELETED,
}
