"""Files that are no sheet: each gets the advice that helps, and what only looks like one of them does not."""

from __future__ import annotations

import base64
import gzip
import io
import json
import tarfile
import zipfile

import pytest

from kleark.check import check
from kleark.sheet.foreign_kinds import sheet_in
from kleark.sheet.reader import UnreadableFile, read_workbook
from tests.support import workbooks as make
from tests.support.sheet_builder import row as one_row
from tests.support.sheet_builder import sheet_of, written
from tests.support.workbooks import parts, row, text_cell, workbook, zipped

SHEET = workbook(row(1, text_cell("A1", "x")))
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"


def refusal(data: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(data)
    return caught.value


def tar(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def lock_file(user: str) -> bytes:
    """An owner file as Excel writes it: 165 bytes with the name of whoever has the sheet open."""
    name = user.encode("cp1252")
    wide = bytes([len(user), 0]) + user.ljust(54).encode("utf-16-le")
    return bytes([len(name)]) + name.ljust(54) + wide


def encrypted(data: bytes, name: str) -> bytes:
    return make.patched(data, name, b"PK\x01\x02", 8, b"\x01\x00")


@pytest.mark.parametrize(
    ("data", "format_name", "inside"),
    [
        (zipped({"odense.xlsx": SHEET}), "ZIP", ' med "odense.xlsx" i'),
        (zipped({"Kommunen/Ark 2026/Børn.XLSX": SHEET}), "ZIP", ' med "Børn.XLSX" i'),
        (zipped({"mappe\\ark.xlsx": SHEET}), "ZIP", ' med "ark.xlsx" i'),
        (zipped({"ark.csv": "a;b"}), "ZIP", ' med "ark.csv" i'),
        (zipped({"arkiv.zip": zipped({"ark.xlsx": SHEET})}), "ZIP", ' med "arkiv.zip" i'),
        (zipped({"arkiv.zip": "x", "ark.xlsx": SHEET}), "ZIP", ' med "ark.xlsx" i'),
        (zipped({"laes.txt": "x", "__MACOSX/._ark.xlsx": "x", "ark.ods": "x"}), "ZIP", ' med "ark.ods" i'),
        (encrypted(zipped({"ark.xlsx": SHEET}), "ark.xlsx"), "ZIP", ' med "ark.xlsx" i'),
        (zipped({"ark.xlsx": SHEET}, zipfile.ZIP_LZMA), "ZIP", ' med "ark.xlsx" i'),
        (gzip.compress(SHEET, mtime=0), "GZIP", ""),
        (b"7z\xbc\xaf'\x1c\0\x04", "7-Zip", ""),
        (b"Rar!\x1a\x07\x01\0", "RAR", ""),
        (b"\x28\xb5\x2f\xfd\x04", "Zstandard", ""),
        (tar("ark.xlsx", b"x"), "TAR", ""),
    ],
)
def test_an_archive_is_to_be_unpacked(data: bytes, format_name: str, inside: str) -> None:
    refused = refusal(data)
    assert refused.rule == "KA114"
    assert (refused.params["format"], refused.params["inside_da"]) == (format_name, inside)


def test_the_advice_on_an_archive_names_the_sheet_in_it() -> None:
    (finding,) = check(zipped({"odense.xlsx": SHEET}), "sag.zip").findings
    assert finding.message_da == 'Filen er et arkiv (ZIP) med "odense.xlsx" i, og ikke selve Excel-filen.'


def test_a_document_with_a_sheet_in_it_is_no_archive() -> None:
    document = zipped(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>", "word/embeddings/a.xlsx": "x"}
    )
    assert refusal(document).rule == "KA119"
    assert read_workbook(zipped(parts() | {"xl/embeddings/a.xlsx": "x"})).worksheets[0].rows == ()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (make.ole2("Root Entry", "WordDocument"), "et tekstdokument (Word (.doc))"),
        (make.ole2("Root Entry", "PowerPoint Document"), "en præsentation (PowerPoint (.ppt))"),
        (make.ole2("Root Entry", "__properties_version1.0"), "en e-mail (Outlook (.msg))"),
        (make.ole2("Root Entry", "Workbook", "__properties_version1.0"), "en e-mail (Outlook (.msg))"),
        (make.ole2("__properties_version1.0", "EncryptedPackage"), "en e-mail (Outlook (.msg))"),
        (b"%PDF-1.7\n", "en PDF"),
        (PNG, "et billede (PNG)"),
        (JPEG, "et billede (JPEG)"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "et billede (WebP)"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "et billede (HEIC)"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "et billede (SVG)"),
        (b"{\\rtf1", "et tekstdokument (RTF)"),
        (b"MZ\x90\0", "et program (EXE)"),
        (b"SQLite format 3\0", "en database (SQLite)"),
        (b"\n <HTML><body>Log ind", "en webside (HTML)"),
        (b"From: a@b.dk\r\nTo: c@d.dk\r\nSubject: Ark\r\n\r\nHej", "en e-mail (E-mail (.eml))"),
        (b"Date: Mon, 1 Jun 2026\r\nX-Mailer: a\r\nSubject: Ark\r\n\r\nHej", "en e-mail (E-mail (.eml))"),
        (b'{"error": {"code": "InvalidTemplate"}}', "data fra et program (JSON)"),
        (zipped({"word/document.xml": "<a/>"}), "et tekstdokument (Word (.docx))"),
        (zipped({"ppt/presentation.xml": "<a/>"}), "en præsentation (PowerPoint (.pptx))"),
        (zipped({"Index/Document.iwa": "x"}), "et regneark fra Apple Numbers"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
         "et tekstdokument (OpenDocument)"),
        (zipped({"billede.png": PNG}), "en zip-fil uden noget regneark i"),
    ],
)  # fmt: skip
def test_a_file_without_a_sheet_is_named_and_gets_advice_of_its_own(data: bytes, kind: str) -> None:
    refused = refusal(data)
    assert (refused.rule, refused.params["kind_da"]) == ("KA119", kind)
    assert refused.params["advice_da"]
    (finding,) = check(data, "ark.xlsx").findings
    assert str(refused.params["advice_da"]) in finding.message_da
    assert "Åbn filen i Excel" not in finding.message_da


@pytest.mark.parametrize(
    "data",
    [
        json.dumps({"$content-type": "application/octet-stream", "$content": "UEsDBA=="}).encode(),
        b'\xef\xbb\xbf\n{ "$content" : "UEsDBA==", "$content-type":"x" }',
        base64.b64encode(SHEET),
        b'"' + base64.b64encode(SHEET) + b'"',
        b"data:application/vnd.ms-excel;base64," + base64.b64encode(SHEET),
        b"------WebKitFormBoundary7\r\nContent-Disposition: form-data; name=file\r\n\r\nPK",
        base64.b64encode(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)),
    ],
)
def test_a_sheet_that_is_wrapped_as_text(data: bytes) -> None:
    assert refusal(data).rule == "KA116"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'{"url":"https://docs.google.com/open?id=1","doc_id":"1","email":"a@b.dk"}', "Google"),
        (b"https://docs.google.com/spreadsheets/d/1/edit", "Google"),
        (b"[InternetShortcut]\r\nURL=https://kommune.sharepoint.com/ark.xlsx\r\n", "et link"),
        (b"[{000214A0-0000-0000-C000-000000000046}]\r\nProp3=19,2\r\n[InternetShortcut]\r\n", "et link"),
        (b"[Desktop Entry]\nType=Link\nURL=https://a.dk/\n", "et link"),
        (b'<?xml version="1.0"?><plist version="1.0"><dict><key>URL</key><string>https://a.dk</string></dict></plist>',
         "et link"),
        (b"https://kommune.sharepoint.com/:x:/r/ark.xlsx\n", "et link"),
        (b"L\0\0\0\x01\x14\x02\0\0\0\0\0", "et link"),
        (b"book\0\0\0\0mark\0\0\0\0", "et link"),
        (b"bplist00\xd1\x01\x02SURL_\x10\x11https://a.dk", "et link"),
        (b"bplist00\xd3\x01\x02_\x10\x11NSURLFileResource", "skyen"),
        (bytes(4_096), "skyen"),
    ],
)  # fmt: skip
def test_a_file_that_only_points_to_the_sheet(data: bytes, kind: str) -> None:
    refused = refusal(data)
    assert refused.rule == "KA117"
    assert kind in str(refused.params["kind_da"])


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (lock_file("Anna Admin"), "Excels låsefil"),
        (lock_file("Åse Ø"), "Excels låsefil"),
        (b",anna,PC7,29.11.2026 10:00,file:///home/anna/.config/libreoffice/4;", "LibreOffices låsefil"),
        (b"\0\x05\x16\x07\0\x02\0\0Mac OS X", "Mac"),
        (b"\0\0\0\x01Bud1\0\0", ".DS_Store"),
    ],
)
def test_a_helper_file_beside_the_sheet(data: bytes, kind: str) -> None:
    refused = refusal(data)
    assert refused.rule == "KA118"
    assert kind in str(refused.params["kind_da"])


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"Fra: Anna; til: Bo\n1;2", "KA104"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related", "KA104"),
        (b"Navn: Anna\nAdresse: Torvet 1", "KA104"),
        (b"Se https://docs.google.com/1, og ring", "KA104"),
        (bytes([5]) + b"x" * 164, "KA103"),
        (make.ole2("Root Entry", "EncryptionInfo", "EncryptedPackage"), "KA105"),
    ],
)
def test_what_only_looks_like_one_of_them(data: bytes, rule: str) -> None:
    assert refusal(data).rule == rule


def test_a_sheet_among_the_names_of_a_zip() -> None:
    assert sheet_in(["a/b.txt", "a\\ark.XLSM"]) == "ark.XLSM"
    assert sheet_in(["ark.xlsx/", "ark.xlsx.txt", "._ark.xlsx"]) is None


def test_a_sheet_is_none_of_them() -> None:
    assert check(written(sheet_of(one_row())), "~$ark.xlsx").verdict != "rejected"
