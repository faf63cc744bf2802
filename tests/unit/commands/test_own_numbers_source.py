"""``--own-numbers FILE`` and ``kleark check --own-list``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kleark import cli
from sample_sheets.write_rules import FOLDER
from tests.support.report_schema import violations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

UNKNOWN = str(FOLDER / "KA402-ukendt-nummer.xlsx")


def kleark(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    said = capsys.readouterr()
    return int(str(ended.value.code)), said.out, said.err


@pytest.fixture
def files(tmp_path: Path) -> Mapping[str, str]:
    contents = {
        "own": "KLE-nr.;KLE-navn\n15.20.99;Job for unge\n",
        "wrong": "KLE-nr.;KLE-navn\n15.20.24;Job for unge\n",
    }
    for name, content in contents.items():
        (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
    return {name: str(tmp_path / f"{name}.csv") for name in contents}


def rules(output: str) -> set[str]:
    return {one["rule"] for one in json.loads(output)["findings"]}


def test_a_number_of_the_list_is_known(capsys: pytest.CaptureFixture[str], files: Mapping[str, str]) -> None:
    code, plain, _ = kleark(capsys, "check", UNKNOWN, "--output-format", "json")
    assert (code, "KA402" in rules(plain)) == (0, True)
    code, known, _ = kleark(
        capsys, "check", UNKNOWN, "--own-numbers", files["own"], "--output-format", "json"
    )
    assert code == 0
    assert rules(plain) - rules(known) == {"KA402"}
    assert rules(known) <= rules(plain)


@pytest.mark.parametrize("form", ["text", "json", "html", "sarif", "junit", "github", "codequality"])
def test_a_list_is_reported_on_in_every_form(
    capsys: pytest.CaptureFixture[str], files: Mapping[str, str], form: str
) -> None:
    code, said, _ = kleark(capsys, "check", "--own-list", files["wrong"], "--output-format", form)
    assert code == 1
    assert "15.20.24" in said
    if form == "json":
        report = json.loads(said)
        assert violations(report) == []
        assert (report["subject"], report["verdict"]) == ("own_numbers", "rejected")


def test_a_list_that_is_right_is_accepted(
    capsys: pytest.CaptureFixture[str], files: Mapping[str, str]
) -> None:
    code, said, _ = kleark(capsys, "check", "--own-list", files["own"], "--lang", "da")
    assert code == 0
    assert "GODKENDT" in said


@pytest.mark.parametrize(
    "command", [("check", UNKNOWN), ("fix", UNKNOWN, "-o", "ny.xlsx"), ("template", "-o", "ny.xlsx")]
)
def test_a_list_with_errors_is_refused_before_anything_is_judged(
    capsys: pytest.CaptureFixture[str], files: Mapping[str, str], command: tuple[str, ...]
) -> None:
    code, said, error = kleark(capsys, *command, "--own-numbers", files["wrong"], "--lang", "da")
    assert (code, said) == (2, "")
    assert "wrong.csv har fejl. Se dem med kleark check --own-list." in error


@pytest.mark.parametrize(
    "more", [("--templates",), ("--inventory",), ("--own-numbers", "x.csv"), ("--live", "x.json")]
)
def test_what_does_not_go_together_is_refused(
    capsys: pytest.CaptureFixture[str], files: Mapping[str, str], more: tuple[str, ...]
) -> None:
    code, _, error = kleark(capsys, "check", "--own-list", files["own"], *more, "--lang", "en")
    assert code == 2
    assert "--own-list" in error


def test_one_standard_input_is_not_two_files(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, _ = kleark(capsys, "check", "-", "--own-numbers", "-")
    assert code == 2
