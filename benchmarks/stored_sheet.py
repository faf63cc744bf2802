"""One judged sheet in memory, and the admin's page on it, without AWS."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, cast

import admin_page.handler
from benchmarks.sheets import clean_rows, write_sheet, written
from benchmarks.times import patiently
from infra.cloudformation import ROOT
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.finding_table import FindingTable
from kleark.admin.app_context import AppContext
from kleark.admin.page_settings import Settings
from kleark.check import check_with_excerpt
from kleark.identity.person import Person, Role
from kleark.identity.sessions import COOKIE, Session
from kleark.intake.report_files import required_files, summary_files
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import Content, Live, Upload, UploadStatus, stamp
from kleark.publishing.snapshot import SCHEMA_VERSION
from kleark.registers.municipalities import municipality
from kleark.testing.validated_uploads import validated
from kleark.watch.model import WatchState

if TYPE_CHECKING:
    from kleark.admin.app_context import Stores
    from kleark.publishing.ids import MunicipalityCode

ODENSE = municipality_code("0461")
SHEET = ROOT / "sample_sheets" / "odense-2021-rettet.xlsx"
NOON = datetime(2025, 11, 3, 12, 0, tzinfo=UTC)
SMALL, LARGE = 100, 10_000
"""Rows of the sheets that are compared."""


@dataclass(frozen=True)
class StoredSheet:
    """A municipality's table and reports, in memory: one upload, free of errors, and nothing live."""

    one: Upload
    files: dict[str, bytes]

    def upload(self, code: str, upload_id: str) -> Upload | None:  # noqa: ARG002 (as the table has it)
        return self.one if upload_id == self.one.upload_id else None

    def uploads(self, code: str) -> list[Upload]:  # noqa: ARG002
        return [self.one]

    def newest_uploads(self, code: str, most: int, **_: object) -> list[Upload]:  # noqa: ARG002
        return [self.one]

    def requested_uploads(self, code: str) -> list[Upload]:  # noqa: ARG002
        return []

    def last_edit(self, code: str, edited: str) -> str:  # noqa: ARG002
        return ""

    def live(self, code: str, *, consistent: bool) -> Live:  # noqa: ARG002
        content = Content("0" * 32, "0" * 64, 9, SCHEMA_VERSION, self.one.upload_id, self.one.uploaded_at)
        return Live(lock=1, revision=1, published_at=stamp(NOON), content=content)

    def log_entry(self, code: str, revision: int) -> None:  # noqa: ARG002
        return None

    def scheduled(self, code: str) -> None:  # noqa: ARG002
        return None

    def answers(self, code: str) -> list[Any]:  # noqa: ARG002
        return []

    def read(self, code: str, upload_id: str, name: str) -> bytes | None:  # noqa: ARG002
        return self.files.get(name)

    def read_beginning(self, code: str, upload_id: str, name: str, size: int) -> bytes | None:  # noqa: ARG002
        content = self.files.get(name)
        return content and content[:size]

    def facts(self, code: str, upload_id: str, name: str) -> None:  # noqa: ARG002
        return None

    def configuration(self, code: str, upload_id: str) -> bytes:  # noqa: ARG002
        return self.files["config.json"]


@dataclass(frozen=True)
class StoredSheetStores:
    """Both stores that these pages use."""

    stored_sheet: StoredSheet

    @property
    def table(self) -> StoredSheet:
        return self.stored_sheet

    @property
    def reports(self) -> StoredSheet:
        return self.stored_sheet

    @property
    def index(self) -> NoInventory:
        return NoInventory()

    @property
    def links(self) -> None:
        """Nobody asks links."""

    @property
    def findings(self) -> FindingTable | NoFindings:
        """On a real table they are read of it, so that the reading is counted."""
        of: Any = self.stored_sheet
        return FindingTable(of.client, of.name) if isinstance(of, ConfigurationTable) else NoFindings()

    def secret(self) -> bytes:
        return bytes(32)


class NoFindings:
    """The watch has not judged yet."""

    def state(self, code: MunicipalityCode) -> tuple[WatchState, int]:  # noqa: ARG002 (as the table has it)
        return WatchState(), 0


class NoInventory:
    """Nothing is known of the indexes."""

    def head(self, *, consistent: bool) -> None:  # noqa: ARG002 (as the table has it)
        return None


@dataclass(frozen=True)
class OneSession:
    """Somebody who stays signed in."""

    session: Session

    def find(self, token: str) -> Session:
        return replace(self.session, token=token)


def stored_sheet(data: bytes | None = None, *, summary: bool = True) -> StoredSheet:
    """A sheet, by itself Odense's corrected one, as the validate function stores it. ``summary``: whether with one."""
    content = data or SHEET.read_bytes()
    report, excerpt = patiently(lambda: check_with_excerpt(content, SHEET.name, municipality(ODENSE)))
    rows = tuple(found.row for found in report.rows)
    upload, config = validated(ODENSE, rows, SHEET.name, stamp(NOON), status=UploadStatus.CHECKED)
    files = {**required_files(report, excerpt), "config.json": config.to_bytes()}
    if summary:
        short, faults = summary_files(report, excerpt, files["report.json"])
        assert not faults
        files |= short
    return StoredSheet(upload, files)


def faultless(rows: int) -> bytes:
    """A sheet without mistakes."""
    return written(clean_rows(rows, Random(rows)))


def spoiled(rows: int) -> bytes:
    """A sheet of the benchmark's, with mistakes in 2% of its rows."""
    with tempfile.TemporaryDirectory(prefix="kleark-page-") as folder:
        write_sheet(rows, path := Path(folder) / "ark.xlsx")
        return path.read_bytes()


def hopeless(rows: int) -> bytes:
    """A sheet in which each row has three mistakes: more than a report lists where there are 667 rows."""
    table = clean_rows(rows, Random(rows))
    for cells in table:
        cells |= {"F": "", "G": "12 34", "H": "www.odense.dk"}
    return written(table)


def open_context(of: StoredSheet) -> AppContext:
    """The page's context on them."""
    person = Person("oidc:anne:anne@odense.example", "Anne", ODENSE, Role.APPROVER)
    session = Session("token", person, NOON, NOON)
    settings = Settings(
        "https://page.example", "https://sign-in.example", "https://uploads.example", "KOMBIT", "a@b.example"
    )
    return AppContext(
        settings, cast("Any", OneSession(session)), cast("Stores", StoredSheetStores(of)), lambda: NOON
    )


def event(path: str) -> dict[str, Any]:
    """A browser's GET, as an HTTP API hands it on. ``path``: with its query, where it has one."""
    path, _, query = path.partition("?")
    return {
        "rawPath": path,
        "rawQueryString": query,
        "headers": {},
        "cookies": [f"{COOKIE}=token"],
        "requestContext": {"stage": "$default", "http": {"method": "GET", "path": path}},
        "isBase64Encoded": False,
    }


def use_context(context: AppContext) -> None:
    """Have the handler answer from these stores."""
    admin_page.handler.app_context = cast("Any", lambda: context)


def ask(path: str) -> dict[str, Any]:
    """The handler's response."""
    answer: dict[str, Any] = admin_page.handler.handler(event(path), cast("Any", _Context()))
    return answer


class _Context:
    function_name = "admin-page"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-north-1:000000000000:function:admin-page"
    aws_request_id = "0"
