"""Uploads as they stand once they were found to be free of errors, without a workbook to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.publishing.config_file import Configuration
from kleark.publishing.ids import upload_id
from kleark.publishing.model import Upload, UploadStatus, upload_order
from kleark.publishing.snapshot import snapshot_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.configuration.row import Row
    from kleark.publishing.ids import MunicipalityCode

BUCKET = "uploads"


def validated(  # noqa: PLR0913 (a record: every part is named at the call)
    code: MunicipalityCode,
    rows: Sequence[Row],
    name: str,
    at: str,
    *,
    status: UploadStatus = UploadStatus.QUEUED,
    version_id: str | None = None,
) -> tuple[Upload, Configuration]:
    """The record as the validator leaves it, and what it keeps of the sheet beside the report.

    ``at``: when it was uploaded and read, as `stamp` writes it; also the object's version, unless there is a
    ``version_id``. ``status``: queued, or checked where the sheet was uploaded only to be checked.
    """
    key, version = f"{code}/{name}", version_id or at
    identity = upload_id(BUCKET, key, version)
    upload = Upload(
        upload_id=identity,
        municipality=code,
        status=status,
        bucket=BUCKET,
        key=key,
        version_id=version,
        uploaded_at=at,
        order=upload_order(at, at, identity),
        received_at=at,
        verdict="accepted",
        row_count=len(rows),
        digest=snapshot_of(rows).digest,
    )
    return upload, Configuration(code, identity, at, name, tuple(rows))
