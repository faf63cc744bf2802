"""``kleark map`` and ``kleark check --inventory``: what they write, say and leave with."""

from __future__ import annotations

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from kleark import cli
from kleark.registers.municipalities import municipalities
from sample_sheets import write_inventory
from sample_sheets.inventory_rows import AARHUS, ODENSE, as_csv
from tests.support.obligatory import OBLIGATORY
from tests.support.world import row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FOLDER = Path(write_inventory.__file__).parent
SAMPLE = FOLDER / "opgoerelse.csv"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        cli.main([str(one) for one in arguments])
    code = left.value.code
    assert isinstance(code, int)
    return code, *capsys.readouterr()


def answer(code: str, kle_numbers: Sequence[str], system: str = "*") -> dict[str, Any]:
    """A configuration as the portal's API answers."""
    rows = [row(int(number[3:5]) * 100 + int(number[6:8]), system=system).to_json() for number in kle_numbers]
    return {"municipalityCode": code, "revision": 4, "rows": rows}


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """An inventory of Odense and Aarhus, and a folder in which Odense shows four numbers, Aarhus all."""
    inventory, live = tmp_path / "opgørelse.csv", tmp_path / "live"
    inventory.write_bytes(as_csv(ODENSE, AARHUS))
    live.mkdir()
    (live / "a.json").write_text(json.dumps(answer("0461", OBLIGATORY[6:10])), encoding="utf-8")
    (live / "b.json").write_text(json.dumps(answer("0751", OBLIGATORY)), encoding="utf-8")
    (live / "læsmig.txt").write_text("ikke en konfiguration", encoding="utf-8")
    return inventory, live


def test_json(capsys: pytest.CaptureFixture[str], files: tuple[Path, Path], tmp_path: Path) -> None:
    output = tmp_path / "status.json"
    code, told, _ = run(capsys, "map", "--inventory", files[0], "--live", files[1], "-o", output)
    assert code == 0
    assert told.splitlines() == [
        " 96  Ingen data i indekserne",
        "  0  Data i indekserne, men ikke udstillet",
        "  1  Enkelte KLE-numre udstillet",
        "  1  Alle obligatoriske KLE-numre udstillet",
        "Sager, der vises: op til 2.184 ud af 2.184 i indekserne.",
    ]
    status = json.loads(output.read_bytes())
    known = {one["municipalityCode"]: one for one in status["municipalities"]}
    assert known["0461"]["status"] == "some_exposed"
    assert known["0461"]["obligatoryExposed"] == 4
    assert known["0751"]["status"] == "all_obligatory_exposed"
    assert known["0101"]["status"] == "no_data"


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("kort.svg", b'<?xml version="1.0"'),
        ("KORT.HTML", b"<!DOCTYPE html>"),
        ("tabel.csv", b"\xef\xbb\xbfKommunekode;Kommune;"),
    ],
)
def test_the_other_forms(
    capsys: pytest.CaptureFixture[str], files: tuple[Path, Path], tmp_path: Path, name: str, begins: bytes
) -> None:
    output = tmp_path / name
    arguments = ("map", "--inventory", files[0], "--live", files[1], "-o", output, "--date", "2025-11-03")
    assert run(capsys, *arguments)[0] == 0
    assert output.read_bytes().startswith(begins)
    if name != "tabel.csv":
        assert "Opgørelsen af indekserne er fra 3. nov. 2025." in output.read_text(encoding="utf-8")
    code, _, told = run(capsys, *arguments)
    assert (code, "findes allerede" in told) == (2, True)
    assert run(capsys, *arguments, "--force")[0] == 0


def test_in_english(capsys: pytest.CaptureFixture[str], files: tuple[Path, Path], tmp_path: Path) -> None:
    output = tmp_path / "map.svg"
    code, told, _ = run(
        capsys, "map", "--lang", "en", "--inventory", files[0], "--live", files[1], "-o", output
    )
    assert (code, "No data in the indexes" in told) == (0, True)
    assert "Odense Kommune: some KLE numbers exposed, 4 of 12 obligatory" in output.read_text(
        encoding="utf-8"
    )


def test_an_inventory_with_errors_gives_its_report_and_no_map(
    capsys: pytest.CaptureFixture[str], files: tuple[Path, Path], tmp_path: Path
) -> None:
    wrong, output = tmp_path / "forkert.csv", tmp_path / "kort.svg"
    wrong.write_bytes(as_csv((*ODENSE[:4], "mange")))
    code, told, _ = run(capsys, "map", "--inventory", wrong, "--live", files[1], "-o", output)
    assert (code, "[KA825]" in told) == (1, True)
    assert not output.exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"-o": "kort.png"}, "skal ende på .svg, .html, .csv, .json"),
        ({"--date": "3/11"}, "er ikke en dato"),
        ({"--inventory": "findes-ikke.csv"}, "findes ikke"),
        ({"--live": "findes-ikke.json"}, "findes ikke"),
        ({"--live": "http://example.org/v1"}, "https://"),
        ({"--live": "ftp://example.org"}, "findes ikke"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str],
    files: tuple[Path, Path],
    tmp_path: Path,
    change: dict[str, str],
    says: str,
) -> None:
    options: dict[str, object] = {"--inventory": files[0], "--live": files[1], "-o": tmp_path / "kort.svg"}
    options.update(change)
    code, _, told = run(capsys, "map", *(part for pair in options.items() for part in pair))
    assert code == 2
    assert told.count("\n") == 1
    assert says in told
    assert not (tmp_path / "kort.svg").exists()


def test_live_files_that_contradict_or_do_not_say_whose_they_are(
    capsys: pytest.CaptureFixture[str], files: tuple[Path, Path], tmp_path: Path
) -> None:
    inventory, live = files
    arguments = ("map", "--inventory", inventory, "--live", live, "-o", tmp_path / "kort.svg", "--live")
    again = tmp_path / "igen.json"
    again.write_text(json.dumps(answer("0461", OBLIGATORY)), encoding="utf-8")
    code, _, told = run(capsys, *arguments, again)
    assert (code, "begge fra kommune 0461" in told) == (2, True)
    nobody = tmp_path / "ingen.json"
    nobody.write_text(json.dumps({"rows": answer("0461", OBLIGATORY[:1])["rows"]}), encoding="utf-8")
    code, _, told = run(capsys, *arguments, nobody)
    assert (code, "siger ikke, hvilken kommune" in told) == (2, True)


class Api(BaseHTTPRequestHandler):
    """Answers for Odense; for all others nothing is published."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        problem = {"type": "urn:problem-type:kleark:nothing-published", "title": "x", "status": 404}
        found = "/0461/" in self.path
        body = json.dumps(answer("0461", OBLIGATORY) if found else problem).encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/json" if found else "application/problem+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@contextmanager
def api() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Asked", (Api,), {"asked": asked}))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("ending", ["", "/", "/v1", "/v1/"])
def test_from_the_portals_api(
    capsys: pytest.CaptureFixture[str], files: tuple[Path, Path], tmp_path: Path, ending: str
) -> None:
    output = tmp_path / "status.json"
    with api() as (address, asked):
        base = address.removesuffix("/v1") + ending
        code, _, told = run(capsys, "map", "--inventory", files[0], "--live", base, "-o", output)
    assert (code, told) == (0, "")
    assert sorted(asked) == [f"/v1/kommuner/{one.code}/konfiguration" for one in municipalities()]
    known = {one["municipalityCode"]: one for one in json.loads(output.read_bytes())["municipalities"]}
    assert (known["0461"]["status"], known["0461"]["revision"]) == ("all_obligatory_exposed", 4)
    assert known["0751"]["status"] == "data_not_exposed"


@pytest.mark.parametrize("name", ["opgoerelse.csv", "opgoerelse.xlsx"])
def test_the_sample_is_accepted(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, told, _ = run(capsys, "check", "--inventory", FOLDER / name)
    assert code == 0
    assert "GODKENDT: 1 oplysning" in told


def test_checking_leaves_with_the_codes_of_a_sheet(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for data, expected in ((as_csv((*ODENSE[:4], "x")), 1), (b"\x00", 2), (b"%PDF-1.7", 2)):
        (tmp_path / "x.csv").write_bytes(data)
        assert run(capsys, "check", "--inventory", tmp_path / "x.csv")[0] == expected
    code, told, _ = run(capsys, "check", "--inventory", "--output-format", "json", SAMPLE)
    assert code == 0
    assert json.loads(told)["subject"] == "inventory"
    code, told, _ = run(capsys, "check", "--inventory", "--output-format", "html", SAMPLE)
    assert (code, "Opgørelsen kan bruges til kortet" in told) == (0, True)
    code, told, _ = run(capsys, "check", "--inventory", "--output-format", "sarif", SAMPLE)
    assert code == 0
    assert [one["ruleId"] for one in json.loads(told)["runs"][0]["results"]] == ["KA833"]


def test_the_script_writes_the_files_that_are_here(tmp_path: Path) -> None:
    write_inventory.write(tmp_path, tmp_path / "status.svg")
    assert (tmp_path / "opgoerelse.csv").read_bytes() == SAMPLE.read_bytes()
    assert (tmp_path / "status.svg").read_bytes() == write_inventory.PICTURE.read_bytes()
    rows = write_inventory.rows()
    assert len(rows) == len(write_inventory.inventory().lines) == 83 * 15


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("tabel.csv", ";1204;0\r\n"),
        ("kort.html", ">1.204 (før 0)<"),
        ("status.json", '"casesShownBefore": 0'),
    ],
)
def test_before_and_after(
    capsys: pytest.CaptureFixture[str], files: tuple[Path, Path], tmp_path: Path, name: str, says: str
) -> None:
    before, output = tmp_path / "før.json", tmp_path / name
    before.write_text(json.dumps(answer("0461", [ODENSE[2]], "KSD")), encoding="utf-8")
    sources = ("--live", files[1], "--before", before)
    code, told, _ = run(capsys, "map", "--inventory", files[0], *sources, "-o", output)
    assert code == 0
    assert told.splitlines()[-1] == ("Sager, der vises: op til 2.184 ud af 2.184 i indekserne, før ingen.")
    assert says in output.read_bytes().decode("utf-8-sig")
    _, told, _ = run(
        capsys,
        "map",
        *("--inventory", files[0], *sources, "-o", output, "--force", "--output-format", "json"),
    )
    assert json.loads(told) | {"output": "", "municipalities": {}} == {
        "output": "",
        "municipalities": {},
        "cases": 2184,
        "casesShown": 2184,
        "casesShownBefore": 0,
    }
