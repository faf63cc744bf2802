"""What we write opens in LibreOffice, which fixes nothing silently when it converts without a window."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kleark.check import check
from kleark.fix.fix import fix
from kleark.registers.municipalities import municipality
from kleark.report.annotated.annotate import annotate
from tests.support.packages import opened
from tests.support.sheet_builder import TODAY, written
from tests.unit.report.annotated.test_annotate import essence, judged, wrong_sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.office.conftest import Calculate

    Convert = Callable[[bytes, str], bytes]

ODENSE = (Path(__file__).parents[2] / "sample_sheets" / "odense-2021.xlsx").read_bytes()
SECONDS = 120


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Convert a workbook with LibreOffice. Fails in CI where there is none; elsewhere the tests are skipped."""
    office = shutil.which("soffice")
    if office is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice (soffice) is not installed")
        pytest.skip("needs LibreOffice (soffice), e.g. apt-get install libreoffice-calc")
    folder = tmp_path_factory.mktemp("office")

    def converted(data: bytes, kind: str) -> bytes:
        source = folder / "ind" / "ark.xlsx"
        source.parent.mkdir(exist_ok=True)
        source.write_bytes(data)
        target = folder / "ud" / f"ark.{kind.partition(':')[0]}"
        target.unlink(missing_ok=True)
        profile = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
        command = [office, "--headless", "--norestore", profile, "--convert-to", kind]
        done = subprocess.run(
            [*command, "--outdir", str(target.parent), str(source)],
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return target.read_bytes()

    return converted


BY = ("odense", "xlsxwriter", "openpyxl")


@pytest.fixture(scope="module")
def sheets() -> dict[str, bytes]:
    """What LibreOffice opens and saves here, all in one go, since it takes longest to start."""
    return {
        "annotated": annotate(ODENSE, judged(ODENSE)),
        "fixed": fix(ODENSE, "odense.xlsx", municipality("0461"), suggestions=True).data,
        "odense": ODENSE,
        "xlsxwriter": written(wrong_sheet(), by="xlsxwriter"),
        "openpyxl": written(wrong_sheet(), by="openpyxl"),
    }


@pytest.fixture(scope="module")
def saved_once(calculate: Calculate, sheets: dict[str, bytes]) -> dict[str, bytes]:
    return calculate(sheets)


@pytest.fixture(scope="module")
def saved_with_comments(calculate: Calculate, saved_once: dict[str, bytes]) -> dict[str, bytes]:
    """Those that were saved, with our comments, saved again."""
    return calculate({by: annotate(saved_once[by], judged(saved_once[by])) for by in BY})


def test_the_annotated_workbook_opens_with_all_that_is_in_it(saved_once: dict[str, bytes]) -> None:
    result = opened(saved_once["annotated"])
    assert result.sheetnames == ["Kontrol", "KLE-konfiguration"]
    sheet = result.worksheets[1]
    comments = {cell.coordinate for line in sheet.iter_rows() for cell in line if cell.comment}
    assert comments == {"E2", "G2", "H6", "I6", "B7"}
    assert sheet["B7"].fill.fgColor.rgb == "FFFFC9C4"
    assert result.worksheets[0]["A2"].value == "AFVIST"


def test_the_annotated_workbook_prints(convert: Convert, sheets: dict[str, bytes]) -> None:
    assert convert(sheets["annotated"], "pdf").startswith(b"%PDF-")


@pytest.mark.parametrize("by", ["odense", "xlsxwriter", "openpyxl"])
def test_saved_by_libreoffice_it_gets_the_same_report(
    saved_once: dict[str, bytes], saved_with_comments: dict[str, bytes], by: str
) -> None:
    saved = saved_once[by]
    assert essence(judged(annotate(saved, judged(saved)))) == essence(judged(saved))
    through = saved_with_comments[by]
    assert essence(judged(through)) == essence(judged(saved))
    again = opened(annotate(through, judged(through)))
    comment = again.worksheets[1]["B7" if by == "odense" else "A5"].comment
    assert comment is not None
    assert comment.text.count("— Kleark —") == 1, "our earlier comment was replaced, not added to"


def test_a_fixed_workbook_opens_with_the_new_values(
    convert: Convert, sheets: dict[str, bytes], saved_once: dict[str, bytes]
) -> None:
    saved = saved_once["fixed"]
    sheet = opened(saved).worksheets[0]
    assert sheet["B7"].value == "15.17.26"
    assert sheet["G2"].value == 66131372
    assert sheet["E9"].is_date
    assert sheet["H6"].hyperlink.target == sheet["H6"].value
    report = check(saved, "odense.xlsx", municipality("0461"), today=TODAY)
    assert report.verdict == "accepted"
    lines = convert(sheets["fixed"], "csv:Text - txt - csv (StarCalc):59,34,76,1").decode().splitlines()
    assert '"15.17.26"' in lines[6]
