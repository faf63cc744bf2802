"""``--part`` of ``kleark plan`` and ``check``: a part that the options define, where no stack knows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from kleark import cli
from tests.support.sheet_builder import row, sheet_of, written

if TYPE_CHECKING:
    from pathlib import Path

KSD = {"sourceSystem": "KSD"}
OTHER = {"kleNumber": "15.17.12", "kleTitle": "Revalidering"}


@pytest.fixture
def live(tmp_path: Path) -> str:
    """Two rows of FASIT and one of KSD."""
    path = tmp_path / "vises.xlsx"
    path.write_bytes(written(sheet_of(row(), row(**OTHER), row(**KSD))))
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    assert isinstance(left.value.code, int)
    return left.value.code, *capsys.readouterr()


def sheet(tmp_path: Path, *rows: dict[str, Any]) -> str:
    path = tmp_path / "job.xlsx"
    path.write_bytes(written(sheet_of(*(row(**one) for one in rows))))
    return str(path)


def test_the_plan_is_of_the_part_and_tells_the_whole(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, live: str
) -> None:
    own = sheet(tmp_path, {}, {**OTHER, "contactPhone": 70101010})
    part = ("--part", "Job", "--systems", "FASIT")
    code, out, _ = run(capsys, "plan", own, "--against", live, *part, "--output-format", "json")
    plan = json.loads(out)
    assert (code, plan["part"], plan["left"]) == (0, "Job", 1)
    assert plan["counts"] == {
        "before": 2,
        "after": 2,
        "added": 0,
        "changed": 1,
        "removed": 0,
        "unchanged": 1,
    }
    _, text, _ = run(capsys, "plan", own, "--against", live, *part)
    told = " ".join(text.split())
    assert "Det er rækkerne i delen Job; 1 anden bliver stående, så der i alt vises 3 rækker." in told
    whole = json.loads(run(capsys, "plan", own, "--against", live, "--output-format", "json")[1])
    assert whole["counts"]["removed"] == 1
    assert "left" not in whole


def test_where_there_are_no_others_that_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, live: str
) -> None:
    part = ("--part", "Alt", "--systems", "FASIT,KSD")
    _, text, _ = run(capsys, "plan", sheet(tmp_path, {}), "--against", live, *part)
    assert "Det er rækkerne i delen Alt; der vises ingen andre." in " ".join(text.split())


def test_a_row_outside_the_part_is_an_error_at_its_cell(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, live: str
) -> None:
    own = sheet(tmp_path, {}, KSD)
    code, out, _ = run(capsys, "plan", own, "--against", live, "--part", "Job", "--systems", "FASIT")
    assert code == 1
    assert "C3" in out
    assert "KA507" in out
    code, out, _ = run(capsys, "check", own, "--part", "Job", "--kle", "15.20")
    assert (code, "KA507" in out) == (0, False)


def test_what_the_sheet_does_beside_the_others_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, live: str
) -> None:
    every = sheet(tmp_path, {"sourceSystem": "Alle"})
    _, out, _ = run(capsys, "check", every, "--live", live, "--part", "Resten", "--systems", "*")
    assert "KA733" in out


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--part", "Job"), "wrong_usage"),
        (("--systems", "FASIT"), "wrong_usage"),
        (("--part", "Job", "--kle", "femten"), "unfit_part"),
    ],
)
def test_what_defines_no_part_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, live: str, options: tuple[str, ...], code: str
) -> None:
    own = sheet(tmp_path, {})
    _, out, _ = run(capsys, "plan", own, "--against", live, *options, "--output-format", "json")
    assert json.loads(out)["error"]["code"] == code


def test_a_file_is_not_edited_for_a_part(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    own = sheet(tmp_path, {})
    code, out, _ = run(capsys, "edit", own, "--part", "Job", "--output-format", "json")
    assert (code, json.loads(out)["error"]["code"]) == (2, "wrong_usage")
