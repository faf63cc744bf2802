"""Everything that can change what is live, each as one thing to be interrupted: how it comes to it, how it runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.s3 import ReportStore
from kleark.publishing import manual, schedule
from kleark.publishing.automatic import publish
from kleark.publishing.model import Action, UploadStatus
from tests.support.acting import change_request, tenant_of
from tests.support.world import NOON, REPORTS, TABLE, World, row, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.configuration.row import Row
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Upload
    from kleark.publishing.proposal import ChangeRequest
    from kleark.publishing.tenant import Tenant

MIDNIGHT = NOON + timedelta(hours=12)
BUSY_PAGES = 20_000
"""Bytes in a page: small, so that 5,000 rows are some 130 pages, in six batches."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a command is run with: clients that may be interrupted."""

    code: MunicipalityCode
    dynamodb: Any
    s3: Any
    page_bytes: int = BUSY_PAGES

    @property
    def table(self) -> ConfigurationTable:
        return ConfigurationTable(self.dynamodb, TABLE, pause=lambda _: None, page_bytes=self.page_bytes)

    @property
    def reports(self) -> ReportStore:
        return ReportStore(self.s3, REPORTS)

    def place(self, *, midnight: bool = False) -> Tenant:
        return tenant_of(self.code, self.table, lambda: MIDNIGHT if midnight else NOON)


class Run(Protocol):
    """One attempt. It ends in what the command gives, or in what it raises."""

    def __call__(self, means: Means) -> object: ...


@dataclass(frozen=True)
class Command:
    """``prepare``: brings about what it needs, with so many rows, and gives how it is run.

    ``action``: of the log entry that it makes. ``answers``: whether an entry of the answer to the sheet's warnings
    comes with it, in the same transaction, and stands before it in the log. ``becomes``: which rows are live
    afterwards, of the `versions`.
    """

    name: str
    action: Action
    before: str
    becomes: str
    prepare: Callable[[World, int], Run]
    answers: bool = False

    @property
    def entries(self) -> list[Action]:
        """What it writes in the log: all of it, or nothing."""
        return [Action.ANSWER, self.action] if self.answers else [self.action]

    def __str__(self) -> str:
        return self.name


def versions(size: int) -> dict[str, tuple[Row, ...]]:
    """A, what it becomes as B (one row fewer, one more, the others with another phone), and nothing."""
    changed = (*rows(size, phone="66131488")[1:], row(size + 1, phone="66131488"))
    return {"A": rows(size), "B": changed, "": ()}


class _NoClock:
    def set(self, *_: object) -> None:
        """A schedule's message is sent by the test."""

    def cancel(self, *_: object) -> None:
        """As above."""


def _a_live(world: World, size: int) -> None:
    upload = world.validated(versions(size)["A"], NOON, "a.xlsx")
    table = ConfigurationTable(world.dynamodb, TABLE, page_bytes=BUSY_PAGES)
    publish(world.code, upload.upload_id, table, world.reports, lambda: NOON)


def _b(world: World, size: int, status: UploadStatus = UploadStatus.QUEUED) -> Upload:
    upload = world.validated(versions(size)["B"], NOON + timedelta(minutes=10), "b.xlsx")
    if status is not UploadStatus.QUEUED:
        assert world.table.advance(replace(upload, status=status), UploadStatus.QUEUED)
    return upload


def _mandate(revision: int) -> ChangeRequest:
    return change_request("anne", "prøve", revision)


def _publish_first(world: World, size: int) -> Run:
    upload = world.validated(versions(size)["A"], NOON, "a.xlsx")
    return lambda means: publish(means.code, upload.upload_id, means.table, means.reports, lambda: NOON)


def _publish(world: World, size: int) -> Run:
    _a_live(world, size)
    upload = _b(world, size)
    return lambda means: publish(means.code, upload.upload_id, means.table, means.reports, lambda: NOON)


def _publish_by_hand(world: World, size: int) -> Run:
    _a_live(world, size)
    upload = _b(world, size, UploadStatus.FROZEN)
    return lambda means: manual.publish_upload(upload.upload_id, _mandate(1), means.place(), means.reports)


def _revert(world: World, size: int) -> Run:
    _publish(world, size)(_undisturbed(world))
    return lambda means: manual.revert(1, _mandate(2), means.place())


def _unpublish(world: World, size: int) -> Run:
    _a_live(world, size)
    return lambda means: manual.unpublish(_mandate(1), means.place())


def _freeze(world: World, size: int) -> Run:
    _a_live(world, size)
    return lambda means: manual.freeze("anne", "prøve", means.place())


def _unfreeze(world: World, size: int) -> Run:
    _freeze(world, size)(_undisturbed(world))
    return lambda means: manual.unfreeze("anne", "prøve", means.place())


def _limit(world: World, size: int) -> Run:
    _a_live(world, size)
    return lambda means: manual.set_removal_limit(50, "anne", "prøve", means.place())


def _four_eyes(world: World, size: int) -> Run:
    _a_live(world, size)
    return lambda means: manual.set_four_eyes("anne", "prøve", means.place(), required=True)


def _schedule(world: World, size: int) -> Run:
    _a_live(world, size)
    appointment = schedule.Appointment(_b(world, size, UploadStatus.CHECKED).upload_id, MIDNIGHT)
    return lambda means: schedule.schedule(appointment, _mandate(1), means.place(), means.reports, _NoClock())


def _cancel(world: World, size: int) -> Run:
    _schedule(world, size)(_undisturbed(world))
    return lambda means: schedule.cancel("anne", "prøve", means.place(), _NoClock())


def _fire(world: World, size: int) -> Run:
    _schedule(world, size)(_undisturbed(world))
    return _firing(world)


def _fire_frozen(world: World, size: int) -> Run:
    _schedule(world, size)(_undisturbed(world))
    manual.freeze("anne", "prøve", _undisturbed(world).place())
    return _firing(world)


def _firing(world: World) -> Run:
    waiting = world.table.scheduled(world.code)
    assert waiting is not None
    identity, scheduled_as = waiting.content.upload_id, waiting.schedule_id
    return lambda means: schedule.run_due(identity, scheduled_as, means.place(midnight=True), means.reports)


def _undisturbed(world: World) -> Means:
    return Means(world.code, world.dynamodb, world.s3)


COMMANDS = (
    Command("first publication", Action.PUBLISH, "", "A", _publish_first),
    Command("publication", Action.PUBLISH, "A", "B", _publish),
    Command("publication by hand", Action.PUBLISH, "A", "B", _publish_by_hand, answers=True),
    Command("revert", Action.REVERT, "B", "A", _revert),
    Command("unpublication", Action.UNPUBLISH, "A", "", _unpublish),
    Command("freeze", Action.FREEZE, "A", "A", _freeze),
    Command("unfreeze", Action.UNFREEZE, "A", "A", _unfreeze),
    Command("limit", Action.SET_LIMIT, "A", "A", _limit),
    Command("four eyes", Action.SET_FOUR_EYES, "A", "A", _four_eyes),
    Command("schedule", Action.SCHEDULE, "A", "A", _schedule, answers=True),
    Command("cancellation", Action.CANCEL, "A", "A", _cancel),
    Command("firing", Action.PUBLISH, "A", "B", _fire),
    Command("refused firing", Action.REFUSE, "A", "A", _fire_frozen),
)
FLIPS = tuple(command for command in COMMANDS if command.before != command.becomes)
"""Those after which other rows are live."""
