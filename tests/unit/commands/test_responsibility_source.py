"""``kleark check --responsibilities``, and ``annotate`` with it."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from kleark import cli
from sample_sheets import write_odense
from sample_sheets.responsibility_rows import UNITS, as_json
from tests.support.report_schema import violations

FOLDER = Path(write_odense.__file__).parent
LIVE = str(FOLDER / "odense-2021-rettet.xlsx")
INVENTORY = str(FOLDER / "opgoerelse.csv")
AGAINST = ("--live", LIVE, "--inventory-file", INVENTORY, "--municipality", "0461")
LISTS = (
    "ansvarsliste.csv",
    "ansvarsliste.xlsx",
    "ansvarsliste-os2mo.xlsx",
    "ansvarsliste-os2rollekatalog.json",
)


def kleark(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main((*arguments, "--lang", "da"))
    said = capsys.readouterr()
    return int(str(ended.value.code)), said.out, said.err


def check(capsys: pytest.CaptureFixture[str], name: str | Path, *arguments: str) -> tuple[int, str, str]:
    return kleark(capsys, "check", "--responsibilities", str(FOLDER / name), *arguments)


@pytest.mark.parametrize("name", LISTS)
def test_held_against_a_sheet_and_an_inventory(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = check(capsys, name, *AGAINST)
    assert (code, err) == (0, "")
    assert out.splitlines()[1].startswith("GODKENDT, men se bemærkningerne")
    assert "15.40.10" in out
    assert "[KA881]" in out
    assert ("fanebladet" in out.splitlines()[0]) is name.endswith(".xlsx"), "a CSV file has no tab"
    alone = check(capsys, name)[1]
    assert "KA881" not in alone
    assert "Listen er ikke holdt op mod det, der vises nu" in alone


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("form", ["json", "html", "sarif", "junit", "github", "codequality"])
def test_every_format(name: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = check(capsys, name, *AGAINST, "--output-format", form)
    assert (code, err) == (0, "")
    if form in {"sarif", "json", "codequality"}:
        content = json.loads(out)
        if form == "json":
            assert violations(content) == []
            assert content["subject"] == "responsibilities"
    if form != "github":
        assert "15.40.10" in out


def test_a_file_with_users_is_refused_with_the_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "organisation.json"
    path.write_bytes(as_json(*UNITS, users=[{"name": "Anna Andersen", "cpr": "0101701234"}]))
    code, out, err = check(capsys, path)
    assert code == 2
    assert "jq '{orgUnits}'" in " ".join(out.split())
    assert "Anna" not in out + err
    assert check(capsys, path, "--output-format", "html")[0] == 2


def test_progress_since_the_last_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    earlier, now = tmp_path / "før.json", tmp_path / "nu.csv"
    earlier.write_text(check(capsys, LISTS[0], *AGAINST, "--output-format", "json")[1], "utf-8")
    lines = (FOLDER / LISTS[0]).read_text("utf-8-sig").splitlines(keepends=True)
    now.write_text("".join(line for line in lines if not line.startswith("15.20.2;")), "utf-8")
    assert "1 er løst" in check(capsys, now, *AGAINST, "--since", str(earlier))[1]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("check", "--responsibilities", "--inventory", "x.csv"), "er for sig selv"),
        (("check", "--responsibilities", "--templates", "x.csv"), "er for sig selv"),
        (("check", "--responsibilities", "x.csv", "--systems", "FASIT"), "hele kommunens"),
        (("check", "--responsibilities", "x.csv", "--system", "FASIT"), "kun sammen med --templates"),
        (("fix", "--responsibilities", "--templates", "x.csv", "-o", "z.xlsx"), "ikke både være"),
    ],
)
def test_what_does_not_go_together(
    arguments: tuple[str, ...],
    why: str,
    in_an_empty_folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (in_an_empty_folder / "x.csv").write_bytes(b"")
    code, _, err = kleark(capsys, *arguments)
    assert code == 2
    assert why in err


@pytest.fixture
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("name", "cell"), [(LISTS[1], ("Ansvar", "A11")), (LISTS[2], None)])
def test_annotate(
    name: str, cell: tuple[str, str] | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "noter.xlsx"
    options = ("--responsibilities", str(FOLDER / name), "--live", LIVE, "-o", str(out))
    assert kleark(capsys, "annotate", *options)[0] == 0
    book = openpyxl.load_workbook(out)
    said = [str(one.value) for row in book.worksheets[0].iter_rows() for one in row if one.value]
    assert any("ingen enhed er udførende" in text for text in said)
    if cell:
        assert "ikke et KLE-nummer" in book[cell[0]][cell[1]].comment.text
    book.close()


@pytest.mark.parametrize("name", [LISTS[0], LISTS[3]])
def test_what_is_no_workbook_cannot_be_annotated(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "noter.xlsx"
    code, _, err = kleark(capsys, "annotate", "--responsibilities", str(FOLDER / name), "-o", str(out))
    assert (code, out.exists()) == (2, False)
    assert "ikke et Excel-ark" in err or "er CSV" in err
