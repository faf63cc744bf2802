"""``kleark check --templates``, and ``fix`` and ``annotate`` with it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from kleark import cli
from kleark.registers.kle_register import embedded
from kleark.registers.register_file import load, save
from sample_sheets import write_odense
from sample_sheets.case_template_rows import FLEKSJOB, HEADERS, ROWS, as_csv, changed
from sample_sheets.inventory_rows import ODENSE
from sample_sheets.inventory_rows import as_csv as inventory_csv
from sample_sheets.small_workbook import Tab, workbook
from tests.support.facet_list import EXAMPLE
from tests.support.report_schema import violations

if TYPE_CHECKING:
    from collections.abc import Mapping

LIVE = str(Path(write_odense.__file__).parent / "odense-2021-rettet.xlsx")


def kleark(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    said = capsys.readouterr()
    return int(str(ended.value.code)), said.out, said.err


@pytest.fixture
def files(tmp_path: Path) -> Mapping[str, str]:
    """The twelve templates as CSV and as a workbook, and an inventory."""
    contents = {
        "skabeloner.csv": as_csv(*ROWS),
        "skabeloner.xlsx": workbook(Tab([HEADERS, *ROWS])),
        "opgørelse.csv": inventory_csv(ODENSE),
    }
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    return {name: str(tmp_path / name) for name in contents}


def test_held_against_a_sheet_and_an_inventory(
    files: Mapping[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    against = ("--live", LIVE, "--inventory-file", files["opgørelse.csv"], "--municipality", "0461")
    code, out, _ = kleark(capsys, "check", "--templates", files["skabeloner.csv"], *against)
    assert code == 1
    assert out.splitlines()[1].startswith("FEJL I SAGSSKABELONERNE: 3 fejl")
    assert "KA848" in out
    assert "KA858" in out
    assert "mod det, der vises nu" not in out
    alone = kleark(capsys, "check", "--templates", files["skabeloner.csv"])[1]
    assert "KA848" not in alone
    assert "KA870" in alone


@pytest.mark.parametrize("name", ["skabeloner.csv", "skabeloner.xlsx"])
def test_as_json_it_follows_the_contract(
    files: Mapping[str, str], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = kleark(capsys, "check", "--templates", files[name], "--output-format", "json")
    report = json.loads(out)
    assert violations(report) == []
    assert report["subject"] == "case_templates"
    assert report["counts"]["rows"] == 12


@pytest.mark.parametrize("form", ["html", "sarif", "junit", "github", "text"])
@pytest.mark.parametrize("lang", ["da", "en"])
def test_every_format(
    files: Mapping[str, str], form: str, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--templates", files["skabeloner.xlsx"], "--output-format", form, "--lang", lang)
    code, out, err = kleark(capsys, "check", *options)
    assert (code, err) == (1, "")
    assert "15.62.15" in out
    if form == "sarif":
        json.loads(out)
    if form == "html":
        assert {"da": "3 fejl i sagsskabelonerne", "en": "3 errors in the case templates"}[lang] in out


def test_progress_since_the_last_list(files: Mapping[str, str], tmp_path: Path, capsys: Any) -> None:
    earlier = tmp_path / "før.json"
    earlier.write_text(
        kleark(capsys, "check", "--templates", files["skabeloner.csv"], "--output-format", "json")[1], "utf-8"
    )
    (tmp_path / "nu.csv").write_bytes(as_csv(*ROWS[:1], *ROWS[2:]))
    _, out, _ = kleark(capsys, "check", "--templates", str(tmp_path / "nu.csv"), "--since", str(earlier))
    assert "1 er løst" in out


def test_the_system_of_a_list_without_a_column_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(as_csv(("Fleksjob", "15.20.24"), headers=("Navn", "KLE-nr.")))
    assert "KA866" in kleark(capsys, "check", "--templates", str(path))[1]
    code, out, _ = kleark(capsys, "check", "--templates", str(path), "--system", "SBSYS")
    assert (code, "KA866" in out) == (0, False)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("check", "--templates", "--inventory", "x.csv"), "både være opgørelser og lister"),
        (("check", "x.xlsx", "--system", "SBSYS"), "--system gælder kun"),
        (("check", "--templates", "x.csv", "--systems", "FASIT"), "hele kommunens"),
        (("fix", "x.xlsx", "--live", "y", "-o", "z.xlsx"), "kun sammen med --templates"),
        (("annotate", "x.xlsx", "--system", "SBSYS", "-o", "z.xlsx"), "kun sammen med --templates"),
    ],
)
def test_what_does_not_go_together(
    arguments: tuple[str, ...],
    why: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.xlsx").write_bytes(b"")
    code, _, err = kleark(capsys, *arguments)
    assert code == 2
    assert why in err


def test_fix_and_annotate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "skabeloner.xlsx", tmp_path / "ud.xlsx"
    path.write_bytes(workbook(Tab([HEADERS, changed(FLEKSJOB, kle="15.20.24-G01-1-21", facet=None)])))
    code, said, _ = kleark(capsys, "fix", "--templates", str(path), "-o", str(out))
    assert (code, "2 celler rettet" in said) == (0, True)
    book = openpyxl.load_workbook(out)
    assert (book.worksheets[0]["C2"].value, book.worksheets[0]["E2"].value) == ("15.20.24", "G01")
    book.close()
    noted = tmp_path / "noter.xlsx"
    assert kleark(capsys, "annotate", "--templates", str(path), "--live", LIVE, "-o", str(noted))[0] == 0
    book = openpyxl.load_workbook(noted)
    assert book.worksheets[-1]["C2"].comment is not None
    book.close()


@pytest.mark.parametrize("command", ["fix", "annotate"])
def test_csv_cannot_be_written_in_and_is_said_to_be_csv(
    command: str, files: Mapping[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "ud.xlsx"
    code, _, err = kleark(
        capsys, command, "--templates", files["skabeloner.csv"], "-o", str(out), "--lang", "da"
    )
    assert (code, "er CSV. Åbn den i Excel" in err, out.exists()) == (2, True, False)


def test_action_facets_are_imported_and_used(
    files: Mapping[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    xml, register = tmp_path / "facetter.xml", tmp_path / "register.json"
    xml.write_bytes(EXAMPLE)
    code, out, _ = kleark(capsys, "register", "import", str(xml), "-o", str(register))
    assert code == 0
    assert out.rstrip().endswith("Handlingsfacetter: 2.")
    assert load(register).facets.keys() == {"G01", "Ø30"}
    assert len(load(register).topics) == len(embedded().topics), "the register in use, with facets"
    told = kleark(capsys, "check", "--templates", files["skabeloner.csv"], "--kle-register", str(register))[1]
    assert '"K02" er ikke en handlingsfacet i KL\'s liste' in told
    code, _, err = kleark(capsys, "register", "import", str(xml), str(xml), "-o", str(register))
    assert (code, "anden fil af samme slags" in err) == (2, True)
    save(replace(embedded(), facets={"G01": "x", "K02": "y"}), register)
    told = kleark(capsys, "check", "--templates", files["skabeloner.csv"], "--kle-register", str(register))[1]
    assert "KA847" not in told
