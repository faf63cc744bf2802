"""The real code beside the model of the protocol: what each call is in the model's words, and what the table says."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import permutations
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from kleark.adapters.dynamodb.announcements import Announcements
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.items import to_live, to_log_entry, to_scheduled, to_upload
from kleark.adapters.dynamodb.keys import DERIVED_PREFIX, ROW_KEYS, UPLOAD_PREFIX
from kleark.adapters.dynamodb.mark_table import SweepMarks
from kleark.adapters.dynamodb.older_uploads import OlderUploads
from kleark.adapters.dynamodb.requested_uploads import RequestedUploads
from kleark.adapters.dynamodb.sweep_table import SweepTable
from kleark.adapters.s3 import ReportStore
from kleark.adapters.sqs import PublishQueue
from kleark.configuration.part import PartKind, define
from kleark.publishing import manual, schedule
from kleark.publishing.announce import announce
from kleark.publishing.automatic import publish
from kleark.publishing.config_file import Configuration as SheetRows
from kleark.publishing.ids import snapshot_id
from kleark.publishing.model import Live, UploadStatus
from kleark.publishing.order_marks import newest_order
from kleark.publishing.part_definitions import define_part
from kleark.publishing.retention import Retention
from kleark.publishing.sheet_effect import reach_of
from kleark.publishing.snapshot import SCHEMA_VERSION, snapshot_of
from kleark.publishing.sweep import SweepServices, sweep_snapshots
from tests.protocol.actors import (
    Announcer,
    Canceller,
    Firing,
    Freezer,
    Person,
    Publisher,
    Scheduler,
    Sweep,
    Watcher,
)
from tests.protocol.table import Rules, rows_of
from tests.protocol.table import Upload as ModelUpload
from tests.support.acting import change_request, secret, tenant_of
from tests.support.erasing import KnownErasures
from tests.support.gates import Call, Gate
from tests.support.world import NOON, REGION, REPORTS, TABLE, row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kleark.configuration.part import Part
    from kleark.configuration.row import Row
    from kleark.publishing.announced_event import ConfigPublished
    from kleark.publishing.model import Upload
    from kleark.publishing.proposal import ChangeRequest
    from kleark.publishing.tenant import Tenant
    from tests.protocol.actors import Actor
    from tests.protocol.protocol import Configuration
    from tests.protocol.table import SnapshotId
    from tests.protocol.table import Table as ModelTable
    from tests.support.world import World

GENERATIONS = 4
PAGE_BYTES = 1
"""A row a page."""
FORM = f"{SCHEMA_VERSION}/{PAGE_BYTES}"
PARTS = {
    "1": define("Job", PartKind.SYSTEMS, ["FASIT"]),
    "2": define("Ydelse", PartKind.SYSTEMS, ["KSD"]),
}
"""What the model's parts are here. Each has one row of the two, and so a page."""
Facts = dict[str, Any]
"""What can be compared of a table, the real one or the model's."""

_KINDS = (
    (r"(flips|moves the mark|freezes|writes it down|schedules|cancels|refuses|condemns)\b", "transacts"),
    (r"notes that the rows are gone", "notes rows gone"),
    (r"sends the event", "sends"),
    (r"looks at", "looks"),
    (r"sets the clock", "sets the clock"),
    (r"notes it", "notes it"),
    (r"(\w+ [A-Za-z]+)", ""),
)

SILENT = frozenset({"S3", "reads rows", "reads LOG", "reads UPLOAD", "lists LOG", "lists ANSWER"})
"""Calls that the model may leave out: they change nothing, and read what cannot change any more, or what is guarded
by the lock of LIVE, read before."""

SILENT_OF_PARTS = SILENT | {"reads SNAP"}
"""Where sheets speak for parts, the rows of what was looked at are read, too, and whether they are still kept: if they
are not, the change is refused, which the model would not have."""


def kind_of_words(words: str) -> str:
    """The call that a step of the model is."""
    for pattern, kind in _KINDS:
        if found := re.match(pattern, words):
            return kind or found[1]
    raise AssertionError(words)


def kind_of_call(call: Call) -> str:  # noqa: PLR0911 (one for each)
    """The same of a real call."""
    arguments = call.arguments
    match call.operation:
        case "get_object" | "put_object":
            return "S3"
        case "transact_write_items":
            return "transacts"
        case "batch_write_item":
            return "writes page"
        case "delete_item":
            return "deletes page"
        case "get_item":
            return f"reads {arguments['Key']['SK']['S'].partition('#')[0]}"
        case "query":
            values = arguments["ExpressionAttributeValues"]
            prefix = values.get(":prefix", {}).get("S", "")
            if "#S#" in values[":pk"]["S"]:
                return "reads rows" if prefix else "lists rows"
            return f"lists {prefix.partition('#')[0]}"
        case "update_item":
            return _kind_of_update(arguments)
        case other:
            return other


def _kind_of_update(arguments: dict[str, Any]) -> str:
    item = arguments["Key"]["SK"]["S"].partition("#")[0]
    if item == "SNAP":
        written = arguments["UpdateExpression"]
        if "opened_at" in written:
            return "opens SNAP"
        return "notes rows gone" if "rows_gone" in written else "seals SNAP"
    return {"UPLOAD": "settles UPLOAD", "ANNOUNCED": "notes it"}[item]


@dataclass
class _Modelled:
    """A client whose calls wait at the gate, but for those about what follows from others: no step of the model."""

    real: Any
    gated: Any

    def __getattr__(self, operation: str) -> Any:
        def call(**arguments: Any) -> Any:
            said = json.dumps(arguments, default=str)
            derived = f'"{DERIVED_PREFIX}' in said or (f'"{ROW_KEYS}"' in said and '"P#' not in said)
            lists_uploads = operation == "query" and f'"{UPLOAD_PREFIX}"' in said
            where = self.real if derived or lists_uploads else self.gated
            return getattr(where, operation)(**arguments)

        return call


@dataclass
class _Timer:
    """The clock: a call like any other, that may fail."""

    gate: Gate

    def set(self, code: str, schedule_id: str, upload_id: str, due: datetime) -> None:
        self.gate.call(Call("sets the clock", {}), lambda: None)

    def cancel(self, code: str) -> None:
        """A clock that is not stopped wakes the publisher for nothing: that is among what is tried."""


@dataclass
class _Bus:
    gate: Gate
    sent: list[int]

    def put(self, event: ConfigPublished) -> None:
        self.gate.call(Call("sends", {}), lambda: self.sent.append(event.revision))


@dataclass
class Stage:
    """The real world that is held against the model. ``uploads``: by the letters that the model knows them by.

    ``schedules``: schedule and upload ids by the model's names of schedules.
    """

    world: World
    configuration: Configuration
    now: datetime = NOON
    uploads: dict[str, Upload] = field(default_factory=dict)
    schedules: dict[str, tuple[str, str]] = field(default_factory=dict)
    bus: list[int] = field(default_factory=list)

    def tick(self) -> datetime:
        """Time never stands still, so that no two entries are the same."""
        self.now += timedelta(seconds=1)
        return self.now

    def a_day_passes(self) -> None:
        self.now += timedelta(days=2)

    def prepare(self) -> None:
        """Bring about what the model starts with."""
        table = ConfigurationTable(self.world.dynamodb, TABLE, page_bytes=PAGE_BYTES)
        if self.has_parts:
            for part in PARTS.values():
                define_part(part, "anne", "prøve", tenant_of(self.world.code, table, self.tick))
        for number, upload in enumerate(self.configuration.table.uploads):
            uploaded = NOON - timedelta(hours=1) + timedelta(minutes=number)
            made = self._validated(upload, uploaded)
            self.uploads[upload.name] = made
            if upload.status == "published":
                publish(self.world.code, made.upload_id, table, self.world.reports, self.tick)
            elif upload.status != "queued":
                table.advance(replace(made, status=UploadStatus(upload.status)), UploadStatus.QUEUED)
        self.a_day_passes()

    def _validated(self, modelled: ModelUpload, uploaded: datetime) -> Upload:
        """An upload as the validator leaves it: a whole sheet, or one with the row of its part."""
        name, part = modelled.name, PARTS.get(modelled.part)
        of = tuple(one for one in self.rows(name) if part is None or part.membership()(one))
        held_back_by = "KA602" if modelled.held else None
        made = self.world.validated(of, uploaded, name, modelled.by or None, held_back_by=held_back_by)
        if part is None:
            return made
        made = replace(made, part=part.name, part_reach=reach_of(part))
        assert self.world.table.advance(made, UploadStatus.QUEUED)
        config = SheetRows(made.municipality, made.upload_id, made.uploaded_at, name, of, part=part.name)
        self.world.reports.write(made.municipality, made.upload_id, "config.json", config.to_bytes())
        return made

    @property
    def has_parts(self) -> bool:
        return any(upload.part for upload in self.configuration.table.uploads)

    def rows(self, name: str) -> tuple[Row, ...]:
        """Two rows, a page each, with the same keys in every upload; their telephone numbers tell uploads apart.

        Each is another part's. ``name``: of an upload, or of the two that the parts' rows are of. No two numbers are so
        near each other that a person would have to answer for it.
        """
        if not name:
            return ()
        return tuple(
            row(int(number), phone=f"66{3 * str(ord(self._origin(name, number)))}", system=part.values[0])
            for number, part in PARTS.items()
        )

    def _origin(self, name: str, part: str) -> str:
        """The upload whose rows a part has; where uploads share them, the first."""
        upload = rows_of((name, 0), part)
        for actor in self.configuration.actors:
            if isinstance(actor, Publisher) and actor.upload == upload and actor.same_rows_as:
                return actor.same_rows_as
        return upload

    def _contents(self) -> Iterator[tuple[str, str, str | None]]:
        """What can be staged: its name in the model, the id of the upload that is made live, and its sources.

        The same two uploads are two snapshots, by which of them was laid over the other.
        """
        part_of = {upload.name: upload.part for upload in self.configuration.table.uploads}
        ids = {name: upload.upload_id for name, upload in self.uploads.items()}
        yield "", "", None
        yield from ((name, ids[name], None) for name, part in part_of.items() if not part)
        for first, second in permutations(part_of, 2):
            if part_of[first] == "1" and part_of[second] != "1":
                yield f"{first}{second}", ids[first], ids[second]
            if part_of[second] == "2" and part_of[first] != "2":
                yield f"{first}{second}", ids[second], ids[first]

    def name_of(self, rows: tuple[Row, ...]) -> str:
        """The name of the upload, or of the two, that rows are of: the first, where uploads share them."""
        return next(name for name, _, _ in self._contents() if self.rows(name) == rows)

    def gate(self, actor: Actor, target: SnapshotId | None = None) -> Gate:
        """The real code of an actor, in front of its first call. ``target``: what a person goes back to."""
        gate = Gate(self._reverting(target) if target is not None else self._work(actor))
        gate.start()
        return gate

    def _work(self, actor: Actor) -> Callable[[Gate], object]:  # noqa: PLR0911 (one for each)
        code, mandate = self.world.code, self._mandate(getattr(actor, "actor", "anne"))
        match actor:
            case Publisher(upload):
                identity = self.uploads[upload].upload_id
                return lambda gate: publish(
                    code, identity, self._table(gate), self._reports(gate), self.tick, secret
                )
            case Person(""):
                return lambda gate: manual.unpublish(mandate, self._place(gate))
            case Person(upload):
                identity = self.uploads[upload].upload_id
                return lambda gate: manual.publish_upload(
                    identity, mandate, self._place(gate), self._reports(gate), confirm_findings=True
                )
            case Freezer() | Watcher():
                return self._setting(actor)
            case Scheduler(upload, _):
                due = self.now + timedelta(hours=1)
                appointment = schedule.Appointment(self.uploads[upload].upload_id, due)
                return lambda gate: schedule.schedule(
                    appointment, mandate, self._place(gate), self._reports(gate), _Timer(gate)
                )
            case Canceller():
                return lambda gate: schedule.cancel("anne", "prøve", self._place(gate), _Timer(gate))
            case Firing(name):
                self.now += timedelta(hours=2)
                known = self.schedules.get(name, ("0" * 32, self._any_upload()))
                return lambda gate: schedule.run_due(
                    known[1], known[0], self._place(gate), self._reports(gate)
                )
            case Sweep():
                return self._sweep
            case Announcer(upto):
                return lambda gate: self._announce(gate, upto)
            case _:
                raise AssertionError(actor)

    def _setting(self, actor: Freezer | Watcher) -> Callable[[Gate], object]:
        """What makes no revision, and needs nothing but a place and a reason."""
        if isinstance(actor, Watcher):
            required = actor.required
            return lambda gate: manual.set_four_eyes("anne", "prøve", self._place(gate), required=required)
        command = manual.freeze if actor.frozen else manual.unfreeze
        return lambda gate: command("anne", "prøve", self._place(gate))

    def _mandate(self, actor: str = "anne") -> ChangeRequest:
        return change_request(actor, "prøve", self.world.live().revision)

    def _any_upload(self) -> str:
        return next(iter(self.uploads.values())).upload_id

    def _reverting(self, target: SnapshotId) -> Callable[[Gate], object]:
        mandate, snapshots = self._mandate(), self._snapshots()
        log = self.world.table.log(self.world.code)
        made = [entry for entry in log if not entry.step and entry.content]
        to = max(e.revision for e in made if e.content and snapshots[e.content.snapshot_id] == target)
        return lambda gate: manual.revert(to, mandate, self._place(gate), confirm_removals=True)

    def _sweep(self, gate: Gate) -> object:
        client, world = self._client(gate), self.world
        means = SweepServices(
            table=ConfigurationTable(client, TABLE),
            sweep_table=SweepTable(client, TABLE),
            announcements=Announcements(client, TABLE),
            queue=PublishQueue(world.sqs, world.queue_url),
            erasures=KnownErasures(),
            marks=SweepMarks(client, TABLE),
            requests=RequestedUploads(client, TABLE),
            older=OlderUploads(client, TABLE),
            retention=Retention(1, 1),
            now=self.tick,
            build=token_hex(),  # the model's sweep reads all that there is, as the first one of a build does
        )
        return sweep_snapshots(world.code, means)

    def _announce(self, gate: Gate, upto: int) -> object:
        bus: Any = _Bus(gate, self.bus)
        marks = Announcements(self._client(gate), TABLE)
        return announce(self.world.code, upto, self._table(gate), marks, bus)

    def _client(self, gate: Gate) -> Any:
        return _Modelled(self.world.dynamodb, gate.client(self.world.dynamodb))

    def _table(self, gate: Gate) -> ConfigurationTable:
        return ConfigurationTable(self._client(gate), TABLE, pause=lambda _: None, page_bytes=PAGE_BYTES)

    def _reports(self, gate: Gate) -> ReportStore:
        return ReportStore(gate.client(self.world.s3), REPORTS)

    def _place(self, gate: Gate) -> Tenant:
        return tenant_of(self.world.code, self._table(gate), self.tick)

    def _snapshots(self) -> dict[str, SnapshotId]:
        """The model's snapshots by their real ids."""
        return {
            snapshot_id(origin, snapshot_of(self.rows(name)).digest, FORM, generation, sources): (
                name,
                generation,
            )
            for name, origin, sources in self._contents()
            for generation in range(GENERATIONS)
        }

    def _marks(self, live: Live) -> tuple[str, ...]:
        """The newest upload that a whole sheet is judged by, and a sheet of each part."""
        orders = {upload.order: name for name, upload in self.uploads.items()} | {"": ""}
        judged: tuple[Part | None, ...] = (None, *PARTS.values())
        return tuple(orders[newest_order(live, part)] for part in judged)

    def facts(self) -> Facts:
        """What the real table holds, in the model's words."""
        names = {upload.upload_id: name for name, upload in self.uploads.items()} | {"": ""}
        snapshots = self._snapshots()
        items: dict[str, list[Any]] = {}
        pages: dict[SnapshotId, int] = {}
        for partition, sort_key, item in _items():
            if partition.startswith(DERIVED_PREFIX) or sort_key == ROW_KEYS:
                continue
            if "#S#" in partition:
                key = snapshots[partition.partition("#S#")[2]]
                pages[key] = pages.get(key, 0) + 1
            else:
                items.setdefault(sort_key.partition("#")[0], []).append(item)
        live = to_live(items["LIVE"][0]) if "LIVE" in items else Live()
        log = sorted(map(to_log_entry, items.get("LOG", [])), key=lambda e: (e.revision, e.step))
        places = {entry.hash: (entry.revision, entry.step) for entry in log} | {"": (0, 0)}
        scheduled = [to_scheduled(item) for item in items.get("SCHEDULED", [])]
        staged = [(snapshots[item["SK"]["S"].partition("#")[2]], item) for item in items.get("SNAP", [])]
        assert len({key for key, _ in staged}) == len(staged), "two snapshots are one in the model"
        return {
            "live": (live.lock, live.revision, live.log_steps, live.frozen, live.four_eyes),
            "marks": self._marks(live),
            "live snapshot": snapshots[live.content.snapshot_id] if live.content else None,
            "head": places[live.log_head],
            "uploads": {
                names[one.upload_id]: (one.status.value, one.revision or 0)
                for one in map(to_upload, items.get("UPLOAD", []))
            },
            "snapshots": {key: (_state(item), pages.get(key, 0)) for key, item in staged},
            "log": [
                (entry.revision, entry.step, entry.action.value, places[entry.previous]) for entry in log
            ],
            "scheduled": [
                (names[one.content.upload_id], one.revision, snapshots[one.content.snapshot_id])
                for one in scheduled
            ],
            "announced": int(items["ANNOUNCED"][0]["announced"]["N"]) if "ANNOUNCED" in items else 0,
            "bus": list(self.bus),
        }

    def remember_schedule(self, table: ModelTable) -> None:
        """What the clock, or a sweep, would name in its message."""
        waiting = self.world.table.scheduled(self.world.code) if table.scheduled else None
        if waiting is not None and table.scheduled is not None:
            self.schedules[table.scheduled.name] = waiting.schedule_id, waiting.content.upload_id

    def served(self) -> str:
        """Whose rows the portal answers with: the upload's letter, or those of two, or empty."""
        return self.name_of(self.world.served())


def _items() -> Iterator[tuple[str, str, Any]]:
    """All of the table, straight from moto: a scan after each step would take most of the time."""
    table = dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables[TABLE]
    for partition, of_partition in table.items.items():
        for sort_key, item in of_partition.items():
            plain = {name: value.to_json() for name, value in item.attrs.items() if name != "rows"}
            yield partition.value, sort_key.value, plain


def _state(item: Any) -> str:
    if "rows_gone" in item:
        return "gone"
    if "swept" in item:
        return "swept"
    return "sealed" if item["sealed"]["BOOL"] else "open"


_ACTIONS = {"publish by hand": "publish", "scheduled": "publish"}


def facts_of(table: ModelTable) -> Facts:
    """What the model's table holds."""
    live = table.live
    return {
        "live": (live.lock, live.revision, live.steps, live.frozen, live.four_eyes),
        "marks": tuple(live.newest(part, Rules()) for part in ("", *PARTS)),
        "live snapshot": live.snapshot,
        "head": live.head,
        "uploads": {upload.name: (upload.status, upload.revision) for upload in table.uploads},
        "snapshots": {one.key: (one.state, len(one.pages)) for one in table.snapshots},
        "log": [
            (entry.revision, entry.step, _ACTIONS.get(entry.action, entry.action), entry.previous)
            for entry in sorted(table.log)
        ],
        "scheduled": (
            [(table.scheduled.upload, table.scheduled.base, table.scheduled.snapshot)]
            if table.scheduled
            else []
        ),
        "announced": table.announced,
        "bus": list(table.bus),
    }
