"""Which kind of file this is, by its first bytes, for a sentence that tells the admin what to do about it."""

from __future__ import annotations

from kleark.sheet import limits
from kleark.sheet.errors import UnreadableFile, damaged

_ZIP = b"PK\x03\x04"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names are the same in Danish and English.
_SIGNATURES = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"{\\rtf", "RTF"),
    (b"7z\xbc\xaf'\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x1f\x8b", "GZIP"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "EXE"),
    (b"SQLite format 3\0", "SQLite"),
    (b"\x00\x01\x00\x00Standard ", "Access"),
)
_OLE2_STREAMS = (
    ("workbook", "Excel 97-2003 (.xls)"),
    ("book", "Excel 5.0/95 (.xls)"),
    ("worddocument", "Word (.doc)"),
    ("powerpoint document", "PowerPoint (.ppt)"),
    ("__properties_version1.0", "Outlook (.msg)"),
)
_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x10\x00")
_TEXT_HEAD = 4_096


def check_file_kind(data: bytes) -> None:
    """Raises UnreadableFile unless ``data`` is a zip of a size that we take on."""
    if not data:
        raise UnreadableFile("KA101")
    if len(data) > limits.FILE_BYTES:
        raise UnreadableFile("KA102", {"megabytes": -(-len(data) // 1_000_000)})
    if data.startswith(_ZIP):
        return
    if data.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise damaged("zip")
    if data.startswith(_OLE2):
        _refuse_ole2(data)
    name = _format(data)
    if name is None:
        raise UnreadableFile("KA103")
    raise UnreadableFile("KA104", {"format": name})


def _refuse_ole2(data: bytes) -> None:
    """Microsoft's older container, known by the streams it names ([MS-CFB] 2.6: UTF-16, in any case)."""
    names = data.lower()
    if "encryptedpackage".encode("utf-16-le") in names:
        raise UnreadableFile("KA105")
    for stream, name in _OLE2_STREAMS:
        if stream.encode("utf-16-le") + b"\0\0" in names:
            raise UnreadableFile("KA104", {"format": name})
    raise UnreadableFile("KA103")


def _format(data: bytes) -> str | None:
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    if data.startswith(_BIFF):
        return "Excel 2-4 (.xls)"
    text = _text(data[:_TEXT_HEAD])
    return None if text is None else _text_format(text.lstrip("\ufeff \t\r\n").lower())


def _text(head: bytes) -> str | None:
    """The beginning as text, or None where it is none. Danish Excel writes CSV in Windows-1252."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    if any(byte < 32 and byte not in b"\t\n\r\x0c" for byte in head):
        return None
    try:
        return head.decode("utf-8-sig")
    except UnicodeDecodeError:
        return head.decode("cp1252", "replace")


def _text_format(text: str) -> str:
    if "urn:schemas-microsoft-com:office:spreadsheet" in text or 'progid="excel.sheet"' in text:
        return "XML Spreadsheet 2003"
    if "urn:oasis:names:tc:opendocument" in text:
        return "OpenDocument (.fods)"
    if any(tag in text for tag in ("<html", "<!doctype html", "<table", "<body")):
        return "HTML"
    if text.startswith("<"):
        return "XML"
    if text.startswith(("mime-version:", "from:", "received:", "return-path:")):
        return "E-mail"
    return "CSV" if any(separator in text for separator in ";,\t") else "TXT"
