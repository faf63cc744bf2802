"""``kleark responsibilities``: the file, what is said of it, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sample_sheets.responsibility_rows import PAY_UUID
from tests.unit.commands.test_responsibility_source import FOLDER, LISTS, LIVE, kleark

if TYPE_CHECKING:
    from pathlib import Path


def lines(path: Path) -> list[list[str]]:
    return [line.split(";") for line in path.read_text("utf-8-sig").splitlines()]


@pytest.mark.parametrize("name", LISTS)
def test_all_that_is_live(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "kontakter.csv"
    code, said, err = kleark(capsys, "responsibilities", str(FOLDER / name), "--live", LIVE, "-o", str(out))
    assert (code, err) == (0, "")
    assert "9 rækker" in said
    header, *rows = lines(out)
    assert header == [
        "KLE-nr.",
        "KLE-navn",
        "Fagsystem",
        "Kontaktafdeling",
        "Kontakttelefon",
        "Enheds-UUID",
        "KLE-UUID",
    ]
    assert len(rows) == 9
    assert {row[5] for row in rows} == {PAY_UUID.replace("0002", "0003")}, "the Kontaktcentret of the list"
    assert all(len(row[6]) == 36 for row in rows)


def test_only_what_nobody_performs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "uden.csv"
    options = ("--live", LIVE, "-o", str(out), "--only-unperformed", "--output-format", "json")
    code, said, _ = kleark(capsys, "responsibilities", str(FOLDER / LISTS[0]), *options)
    assert code == 0
    assert json.loads(said) == {"output": str(out), "rows": 2, "unperformed": ["15.40.10", "15.62.05"]}
    assert [row[0] for row in lines(out)[1:]] == ["15.40.10", "15.62.05"]


def test_what_is_not_whole_or_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, broken = tmp_path / "ud.csv", tmp_path / "liste.csv"
    broken.write_text("KLE-nr.;Enhed;Rolle\r\n15.20.24;;Udførende\r\n", "utf-8")
    code, _, err = kleark(capsys, "responsibilities", str(broken), "--live", LIVE, "-o", str(out))
    assert (code, out.exists()) == (2, False)
    assert "kleark check --responsibilities" in err
    users = tmp_path / "alt.json"
    users.write_text('{"users": [], "orgUnits": []}', "utf-8")
    code, _, err = kleark(capsys, "responsibilities", str(users), "--live", LIVE, "-o", str(out))
    assert (code, out.exists()) == (2, False)
    assert "brugere" in err
    out.write_text("x", "utf-8")
    again = kleark(capsys, "responsibilities", str(FOLDER / LISTS[0]), "--live", LIVE, "-o", str(out))
    assert (again[0], out.read_text("utf-8")) == (2, "x")
