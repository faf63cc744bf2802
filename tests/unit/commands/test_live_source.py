"""``kleark check --live``: the near misses stand at their cells, whatever the output format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kleark import cli
from kleark.configuration.row import DigitalPost
from tests.support.sheet_builder import MAILBOX, judge, rows, sheet_of, written
from tests.unit.commands.test_plan import answer_of, kept
from tests.unit.test_cli import inside

if TYPE_CHECKING:
    from pathlib import Path

LIVE = tuple(one.row for one in judge(sheet_of(*rows(3, digitalPostUrl=f"{MAILBOX}10671"))).rows)


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    """The third mailbox has two digits swapped."""
    path = tmp_path / "ark.xlsx"
    wrong = rows(3, digitalPostUrl=f"{MAILBOX}10671")
    wrong[2] |= {"digitalPostUrl": f"{MAILBOX}10617"}
    path.write_bytes(written(sheet_of(*wrong)))
    return str(path)


@pytest.fixture
def live(tmp_path: Path) -> str:
    assert isinstance(LIVE[0].digital_post, DigitalPost)
    return kept(tmp_path, answer_of(LIVE))


def test_as_text_json_sarif_and_html(sheet: str, live: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = inside(capsys, "check", sheet, "--live", live)
    assert (code, err) == (cli.OK, "")
    assert "Postkasse 10617 er ny hos jer og ligner 10671, der vises nu: to cifre har byttet plads." in out
    assert "[KA711]" in out
    report = json.loads(inside(capsys, "check", sheet, "--live", live, "--output-format", "json")[1])
    [near] = [one for one in report["findings"] if one["rule"] == "KA711"]
    assert (near["cell"], near["suggestion"]) == ("H4", f"{MAILBOX}10671")
    assert report["file"]["name"] == "ark.xlsx"
    sarif = json.loads(inside(capsys, "check", sheet, "--live", live, "--output-format", "sarif")[1])
    assert "KA711" in {one["ruleId"] for one in sarif["runs"][0]["results"]}
    html = inside(capsys, "check", sheet, "--live", live, "--output-format", "html")[1]
    assert "KA711" in html


def test_a_warning_makes_the_exit_code_where_that_is_asked(
    sheet: str, live: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert inside(capsys, "check", sheet, "--live", live, "--fail-level", "warning")[0] == 1


def test_what_cannot_be_reached_costs_the_comparison_and_not_the_check(
    sheet: str, capsys: pytest.CaptureFixture[str]
) -> None:
    address = "http://127.0.0.1:9/v1/kommuner/0461/konfiguration"
    code, out, err = inside(capsys, "check", sheet, "--live", address, "--output-format", "json")
    assert code == cli.OK
    assert "kan ikke nås" in err
    told = {one["rule"]: one["message"]["da"] for one in json.loads(out)["findings"]}
    assert "nye numre og links er ikke holdt op mod dem, der vises nu" in told["KA703"]
    assert "KA711" not in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-", "--live", "-"], "Kun det ene af de to kan komme fra standard-input."),
        (["--inventory", "ark.xlsx", "--live", "live.json"], "En opgørelse kan ikke holdes op mod"),
        (["ark.xlsx", "--live", "findes-ikke.json"], "findes-ikke.json: Filen findes ikke."),
    ],
)
def test_what_is_refused(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = inside(capsys, "check", *arguments)
    assert code == cli.UNUSABLE
    assert said in err


def test_of_another_municipality(sheet: str, live: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = inside(capsys, "check", sheet, "--live", live, "--municipality", "0751")
    assert code == cli.UNUSABLE
    assert "hører til kommune 0461 og ikke 0751" in err
