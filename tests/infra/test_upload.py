"""What an upload to the local stack tells at its end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from infra.local.upload import describe_end
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import Upload, UploadStatus

UPLOAD = Upload(
    upload_id="30794d73" + "0" * 24,
    municipality=municipality_code("0461"),
    status=UploadStatus.PUBLISHED,
    bucket="uploads",
    key="0461/ark.xlsx",
    version_id="1",
    uploaded_at="2026-11-20T12:00:00.000Z",
    order="",
    received_at="2026-11-20T12:00:01.000Z",
)


@pytest.mark.parametrize(
    ("status", "reason", "revision", "told"),
    [
        (UploadStatus.PUBLISHED, None, 3, "Offentliggjort, version 3."),
        (UploadStatus.REJECTED, "Arket har 1 fejl.", None, "Har fejl: Arket har 1 fejl."),
        (
            UploadStatus.CHECKED,
            None,
            None,
            "Kontrolleret, ikke offentliggjort.\nVis det: kleark publish 0461 30794d73",
        ),
        (
            UploadStatus.AWAITING_CONFIRMATION,
            "6 rækker forsvinder.",
            None,
            "Venter på bekræftelse: 6 rækker forsvinder.\n"
            "Vis det: kleark publish 0461 30794d73 --confirm-removals",
        ),
    ],
)
def test_the_end_is_told_in_danish_with_what_to_do(
    status: UploadStatus, reason: str | None, revision: int | None, told: str
) -> None:
    assert describe_end(replace(UPLOAD, status=status, reason=reason, revision=revision)) == told
