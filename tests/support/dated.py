"""Sheets that a person publishes at a time of the test's choice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from kleark.publishing.manual import publish_upload
from kleark.publishing.model import UploadStatus, stamp
from kleark.testing.validated_uploads import validated
from tests.support.acting import change_request, tenant_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.configuration.row import Row
    from tests.support.world import World

BO = "oidc:1:bo@page.example"


def publish(world: World, at: datetime, of: Sequence[Row], note: str = "", name: str = "ark.xlsx") -> None:
    upload, config = validated(world.code, of, name, stamp(at), status=UploadStatus.CHECKED)
    world.table.claim(upload)
    world.reports.write(world.code, upload.upload_id, "config.json", config.to_bytes())
    mandate = change_request(BO, note, world.live().revision)
    tenant = tenant_of(world.code, world.table, lambda: at)
    publish_upload(upload.upload_id, mandate, tenant, world.reports, confirm_removals=True)


def may(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in May 2026 in Denmark, in UTC."""
    return datetime(2026, 5, day, hour, minute, tzinfo=UTC) - timedelta(hours=2)
