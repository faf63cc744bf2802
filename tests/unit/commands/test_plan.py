"""``kleark plan``: against files, sheets and the portal's API, which here is a real HTTP server."""

from __future__ import annotations

import gzip
import io
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from kleark import cli
from kleark.publishing.snapshot import snapshot_of
from tests.support.plan_schema import violations
from tests.support.reports import MENDED, ODENSE
from tests.support.sheet_builder import judge, row, rows, sheet_of, written
from tests.unit.test_cli import inside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kleark.configuration.row import Row

PATH = "/v1/kommuner/0461/konfiguration"
LIVE = tuple(one.row for one in judge(sheet_of(*rows(4, contactPhone="66131373"))).rows)


def answer_of(live: tuple[Row, ...], **more: Any) -> dict[str, Any]:
    """As the portal's API answers."""
    snapshot = snapshot_of(live)
    return {
        "municipalityCode": "0461",
        "municipalityName": "Odense",
        "revision": 12,
        "publishedAt": "2025-11-03T12:00:00.000Z",
        "digest": snapshot.digest,
        "rows": [json.loads(stored.line) for stored in snapshot.rows],
    } | more


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    path = tmp_path / "ark.xlsx"
    path.write_bytes(written(sheet_of(*rows(5))))
    return str(path)


def kept(folder: Path, content: Any, name: str = "live.json") -> str:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def plan(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    return inside(capsys, "plan", *arguments)


def test_against_an_answer_of_the_api(tmp_path: Path, sheet: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = plan(capsys, sheet, "--against", kept(tmp_path, answer_of(LIVE)))
    assert (code, err) == (cli.OK, "")
    assert "det, der vises nu (version 12)" in out
    assert "1 ny række · 4 ændrede rækker" in out
    assert "Kontakttelefon: +45 6613 1373 → +45 6613 1372" in out
    assert "[KA705]" in out
    assert "\x1b" not in out


def test_as_json_it_is_the_contract(tmp_path: Path, sheet: str, capsys: pytest.CaptureFixture[str]) -> None:
    live = kept(tmp_path, answer_of(LIVE))
    code, out, _ = plan(capsys, sheet, "--against", live, "--output-format", "json")
    told = json.loads(out)
    assert code == cli.OK
    assert violations(told) == []
    assert (told["againstRevision"], told["municipalityCode"]) == (12, "0461")
    assert {change["field"] for one in told["changed"] for change in one["changes"]} == {"contactPhone"}
    assert told["counts"] == {
        "before": 4,
        "after": 5,
        "added": 1,
        "changed": 4,
        "removed": 0,
        "unchanged": 0,
    }


def test_as_html_it_is_the_report_with_the_plan(
    tmp_path: Path, sheet: str, capsys: pytest.CaptureFixture[str]
) -> None:
    live = kept(tmp_path, answer_of(LIVE))
    code, out, _ = plan(capsys, sheet, "--against", live, "--output-format", "html", "--lang", "en")
    assert code == cli.OK
    assert out.startswith("<!DOCTYPE html>")
    assert "What changes when the sheet is published" in out


def test_against_the_reports_and_configurations_that_kleark_writes(
    tmp_path: Path, sheet: str, capsys: pytest.CaptureFixture[str]
) -> None:
    report = judge(sheet_of(*rows(5))).to_json()
    config = {"municipalityCode": "0461", "uploadId": "0" * 32, "rows": [one.to_json() for one in LIVE]}
    for content, said in ((report, "Intet ændrer sig."), (config, "4 ændrede rækker")):
        code, out, _ = plan(capsys, sheet, "--against", kept(tmp_path, content))
        assert code == cli.OK
        assert said in out
        assert "en fil, som ikke siger, hvilken version" in out


def test_against_another_sheet(sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "før.xlsx"
    other.write_bytes(written(sheet_of(*rows(4), row(sourceSystem="KSD"))))
    code, out, _ = plan(capsys, sheet, "--against", str(other), "--output-format", "json")
    told = json.loads(out)
    assert code == cli.OK
    assert told["againstRevision"] is None
    assert [one["sourceSystem"] for one in told["removed"]] == ["KSD"]
    assert len(told["unchanged"]) == 4


def test_a_sheet_with_errors_has_no_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    live = kept(tmp_path, answer_of(LIVE))
    code, out, err = plan(capsys, str(ODENSE), "--against", live, "--municipality", "0461")
    assert code == 1
    assert "[KA401]" in out
    assert "Ingen plan" in err
    code, out, err = plan(capsys, str(ODENSE), "--against", live, "--output-format", "json", "--lang", "en")
    assert (code, json.loads(out)["error"]["code"]) == (1, "rejected_sheet")
    assert "No plan" in err
    code, out, _ = plan(capsys, str(ODENSE), "--against", live, "--output-format", "html")
    assert code == 1
    assert "Det ændrer sig" not in out


def test_one_of_the_two_may_come_from_standard_input(
    tmp_path: Path, sheet: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stdin(data: bytes) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))

    stdin(json.dumps(answer_of(LIVE)).encode())
    assert "version 12" in plan(capsys, sheet, "--against", "-")[1]
    stdin(written(sheet_of(*rows(5))))
    assert "version 12" in plan(capsys, "-", "--against", kept(tmp_path, answer_of(LIVE)))[1]
    code, _, err = plan(capsys, "-", "--against", "-")
    assert code == cli.UNUSABLE
    assert "standard-input" in err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "hverken en rapport"),
        ({"rows": [{"kleNumber": "15.20.24"}]}, "hverken en rapport"),
        (answer_of(LIVE) | {"rows": answer_of(LIVE)["rows"][:2]}, "kun en del"),
        ({"rows": [LIVE[0].to_json(), LIVE[0].to_json()]}, "to rækker med samme KLE-nummer"),
        (answer_of(LIVE, municipalityCode="0751"), "hører til kommune 0751 og ikke 0461"),
        ({"rows": [], "verdict": "rejected"}, "rapporten om et afvist ark"),
    ],
    ids=["no json", "other rows", "a part", "twice", "whose", "rejected"],
)
def test_what_cannot_be_compared_with_is_said(
    tmp_path: Path, sheet: str, capsys: pytest.CaptureFixture[str], content: Any, said: str
) -> None:
    live = kept(tmp_path, content)
    code, out, err = plan(capsys, sheet, "--against", live, "--municipality", "0461")
    assert (code, out) == (cli.UNUSABLE, "")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([str(MENDED), "--against", "ingen.json"], "Filen findes ikke."),
        ([str(MENDED), "--against", "."], "Det er en mappe"),
        ([str(MENDED), "--against", str(ODENSE)], "har fejl"),
        (["ingen.xlsx", "--against", str(MENDED)], "Filen findes ikke."),
        ([str(MENDED), "--against", str(MENDED), "--municipality", "9999"], "er ikke en kommunekode"),
    ],
)
def test_files_that_cannot_be_used_are_said(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = plan(capsys, *arguments)
    assert (code, out) == (cli.UNUSABLE, "")
    assert said in err


def test_a_file_that_is_no_sheet_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    live = kept(tmp_path, answer_of(LIVE))
    code, out, err = plan(capsys, kept(tmp_path, "%PDF-1.7", "ark.xlsx"), "--against", live)
    assert (code, out) == (cli.UNUSABLE, "")
    assert "PDF" in err


def test_against_is_required(sheet: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = plan(capsys, sheet)
    assert code == cli.UNUSABLE
    assert "--against" in err


@contextmanager
def api(
    status: int = 200, content: Any = None, headers: dict[str, str] | None = None
) -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that gives one answer to all; its address, and the paths it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.path} {self.headers['Accept-Encoding']}")
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | (headers or {})).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing on standard error."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", asked
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("gzipped", [False, True])
def test_against_the_portal_s_api(sheet: str, capsys: pytest.CaptureFixture[str], *, gzipped: bool) -> None:
    body = json.dumps(answer_of(LIVE)).encode()
    headers = {"Content-Encoding": "gzip"} if gzipped else {}
    with api(200, gzip.compress(body) if gzipped else body, headers) as (address, asked):
        code, out, err = plan(capsys, sheet, "--against", f"{address}{PATH}")
    assert (code, err) == (cli.OK, "")
    assert "(version 12)" in out
    assert asked == [f"{PATH} gzip"]


def test_nothing_published_is_an_answer_too(sheet: str, capsys: pytest.CaptureFixture[str]) -> None:
    problem = {"type": "urn:problem-type:kleark:nothing-published", "title": "x", "status": 404}
    with api(404, problem) as (address, _):
        code, out, _ = plan(capsys, sheet, "--against", f"{address}{PATH}", "--output-format", "json")
    told = json.loads(out)
    assert code == cli.OK
    assert (told["againstRevision"], told["counts"]["added"], told["municipalityCode"]) == (0, 5, "0461")


@pytest.mark.parametrize(
    ("status", "content", "said"),
    [
        (503, {"title": "Prøv igen"}, "svarede: 503 Prøv igen"),
        (500, b"<html>", "svarede: 500"),
        (404, {"type": "urn:problem-type:kleark:no-such-path", "title": "Ukendt"}, "svarede: 404 Ukendt"),
        (404, [1], "svarede: 404"),
        (302, b"", "svarede: 302"),
        (200, b"hej", "hverken en rapport"),
    ],
)
def test_other_answers_of_the_api_are_said(
    sheet: str, capsys: pytest.CaptureFixture[str], status: int, content: Any, said: str
) -> None:
    headers = {"Location": "http://127.0.0.1:1/andet"} if status == 302 else {}
    with api(status, content, headers) as (address, asked):
        code, out, err = plan(capsys, sheet, "--against", f"{address}{PATH}")
    assert (code, out) == (cli.UNUSABLE, "")
    assert said in err
    assert len(asked) == 1


def test_an_answer_that_unpacks_to_too_much_is_refused(
    sheet: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kleark.commands.http_fetch.MOST_BYTES", 10_000)
    for body, headers in (
        (gzip.compress(b" " * 1_000_000), {"Content-Encoding": "gzip"}),
        (b" " * 20_000, {}),
    ):
        with api(200, body, headers) as (address, _):
            code, _, err = plan(capsys, sheet, "--against", f"{address}{PATH}")
        assert code == cli.UNUSABLE
        assert "for stort" in err
    with api(200, b"no gzip", {"Content-Encoding": "gzip"}) as (address, _):
        assert "gzip" in plan(capsys, sheet, "--against", f"{address}{PATH}")[2]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (f"http://www.odense.dk{PATH}", "https://"),
        (f"http://localhost.example.org{PATH}", "https://"),
        (f"https://{PATH}", "https://"),
        (f"https://navn:kode@api.example.org{PATH}", "adgangskode"),
        (f"https://api.example.org{PATH}?kle=15.20.24", "hele konfiguration"),
        ("https://api.example.org/v1/kommuner", "hele konfiguration"),
        ("https://[x/v1", "hele konfiguration"),
        (f"http://localhost:1{PATH}", "kan ikke nås"),
        (f"HTTP://127.0.0.1:1{PATH}", "kan ikke nås"),
    ],
)
def test_addresses_that_are_not_asked(
    sheet: str, capsys: pytest.CaptureFixture[str], address: str, said: str
) -> None:
    code, out, err = plan(capsys, sheet, "--against", address)
    assert (code, out) == (cli.UNUSABLE, "")
    assert said in err
    assert err.count("\n") == 1


def test_the_municipality_in_the_address_is_the_sheet_s(
    sheet: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with api(200, answer_of(LIVE)) as (address, _):
        code, _, err = plan(capsys, sheet, "--against", f"{address}{PATH}", "--municipality", "0751")
    assert code == cli.UNUSABLE
    assert "hører til kommune 0461 og ikke 0751" in err
