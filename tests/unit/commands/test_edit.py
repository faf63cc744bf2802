"""`kleark edit` as it is called on a file: what it writes, shows, and leaves with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kleark.cli import main
from tests.support.packages import opened

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

ODENSE = str(Path(__file__).parents[3] / "sample_sheets" / "odense-2021-rettet.xlsx")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def called(*arguments: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["edit", *map(str, arguments)])
        assert isinstance(left.value.code, int)
        told = capsys.readouterr()
        return left.value.code, told.out, told.err

    return called


def test_a_phone_number_is_replaced_and_the_sheet_is_checked(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "ud.xlsx"
    code, out, err = run(ODENSE, "--replace", "telefon", "6613 1372", "65515151", "-o", target)
    assert (code, err) == (0, "")
    assert f"{target}: 9 celler ændret." in out
    assert "G2  66131372 → 65515151" in out
    assert "GODKENDT" in out
    assert opened(target.read_bytes()).worksheets[0]["G9"].value == 65515151


def test_without_a_place_to_write_it_is_only_shown(run: Run) -> None:
    code, out, _ = run(ODENSE, "--set", "15.62.05/fasit:Kontaktafdeling=Ydelse", "--remove", "15.62.10/FASIT")
    assert code == 0
    assert "1 celle ændret, 1 række taget ud. Intet er gemt" in out
    assert "F2  Kontaktcenter → Ydelse" in out


def test_what_no_rule_accepts_is_written_and_told(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "ud.xlsx"
    code, out, _ = run(ODENSE, "--set", "15.62.05/FASIT:telefon=1234", "-o", target)
    assert code == 1
    assert "G2" in out
    assert target.exists()


def test_a_row_is_copied_for_another_system(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "ud.xlsx"
    copied = ("15.62.05/FASIT", "15.62.05/KSD")
    code, out, _ = run(ODENSE, "--copy", *copied, "--set", "15.62.05/ksd:telefon=65515151", "-o", target)
    assert "1 række tilføjet" in out
    sheet = opened(target.read_bytes()).worksheets[0]
    new = sheet.max_row
    assert f"Række tilføjet: {new}" in out
    names = [cell.value for cell in sheet[1]]
    old, added = ({n: c.value for n, c in zip(names, sheet[at], strict=True)} for at in (2, new))
    changed = {name for name in names[1:] if old[name] != added[name]}
    assert changed == {"Fagsystem", "Kontakttelefon"}
    assert (added["Fagsystem"], added["Kontakttelefon"]) == ("KSD", 65515151)
    assert sheet.cell(new, 6).number_format == sheet.cell(2, 6).number_format
    assert code == 0, out


def test_a_new_row_gets_its_title_and_lacks_what_is_not_set(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "ud.xlsx"
    code, out, _ = run(ODENSE, "--add", "15.20.24/KSD", "--set", "15.20.24/KSD:afdeling=Ydelse", "-o", target)
    assert code == 1
    sheet = opened(target.read_bytes()).worksheets[0]
    said = [cell.value for cell in sheet[sheet.max_row] if cell.value]
    assert said[0] == "15.20.24"
    assert {"KSD", "Ydelse"} <= set(said)
    assert "1 række tilføjet" in out


def test_what_cannot_be_done_is_told_and_leaves_1(run: Run) -> None:
    code, out, _ = run(
        ODENSE,
        "--set",
        "15.62.05/FASIT:Deaktiver fradato=Ja",
        "--replace",
        "*",
        "FASIT",
        "KSD",
        "--lang",
        "en",
    )
    assert code == 1
    assert "the sheet has no such column" in out
    assert "9 cells changed" in out


def test_programs_get_json(run: Run) -> None:
    code, out, _ = run(ODENSE, "--replace", "telefon", "66131372", "65515151", "--output-format", "json")
    told = json.loads(out)
    assert code == 0
    assert (told["output"], len(told["changes"]), told["notChanged"]) == (None, 9, [])
    assert told["changes"][0] == {
        "cell": "G2",
        "column": "Kontakttelefon",
        "before": "66131372",
        "after": "65515151",
    }


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Sig, hvad der skal ændres"),
        (("--set", "15.62.05"), "kan ikke læses"),
        (("--remove", "15.62.05"), "kan ikke læses"),
        (("--set", "15.62.05/FASIT:farve=rød"), 'ingen kolonne, der hedder "farve"'),
        (("--set", "15.00.00/FASIT:telefon=1"), "Der er ingen hel række for 15.00.00 fra FASIT"),
        (("--copy", "15.62.05/FASIT", "15.62.05/fasit"), "Der er allerede en række for 15.62.05 fra fasit"),
        (("--copy", "15.00.00/FASIT", "15.00.00/KSD"), "Der er ingen hel række for 15.00.00 fra FASIT"),
        (("--add", "15.62.05"), "kan ikke læses"),
        (("--replace", "telefon", "11111111", "2"), '"11111111" står ikke for sig selv'),
        (("--replace", "telefon", " ", "2"), "kan ikke læses"),
    ],
)
def test_what_means_nothing_is_refused(run: Run, arguments: tuple[str, ...], says: str) -> None:
    code, out, err = run(ODENSE, *arguments)
    assert (code, out) == (2, "")
    assert says in err


def test_the_file_that_is_edited_is_never_overwritten(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "ark.xlsx"
    own.write_bytes(Path(ODENSE).read_bytes())
    code, _, _ = run(own, "--remove", "15.62.10/FASIT", "-o", own, "--force")
    assert code == 2
    assert own.read_bytes() == Path(ODENSE).read_bytes()
