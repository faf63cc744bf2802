"""The tables that the figures are measured on: empty ones on one of three engines, and what is published there."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import boto3
from moto import mock_aws

from infra.local.dynoxide import running_dynoxide
from infra.local.engine import REGION, running_engine
from infra.local.stack import client
from kleark.adapters.dynamodb.published_table import PublishedTable
from kleark.configuration.row import DigitalPost, SelfService
from kleark.publishing.automatic import publish
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import Upload, stamp
from kleark.testing import example_rows
from kleark.testing.moto_backend import make_table
from kleark.testing.validated_uploads import validated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.adapters.s3 import ReportStore
    from kleark.configuration.row import Row

ENGINES = ("moto", "ministack", "dynoxide")
ODENSE = municipality_code("0461")
TABLE = "kleark-figures"
NOON = datetime(2025, 11, 3, 12, 0, tzinfo=UTC)


@dataclass
class BenchmarkTable:
    """A table. ``counted``: the client that is measured. ``quiet``: the client for everything else."""

    counted: DynamoDBClient
    quiet: DynamoDBClient

    @property
    def table(self) -> PublishedTable:
        return PublishedTable(self.counted, TABLE)

    def queued(self, rows: Sequence[Row], minute: int) -> tuple[Upload, ReportStore]:
        """Store an upload as the validate function does."""
        at, name = stamp(NOON + timedelta(minutes=minute)), f"{len(rows)}-{minute}.xlsx"
        upload, config = validated(ODENSE, rows, name, at, version_id="3HL4kqtJlcpXroDTDmJrmSpXd3dIbrHY")
        PublishedTable(self.quiet, TABLE).claim(upload)
        return upload, cast("ReportStore", _StoredReports(config.to_bytes()))

    def publish(self, upload: Upload, reports: ReportStore) -> None:
        """Publish an upload as the publish function does."""
        assert publish(ODENSE, upload.upload_id, self.table, reports, lambda: NOON).entry is not None


@dataclass(frozen=True)
class _StoredReports:
    """The one file of the reports bucket that a publication reads."""

    config: bytes

    def configuration(self, *_: object) -> bytes:
        return self.config


@contextlib.contextmanager
def empty_table(engine: str) -> Iterator[BenchmarkTable]:
    """An empty table on ``engine`` during the block."""
    with contextlib.ExitStack() as stack:
        if engine == "moto":
            stack.enter_context(mock_aws())
            clients: list[Any] = [boto3.client("dynamodb", region_name=REGION) for _ in range(2)]
        else:
            endpoint = _endpoint(engine, stack)
            clients = [client("dynamodb", endpoint) for _ in range(2)]
        make_table(clients[1], TABLE)
        yield BenchmarkTable(*clients)


def _endpoint(engine: str, stack: contextlib.ExitStack) -> str:
    if engine == "dynoxide":
        return stack.enter_context(running_dynoxide())
    logs = stack.enter_context(tempfile.TemporaryDirectory(prefix="kleark-figures-"))
    return stack.enter_context(running_engine(Path(logs), port=None)).endpoint


def rows(count: int, *, phone: str = "66131372") -> tuple[Row, ...]:
    """Ordinary rows: the same few words and hosts again and again."""
    return example_rows(count, phone=phone)


def hard_rows(count: int) -> tuple[Row, ...]:
    """The rows that compress worst of those that a real sheet can have: every link has a unique end."""
    chance = Random(count)

    def uuid() -> UUID:
        return UUID(int=chance.getrandbits(128), version=4)

    def hard(row: Row) -> Row:
        group, point = uuid(), uuid()
        page = f"https://www.odense.dk/borger/{uuid()}"
        post = DigitalPost(
            f"https://post.borger.dk/send/{group}/{point}/", None, None, str(group), str(point)
        )
        solution = SelfService(
            f"Søg om ydelse {chance.randrange(10**6)}", f"https://selvbetjening.dk/{uuid()}"
        )
        phone = str(chance.randrange(20_000_000, 90_000_000))
        return replace(row, info_url=page, digital_post=post, self_service=solution, contact_phone=phone)

    return tuple(hard(row) for row in example_rows(count))
