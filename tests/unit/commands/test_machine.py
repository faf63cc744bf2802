"""What the machine does not give is a sentence and code 2, whatever the command: streams, room, files."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.sheet_builder import row, sheet_of, written

if TYPE_CHECKING:
    from collections.abc import Callable

KLEARK = [sys.executable, "-m", "kleark.cli"]
SHEET = written(sheet_of(row(contactPhone="+45 66 13 13 72")))
PLACES = {
    "fix": ("{sheet}", "-o", "{out}"),
    "annotate": ("{sheet}", "-o", "{out}"),
    "template": ("-o", "{out}"),
}
WITHOUT_FILE = {"rules": (), "register": ("show",)}


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "ark.xlsx"
    path.write_bytes(SHEET)
    return path


def command(name: str, sheet: Path, out: str | Path) -> list[str]:
    arguments = {**PLACES, **WITHOUT_FILE, "check": ("{sheet}",)}[name]
    return [*KLEARK, name, *(one.format(sheet=sheet, out=out) for one in arguments)]


def run(
    arguments: list[str], before: Callable[[], object] | None = None, **streams: int | None
) -> subprocess.CompletedProcess[bytes]:
    given = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.run(arguments, check=False, timeout=60, preexec_fn=before, **given)  # type: ignore[call-overload,no-any-return]


def one_sentence(done: subprocess.CompletedProcess[bytes], said: str) -> None:
    assert done.returncode == 2, done.stderr
    [line] = done.stderr.decode().splitlines()
    assert line.startswith("kleark: ")
    assert said in line


@pytest.mark.parametrize("name", ["check", *PLACES, *WITHOUT_FILE])
def test_closed_standard_output(name: str, sheet: Path, tmp_path: Path) -> None:
    done = run(command(name, sheet, tmp_path / "ud.xlsx"), lambda: os.close(1), stdout=None)
    one_sentence(done, "Standard-output er lukket")
    assert not (tmp_path / "ud.xlsx").exists()


def test_closed_standard_output_in_english(sheet: Path) -> None:
    done = run([*KLEARK, "check", str(sheet), "--lang", "en"], lambda: os.close(1), stdout=None)
    one_sentence(done, "Standard output is closed")


@pytest.mark.parametrize("name", ["check", "fix", "annotate"])
def test_closed_standard_input_is_told_to_who_reads_it(name: str, tmp_path: Path) -> None:
    done = run(command(name, Path("-"), tmp_path / "ud.xlsx"), lambda: os.close(0), stdin=None)
    one_sentence(done, "Standard-input er lukket")


@pytest.mark.parametrize("name", ["check", *PLACES])
def test_closed_standard_input_and_error_hinder_nobody_else(name: str, sheet: Path, tmp_path: Path) -> None:
    out = tmp_path / "ud.xlsx"

    def closed() -> None:
        os.close(0)
        os.close(2)

    done = run(command(name, sheet, out), closed, stdin=None, stderr=None)
    assert done.returncode == 0
    assert name == "check" or out.read_bytes().startswith(b"PK")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("name", ["check", *PLACES, *WITHOUT_FILE])
def test_full_standard_output(name: str, sheet: Path, tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run(command(name, sheet, tmp_path / "ud.xlsx"), stdout=full.fileno())
    one_sentence(done, "Der er ikke plads")


@pytest.mark.parametrize("name", PLACES)
def test_a_file_for_which_there_is_no_room(name: str, sheet: Path, tmp_path: Path) -> None:
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))  # noqa: E731
    done = run(command(name, sheet, tmp_path / "ud.xlsx"), limit)
    one_sentence(done, "Der er ikke plads")
    assert [path.name for path in tmp_path.iterdir()] == ["ark.xlsx"]


@pytest.mark.parametrize("name", ["check", "fix", "annotate"])
@pytest.mark.parametrize("files", [5, 6, 7, 8])
def test_too_few_open_files(name: str, files: int, sheet: Path, tmp_path: Path) -> None:
    limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))  # noqa: E731
    done = run(command(name, sheet, tmp_path / "ud.xlsx"), limit)
    assert done.returncode in {0, 2}, done.stderr
    if done.returncode:
        one_sentence(done, "")


@pytest.mark.parametrize("name", PLACES)
def test_a_dash_is_standard_output(name: str, sheet: Path) -> None:
    done = run(command(name, sheet, "-"))
    assert done.returncode == 0
    assert done.stdout.startswith(b"PK\x03\x04")
    assert done.stderr.decode().startswith("-")


def test_what_is_said_of_it_goes_to_standard_error(sheet: Path) -> None:
    done = run([*KLEARK, "fix", str(sheet), "-o", "-", "--output-format", "json"])
    assert done.stdout.startswith(b"PK\x03\x04")
    assert b'"changed": 1' in done.stderr


def test_a_refusal_leaves_standard_output_empty(tmp_path: Path) -> None:
    done = run([*KLEARK, "fix", str(tmp_path / "ingen.xlsx"), "-o", "-"])
    assert (done.returncode, done.stdout) == (2, b"")
