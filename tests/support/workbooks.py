"""Builders of workbooks: plain ones by the programs that admins' tools use, odd and hostile ones part by part."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import xlsxwriter  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
WORKSHEET = f"{RELATIONSHIPS}/worksheet"

Parts = dict[str, str | bytes]


def parts(
    sheet_data: str = "",
    *,
    before: str = "",
    after: str = "",
    workbook: str = "",
    sheet_kind: str = WORKSHEET,
    main_type: str = SHEET_TYPE,
    sheet_relationships: str = "",
) -> Parts:
    """The parts of a workbook with one sheet ``Ark1``; ``before`` and ``after`` stand around its sheetData."""
    made: Parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main_type}"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": relationships(("rId1", f"{RELATIONSHIPS}/officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><sheets>'
        f'<sheet name="Ark1" sheetId="1" r:id="rId1"/></sheets>{workbook}</workbook>',
        "xl/_rels/workbook.xml.rels": relationships(("rId1", sheet_kind, "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">{before}'
        f"<sheetData>{sheet_data}</sheetData>{after}</worksheet>",
    }
    if sheet_relationships:
        made["xl/worksheets/_rels/sheet1.xml.rels"] = sheet_relationships
    return made


def relationships(*targets: tuple[str, str, str], external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    rows = (
        f'<Relationship Id={quoteattr(key)} Type="{kind}" Target={quoteattr(url)}{mode}/>'
        for key, kind, url in targets
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(rows)}</Relationships>'


def text_cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def zipped(contents: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    return zipped_list(contents.items(), method)


def zipped_list(contents: Iterable[tuple[str, str | bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with these entries in this order; names may repeat."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in contents:
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return buffer.getvalue()


def workbook(sheet_data: str = "", **options: str) -> bytes:
    """A workbook with one hand-written sheet; for ``options`` see `parts`."""
    return zipped(parts(sheet_data, **options))


def patched(data: bytes, name: str, signature: bytes, offset: int, value: bytes) -> bytes:
    """``data`` with bytes of one entry's header changed: ``PK\\x01\\x02`` directory, ``PK\\x03\\x04`` local."""
    name_offset = 46 if signature == b"PK\x01\x02" else 30
    start = data.find(signature)
    while data[start + name_offset : start + name_offset + len(name)] != name.encode():
        start = data.find(signature, start + 1)
        assert start >= 0, name
    return data[: start + offset] + value + data[start + offset + len(value) :]


def overlapping() -> bytes:
    """A zip whose directory has an entry that lies within the data of another one."""
    inner = zipped({"xl/extra.xml": "<extra/>"}, zipfile.ZIP_STORED)
    local_length = inner.find(b"PK\x01\x02")
    outer = parts()
    outer["xl/outer.bin"] = inner[:local_length]
    data = zipped(outer, zipfile.ZIP_STORED)
    end = data.rfind(b"PK\x05\x06")
    directory = inner[local_length : inner.rfind(b"PK\x05\x06")]
    place = data.find(inner[:local_length])
    directory = directory[:42] + struct.pack("<I", place) + directory[46:]
    count, size, offset = struct.unpack_from("<HII", data, end + 10)
    closing = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count + 1, count + 1, size + len(directory), offset, 0)
    return data[:end] + directory + closing


def bomb(megabytes: int, count: int = 1) -> bytes:
    """A workbook with ``count`` more parts that each unpack to so many spaces."""
    contents = parts()
    for number in range(count):
        contents[f"xl/media/image{number}.xml"] = b" " * (megabytes * 1_000_000)
    return zipped(contents)


def lying_bomb() -> bytes:
    """A part of 2 MB whose headers say that it has 1,000 bytes."""
    name = "xl/worksheets/sheet1.xml"
    contents = parts()
    contents[name] = str(contents[name]).encode() + b" " * 2_000_000
    small = struct.pack("<I", 1_000)
    data = patched(zipped(contents), name, b"PK\x01\x02", 24, small)
    return patched(data, name, b"PK\x03\x04", 22, small)


def heavy_strings(length: int = 32_000, references: int = 5_000) -> bytes:
    """One long shared text that many cells refer to: 160 MB where each cell holds its own copy."""
    per_row = 250
    one_row = "<row>" + '<c t="s"><v>0</v></c>' * per_row + "</row>"
    rows = one_row * (references // per_row)
    contents = parts(rows)
    contents["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}"><si><t>{"x" * length}</t></si></sst>'
    contents["[Content_Types].xml"] = str(contents["[Content_Types].xml"]).replace(
        "</Types>",
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    )
    contents["xl/_rels/workbook.xml.rels"] = relationships(
        ("rId1", WORKSHEET, "worksheets/sheet1.xml"),
        ("rId2", f"{RELATIONSHIPS}/sharedStrings", "sharedStrings.xml"),
    )
    return zipped(contents)


def heavy_links(links: int = 300, rows: int = 600) -> bytes:
    """Links that each cover every row: work that grows with both, in a file that is small."""
    data = "".join(row(number, text_cell(f"A{number}", "x")) for number in range(1, rows + 1))
    link = '<hyperlink ref="A1:B600" location="x"/>'
    return workbook(data, after=f"<hyperlinks>{link * links}</hyperlinks>")


def ole2(*streams: str) -> bytes:
    """The beginning of Microsoft's older container with a directory of these streams."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    entries = b"".join(name.encode("utf-16-le").ljust(64, b"\0") + bytes(64) for name in streams)
    return header + bytes(512) + entries


def by_xlsxwriter(rows: Iterable[Iterable[Any]], **options: Any) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "default_date_format": "dd-mm-yyyy", **options}
    ) as book:
        sheet = book.add_worksheet("Ark1")
        for number, values in enumerate(rows):
            for column, value in enumerate(values):
                if value is not None:
                    sheet.write(number, column, value)
    return buffer.getvalue()


def by_openpyxl(rows: Iterable[Iterable[Any]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Ark1"
    for values in rows:
        sheet.append(list(values))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def checksum(content: bytes) -> bytes:
    return struct.pack("<I", zlib.crc32(content))
