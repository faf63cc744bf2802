"""``kleark watch`` of files: judged now, as text, JSON and SARIF."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kleark.cli import main
from kleark.registers.kle_register import Topic
from kleark.registers.register_file import save
from tests.support.exposure_cases import row
from tests.support.watch_cases import register_with

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, ...]:
    rows = [row().to_json(), replace(row("KSD"), contact_phone="90123456").to_json()]
    live = tmp_path / "live.json"
    live.write_text(json.dumps({"municipalityCode": "0461", "revision": 3, "rows": rows}))
    register = tmp_path / "kle.json"
    save(register_with(Topic("15.20.24", "Fleksjob [udgår 2027]")), register)
    inventory = tmp_path / "opgoerelse.csv"
    inventory.write_text("Kommune;KLE-nummer;Fagsystem;Antal sager\n0461;15.20.24;KY;7\n", encoding="utf-8")
    return ("watch", "--live", str(live), "--kle-register", str(register), "--inventory-file", str(inventory))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    assert isinstance(left.value.code, int)
    return left.value.code, capsys.readouterr().out


def test_text_says_what_where_since_when_and_what_to_do(
    files: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = run(capsys, *files, "--looked-at", "2020-01-01")
    assert code == 1
    assert "KA404 advarsel: 15.20.24 udgår i 2027." in out
    assert "15.20.24 FASIT, 15.20.24 KSD · fundet" in out
    assert "Find emnets nye nummer, og tilføj det i tide." in out
    assert "KA411" in out
    assert "KA511" in out
    assert "KA756" in out
    english = run(capsys, *files, "--lang", "en")[1]
    assert "KA404 warning: 15.20.24 retires in 2027." in english


def test_json_and_sarif_say_the_same(files: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, *files, "--output-format", "json")
    [told] = json.loads(out)["municipalities"]
    rules = sorted(one["rule"] for one in told["findings"])
    assert (code, told["municipalityCode"]) == (1, "0461")
    assert rules == ["KA404", "KA411", "KA511", "KA511", "KA754"]
    assert told["counts"]["warnings"] == 4
    sarif = json.loads(run(capsys, *files, "--output-format", "sarif")[1])
    results = sarif["runs"][0]["results"]
    assert sorted(one["ruleId"] for one in results) == rules
    assert any("15.20.24 FASIT" in one["message"]["text"] for one in results)


def test_what_is_right_leaves_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    live = tmp_path / "live.json"
    live.write_text(json.dumps({"municipalityCode": "0461", "revision": 3, "rows": [row().to_json()]}))
    code, out = run(capsys, "watch", "--live", str(live))
    assert code == 0
    assert "KA754 oplysning" in out


def test_one_and_all_contradict_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, "watch", "0461", "--all", "--output-format", "json")
    assert code == 2
    assert json.loads(out)["error"]["code"] == "wrong_usage"


def test_a_list_of_case_templates_is_judged_with_them(
    files: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "skabeloner.csv"
    listed.write_text("Skabelonnavn;KLE-nr.\nFleksjob;15.20.24\nRevalidering;15.20.99\n", encoding="utf-8")
    code, out = run(capsys, *files, "--templates", str(listed), "--system", "FASIT")
    assert code == 1
    assert 'KA841 fejl: Skabelonen "Revalidering" bruger 15.20.99' in out
    assert 'KA843 advarsel: 15.20.24 udgår 2027. Ret skabelonen "Fleksjob"' in out
    assert "KA84" not in run(capsys, *files)[1]


def test_half_a_list_is_refused_with_where_to_see_why(
    files: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "skabeloner.csv"
    listed.write_text("Skabelonnavn;KLE-nr.;Fagsystem\n;15.20.24;FASIT\n", encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main([*files, "--templates", str(listed), "--output-format", "json"])
    assert left.value.code == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "rejected_templates"


def test_a_number_of_the_municipalitys_own_is_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    live, own, listed = (tmp_path / name for name in ("live.json", "egne.csv", "skabeloner.csv"))
    rows = [replace(row(), kle_number="15.20.99", kle_title="Job for unge").to_json()]
    live.write_text(json.dumps({"municipalityCode": "0461", "revision": 3, "rows": rows}))
    own.write_text("KLE-nr.;KLE-navn\n15.20.99;Job for unge\n", encoding="utf-8")
    listed.write_text("Skabelonnavn;KLE-nr.\nUnge i job;15.20.99\n", encoding="utf-8")
    files = ("watch", "--live", str(live), "--templates", str(listed), "--system", "FASIT")
    code, plain = run(capsys, *files)
    assert code == 1
    assert "KA402" in plain
    assert "KA841" in plain
    known, out = run(capsys, *files, "--own-numbers", str(own))
    assert known == 0
    assert "KA402" not in out
    assert "KA841" not in out


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    """Its code, and what it says in Danish."""
    code, out = run(capsys, *arguments, "--output-format", "json")
    assert code == 2
    error = json.loads(out)["error"]
    return error["code"], error["message"]["da"]


def test_a_list_of_own_numbers_with_errors_is_refused(
    files: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "egne.csv"
    own.write_text("KLE-nr.;KLE-navn\n15.20.24;Job for unge\n", encoding="utf-8")
    assert refusal(capsys, *files, "--own-numbers", str(own))[0] == "rejected_own_numbers"


@pytest.mark.parametrize(
    "option", ["own-numbers", "templates", "inventory-file", "kle-register", "looked-at"]
)
def test_what_goes_with_files_is_not_overlooked_without_them(
    option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, message = refusal(capsys, "watch", "0461", f"--{option}", "2026-05-01")
    assert code == "wrong_usage"
    assert message.startswith(f"--{option} ")


def test_one_standard_input_is_not_two_files(capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = refusal(capsys, "watch", "--live", "-", "--own-numbers", "-")
    assert code == "standard_input_twice"
