"""A CPR number in a file's name and in its cells is in no output, file, page, command or log that comes of the upload.

What may keep it is said in docs/personal-data.md: the object's key, and what a person decides to publish.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

import pytest

from kleark.publishing.model import UploadStatus
from tests.integration.intake.test_sheet import publish_queued, record_of, take_in
from tests.support.operating import STACK, Operator, make_stack
from tests.support.page import Browser, Clock, PageStores, app_context, person
from tests.support.sheet_builder import Sheet, row, written
from tests.support.world import REPORTS, TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kleark.http.messages import Response
    from tests.support.world import World

CPR, BARE = "010180-1234", "0101801234"
CERTAIN = written(
    Sheet(
        [row(contactDepartment=f"Jobcenter {CPR}"), row(kleNumber="15.20.04")],
        extra={"L1": "Noter", "L2": BARE},
    )
)
POSSIBLE = written(
    Sheet([row(contactDepartment=f"Jobcenter {BARE}")], extra={"L1": "Noter", "L2": 1101801234})
)


def leaks(text: str) -> list[str]:
    """Where a text holds one of the numbers, with or without its hyphen and first zero."""
    return [found[0] for found in re.finditer(r".{0,30}(?:10180.?1234|1101801234).{0,10}", unquote(text))]


def reports(world: World, folder: str) -> Iterator[tuple[str, str]]:
    """Every file in the bucket of reports, and every part of those that are workbooks."""
    for name in sorted(world.report_names()):
        if name.startswith(folder):
            content = world.s3.get_object(Bucket=REPORTS, Key=name)["Body"].read()
            if not name.endswith(".xlsx"):
                yield name, content.decode("utf-8")
                continue
            with zipfile.ZipFile(io.BytesIO(content)) as workbook:
                for part in workbook.namelist():
                    yield f"{name}/{part}", workbook.read(part).decode("utf-8", "replace")


def told(response: Response) -> str:
    """Body and headers as a browser gets them, but for the address of the object itself."""
    headers = dict(response.headers)
    if "Location" in headers:
        headers["Location"] = headers["Location"].partition("?")[2] or headers["Location"]
    return response.body.decode("utf-8", "replace") + "\n".join(
        f"{name}: {value}" for name, value in headers.items()
    )


def pages(world: World, identity: str, revision: int | None) -> Iterator[tuple[str, str]]:
    browser = Browser(app_context(PageStores(world), Clock())).signed_in_as(person())
    own = f"/ark/{identity}"
    paths = ["/", "/ark", own, f"{own}/status", "/historik", "/styring"]
    paths += [f"{own}/fil/{file}" for file in ("kommentarer", "rettet", "rapport", "original")]
    if revision:
        paths += [f"/kvittering/{revision}", f"/historik/{revision}/ark"]
    for path in paths:
        yield path, told(browser.get(path))


def stored(world: World) -> Iterator[tuple[str, str]]:
    """Every attribute in the table but the key and what is published."""
    for item in world.dynamodb.scan(TableName=TABLE)["Items"]:
        for name, value in item.items():
            if name not in ("key", "rows", "order"):
                yield name, str(value)


def commands(operator: Operator, folder: str, name: str) -> Iterator[tuple[str, str]]:
    for arguments in (
        ("uploads", "0461"),
        ("uploads", "0461", "--output-format", "json"),
        ("live", "0461"),
        ("log", "show", "0461"),
        *(
            ("check", f"{folder}/{name}", "--output-format", kind)
            for kind in ("text", "json", "sarif", "junit", "github", "codequality", "html")
        ),
        ("check", f"{folder}/{name}", f"{folder}/mangler {CPR}.xlsx"),
        ("fix", f"{folder}/{name}", "-o", f"{folder}/ud {CPR}.xlsx", "--output-format", "json"),
        ("annotate", f"{folder}/{name}", "-o", f"{folder}/kommentarer {CPR}.xlsx"),
    ):
        left = operator.kleark(*arguments)
        yield " ".join(arguments[:4]), left.out + left.err


class Case(NamedTuple):
    name: str
    sheet: bytes
    status: UploadStatus


@pytest.fixture
def operator(world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Operator:
    make_stack(world)
    monkeypatch.setenv("KLEARK_STACK", STACK)
    return Operator(world, capsys, monkeypatch)


@pytest.mark.parametrize(
    "case",
    [
        Case(f"ark {CPR}.xlsx", CERTAIN, UploadStatus.REJECTED),
        Case(f"ark {BARE}.xlsx", POSSIBLE, UploadStatus.AWAITING_ANSWERS),
    ],
    ids=["certain", "possible"],
)
def test_no_output_has_it(
    case: Case, operator: Operator, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    world, (name, sheet, status) = operator.world, case
    (tmp_path / name).write_bytes(sheet)
    identity = take_in(world, f"0461/{name}", sheet)
    publish_queued(world)
    record = record_of(world, identity)
    assert record.status is status
    assert record.key == f"0461/{name}", "without its key the object cannot be found"
    assert caplog.records
    seen = [
        *(("log", str(vars(one))) for one in caplog.records),
        *reports(world, f"0461/{identity}/"),
        *stored(world),
        *commands(operator, str(tmp_path), name),
    ]
    revision = None
    if status is UploadStatus.AWAITING_ANSWERS:
        done = operator.kleark("publish", "0461", identity, "--yes", "--confirm-findings")
        assert done.code == 0, done.err
        revision = 1
    seen += pages(world, identity, revision)
    kept = {f"0461/{identity}/config.json"} if revision else set()
    assert {where: found for where, text in seen if where not in kept and (found := leaks(text))} == {}
    assert len(seen) >= 50
    if revision:
        config = dict(seen)[f"0461/{identity}/config.json"]
        assert BARE in config, "what is published is what was written"
        assert f"ark {BARE}" not in config


def test_the_page_hides_it_in_the_key_already(world: World) -> None:
    browser = Browser(app_context(PageStores(world), Clock())).signed_in_as(person())
    given = browser.post("/ark/nyt", {"name": f"ark {CPR}.xlsx"})
    assert given.status == 200
    assert leaks(told(given)) == []
    assert "xxxxxx-xxxx" in told(given)
