"""Notes of what waits for an approval: made before the request, and taken off by the sweep."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kleark.adapters import clients
from kleark.adapters.dynamodb.requested_uploads import RequestedUploads
from kleark.publishing.handover import ApprovalRequest, ask, send_back
from kleark.publishing.model import UploadStatus, stamp
from kleark.testing.validated_uploads import validated
from tests.support.sweeping import LATER, Sweeper
from tests.support.world import NOON, ODENSE, TABLE, rows

if TYPE_CHECKING:
    from kleark.publishing.model import Upload
    from tests.support.world import World


def checked(world: World, name: str, asked: Upload | None = None) -> Upload:
    upload, config = validated(ODENSE, rows(3), name, stamp(NOON), status=UploadStatus.CHECKED)
    if asked:
        upload = replace(asked, upload_id=upload.upload_id, key=upload.key, order=upload.order)
    world.reports.write(ODENSE, upload.upload_id, "config.json", config.to_bytes())
    return world.table.claim(upload)


def noted() -> set[str]:
    return set(RequestedUploads(clients.dynamodb(), TABLE).ids(ODENSE))


def test_what_waits_is_noted_until_it_is_answered(world: World) -> None:
    upload = checked(world, "a.xlsx")
    assert noted() == set()
    ask(upload.upload_id, ApprovalRequest("anne"), world.place)
    Sweeper(world)()
    assert noted() == {upload.upload_id}
    assert [one.upload_id for one in world.table.requested_uploads(ODENSE)] == [upload.upload_id]
    send_back(upload.upload_id, "bo", "telefonnummeret er forkert", world.place)
    Sweeper(world, now=LATER + timedelta(hours=1))()
    assert noted() == set()


def test_what_an_older_release_recorded_is_noted_by_the_first_sweep(world: World) -> None:
    asked = ask(checked(world, "a.xlsx").upload_id, ApprovalRequest("anne"), world.place)
    older = checked(world, "b.xlsx", asked)
    assert noted() == {asked.upload_id}
    Sweeper(world)()
    assert noted() == {asked.upload_id, older.upload_id}
