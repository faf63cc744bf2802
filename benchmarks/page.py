"""Time the admin's page beside the bare template that it fills, and report its size.

``python -m benchmarks.page`` from the repository's root, in the environment of the tests. The stores answer from
memory: what DynamoDB and S3 take is the same with any page. Ends with 1 where a goal of docs/benchmarks.md is missed.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import gzip
import io
import json
import os
import platform
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Any, cast

import admin_page.handler
from benchmarks.figures import table_of
from benchmarks.sheets import clean_rows, write_sheet, written
from benchmarks.times import in_turn, patiently
from infra.cloudformation import ROOT
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.dynamodb.finding_table import FindingTable
from kleark.admin import rendering
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
    from collections.abc import Callable

    from kleark.admin.app_context import Stores
    from kleark.publishing.ids import MunicipalityCode

ODENSE = municipality_code("0461")
SHEET = ROOT / "sample_sheets" / "odense-2021-rettet.xlsx"
NOON = datetime(2025, 11, 3, 12, 0, tzinfo=UTC)
MOST_OF_SMALL = 5.0
"""Of a page of 10,000 rows, in times of the same of 100."""
MOST_SENT = 300_000
"""Bytes of any page of a sheet, as they are sent: the page is not compressed, since what it sends holds a secret."""
PAGES_OF_A_SHEET = {"result": "/ark/{}", "preview": "/ark/{}/forhaandsvisning"}
SLOWEST = 3.0
"""Of the handler, in times of the bare template."""


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


SHEETS = {"faultless": faultless, "2% spoiled": spoiled, "all wrong": hopeless}
SMALL, LARGE = 100, 10_000


@dataclass(frozen=True)
class PageFigure:
    """A page of a sheet: milliseconds of CPU, and bytes that are sent, as they are and as gzip would make them."""

    ms: float
    size: int
    gzipped: int


def page_figures(rounds: int) -> dict[tuple[str, str, int], PageFigure]:
    """Of each page, by its name, the kind of the sheet and its rows. The sizes take turns."""
    found = {}
    for kind, make in SHEETS.items():
        contexts = {rows: stored_sheet(make(rows)) for rows in (SMALL, LARGE)}
        # What is stored is in S3 otherwise, where nobody collects garbage.
        gc.collect()
        gc.freeze()
        for name, path in PAGES_OF_A_SHEET.items():
            taken: dict[int, list[float]] = {rows: [] for rows in contexts}
            sent: dict[int, bytes] = {}
            for number in range(rounds + 1):
                for rows, of in contexts.items():
                    use_context(open_context(of))
                    start = time.process_time()
                    answer = ask(path.format(of.one.upload_id))
                    if number:
                        taken[rows].append(time.process_time() - start)
                    sent[rows] = str(answer["body"]).encode()
                    if answer["statusCode"] != 200:
                        raise RuntimeError(f"{name} of a sheet {kind} gives {answer['statusCode']}")
            for rows, each in taken.items():
                body = sent[rows]
                found[name, kind, rows] = PageFigure(median(each) * 1000, len(body), len(gzip.compress(body)))
    return found


def size_table(found: dict[tuple[str, str, int], PageFigure]) -> tuple[str, list[str]]:
    """The table, and what is wrong with it."""
    lines, wrong = [], []
    for name, kind, rows in found:
        if rows != LARGE:
            continue
        small, large = found[name, kind, SMALL], found[name, kind, LARGE]
        ratio = large.ms / small.ms
        lines.append(
            [name, kind, f"{small.ms:.1f}", f"{large.ms:.1f}", f"{ratio:.1f}"]
            + [f"{size / 1000:.0f}" for size in (small.size, large.size, large.gzipped)]
        )
        if ratio > MOST_OF_SMALL:
            wrong.append(f"goal: {name} of 10,000 rows, {kind}, takes {ratio:.1f} times as long as of 100")
        if max(small.size, large.size) > MOST_SENT:
            wrong.append(f"goal: {name}, {kind}, sends {max(small.size, large.size):,} bytes")
    head = [
        "page",
        "sheet",
        "ms, 100 rows",
        "ms, 10,000",
        "ratio",
        "kB, 100",
        "kB, 10,000",
        "of that gzipped",
    ]
    return table_of(head, lines), wrong


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


def times(rounds: int) -> dict[str, dict[str, float]]:
    """Of each page: seconds of the handler, and of the template alone with the very same values."""
    of = stored_sheet()
    context = open_context(of)
    use_context(context)
    own = f"/ark/{of.one.upload_id}"
    pages = {
        "front page": "/",
        "result": own,
        "preview": f"{own}/forhaandsvisning",
        "one rule": "/regler/KA401",
    }
    return {name: in_turn(acts(path), rounds, time.process_time) for name, path in pages.items()}


def use_context(context: AppContext) -> None:
    """Have the handler answer from these stores."""
    admin_page.handler.app_context = cast("Any", lambda: context)


def acts(path: str) -> dict[str, Callable[[], object]]:
    """What is timed, in turn."""
    filled: list[tuple[Any, ...]] = []
    plain = rendering.render

    def noted(*given: Any, **values: Any) -> str:
        filled.append((given, values))
        return plain(*given, **values)

    rendering.render = noted
    answer = ask(path)
    rendering.render = plain
    if answer["statusCode"] != 200:
        raise RuntimeError(f"{path} gives {answer['statusCode']}")
    [(given, values)] = filled
    return {"template": lambda: plain(*given, **values), "handler": lambda: ask(path)}


def ask(path: str) -> dict[str, Any]:
    """The handler's response."""
    answer: dict[str, Any] = admin_page.handler.handler(event(path), cast("Any", _Context()))
    return answer


class _Context:
    function_name = "admin-page"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-north-1:000000000000:function:admin-page"
    aws_request_id = "0"


def weights() -> str:
    """What the browser's tests saw go over the wire; empty where they have not been run."""
    path = ROOT / ".build" / "page-weights.json"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    options = parser.parse_args()
    os.environ["POWERTOOLS_LOG_LEVEL"] = "CRITICAL"
    print(
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}\n"
    )
    lines, wrong = [], []
    from benchmarks.page_revisions import comparing_figures  # noqa: PLC0415 (which measures as this does)

    few = max(5, options.rounds // 10)
    with contextlib.redirect_stdout(io.StringIO()):  # the function's metrics
        seen_times, compared, comparing = times(options.rounds), page_figures(few), comparing_figures(few)
    for name, found in seen_times.items():
        ratio = found["handler"] / found["template"]
        lines.append(
            [name, f"{found['handler'] * 1000:.2f}", f"{found['template'] * 1000:.2f}", f"{ratio:.2f}"]
        )
        if ratio > SLOWEST:
            wrong.append(f"goal: {name} takes {ratio:.1f} times as long as its template")
    print(table_of(["page", "handler ms", "template ms", "ratio"], lines))
    table, missed = size_table(compared)
    wrong += missed
    print(f"\n{table}")
    head = ["page that compares", "ms, 100 rows", "ms, 10,000", "ratio", "kB, 100", "kB, 10,000"]
    print(f"\n{table_of(head, comparing)}")
    if seen := weights():
        print("\nOver the wire, as the browser's tests saw it:")
        print(json.dumps(json.loads(seen), ensure_ascii=False, indent=1))
    print("\n" + ("\n".join(wrong) or "No goal failed."))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
