"""``kleark template``."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kleark import cli
from kleark.check import check
from kleark.registers.kle_register import KleRegister, Topic
from kleark.registers.register_file import save
from kleark.sheet.reader import read_workbook
from kleark.template.template_workbook import TOPICS
from tests.support.template_rows import DAY, ROWS, published

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command is run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(cli.REGISTER_VARIABLE, raising=False)
    return tmp_path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        cli.main(["template", *arguments])
    assert isinstance(left.value.code, int)
    return left.value.code


def configuration(path: Path, **more: object) -> str:
    path.write_text(json.dumps({"rows": [row.to_json() for row in ROWS], **more}), encoding="utf-8")
    return str(path)


def test_it_writes_a_sheet_to_start_from(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == cli.OK
    assert capsys.readouterr().out == "kle-konfiguration.xlsx\n"
    report = check((folder / "kle-konfiguration.xlsx").read_bytes(), "kle-konfiguration.xlsx")
    assert [finding.rule for finding in report.findings] == ["KA205"]


def test_it_fills_it_with_what_is_live(folder: Path) -> None:
    live = configuration(folder / "live.json", municipalityCode="0461", revision=12)
    assert run("--from", live, "-o", "ny.xlsx") == cli.OK
    assert published(check((folder / "ny.xlsx").read_bytes(), "ny.xlsx", today=DAY)) == ROWS


def test_it_never_writes_over_a_sheet_unasked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "mit.xlsx").write_bytes(b"mit arbejde")
    assert run("-o", "mit.xlsx") == cli.UNUSABLE
    assert "findes allerede" in capsys.readouterr().err
    assert (folder / "mit.xlsx").read_bytes() == b"mit arbejde"
    assert run("-o", "mit.xlsx", "--force") == cli.OK
    assert (folder / "mit.xlsx").read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "ingen.json"], "Filen findes ikke."),
        (["--from", "."], "Det er en mappe"),
        (["--from", "andet.json"], "er hverken en rapport"),
        (["--municipality", "9999"], "er ikke en kommunekode"),
        (["--from", "live.json", "--municipality", "0751"], "hører til kommune 0461 og ikke 0751"),
        (["--kle-register", "andet.json"], "ikke et brugbart Kleark-register"),
    ],
    ids=["missing", "folder", "other", "code", "whose", "register"],
)
def test_what_cannot_be_used_is_said_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    configuration(folder / "live.json", municipalityCode="0461")
    (folder / "andet.json").write_text("{}", encoding="utf-8")
    assert run(*arguments) == cli.UNUSABLE
    assert said in capsys.readouterr().err
    assert not (folder / "kle-konfiguration.xlsx").exists()


def test_it_offers_the_numbers_of_another_register(folder: Path) -> None:
    topic = Topic("27.36.08", "Merudgifter")
    save(KleRegister(DAY, {topic.kle_number: topic}, frozenset(["27"])), folder / "kle.json")
    assert run("--kle-register", "kle.json") == cli.OK
    workbook = read_workbook((folder / "kle-konfiguration.xlsx").read_bytes())
    lists = next(worksheet for worksheet in workbook.worksheets if worksheet.name == TOPICS)
    assert lists.rows[1][1][:2] == ("27.36.08", "Merudgifter")


def test_other_commands_do_not_load_what_writes_workbooks() -> None:
    program = (
        "import sys; from kleark import check, cli; from kleark.commands import command_parser as parser;"
        "parser.command_parser();"
        "print(sorted({'xlsxwriter', 'kleark.template'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
