"""``kleark cases`` on files: what citizens see, by area and over time, and what is gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from kleark.cli import main
from sample_sheets.inventory_rows import as_csv

if TYPE_CHECKING:
    from pathlib import Path

SHEET = "sample_sheets/odense-2021-rettet.xlsx"
APRIL = [
    ("0461", "Odense", "15.20.24", "FASIT", 412),
    ("0461", "Odense", "15.17.06", "FASIT", 1901),
    ("0461", "Odense", "27.36.08", "CURA", 240),
]
MAY = [
    ("0461", "Odense", "15.17.06", "FASIT", 1899),
    ("0461", "Odense", "27.36.08", "CURA", 250),
]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "april.csv").write_bytes(as_csv(*APRIL))
    (tmp_path / "maj.csv").write_bytes(as_csv(*MAY))
    return [
        *("0461", "--live", SHEET, "--inventory-file", str(tmp_path / "maj.csv")),
        *("--inventory-date", "2026-05-01", "--earlier", f"2026-04-01={tmp_path / 'april.csv'}"),
    ]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The exit code, and all that was printed."""
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    printed = capsys.readouterr()
    assert isinstance(left.value.code, int)
    return left.value.code, printed.out + printed.err


def test_one_sentence_comes_first_then_areas_inventories_and_falls(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = run(capsys, "--lang", "da", "cases", *files)
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "Odense Kommune: Borgerne ser op til 1.899 af 2.149 sager (88 procent)."
    assert lines[1] == "Opgørelsen af indekserne er fra 1. maj 2026."
    assert lines[2] == "Siden opgørelsen 1. apr. 2026 er andelen faldet fra 91 procent til 88 procent."
    assert "  27 Social service: ingen af 250 sager (0 procent)" in lines
    assert "  1. apr. 2026: op til 2.313 af 2.553 sager (91 procent)" in lines
    assert lines[-1] == "  15.20.24 fra FASIT: 412 → 0 siden opgørelsen 1. maj 2026"


def test_programs_get_the_same_as_counts(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, "cases", *files, "--output-format", "json")
    assert code == 0
    told: dict[str, Any] = json.loads(out)
    assert (told["municipalityCode"], told["cases"], told["casesShown"]) == ("0461", 2149, 1899)
    assert [(one["area"], one["percentShown"]) for one in told["areas"]] == [("15", 100), ("27", 0)]
    assert [(one["date"], one["cases"], one["casesShown"]) for one in told["series"]] == [
        ("2026-04-01", 2553, 2313),
        ("2026-05-01", 2149, 1899),
    ]
    assert told["falls"] == [
        {"kleNumber": "15.20.24", "sourceSystem": "FASIT", "before": 412, "now": 0, "since": "2026-05-01"}
    ]


def test_the_watch_finds_the_fall_in_the_same_files(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = run(capsys, "--lang", "en", "watch", *files)
    assert code == 1
    assert "KA766 warning: Cases from FASIT are missing" in out


@pytest.mark.parametrize("earlier", ["april.csv", "april=april.csv"])
def test_an_inventory_of_before_without_its_day_is_refused(
    files: list[str], earlier: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = run(capsys, "cases", *files, "--earlier", earlier)
    assert code == 2
    assert earlier.partition("=")[0] in out


def test_rows_alone_tell_of_no_cases(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, "--lang", "en", "cases", "--live", SHEET)
    assert code == 2
    assert "--inventory-file" in out
