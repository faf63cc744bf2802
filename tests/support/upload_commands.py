"""Everything that can be done with an upload's record, each as one thing to be interrupted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from kleark.adapters.dynamodb.erasure_table import ErasureTable
from kleark.publishing import handover
from kleark.publishing.deletion import DeletionRequest, delete_upload
from kleark.publishing.handover import ApprovalRequest
from kleark.publishing.model import UploadStatus, stamp
from tests.support.erasing import KnownErasures
from tests.support.publishing_commands import COMMANDS, Run
from tests.support.world import NOON, TABLE, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.publishing.model import Upload
    from tests.support.publishing_commands import Means
    from tests.support.world import World

BO = "oidc:1111:bo@odense.example"
ANNE = "oidc:7f3c:anne@odense.example"
SIZE = 3


@dataclass(frozen=True)
class UploadCommand:
    """``prepare``: brings about what it needs, and gives how it is run."""

    name: str
    prepare: Callable[[World], Run]

    def __str__(self) -> str:
        return self.name


def _checked(world: World) -> Upload:
    world.published(rows(5), name="live.xlsx")
    upload = world.validated(rows(SIZE), name="ark.xlsx", by=BO)
    assert world.table.advance(replace(upload, status=UploadStatus.CHECKED), UploadStatus.QUEUED)
    return world.upload(upload)


def _asked(world: World) -> Upload:
    return handover.ask(_checked(world).upload_id, ApprovalRequest(BO, "se på række 7", ANNE), world.place)


def _ask(world: World) -> Run:
    upload = _checked(world)
    return lambda means: handover.ask(upload.upload_id, ApprovalRequest(BO, "se her", None), means.place())


def _withdraw(world: World) -> Run:
    upload = _asked(world)
    return lambda means: handover.withdraw(upload.upload_id, BO, means.place())


def _send_back(world: World) -> Run:
    upload = _asked(world)
    return lambda means: handover.send_back(upload.upload_id, ANNE, "ret række 7", means.place())


def _discard(world: World) -> Run:
    upload = _asked(world)
    return lambda means: handover.discard(upload.upload_id, ANNE, means.place(), as_approver=True)


def _restore(world: World) -> Run:
    upload = _checked(world)
    handover.discard(upload.upload_id, ANNE, world.place, as_approver=True)
    return lambda means: handover.restore(upload.upload_id, ANNE, means.place(), as_approver=True)


def _settle(world: World) -> Run:
    upload = world.validated(rows(SIZE), name="ark.xlsx")
    frozen = replace(upload, status=UploadStatus.FROZEN, reason="frosset")
    return lambda means: means.table.settle(frozen)


def _reject(world: World) -> Run:
    upload = world.validated(rows(SIZE), name="ark.xlsx")
    return lambda means: means.table.advance(
        replace(upload, status=UploadStatus.REJECTED), UploadStatus.QUEUED
    )


def _delete(world: World) -> Run:
    return partial(_ask_for_deletion, _asked(world))


def _ask_for_deletion(upload: Upload, means: Means) -> object:
    request = DeletionRequest(ANNE, "der stod noget om en borger", confirmed=True)
    return delete_upload(upload.upload_id, request, means.place(), KnownErasures())


def _end_deletion(world: World) -> Run:
    upload = _checked(world)
    request = DeletionRequest(ANNE, "der stod noget om en borger", confirmed=True)
    delete_upload(upload.upload_id, request, world.place, KnownErasures())
    return lambda means: ErasureTable(means.dynamodb, TABLE).finish(upload, stamp(NOON))


UPLOAD_COMMANDS = (
    UploadCommand("request for approval", _ask),
    UploadCommand("withdrawal", _withdraw),
    UploadCommand("sending back", _send_back),
    UploadCommand("discarding", _discard),
    UploadCommand("bringing back", _restore),
    UploadCommand("settling", _settle),
    UploadCommand("verdict", _reject),
    UploadCommand("deletion", _delete),
    UploadCommand("end of a deletion", _end_deletion),
    *(
        UploadCommand(one.name, lambda world, one=one: one.prepare(world, SIZE))  # type: ignore[misc]
        for one in COMMANDS
        if one.name not in {"freeze", "unfreeze", "limit", "four eyes", "unpublication", "revert"}
    ),
)
"""Those of `COMMANDS` that touch the record of an upload, and what else does."""
