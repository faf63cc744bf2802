"""The command line: what it says, where, and the code that it leaves with."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kleark import cli
from kleark.commands import arguments as shared
from kleark.commands.command_parser import command_parser, file_command
from kleark.commands.rules import SEVERITY_WORDS
from kleark.report.model import Report
from kleark.rules.registry import all_rules
from sample_sheets import write_odense
from tests.support.report_schema import violations
from tests.support.sheet_builder import row, sheet_of, written

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from kleark.i18n.language import Language

KLEARK = Path(sysconfig.get_path("scripts")) / "kleark"
SHEETS = Path(write_odense.__file__).parent
ORIGINAL, MENDED = str(SHEETS / "odense-2021.xlsx"), str(SHEETS / "odense-2021-rettet.xlsx")
EMNEPLAN = """<?xml version="1.0" encoding="UTF-8"?>
<KLE-Emneplan xmlns="">
  <UdgivelsesDato>2026-05-01</UdgivelsesDato>
  <Hovedgruppe><HovedgruppeNr>27</HovedgruppeNr><HovedgruppeTitel>Social service</HovedgruppeTitel>
    <Gruppe><GruppeNr>27.69</GruppeNr><GruppeTitel>Støtte</GruppeTitel>
      <Emne><EmneNr>27.69.08</EmneNr><EmneTitel>Støtte til bil</EmneTitel>
        <EmneAdministrativInfo><OprettetDato>1988-01-01</OprettetDato></EmneAdministrativInfo></Emne>
    </Gruppe>
  </Hovedgruppe>
</KLE-Emneplan>
"""


def run(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The installed command, as a person or a pipeline runs it."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("KLEARK_", "PYTHON"))}
    return subprocess.run(
        [str(KLEARK), *arguments],
        input=stdin,
        capture_output=True,
        timeout=60,
        env={"KLEARK_LANG": "da"} | own | environment,
        check=False,
    )


def inside(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """`main` in this process: exit code, standard output and standard error."""
    try:
        with pytest.raises(SystemExit) as left:
            cli.main(arguments)
    finally:
        gc.enable()  # which a check turns off, since its process is about to end
    assert isinstance(left.value.code, int)
    out, err = capsys.readouterr()
    return left.value.code, out, err


@pytest.fixture
def clean(tmp_path: Path) -> str:
    """A sheet about which there is nothing at all to say but what is missing in it."""
    path = tmp_path / "ren.xlsx"
    path.write_bytes(written(sheet_of(row())))
    return str(path)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([MENDED], 0),
        ([ORIGINAL], 1),
        ([MENDED, "--fail-level", "warning"], 1),
        ([MENDED, "--fail-level", "error"], 0),
        ([MENDED, ORIGINAL], 1),
        ([ORIGINAL, MENDED], 1),
        ([MENDED, "--municipality", "0461"], 0),
        ([MENDED, "--municipality", "0101"], 1),
    ],
)
def test_the_code_says_whether_there_are_errors(
    arguments: Sequence[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert inside(capsys, "check", *arguments)[0] == code


def test_the_code_of_a_clean_sheet_is_0_at_any_level(clean: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert inside(capsys, "check", clean, "--fail-level", "warning")[0] == 0


def test_the_installed_command_reports_in_danish() -> None:
    done = run("check", ORIGINAL)
    assert done.returncode == 1
    assert done.stderr == b""
    text = done.stdout.decode()
    assert "AFVIST: 1 fejl" in text
    assert "B7" in text
    assert "15.17.26" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("order", [("--lang", "en", "check", ORIGINAL), ("check", ORIGINAL, "--lang", "en")])
def test_the_language_is_asked_for_before_or_after_the_command(
    order: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = inside(capsys, *order)
    assert code == 1
    assert "REJECTED: 1 error" in out
    assert "AFVIST" not in out


def test_one_file_as_json_is_one_report(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = inside(capsys, "check", ORIGINAL, "--output-format", "json")
    told = json.loads(out)
    assert code == 1
    assert violations(told) == []
    assert Report.from_json(told).counts.errors == 1
    assert told["file"]["name"] == "odense-2021.xlsx"


def test_several_files_as_json_are_a_list(clean: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = inside(capsys, "check", clean, ORIGINAL, MENDED, "--output-format", "json")
    told = json.loads(out)
    assert [one["verdict"] for one in told] == ["accepted", "rejected", "accepted_with_warnings"]
    assert [violations(one) for one in told] == [[], [], []]


def test_several_files_as_text_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = inside(capsys, "check", ORIGINAL, MENDED)
    assert out.index("odense-2021.xlsx ·") < out.index("AFVIST") < out.index("odense-2021-rettet.xlsx ·")


def test_a_sheet_comes_in_by_standard_input() -> None:
    done = run("check", "-", stdin=Path(MENDED).read_bytes())
    assert done.returncode == 0
    assert "GODKENDT" in done.stdout.decode()
    assert "KA113" not in done.stdout.decode()


UNREADABLE = {
    "tom.xlsx": (b"", "Filen er tom"),
    "tekst.xlsx": (b"KLE-nr.;KLE-navn\n", "CSV"),
    "gammel.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096, "Excel"),
    "dokument.xlsx": (b"%PDF-1.7\n", "PDF"),
    "brudt.xlsx": (b"PK\x03\x04" + b"\0" * 200, "beskadiget"),
    "stor.xlsx": (b"PK\x03\x04" + b"\0" * (5 * 2**20), "5 MB"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_file_gets_one_clear_sentence(name: str, tmp_path: Path) -> None:
    data, words = UNREADABLE[name]
    path = tmp_path / name
    path.write_bytes(data)
    done = run("check", str(path))
    assert done.returncode == 2
    assert b"Traceback" not in done.stdout + done.stderr
    text = " ".join(done.stdout.decode().split())
    assert words in text
    assert text.count("[KA1") == 1
    as_json = run("check", str(path), "--output-format", "json")
    assert as_json.returncode == 2
    assert violations(json.loads(as_json.stdout)) == []


def test_one_unreadable_file_does_not_hide_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "tom.xlsx"
    empty.write_bytes(b"")
    code, out, _ = inside(capsys, "check", str(empty), MENDED, "--output-format", "json")
    assert code == 2
    assert [one["verdict"] for one in json.loads(out)] == ["rejected", "accepted_with_warnings"]


def test_a_file_with_another_extension_is_read_and_that_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ark.xlsm"
    path.write_bytes(Path(MENDED).read_bytes())
    code, out, _ = inside(capsys, "check", str(path))
    assert code == 0
    assert "KA113" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "findes-ikke.xlsx"], "Filen findes ikke"),
        (["check", str(SHEETS)], "mappe"),
        (["check", "nul\0byte.xlsx"], "kan ikke åbnes"),
        (["check", MENDED, "--municipality", "9999"], "kommunekode"),
        (["check", MENDED, "--municipality", "461"], "fire cifre"),
        (["check", MENDED, "--municipality", ""], "kommunekode"),
        (["check", MENDED, "--kle-register", "findes-ikke.json"], "Filen findes ikke"),
        (["check", MENDED, "--kle-register", ORIGINAL], "ikke et brugbart Kleark-register"),
        (["rules", "KA401", "KA999"], "ingen regel KA999"),
        (["register", "import", "findes-ikke.xml", "-o", "ud.json"], "Filen findes ikke"),
        (["register", "import", ORIGINAL, "-o", "ud.json"], "XML"),
        (["register", "show", "--kle-register", str(SHEETS)], "mappe"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_code_2(
    arguments: Sequence[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = inside(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert words in err
    assert err.startswith("kleark: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check"],
        ["nonsense"],
        ["check", MENDED, "--lang", "de"],
        ["check", MENDED, "--output-format", "xml"],
    ],
)
def test_wrong_usage_is_code_2(arguments: Sequence[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = inside(capsys, *arguments)
    assert (code, out) == (2, "")
    assert "brug: kleark" in err
    assert "usage: kleark" in inside(capsys, *arguments, "--lang", "en")[2]


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def denied(name: str, *_: object) -> object:
        raise PermissionError(13, "denied", name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shared, "open", denied, raising=False)
        code, _, err = inside(capsys, "check", str(tmp_path / "ark.xlsx"))
    assert code == 2
    assert "ikke lov til" in err


@pytest.mark.parametrize(
    "written",
    [
        "check",
        "check --help",
        "check a.xlsx --output-format pdf",
        "check a.xlsx --no-such-option",
        "check a.xlsx --municipality",
        "check --lang da a.xlsx --lang en --output-format json",
        "--lang en check a.xlsx b.xlsx",
        "--lang en check a.xlsx --fail",
        "--lang sv check a.xlsx",
        "fix",
        "fix a.xlsx -o b.xlsx",
        "annotate a.xlsx -o -",
        "register",
        "register --help",
        "register show x",
        "rules KA401 --lang",
        "plan a.xlsx",
        "template --bogus",
        "map",
    ],
)
def test_a_parser_for_one_command_alone_reads_says_and_refuses_the_same(
    written: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = written.split()
    only = file_command(words)

    def outcome(parser: argparse.ArgumentParser) -> tuple[object, ...]:
        read: object
        try:
            read = vars(parser.parse_args(words))
        except SystemExit as left:
            read = left.code
        return (read, *capsys.readouterr())

    assert only in words
    assert outcome(command_parser(only)) == outcome(command_parser())


def test_a_name_cannot_command_the_terminal(tmp_path: Path) -> None:
    name = "\x1b[31mrød\x1b]0;x\x07.xlsx"
    for path in (tmp_path / name, tmp_path / f"der-{name}"):
        if path.name.startswith("der"):
            path.write_bytes(b"")
        done = run("check", str(path))
        assert done.returncode == 2
        assert b"\x1b" not in done.stdout + done.stderr
        assert b"\x07" not in done.stdout + done.stderr


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_other_letters_of_a_terminal_are_no_fault(encoding: str) -> None:
    text = run("check", ORIGINAL, PYTHONIOENCODING=encoding)
    assert text.returncode == 1
    assert b"KA401" in text.stdout
    for name in ("json", "sarif", "github", "codequality"):
        done = run("check", ORIGINAL, "--output-format", name, PYTHONIOENCODING=encoding)
        assert done.returncode == 1
        assert "Jobafklaringsforløb" in done.stdout.decode("utf-8")


def test_a_fault_of_ours_is_code_3_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("hemmelig 010190-1234")

    monkeypatch.setattr("kleark.check.find_tables", broken)
    monkeypatch.delenv("KLEARK_DEBUG", raising=False)
    code, out, err = inside(capsys, "check", MENDED)
    assert (code, out) == (3, "")
    assert "fejl i Kleark selv (ZeroDivisionError)" in err
    assert "010190" not in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "arguments", [["rules"], ["check", ORIGINAL], ["check", ORIGINAL, "--output-format", "json"]]
)
def test_a_reader_that_leaves_is_no_fault(arguments: Sequence[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        done = subprocess.run(
            [str(KLEARK), *arguments], stdout=gone, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert done.returncode == 2
    assert done.stderr == b""


@pytest.mark.parametrize("lang", ["da", "en"])
def test_every_rule_is_listed_and_explained(lang: Language, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = inside(capsys, "rules", "--lang", lang)
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == list(all_rules())
    code, out, _ = inside(capsys, "rules", *all_rules(), "--lang", lang)
    assert code == 0
    for rule in all_rules().values():
        assert f"{rule.id} · {SEVERITY_WORDS[lang][rule.severity]}\n{getattr(rule.title, lang)}" in out
        assert getattr(rule.why, lang) in out
        assert getattr(rule.fix, lang) in out


def test_a_rule_is_known_in_small_letters(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Nummer og navn modsiger hinanden" in inside(capsys, "rules", "ka401")[1]


def test_a_register_is_imported_shown_and_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    xml, register = tmp_path / "emneplan.xml", tmp_path / "register.json"
    xml.write_text(EMNEPLAN, encoding="utf-8")
    code, out, _ = inside(capsys, "register", "import", str(xml), "-o", str(register))
    assert code == 0
    assert "1 emne i hovedgruppe 27. Udgave: 1. maj 2026" in out

    sheet = tmp_path / "ark.xlsx"
    sheet.write_bytes(written(sheet_of(row(kleNumber="27.69.80", kleTitle="Støtte til bil"))))
    for arguments in (["--kle-register", str(register)], []):
        if not arguments:
            monkeypatch.setenv("KLEARK_KLE_REGISTER", str(register))
        code, out, _ = inside(capsys, "check", str(sheet), *arguments)
        assert code == 1
        assert "KA401" in out
        assert "27.69.08" in out
    assert inside(capsys, "register", "show")[1].startswith("1 emne i hovedgruppe 27")
    monkeypatch.setenv("KLEARK_KLE_REGISTER", str(tmp_path / "væk.json"))
    assert inside(capsys, "check", str(sheet))[0] == 2
    monkeypatch.delenv("KLEARK_KLE_REGISTER")
    assert "hovedgruppe 15" in inside(capsys, "register", "show")[1]
    assert inside(capsys, "check", str(sheet))[0] == 0


def test_a_register_cannot_be_written_where_there_is_no_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    xml = tmp_path / "emneplan.xml"
    xml.write_text(EMNEPLAN, encoding="utf-8")
    code, _, err = inside(capsys, "register", "import", str(xml), "-o", str(tmp_path / "ingen" / "ud.json"))
    assert code == 2
    assert err.startswith("kleark: ")


def test_the_module_runs_as_the_command_does() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kleark.cli", "check", MENDED], capture_output=True, check=False
    )
    assert done.returncode == 0


def test_a_file_that_is_not_there_costs_the_others_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing, odense = str(tmp_path / "mangler.xlsx"), str(SHEETS / "odense-2021-rettet.xlsx")
    code, out, err = inside(capsys, "check", odense, missing, odense, "--output-format", "json")
    assert code == 2
    first, refused, last = json.loads(out)
    assert [report["verdict"] for report in (first, last)] == ["accepted_with_warnings"] * 2
    assert (refused["error"]["code"], refused["error"]["file"]) == ("file_not_found", missing)
    assert "mangler.xlsx: Filen findes ikke." in err
    code, out, _ = inside(capsys, "check", missing, missing, "--output-format", "json")
    assert (code, [item["error"]["code"] for item in json.loads(out)]) == (2, ["file_not_found"] * 2)
