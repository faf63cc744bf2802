"""`kleark fix` and `kleark annotate` as they are called: what they write, say, and leave with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kleark.cli import main
from tests.support.packages import opened
from tests.support.sheet_builder import rows, sheet_of, written

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

ODENSE = str(Path(__file__).parents[3] / "sample_sheets" / "odense-2021.xlsx")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def called(*arguments: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        assert isinstance(left.value.code, int)
        told = capsys.readouterr()
        return left.value.code, told.out, told.err

    return called


def test_fix_says_what_it_changed_and_leaves_1_while_there_are_errors(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "ud.xlsx"
    code, out, err = run("fix", ODENSE, "-o", target, "--municipality", "0461")
    assert (code, err) == (1, "")
    assert "H6" in out
    assert "[KA354]" in out
    assert opened(target.read_bytes()).worksheets[0]["H6"].value.startswith("https://")


def test_fix_with_suggestions_leaves_0_when_nothing_is_wrong_any_more(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "ud.xlsx"
    code, out, _ = run("fix", ODENSE, "-o", target, "--suggestions", "--output-format", "json")
    told = json.loads(out)
    assert code == 0
    assert {"cell": "B7", "before": "15.27.26", "after": "15.17.26"}.items() <= next(
        change for change in told["changes"] if change["cell"] == "B7"
    ).items()
    assert told["report"]["verdict"] == "accepted"


@pytest.mark.parametrize("command", ["fix", "annotate"])
def test_a_file_that_is_there_is_kept(run: Run, tmp_path: Path, command: str) -> None:
    target = tmp_path / "ud.xlsx"
    target.write_bytes(b"mine")
    code, _, err = run(command, ODENSE, "-o", target)
    assert (code, target.read_bytes()) == (2, b"mine")
    assert "findes allerede" in err
    assert run(command, ODENSE, "-o", target, "--force")[0] in (0, 1)
    assert target.read_bytes().startswith(b"PK")


@pytest.mark.parametrize("command", ["fix", "annotate"])
def test_a_file_that_cannot_be_read_is_refused_in_words_and_nothing_is_written(
    run: Run, tmp_path: Path, command: str
) -> None:
    source = tmp_path / "ark.csv"
    source.write_text("a;b\n")
    code, out, err = run(command, source, "-o", tmp_path / "ud.xlsx")
    assert (code, out) == (2, "")
    assert err.startswith("kleark: Filen er i formatet CSV.")
    assert not (tmp_path / "ud.xlsx").exists()


def test_annotate_leaves_what_check_leaves(run: Run, tmp_path: Path) -> None:
    clean = tmp_path / "rent.xlsx"
    clean.write_bytes(written(sheet_of(*rows(3))))
    assert run("annotate", clean, "-o", tmp_path / "a.xlsx")[0] == run("check", clean)[0] == 0
    assert run("annotate", ODENSE, "-o", tmp_path / "b.xlsx", "--lang", "en")[0] == 1
    assert opened((tmp_path / "b.xlsx").read_bytes()).worksheets[0]["A2"].value == "REJECTED"
