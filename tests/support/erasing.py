"""Deletions carried out on moto, at a chosen time, and what is left anywhere afterwards."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kleark.adapters import clients
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.erasure_table import ErasureTable
from kleark.adapters.dynamodb.sweep_table import SweepTable
from kleark.adapters.object_versions import VersionedBucket
from kleark.adapters.s3 import ReportStore
from kleark.erasure.erase import Erased, ErasureOutcome, ErasureServices, erase
from kleark.publishing.deletion import DeletionRequest, delete_upload
from kleark.publishing.retention import QUIET
from tests.support.acting import tenant_of
from tests.support.world import NOON, REPORTS, TABLE, UPLOADS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import LogEntry, Upload
    from kleark.publishing.object_keys import OwnList
    from tests.support.interruptions import Calls
    from tests.support.world import World

ASKED = NOON + timedelta(hours=2)
"""When deletions are asked for."""

AT_THE_END = ASKED + QUIET
"""When nobody is at work any more on what was being done then."""

ACTOR, NOTE = "oidc:7f3c:anne@odense.example", "der stod noget om en borger"


@dataclass
class KnownErasures:
    """Keeps which deletions were asked for, and whether for later; carries out none."""

    asked: list[tuple[str, str, bool]] = field(default_factory=list)

    def send(self, code: MunicipalityCode, upload_id: str, *, later: bool = False) -> None:
        self.asked.append((code, upload_id, later))

    def send_lists(
        self, code: MunicipalityCode, kind: OwnList, deleted_at: str, *, later: bool = False
    ) -> None:
        self.asked.append((code, deleted_at, later))


def ask(world: World, upload: Upload, queue: KnownErasures | None = None, client: Any = None) -> LogEntry:
    """Ask for an upload's deletion, as an approver does."""
    table = ConfigurationTable(client or clients.dynamodb(), TABLE, pause=lambda _: None)
    tenant = tenant_of(world.code, table, lambda: ASKED)
    request = DeletionRequest(ACTOR, NOTE, confirmed=True)
    return delete_upload(upload.upload_id, request, tenant, queue or KnownErasures())


@dataclass
class Eraser:
    """The job. ``calls``: through clients that are counted."""

    world: World
    now: datetime = AT_THE_END
    calls: Calls | None = None
    queue: KnownErasures = field(default_factory=KnownErasures)

    def __call__(self, upload: Upload) -> tuple[ErasureOutcome, Erased]:
        return erase(upload.municipality, upload.upload_id, self.services())

    def services(self) -> ErasureServices:
        dynamodb: Any = clients.dynamodb()
        s3: Any = clients.s3()
        if self.calls:
            dynamodb, s3 = self.calls.of(dynamodb), self.calls.of(s3)
        return ErasureServices(
            table=ConfigurationTable(dynamodb, TABLE, pause=lambda _: None),
            sweep_table=SweepTable(dynamodb, TABLE, pause=lambda _: None),
            records=ErasureTable(dynamodb, TABLE),
            uploads=VersionedBucket(s3, UPLOADS),
            stored_reports=VersionedBucket(s3, REPORTS),
            reports=ReportStore(s3, REPORTS),
            queue=self.queue,
            now=lambda: self.now,
        )


def deleted(world: World, upload: Upload) -> None:
    """The upload's deletion is asked for and carried out to its end."""
    ask(world, upload)
    outcome, _ = Eraser(world)(upload)
    assert outcome is ErasureOutcome.ERASED


def stored_texts(world: World) -> Iterator[tuple[str, str]]:
    """Where anything is stored, and all that stands there: keys and values of the table, unpacked, and the keys and
    contents of every version of every object in both buckets, workbooks unpacked as well."""
    for item in world.dynamodb.scan(TableName=TABLE)["Items"]:
        where = f"{item['PK']['S']} {item['SK']['S']}"
        yield where, where
        for name, typed in item.items():
            value: Any = next(iter(typed.values()))
            yield f"{where} {name}", _unpacked(bytes(value)) if name == "rows" else str(value)
    for bucket in (UPLOADS, REPORTS):
        listed = world.s3.list_object_versions(Bucket=bucket)
        for marker in listed.get("DeleteMarkers", []):
            yield f"{bucket} marker", marker["Key"]
        for version in listed.get("Versions", []):
            where = f"{bucket}/{version['Key']}"
            yield where, version["Key"]
            body = world.s3.get_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
            for text in _texts(body["Body"].read()):
                yield where, text


def holding(world: World, secret: str) -> list[str]:
    """Where a text is stored."""
    return sorted({where for where, text in stored_texts(world) if secret in text})


def _unpacked(data: bytes) -> str:
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS, zlib.MAX_WBITS | 16):
        try:
            return zlib.decompress(data, window).decode()
        except zlib.error:
            continue
    return data.decode("utf-8", "replace")


def _texts(data: bytes) -> Iterator[str]:
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield archive.read(name).decode("utf-8", "replace")
    else:
        yield data.decode("utf-8", "replace")
