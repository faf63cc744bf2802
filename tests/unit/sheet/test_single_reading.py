"""A large worksheet is read once by python-calamine, and what it reads is the same."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from kleark.sheet.archive import open_archive
from kleark.sheet.reader import read_workbook
from kleark.sheet.single_reading import _NO_MERGED_CELLS, is_plainly_encoded, read_once
from kleark.sheet.values import quick_package
from kleark.sheet.workbook_parts import open_package
from kleark.sheet.worksheet_scan import SheetScan
from tests.support.workbooks import parts, row, zipped

PART = "xl/worksheets/sheet1.xml"
ROWS = "".join(
    row(at, f'<c r="A{at}"><v>{at}</v></c><c r="C{at}" t="str"><v>æ{at}</v></c>') for at in range(3, 9)
)


def values(data: bytes) -> list[list[object]]:
    return [
        list(one) for one in CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).iter_rows()
    ]


def sheet(rows: str = ROWS, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in parts(rows).items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_the_package_is_whole_and_the_values_are_the_same(method: int) -> None:
    data = sheet(method=method)
    once = read_once(data, open_archive(data), {PART})
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(BytesIO(once)) as after:
        assert after.testzip() is None
        for name in before.namelist():
            assert after.read(name) == (_NO_MERGED_CELLS if name == PART else b"") + before.read(name)
    assert values(once) == values(data)


def test_what_stands_first_leaves_the_checksum_as_it_is() -> None:
    assert zlib.crc32(_NO_MERGED_CELLS) == 0


def test_the_second_reading_ends_where_it_begins() -> None:
    """What stands behind the rows is not well-formed, and is met by whoever reads on to the end."""
    data = zipped(
        parts(ROWS) | {PART: str(parts(ROWS)[PART]).replace("</sheetData>", "</sheetData></broken>")}
    )
    with pytest.raises(Exception, match="ill-formed"):
        values(data)
    assert len(values(read_once(data, open_archive(data), {PART}))) > 0


@pytest.mark.parametrize(
    ("head", "plain"),
    [
        (b"<worksheet xmlns", True),
        (b'<?xml version="1.0" encoding="UTF-8"?>', True),
        (b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>', True),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>', False),
        (b"\xef\xbb\xbf<worksheet", False),
        ("<worksheet".encode("utf-16"), False),
        ("<worksheet".encode("utf-16-le"), False),
        (b" <worksheet", False),
        (b"", False),
    ],
)
def test_only_a_part_in_utf_8_has_something_put_before_it(head: bytes, plain: bool) -> None:
    assert is_plainly_encoded(head) is plain


def test_only_large_sheets_without_merged_cells_are_read_so() -> None:
    large = "".join(row(at, f'<c r="A{at}" t="str"><v>{"tekst " * 20}{at}</v></c>') for at in range(1, 3_000))
    merged = SheetScan()
    merged.merged.append("A1:B1")
    for rows, scan, expected in (
        (large, SheetScan(), True),
        (large, merged, False),
        (ROWS, SheetScan(), False),
    ):
        data = sheet(rows)
        entries = open_archive(data)
        quick = quick_package(data, entries, open_package(data, entries).sheets, [scan])
        assert (quick is not None) is expected
    workbook = read_workbook(sheet(large))
    assert [list(found) for _, found in workbook.worksheets[0].rows] == values(sheet(large))
