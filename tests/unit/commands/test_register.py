"""``kleark register`` without AWS."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kleark import cli
from kleark.registers.kle_register import embedded
from kleark.registers.register_file import load, save
from tests.support.emneplan import PlanTopic, plan

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = plan([PlanTopic("98.10.00", "Stjerneskud"), PlanTopic("98.10.05", "Månelys")], "2030-11-01")
AFTER = plan(
    [
        PlanTopic("98.10.05", "Månelys, tilskud"),
        PlanTopic("98.10.10", "Ny", "2031-02-01", former=("98.10.00",)),
    ]
)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        cli.main(("register", *arguments))
    assert isinstance(left.value.code, int)
    out, err = capsys.readouterr()
    return left.value.code, out + err


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    for name, data in (("before.xml", BEFORE), ("after.xml", AFTER)):
        (tmp_path / name).write_bytes(data)
    return str(tmp_path / "before.xml"), str(tmp_path / "after.xml")


def test_two_files_are_compared(capsys: pytest.CaptureFixture[str], files: tuple[str, str]) -> None:
    assert run(capsys, "compare", *files) == (
        0,
        "Nye emner (1): 98.10.10\nEmner, der udgår (1): 98.10.00 → 98.10.10\n"
        'Nye navne (1): 98.10.05 "Månelys, tilskud"\n',
    )
    code, out = run(capsys, "compare", *files, "--output-format", "json")
    assert code == 0
    assert json.loads(out)["retired"] == [
        {"kleNumber": "98.10.00", "title": "Stjerneskud", "replacedBy": ["98.10.10"]}
    ]
    assert run(capsys, "compare", files[0], files[0]) == (0, "Registeret er det samme.\n")


def test_an_imported_register_is_compared_with_the_file(
    capsys: pytest.CaptureFixture[str], files: tuple[str, str], tmp_path: Path
) -> None:
    compact = str(tmp_path / "before.json")
    code, out = run(capsys, "import", files[0], "-o", compact)
    assert (code, out.startswith("2 emner i hovedgruppe 98. Udgave: 1. nov. 2030.")) == (0, True)
    assert load(tmp_path / "before.json").topics["98.10.00"].title == "Stjerneskud"
    assert run(capsys, "compare", compact, files[1])[0] == 0


def test_the_newer_one_comes_last(capsys: pytest.CaptureFixture[str], files: tuple[str, str]) -> None:
    code, out = run(capsys, "compare", files[1], files[0])
    assert (code, "Skriv den ældste først" in out) == (2, True)


def test_a_file_that_is_neither_is_refused(
    capsys: pytest.CaptureFixture[str], files: tuple[str, str], tmp_path: Path
) -> None:
    other = tmp_path / "andet.json"
    other.write_text("{}")
    code, out = run(capsys, "compare", files[0], str(other))
    assert (code, "ikke et brugbart Kleark-register" in out) == (2, True)


def test_many_numbers_are_counted_and_some_listed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    save(embedded(), tmp_path / "a.json")
    later = plan(
        [PlanTopic(one, t.title, uuid=t.uuid) for one, t in embedded().topics.items() if one > "27.20"]
    )
    (tmp_path / "b.xml").write_bytes(later)
    _, out = run(capsys, "compare", str(tmp_path / "a.json"), str(tmp_path / "b.xml"))
    assert "… (+" in out
