"""Which kind of file this is, by its content, for a sentence that tells the admin what to do about it.

Formats that Excel opens are told apart from files with no sheet in them, whose sentences stand in `foreign_kinds`.
"""

from __future__ import annotations

from kleark.sheet import foreign_kinds, limits
from kleark.sheet.errors import UnreadableFile, damaged

_ZIP = b"PK\x03\x04"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names are the same in Danish and English.
_OLE2_STREAMS = (
    ("workbook", "Excel 97-2003 (.xls)"),
    ("book", "Excel 5.0/95 (.xls)"),
)
# First, since a mail holds its attachments with their own streams.
_OLE2_MAIL = "__properties_version1.0"
_OLE2_OTHERS = (
    ("worddocument", "word", "Word (.doc)"),
    ("powerpoint document", "powerpoint", "PowerPoint (.ppt)"),
)
# [MS-OFFCRYPTO] 2.2: rights management encrypts for persons, not with a password.
_OLE2_LABELS = ("drmencryptedtransform", "drmencrypteddataspace", "\tdrmcontent")
_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x10\x00")
_TEXT_HEAD = 4_096
# RFC 5322: a mail begins with fields of any order; one of these is among the first of them.
_MAIL_FIELDS = ("\nmime-version:", "\nfrom:", "\nreceived:", "\nsubject:", "\nmessage-id:", "\nreturn-path:")
_MAIL_STARTS = tuple(field[1:] for field in _MAIL_FIELDS)


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
    foreign = foreign_kinds.by_signature(data)
    if foreign is not None:
        raise foreign
    if data.startswith(_BIFF):
        raise other_format("Excel 2-4 (.xls)")
    raise _text_refusal(data) or UnreadableFile("KA103")


def other_format(name: str) -> UnreadableFile:
    """``KA104``: a format that Excel opens and can save as .xlsx."""
    return UnreadableFile("KA104", {"format": name})


def _refuse_ole2(data: bytes) -> None:
    """Microsoft's older container, known by the streams it names ([MS-CFB] 2.6: UTF-16, in any case)."""
    names = data.lower()
    if _OLE2_MAIL.encode("utf-16-le") in names:
        raise foreign_kinds.no_sheet("mail", "Outlook (.msg)")
    if any(stream.encode("utf-16-le") in names for stream in _OLE2_LABELS):
        raise UnreadableFile("KA115")
    if "encryptedpackage".encode("utf-16-le") in names:
        raise UnreadableFile("KA105")
    for stream, name in _OLE2_STREAMS:
        if stream.encode("utf-16-le") + b"\0\0" in names:
            raise other_format(name)
    for stream, kind, name in _OLE2_OTHERS:
        if stream.encode("utf-16-le") + b"\0\0" in names:
            raise foreign_kinds.no_sheet(kind, name)
    raise UnreadableFile("KA103")


def _text_refusal(data: bytes) -> UnreadableFile | None:
    text = _text(data[:_TEXT_HEAD])
    if text is None:
        return None
    head = text.lstrip("\ufeff \t\r\n")
    return foreign_kinds.by_text(head, data) or _by_markup(head.lower(), data)


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


def _by_markup(text: str, data: bytes) -> UnreadableFile:
    if any(tag in text for tag in ("<html", "<!doctype html", "<table", "<body")):
        # Excel opens a web page with a table in it, and many systems export such pages as .xls.
        return other_format("HTML") if b"<table" in data.lower() else foreign_kinds.no_sheet("page", "HTML")
    if "<svg" in text:
        return foreign_kinds.no_sheet("picture", "SVG")
    if _is_mail(text):
        # Excel's own kind of web page is a mail in form.
        workbook = "x-document-type: workbook" in text
        return other_format("MHTML (.mht)") if workbook else foreign_kinds.no_sheet("mail", "E-mail (.eml)")
    if text.startswith(("{", "[{")):
        return foreign_kinds.no_sheet("json")
    return other_format(_text_format(text))


def _is_mail(text: str) -> bool:
    if text.startswith(_MAIL_STARTS):
        return True
    name, colon, _ = text.partition(":")
    is_field = bool(colon) and name.isascii() and name.replace("-", "").isalnum()
    return is_field and any(field in text for field in _MAIL_FIELDS)


def _text_format(text: str) -> str:
    if "urn:schemas-microsoft-com:office:spreadsheet" in text or 'progid="excel.sheet"' in text:
        return "XML Spreadsheet 2003"
    if "urn:oasis:names:tc:opendocument" in text:
        return "OpenDocument (.fods)"
    if text.startswith("<"):
        return "XML"
    return "CSV" if any(separator in text for separator in ";,\t") else "TXT"
