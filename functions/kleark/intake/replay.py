"""The command that has uploads taken in once more, from the bucket that still has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kleark.intake.notification import notification_of
from kleark.publishing.errors import Refusal
from kleark.publishing.ids import upload_id
from kleark.publishing.model import ON_THEIR_WAY, UploadStatus
from kleark.publishing.object_keys import destination
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from kleark.intake.notification import ObjectCreated
    from kleark.intake.ports import NotificationQueue
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Upload
    from kleark.publishing.ports import ConfigurationTable

PATIENCE = timedelta(minutes=5)
"""How long one upload may take before those after it are left alone."""

_BETWEEN = 1.0
"""Seconds between two looks at a record."""


class StalledReplayError(Refusal):
    """An upload came to no outcome in time. ``upload``: its id."""

    code = RefusalCode.REPLAY_STALLED

    def __init__(self, upload: str) -> None:
        super().__init__(
            f"Upload {upload[:12]} blev ikke færdigt inden for fem minutter, så de senere er ikke sendt. Se i "
            "validate- og publish-funktionernes log hvorfor, og giv kommandoen igen: den fortsætter.",
            f"Upload {upload[:12]} came to no outcome within five minutes, so those after it were not sent. See why in "
            "the logs of the validate and publish functions, and give the command again: it carries on.",
        )
        self.upload = upload

    @property
    def facts(self) -> Mapping[str, object]:
        return {"uploadId": self.upload}


class DeletedUploadError(Refusal):
    """Nothing is left of the sheet, because somebody had it deleted."""

    code = RefusalCode.SHEET_DELETED

    def __init__(self) -> None:
        super().__init__(
            "Arket er slettet, eller ved at blive det, så der er intet at sende igen.",
            "The sheet is deleted, or is being, so there is nothing to send again.",
        )


@dataclass(frozen=True, slots=True)
class ReplayServices:
    """What replaying works with. ``pause``: waits for so many seconds."""

    table: ConfigurationTable
    queue: NotificationQueue
    now: Callable[[], datetime]
    pause: Callable[[float], None]


def without_outcome(
    versions: Iterable[ObjectCreated], uploads: Mapping[str, UploadStatus]
) -> list[ObjectCreated]:
    """The versions to take in, oldest first: those that have no record, or one that is still on its way.

    ``uploads``: the status of each that is recorded, by its id. A folder's marker is no sheet.
    """
    waiting = [
        created
        for created in versions
        if not destination(created.key).is_folder
        and uploads.get(id_of(created), UploadStatus.RECEIVED) in ON_THEIR_WAY
    ]
    return sorted(waiting, key=lambda created: (created.event_time, id_of(created)))


def id_of(created: ObjectCreated) -> str:
    """The upload's id."""
    return upload_id(created.bucket, created.key, created.version_id or "")


def replay_each(
    code: MunicipalityCode,
    versions: Iterable[ObjectCreated],
    services: ReplayServices,
    report: Callable[[Upload], None],
) -> None:
    """Have each taken in and wait for its outcome before the next, so that history comes about in its order.

    ``report``: told of each that has come to one. Raises StalledReplayError.
    """
    for created in versions:
        services.queue.send(notification_of(created))
        report(_wait_for(code, id_of(created), services))


def _wait_for(code: MunicipalityCode, upload: str, services: ReplayServices) -> Upload:
    until = services.now() + PATIENCE
    while True:
        record = services.table.upload(code, upload)
        if record is not None and record.status not in ON_THEIR_WAY:
            return record
        if services.now() > until:
            raise StalledReplayError(upload)
        services.pause(_BETWEEN)
