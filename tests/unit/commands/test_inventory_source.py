"""``kleark check`` and ``kleark plan`` with an inventory: whose part of it, which day, and what is wrong with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sample_sheets.inventory_rows import AARHUS, ODENSE, as_csv
from tests.support.plan_schema import violations
from tests.support.sheet_builder import row, sheet_of, written
from tests.unit.test_cli import inside

if TYPE_CHECKING:
    from pathlib import Path

IN_KSD = (*ODENSE[:3], "KSD", 527)


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    path = tmp_path / "ark.xlsx"
    path.write_bytes(written(sheet_of(row())))
    return str(path)


def inventory(folder: Path, *rows: Any) -> str:
    path = folder / "opgoerelse.csv"
    path.write_bytes(as_csv(*rows))
    return str(path)


def held(
    capsys: pytest.CaptureFixture[str], sheet: str, file: str, *more: str
) -> tuple[int, dict[str, str], str]:
    """The exit code, what is said of the indexes by rule, and standard error."""
    code, out, err = inside(
        capsys, "check", sheet, "--inventory-file", file, "--output-format", "json", *more
    )
    report = json.loads(out)
    found = {one["rule"]: one["message"]["da"] for one in report.get("findings", ())}
    return code, {rule: text for rule, text in found.items() if rule.startswith("KA51")}, err or out


def test_check_holds_the_sheet_against_it(
    sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = inventory(tmp_path, IN_KSD, AARHUS)
    code, told, _ = held(capsys, sheet, file, "--municipality", "0461", "--inventory-date", "2025-11-03")
    assert code == 0
    assert "527 i KSD" in told["KA511"]
    assert "fra 3. nov. 2025" in told["KA511"]


def test_html_tells_it_too(sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = inventory(tmp_path, IN_KSD)
    code, out, _ = inside(capsys, "check", sheet, "--inventory-file", file, "--output-format", "html")
    assert code == 0
    assert "527 i KSD" in out


def test_an_inventory_of_one_municipality_says_whose_it_is(
    sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "KA511" in held(capsys, sheet, inventory(tmp_path, IN_KSD))[1]


def test_of_several_somebody_must_say_whose(
    sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = held(capsys, sheet, inventory(tmp_path, IN_KSD, AARHUS))
    assert code == 2
    assert "Skriv, hvilken det gælder, f.eks. --municipality 0461." in err


def test_one_of_another_municipality_is_told(
    sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told, _ = held(capsys, sheet, inventory(tmp_path, AARHUS), "--municipality", "0461")
    assert (code, list(told)) == (0, ["KA515"])


def test_one_with_errors_is_not_used(sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = held(capsys, sheet, inventory(tmp_path, (*ODENSE[:4], "mange")))
    assert code == 2
    assert "Se dem med kleark check --inventory" in err


def test_a_day_is_a_date(sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = held(capsys, sheet, inventory(tmp_path, IN_KSD), "--inventory-date", "3/11")
    assert code == 2
    assert "3/11" in err
    assert "er ikke en dato" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "-", "--inventory-file", "-"),
        ("plan", "-", "--against", "x.json", "--inventory", "-"),
        ("plan", "x.xlsx", "--against", "-", "--inventory", "-"),
    ],
)
def test_standard_input_can_be_only_one_of_them(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = inside(capsys, *arguments)
    assert code == 2
    assert "standard-input" in err


def test_files_are_inventories_or_held_against_one(sheet: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = inside(capsys, "check", sheet, "--inventory", "--inventory-file", "x.csv")
    assert code == 2
    assert "kan ikke bruges sammen med" in err


@pytest.mark.parametrize("option", ["--inventory", "--inventory-file"])
def test_the_plan_has_numbers(
    sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    live = tmp_path / "live.xlsx"
    live.write_bytes(written(sheet_of(row(sourceSystem="KSD"))))
    options = ["--against", str(live), "--municipality", "0461", option, inventory(tmp_path, IN_KSD)]
    code, out, _ = inside(capsys, "plan", sheet, *options, "--output-format", "json")
    plan = json.loads(out)
    assert (code, violations(plan)) == (0, [])
    cases = plan["cases"]
    assert (cases["indexed"], cases["before"], cases["after"], cases["new"], cases["gone"]) == (
        527,
        527,
        0,
        0,
        527,
    )
    assert cases["numbers"][0]["systems"] == [{"sourceSystem": "KSD", "cases": 527}]
    _, text, _ = inside(capsys, "plan", sheet, *options)
    assert "Op til 527 sager vises ikke længere." in text
