"""Whether a sheet waits for somebody's approval: a pure function of its record."""

from __future__ import annotations

from typing import Protocol

from kleark.publishing.model import UploadStatus

WAITS_FOR_A_PERSON = frozenset(
    {
        UploadStatus.CHECKED,
        UploadStatus.UNCHANGED,
        UploadStatus.SUPERSEDED,
        UploadStatus.FROZEN,
        UploadStatus.AWAITING_CONFIRMATION,
        UploadStatus.AWAITING_ANSWERS,
        UploadStatus.REFUSED,
    }
)
"""The statuses of uploads without errors that only a person makes live."""


class RequestRecord(Protocol):
    """What says whether a request for approval waits: an upload, or what a notice knows of one."""

    @property
    def status(self) -> UploadStatus: ...

    @property
    def asked_at(self) -> str | None: ...

    @property
    def asked_from(self) -> UploadStatus | None: ...

    @property
    def sent_back_at(self) -> str | None: ...


def is_waiting_for_approval(upload: RequestRecord) -> bool:
    """Whether somebody has asked for the upload's approval, and nobody has answered.

    A request is answered by a schedule, too: if that is refused in the end, it is the refusal that has to be looked at.
    Where the schedule is cancelled, the request stands again.
    """
    if upload.asked_at is None or upload.sent_back_at is not None:
        return False
    refused = upload.status is UploadStatus.REFUSED and upload.asked_from is not UploadStatus.REFUSED
    return upload.status in WAITS_FOR_A_PERSON and not refused


def may_wait_for_approval(upload: RequestRecord) -> bool:
    """Whether a request waits, or will again by itself: as where the schedule that answered it is cancelled."""
    scheduled = upload.status is UploadStatus.SCHEDULED and upload.sent_back_at is None
    return is_waiting_for_approval(upload) or (scheduled and upload.asked_at is not None)
