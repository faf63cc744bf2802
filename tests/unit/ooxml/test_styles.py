"""Which part the formats of a workbook are in, and where new ones are written: the one that programs look into."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

from kleark.check import check
from kleark.fix.fix import fix
from kleark.ooxml.package import open_workbook, related_part
from kleark.ooxml.parts import Parts
from tests.support.sheet_builder import row, sheet_of, written
from tests.support.workbooks import MAIN, RELATIONSHIPS

if TYPE_CHECKING:
    from collections.abc import Mapping

RELATIONS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
ORPHAN = f'<styleSheet xmlns="{MAIN}"></styleSheet>'
DAYS = (date(2021, 4, 1) - date(1899, 12, 30)).days


def contents_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(contents: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_orphan(data: bytes, *, declared: bool = True) -> bytes:
    """As PyExcelerate writes: numbers without a format, and a part of styles that no relationship leads to."""
    contents = contents_of(data)
    links = contents[RELATIONS].split(b"<Relationship ")
    contents[RELATIONS] = b"<Relationship ".join(
        one for one in links if b"/styles" not in one.partition(b">")[0]
    )
    contents["xl/styles.xml"] = ORPHAN.encode()
    if not declared:
        kinds = contents[TYPES].split(b"<Override ")
        contents[TYPES] = b"<Override ".join(one for one in kinds if b"/xl/styles.xml" not in one)
    assert b"styles.xml" not in contents[RELATIONS]
    return zipped(contents)


def moved(data: bytes) -> bytes:
    """The styles in a part of another name, and what nobody reads under the usual one."""
    contents = contents_of(data)
    contents["xl/formats.xml"] = contents["xl/styles.xml"]
    contents["xl/styles.xml"] = ORPHAN.encode()
    contents[RELATIONS] = contents[RELATIONS].replace(b'"styles.xml"', b'"formats.xml"')
    contents[TYPES] = contents[TYPES].replace(
        b"</Types>",
        b'<Override PartName="/xl/formats.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'spreadsheetml.styles+xml"/></Types>',
    )
    return zipped(contents)


@pytest.mark.parametrize("declared", [True, False])
def test_dates_without_a_format_are_written_where_every_program_finds_them(*, declared: bool) -> None:
    data = with_orphan(written(sheet_of(row(showFrom=DAYS))), declared=declared)
    assert "KA330" in {one.rule for one in check(data, "ark.xlsx").findings}
    result = fix(data, "ark.xlsx", suggestions=True)
    report = check(result.data, "ark.xlsx")
    assert "KA330" not in {one.rule for one in report.findings}
    assert [one.row.show_from for one in report.rows] == [date(2021, 4, 1)]
    book = openpyxl.load_workbook(io.BytesIO(result.data))
    assert str(book.worksheets[0]["D2"].value) == "2021-04-01 00:00:00"
    contents = contents_of(result.data)
    assert contents[TYPES].count(b'"/xl/styles.xml"') == 1
    assert f"{RELATIONSHIPS}/styles".encode() in contents[RELATIONS]


def test_a_part_of_another_name_is_read_and_written() -> None:
    data = moved(
        written(sheet_of(row(showFrom=date(2021, 4, 1)), row(kleNumber="15.17.12", showFrom="01.04.2021")))
    )
    parts = Parts(data)
    assert related_part(parts, open_workbook(parts).part, "styles") == "xl/formats.xml"
    assert [one.cell for one in check(data, "ark.xlsx").findings if one.rule == "KA330"] == []
    result = fix(data, "ark.xlsx", suggestions=True)
    assert contents_of(result.data)["xl/styles.xml"] == ORPHAN.encode()
    dates = [one.row.show_from for one in check(result.data, "ark.xlsx").rows]
    assert dates[0] == date(2021, 4, 1)


def test_a_copy_under_the_usual_name_stays_one() -> None:
    contents = contents_of(moved(written(sheet_of(row(showFrom="01.04.2021")))))
    contents["xl/styles.xml"] = contents["xl/formats.xml"]
    result = contents_of(fix(zipped(contents), "ark.xlsx", suggestions=True).data)
    assert result["xl/formats.xml"] != contents["xl/formats.xml"]
    assert result["xl/styles.xml"] == result["xl/formats.xml"]
    assert openpyxl.load_workbook(io.BytesIO(zipped(result))).worksheets
