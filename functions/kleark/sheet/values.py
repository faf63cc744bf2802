"""The values of one worksheet, by a library that others keep; each row with its true number.

python-calamine first, which is ten times as fast; openpyxl where calamine gives up, as it does on ``#SPILL!``.
"""

from __future__ import annotations

import sys
from io import BytesIO

import python_calamine

from kleark.sheet import limits
from kleark.sheet.address import parse_area
from kleark.sheet.archive import unpack
from kleark.sheet.errors import UnreadableFile, damaged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, TypeAlias

    from openpyxl.worksheet.worksheet import Worksheet

    from kleark.sheet.workbook_parts import Entries, Package, SheetEntry
    from kleark.sheet.worksheet_scan import SheetScan

    ReadRow: TypeAlias = tuple[int, list[object]]

# openpyxl makes an object of every cell in an area that is merged or linked; over this many it is not asked.
_AREA_CELLS = 200_000
# Of a worksheet over which it is worth while to have it read once, and of its beginning that says its encoding.
_LARGE_BYTES = 200_000
_HEAD_BYTES = 200


def quick_package(
    data: bytes, entries: Entries, sheets: list[SheetEntry], scans: list[SheetScan]
) -> bytes | None:
    """The package in which python-calamine reads large sheets once; None where there are none."""
    parts = {
        sheet.part
        for sheet, scan in zip(sheets, scans, strict=True)
        if sheet.part is not None and not scan.merged and entries[sheet.part].size > _LARGE_BYTES
    }
    if not parts or not all(map(str.isascii, entries)):
        return None
    from kleark.sheet.single_reading import is_plainly_encoded, read_once  # noqa: PLC0415  only for a large sheet

    plain = {
        part for part in parts if is_plainly_encoded(next(unpack(data, entries[part]), b"")[:_HEAD_BYTES])
    }
    return read_once(data, entries, plain) if plain else None


class ValueReader:
    """The workbook, opened by each library when it is first needed."""

    def __init__(self, data: bytes, package: Package, quick: bytes | None = None) -> None:
        """``quick``: the same package, as python-calamine reads it in less time."""
        self._data = data
        self._package = package
        self._fast = _open_calamine(quick or data, package)
        self._thorough: dict[str, Worksheet] | None = None

    def rows(self, sheet: SheetEntry, scan: SheetScan) -> Iterator[ReadRow]:
        """Row number and values from column A, in rising order. Raises UnreadableFile if no library can."""
        if self._fast is not None:
            try:
                return _calamine_rows(self._fast.get_sheet_by_index(sheet.index))
            except MemoryError:
                raise
            except BaseException as error:  # noqa: BLE001  a panic in Rust is no Exception
                _raise_unless_from_library(error)
        return self._openpyxl_rows(sheet, scan)

    def _openpyxl_rows(self, sheet: SheetEntry, scan: SheetScan) -> Iterator[ReadRow]:
        areas = [*scan.merged, *(link[0] for link in scan.links)]
        if sum(map(_area_size, areas)) > _AREA_CELLS:
            raise damaged("content", sheet.part or "")
        if self._thorough is None:
            self._thorough = _open_openpyxl(self._data, self._package)
        worksheet = self._thorough.get(sheet.name)
        if worksheet is None:
            raise damaged("content", sheet.part or "")
        last_row = min(worksheet.max_row, limits.LAST_ROW)
        last_column = min(worksheet.max_column, limits.LAST_COLUMN)
        values = worksheet.iter_rows(1, last_row, 1, last_column, values_only=True)
        return ((number, list(row)) for number, row in enumerate(values, 1))


def _open_calamine(data: bytes, package: Package) -> python_calamine.CalamineWorkbook | None:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    except MemoryError:
        raise
    except BaseException as error:  # noqa: BLE001  a panic in Rust is no Exception
        _raise_unless_from_library(error)
        return None
    # Both must mean the same workbook part; otherwise calamine would show what we have not checked.
    return book if book.sheet_names == [sheet.name for sheet in package.sheets] else None


def _calamine_rows(sheet: python_calamine.CalamineSheet) -> Iterator[ReadRow]:
    """`iter_rows` begins with row 1, but with the first column that holds anything."""
    start = sheet.start
    before: list[object] = [None] * start[1] if start else []
    rows: Iterator[list[Any]] = sheet.iter_rows()
    numbered = enumerate(rows, 1)
    return ((number, before + row) for number, row in numbered) if before else numbered


def _open_openpyxl(data: bytes, package: Package) -> dict[str, Worksheet]:
    import os  # noqa: PLC0415  rarely needed, and slow to import
    import warnings  # noqa: PLC0415

    # With lxml, openpyxl would parse by rules of its own.
    os.environ["OPENPYXL_LXML"] = "False"
    warnings.simplefilter("ignore")
    try:
        from openpyxl import load_workbook  # noqa: PLC0415

        book = load_workbook(BytesIO(data), data_only=True, keep_links=False)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  whatever it trips over, the file is one that no library reads
        raise damaged("content", package.workbook) from None
    sheets: dict[str, Worksheet] = {sheet.title: sheet for sheet in book.worksheets}
    if set(sheets) != {sheet.name for sheet in package.sheets if sheet.part}:
        raise damaged("content", package.workbook)
    return sheets


def _raise_unless_from_library(error: BaseException) -> None:
    """Let pass what is not the library's verdict on the file: an interrupt, or a refusal of ours."""
    if isinstance(error, (KeyboardInterrupt, SystemExit, UnreadableFile)):
        raise error


def _area_size(text: str) -> int:
    area = parse_area(text)
    if area is None:
        return sys.maxsize
    top, left, bottom, right = area
    return (bottom - top + 1) * (right - left + 1)
