"""``kleark check --since``: what has become of the findings of the sheet before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kleark import cli
from sample_sheets import write_odense
from tests.support.report_schema import violations

if TYPE_CHECKING:
    from collections.abc import Sequence

SAMPLES = Path(write_odense.__file__).parent
ORIGINAL, CORRECTED = (str(SAMPLES / f"odense-2021{name}.xlsx") for name in ("", "-rettet"))


def kleark(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", *arguments])
    said = capsys.readouterr()
    return int(str(ended.value.code)), said.out, said.err


@pytest.fixture
def earlier(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The report of Odense's sheet as it was shown in 2021."""
    path = tmp_path / "før.json"
    path.write_text(kleark(capsys, ORIGINAL, "--output-format", "json")[1], encoding="utf-8")
    return str(path)


def test_as_text_with_what_is_new_marked(earlier: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = kleark(capsys, CORRECTED, "--since", earlier)
    assert code == 0
    assert out.splitlines()[2] == "Siden sidst: 1 er løst, 1 er uændret, 0 er nye"
    assert "NY: " not in out


def test_what_is_new_is_marked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "før.json"
    path.write_text(kleark(capsys, CORRECTED, "--output-format", "json")[1], encoding="utf-8")
    _, out, _ = kleark(capsys, ORIGINAL, "--since", str(path), "--lang", "en")
    assert "Since the last: 0 are solved, 1 is unchanged, 1 is new" in out
    assert out.count("NEW: ") == 1
    assert out.partition("NEW: ")[0].endswith("  B7     ")


def test_as_json(earlier: str, capsys: pytest.CaptureFixture[str]) -> None:
    report = json.loads(kleark(capsys, CORRECTED, "--since", earlier, "--output-format", "json")[1])
    assert report["progress"] == {"solved": 1, "unchanged": 1, "new": 0, "newFindings": [], "exact": True}
    assert violations(report) == []
    assert "progress" not in json.loads(Path(earlier).read_text(encoding="utf-8"))


def test_as_sarif_in_its_own_words(earlier: str, capsys: pytest.CaptureFixture[str]) -> None:
    log = json.loads(kleark(capsys, ORIGINAL, "--since", earlier, "--output-format", "sarif")[1])
    states = {
        result.get("baselineState") for result in log["runs"][0]["results"] if result["level"] != "note"
    }
    assert "unchanged" in states
    assert "new" not in states


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"file": 1}', "KLE-nr.;KLE-navn"])
def test_what_is_no_report_is_said_to_be_none(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "noget.json"
    path.write_text(content, encoding="utf-8")
    code, out, err = kleark(capsys, ORIGINAL, "--since", str(path), "--output-format", "json")
    assert code == 2
    assert json.loads(out)["error"]["code"] == "not_a_report"
    assert (
        err
        == "kleark: noget.json er ikke en rapport fra kleark check. Lav en med --output-format json, og gem den.\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [[ORIGINAL, CORRECTED], [ORIGINAL, "--output-format", "html"], [ORIGINAL, "--output-format", "junit"]],
)
def test_it_goes_with_one_file_and_some_formats(
    arguments: Sequence[str], earlier: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = kleark(capsys, *arguments, "--since", earlier)
    assert code == 2
    assert "--since gælder én fil" in err
