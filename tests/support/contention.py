"""Many writers and readers of a few municipalities at once: the real code, in processes and threads of their own."""

from __future__ import annotations

import hashlib
import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from infra.local.stack import client
from kleark.adapters.clock import now
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.adapters.dynamodb.published_table import PublishedTable
from kleark.configuration.row import Row
from kleark.http.messages import Request
from kleark.portal.app import handle
from kleark.portal.published import PortalContext
from kleark.portal.snapshot_cache import Snapshots
from kleark.portal.status_overview import Country
from kleark.publishing.automatic import ContendedError, publish
from kleark.publishing.errors import Refusal
from kleark.publishing.manual import freeze, publish_upload, revert, unfreeze, unpublish
from kleark.publishing.model import stamp
from kleark.testing.validated_uploads import validated
from tests.support.acting import change_request, tenant_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kleark.adapters.s3 import ReportStore
    from kleark.publishing.config_file import Configuration
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import LogEntry
    from kleark.publishing.proposal import ChangeRequest
    from kleark.publishing.tenant import Tenant

ROWS = 30
PAGE_BYTES = 400
"""Less than a row: each has a page of its own, so a snapshot is written in two batches."""

LATENESS = timedelta(seconds=2)
"""So long after its upload a message can come; long enough for others to overtake it."""


DELIVERIES = 10
"""As often as a message may come again: each attempt in vain means that somebody else's was not."""


@dataclass(frozen=True, slots=True)
class Arena:
    """Where it happens. ``folder``: what the validator kept, a file for each upload, and the sign to stop."""

    endpoint: str
    table: str
    codes: tuple[MunicipalityCode, ...]
    folder: Path


@dataclass(frozen=True, slots=True)
class Share:
    """What one process does: how many writers, with how many commands each, and how many readers."""

    seed: int
    writers: int
    commands: int
    readers: int


@dataclass
class Account:
    """What one thread saw.

    ``made``: the log entries that it was told it had made, as municipality, revision, step and hash.
    ``planned``: for a person's change, the revision that they had looked at, by municipality and revision made.
    ``ended``: how often each command ended in each way. ``served``: municipality, revision and digest of what a
    reader was served, the digest computed of the very bytes. ``wrong``: what must not be.
    """

    made: list[tuple[str, int, int, str]] = field(default_factory=list)
    planned: dict[tuple[str, int], int] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)
    served: set[tuple[str, int, str]] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def count(self, what: str) -> None:
        self.ended[what] = self.ended.get(what, 0) + 1


class Reports:
    """What the validator kept, in a folder: where it is kept is not what is tried here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, configuration: Configuration) -> None:
        path = self.folder / str(configuration.municipality) / configuration.upload_id
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".tmp").write_bytes(configuration.to_bytes())
        path.with_suffix(".tmp").rename(path)

    def configuration(self, code: MunicipalityCode, upload: str) -> bytes:
        return (self.folder / code / upload).read_bytes()

    def known(self, code: MunicipalityCode) -> list[str]:
        folder = self.folder / code
        return sorted(path.name for path in folder.glob("*[0-9a-f]")) if folder.exists() else []


def take_part(arena: Arena, share: Share) -> list[Account]:
    """One process's part: its writers work off their commands; its readers read until everybody has."""
    dynamodb = client("dynamodb", arena.endpoint)
    snapshots = Snapshots()
    with ThreadPoolExecutor(share.writers + share.readers) as threads:
        readers = [
            threads.submit(_read, arena, dynamodb, snapshots, random.Random(f"reader {share.seed} {number}"))
            for number in range(share.readers)
        ]
        writers = [
            threads.submit(
                _Writer(arena, dynamodb, random.Random(f"writer {share.seed} {number}")).work, share.commands
            )
            for number in range(share.writers)
        ]
        try:
            accounts = [writer.result() for writer in writers]
        finally:
            (arena.folder / f"done-{share.seed}").touch()
        return accounts + [reader.result() for reader in readers]


def rows_of(version: str) -> tuple[Row, ...]:
    """Every row carries the version, so that a mixture would show; the keys are always the same."""
    phone = f"{20_000_000 + int(hashlib.sha256(version.encode()).hexdigest(), 16) % 10_000_000}"
    one: dict[str, Any] = {
        "kleTitle": "Emne",
        "sourceSystem": "FASIT",
        "showFrom": "2020-01-01",
        "showActiveRegardless": False,
        "contactDepartment": version,
        "contactPhone": phone,
        "infoUrl": "https://www.example.dk/",
        "digitalPost": {"url": "https://post.borger.dk/", "portalId": "1", "mailboxId": "1"},
        "selfService": None,
    }
    return tuple(Row.from_json({**one, "kleNumber": f"15.00.{number:02d}"}) for number in range(ROWS))


class _Writer:
    """Does what uploads, their duplicates and people do, in an order drawn at random."""

    def __init__(self, arena: Arena, dynamodb: Any, chance: random.Random) -> None:
        self.arena = arena
        self.table = ConfigurationTable(dynamodb, arena.table, page_bytes=PAGE_BYTES)
        self.kept = Reports(arena.folder / "kept")
        self.reports = cast("ReportStore", self.kept)
        self.chance = chance
        self.account = Account()

    def work(self, commands: int) -> Account:
        acts: Sequence[tuple[Callable[[MunicipalityCode], None], int]] = (
            (self._upload, 10),
            (self._deliver_again, 4),
            (self._revert, 5),
            (self._publish_by_hand, 3),
            (self._unpublish, 1),
            (self._freeze_for_a_moment, 1),
        )
        for _ in range(commands):
            act = self.chance.choices([one for one, _ in acts], [weight for _, weight in acts])[0]
            act(self.chance.choice(self.arena.codes))
        return self.account

    def _upload(self, code: MunicipalityCode) -> None:
        made = now() - LATENESS * self.chance.random()
        name = f"{self.chance.getrandbits(64):016x}"
        upload, config = validated(code, rows_of(name), name, stamp(made), version_id="1")
        self.table.claim(upload)
        self.kept.write(config)
        self._deliver(code, upload.upload_id)

    def _deliver_again(self, code: MunicipalityCode) -> None:
        """Mostly a message just delivered to another writer, which may be at work with it."""
        if known := self.kept.known(code):
            newest = max(known, key=lambda name: (self.kept.folder / code / name).stat().st_mtime_ns)
            self._deliver(code, self.chance.choice([newest, newest, *known]))

    def _deliver(self, code: MunicipalityCode, identity: str) -> None:
        for _ in range(DELIVERIES):
            try:
                publication = publish(code, identity, self.table, self.reports, now)
            except ContendedError:
                self.account.count("publish: the message comes again")
                continue
            self.account.count(f"publish: {publication.outcome}")
            if publication.entry:
                self._made(code, publication.entry)
            return
        self.account.wrong.append(f"a message was delivered {DELIVERIES} times in vain, in {code}")

    def _revert(self, code: MunicipalityCode) -> None:
        live = self.table.live(code, consistent=True)
        if live.revision > 1:
            to = self.chance.randint(max(1, live.revision - 5), live.revision - 1)
            self._by_hand(
                code, "revert", lambda mandate, place: revert(to, mandate, place, confirm_removals=True)
            )

    def _publish_by_hand(self, code: MunicipalityCode) -> None:
        if known := self.kept.known(code):
            identity = self.chance.choice(known)
            self._by_hand(
                code,
                "publish by hand",
                lambda mandate, place: publish_upload(identity, mandate, place, self.reports),
            )

    def _unpublish(self, code: MunicipalityCode) -> None:
        self._by_hand(code, "unpublish", unpublish)

    def _freeze_for_a_moment(self, code: MunicipalityCode) -> None:
        place = tenant_of(code, self.table, now)
        for name, command in (("freeze", freeze), ("unfreeze", unfreeze)):
            for _ in range(DELIVERIES):
                try:
                    self._made(code, command("writer", "et øjeblik", place))
                    self.account.count(f"{name}: done")
                except Refusal as refusal:
                    self.account.count(f"{name}: {type(refusal).__name__}")
                    if type(refusal).__name__ == "ConcurrentChangeError":
                        continue
                break

    def _by_hand(
        self, code: MunicipalityCode, name: str, command: Callable[[ChangeRequest, Tenant], LogEntry]
    ) -> None:
        looked_at = self.table.live(code, consistent=True).revision
        mandate = change_request(f"writer {self.chance.getrandbits(32)}", "prøve", looked_at)
        try:
            entry = command(mandate, tenant_of(code, self.table, now))
        except Refusal as refusal:
            self.account.count(f"{name}: {type(refusal).__name__}")
        else:
            self.account.count(f"{name}: done")
            self.account.planned[code, entry.revision] = looked_at
            self._made(code, entry)

    def _made(self, code: MunicipalityCode, entry: LogEntry) -> None:
        self.account.made.append((code, entry.revision, entry.step, entry.hash))


def _read(arena: Arena, dynamodb: Any, snapshots: Snapshots, chance: random.Random) -> Account:
    """Ask for the whole configuration as the portal's API does, with the tag that was given before, half the time."""
    account, tags = Account(), dict.fromkeys(arena.codes, "")
    table = PublishedTable(dynamodb, arena.table)
    portal = PortalContext(table, snapshots, Country(InventoryTable(dynamodb, arena.table)))
    while not _everybody_is_done(arena):
        code = chance.choice(arena.codes)
        headers = {"if-none-match": tags[code]} if tags[code] and chance.random() < 0.5 else {}
        given = handle(Request("GET", f"/v1/kommuner/{code}/konfiguration", "", headers), portal)
        account.count(f"read: {given.status}")
        if given.status == 200:
            tags[code] = given.headers["ETag"]
            account.served.add(_served(code, given.body, account))
        elif given.status not in {304, 404}:
            account.wrong.append(f"a reader was answered {given.status}: {given.body.decode()}")
    return account


def _served(code: MunicipalityCode, body: bytes, account: Account) -> tuple[str, int, str]:
    """The rows are taken as they stand in the body, since the digest is of exactly those bytes."""
    data = json.loads(body)
    rows = body[body.index(b'"rows":') + len(b'"rows":') : -1]
    digest = hashlib.sha256(rows).hexdigest()
    if digest != data["digest"]:
        account.wrong.append(f"a reader was served other rows than its digest says, in {code}")
    if len({row["contactDepartment"] for row in data["rows"]}) > 1 or len(data["rows"]) not in {0, ROWS}:
        account.wrong.append(f"a reader was served a mixture, in {code}")
    return code, data["revision"], digest


def _everybody_is_done(arena: Arena) -> bool:
    return (arena.folder / "stop").exists()


def stop_readers(arena: Arena, processes: int, within: float) -> None:
    """Once the writers of all processes are done. Raises TimeoutError, with the readers stopped."""
    deadline = time.monotonic() + within
    try:
        while len(list(arena.folder.glob("done-*"))) < processes:
            if time.monotonic() > deadline:
                raise TimeoutError(f"the writers were not done within {within:.0f} s")
            time.sleep(0.05)
    finally:
        (arena.folder / "stop").touch()
