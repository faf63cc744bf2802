"""Public test workbooks that have broken readers before. They are not part of this repository."""

from __future__ import annotations

import io
import time
import warnings
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from kleark.sheet.address import address
from kleark.sheet.reader import UnreadableFile, read_workbook
from kleark.sheet.workbook import CellError, UncachedFormula

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "wild"
FILES = sorted(path for path in FOLDER.glob("*") if path.suffix != ".json")

needs_files = pytest.mark.skipif(not FILES, reason="the public test workbooks are not beside this checkout")

REFUSED = {
    "apache__crash-274d6342e4842d61be0fb48eaadad6208ae767ae.xlsx": "KA107",
    "apache__crash-9bf3cd4bd6f50a8a9339d363c2c7af14b536865c.xlsx": "KA105",
    "apache__duplicate-filename.xlsx": "KA109",
    "apache__fuzz-POIFuzzer-5040805309710336.xlsx": "KA107",
    "apache__fuzz-POIXSSFFuzzer-6123461607817216.xlsx": "KA107",
    "apache__fuzz-XLSX2CSVFuzzer-5636439151607808.xlsx": "KA107",
    "apache__fuzz-XLSX2CSVFuzzer-6594557414080512.xlsx": "KA107",
    "apache__poc-shared-strings.xlsx": "KA107",
    "apache__poc-xmlbomb.xlsx": "KA109",
    "phpoffice__Zip-Windows-Directory-Separator.xlsx": "KA109",
    "phpoffice__corruptMeta.ods": "KA104",
    "phpoffice__oleloop.xls": "KA103",
    "tafia__OOM_alloc3.xls": "KA104",
    "tafia__capitalized_wbook_stream.xls": "KA104",
    "tafia__issue_530.xlsx": "KA109",
    "tafia__issue_594_dos.ods": "KA104",
    "tafia__issue_666_panic.xlsb": "KA104",
    "tafia__pass_protected.ods": "KA104",
    "tafia__pass_protected.xlsx": "KA105",
    "tafia__vba.xlsm": "KA106",
}


@needs_files
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_file_is_read_or_refused_in_time(path: Path) -> None:
    data = path.read_bytes()
    started = time.monotonic()
    try:
        read_workbook(data)
        rule = None
    except UnreadableFile as refusal:
        rule = refusal.rule
    assert time.monotonic() - started < 60, "it hangs"
    assert rule == REFUSED.get(path.name)


@needs_files
@pytest.mark.parametrize(
    "path", [path for path in FILES if path.name not in REFUSED], ids=lambda path: path.name
)
def test_values_are_those_that_openpyxl_reads(path: Path) -> None:
    data = path.read_bytes()
    theirs = by_openpyxl(data)
    if theirs is None:
        pytest.skip("openpyxl cannot read it")
    ours = {
        (sheet.name, address(number, column + 1)): comparable(value)
        for sheet in read_workbook(data).worksheets
        for number, values in sheet.rows
        for column, value in enumerate(values)
        if value is not None and not isinstance(value, UncachedFormula)
    }
    differing = {key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)}
    assert {key: (ours.get(key), theirs.get(key)) for key in sorted(differing)} == {}


def by_openpyxl(data: bytes) -> dict[tuple[str, str], object] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        except (ValueError, KeyError, TypeError):
            return None
        if not book.worksheets:  # Strict Open XML
            return None
        return {
            (sheet.title, cell.coordinate): comparable(cell.value)
            for sheet in book.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.value not in (None, "")
        }


def comparable(value: object) -> object:
    """Dates as moments, errors as their codes, as openpyxl has them, and texts without what openpyxl gets wrong.

    It keeps white space around a text that is not marked ``xml:space="preserve"``, which Excel drops, and leaves
    ``_x000D_`` as it is written.
    """
    if isinstance(value, str):
        return value.replace("_x000D_", "\r").strip() or None
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001  a sheet has no time zones
    return value
