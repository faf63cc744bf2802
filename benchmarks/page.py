"""Time the admin's page beside the bare template that it fills, and report its size.

``python -m benchmarks.page`` from the repository's root, in the environment of the tests. The stores answer from
memory: what DynamoDB and S3 take is the same with any page. Ends with 1 where a goal of docs/benchmarks.md is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import admin_page.handler
from benchmarks.figures import table_of
from benchmarks.times import in_turn
from infra.cloudformation import ROOT
from kleark.admin import rendering
from kleark.admin.app_context import AppContext
from kleark.admin.page_settings import Settings
from kleark.check import check_with_excerpt
from kleark.identity.person import Person, Role
from kleark.identity.sessions import COOKIE, Session
from kleark.intake.report_files import required_files
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import Content, Live, Upload, UploadStatus, stamp
from kleark.publishing.snapshot import SCHEMA_VERSION
from kleark.registers.municipalities import municipality
from kleark.testing.validated_uploads import validated

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.admin.app_context import Stores

ODENSE = municipality_code("0461")
SHEET = ROOT / "sample_sheets" / "odense-2021-rettet.xlsx"
NOON = datetime(2025, 11, 3, 12, 0, tzinfo=UTC)
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

    def live(self, code: str, *, consistent: bool) -> Live:  # noqa: ARG002
        content = Content("0" * 32, "0" * 64, 9, SCHEMA_VERSION, self.one.upload_id, self.one.uploaded_at)
        return Live(lock=1, revision=1, published_at=stamp(NOON), content=content)

    def log_entry(self, code: str, revision: int) -> None:  # noqa: ARG002
        return None

    def scheduled(self, code: str) -> None:  # noqa: ARG002
        return None

    def read(self, code: str, upload_id: str, name: str) -> bytes | None:  # noqa: ARG002
        return self.files.get(name)

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


@dataclass(frozen=True)
class OneSession:
    """Somebody who stays signed in."""

    session: Session

    def find(self, token: str) -> Session:
        return replace(self.session, token=token)


def stored_sheet() -> StoredSheet:
    """Odense's corrected sheet, as the validate function stores it."""
    data = SHEET.read_bytes()
    report, excerpt = check_with_excerpt(data, SHEET.name, municipality(ODENSE))
    rows = tuple(found.row for found in report.rows)
    upload, config = validated(ODENSE, rows, SHEET.name, stamp(NOON), status=UploadStatus.CHECKED)
    files = {**required_files(report, excerpt), "config.json": config.to_bytes()}
    return StoredSheet(upload, files)


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
    """A browser's GET, as an HTTP API hands it on."""
    return {
        "rawPath": path,
        "rawQueryString": "",
        "headers": {},
        "cookies": [f"{COOKIE}=token"],
        "requestContext": {"stage": "$default", "http": {"method": "GET", "path": path}},
        "isBase64Encoded": False,
    }


def times(rounds: int) -> dict[str, dict[str, float]]:
    """Of each page: seconds of the handler, and of the template alone with the very same values."""
    of = stored_sheet()
    context = open_context(of)
    admin_page.handler.app_context = cast("Any", lambda: context)
    own = f"/ark/{of.one.upload_id}"
    pages = {
        "front page": "/",
        "result": own,
        "preview": f"{own}/forhaandsvisning",
        "one rule": "/regler/KA401",
    }
    return {name: in_turn(acts(path), rounds) for name, path in pages.items()}


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
    for name, found in times(options.rounds).items():
        ratio = found["handler"] / found["template"]
        lines.append(
            [name, f"{found['handler'] * 1000:.2f}", f"{found['template'] * 1000:.2f}", f"{ratio:.2f}"]
        )
        if ratio > SLOWEST:
            wrong.append(f"goal: {name} takes {ratio:.1f} times as long as its template")
    print(table_of(["page", "handler ms", "template ms", "ratio"], lines))
    if seen := weights():
        print("\nOver the wire, as the browser's tests saw it:")
        print(json.dumps(json.loads(seen), ensure_ascii=False, indent=1))
    print("\n" + ("\n".join(wrong) or "No goal failed."))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
