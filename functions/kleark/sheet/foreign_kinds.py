"""Files that are no sheet at all, each with the advice that helps: archives, shortcuts, mails, pictures …

What is true of them is told by ``params`` in both languages: ``kind_da``, ``advice_da``, ``kind_en``, ``advice_en``.
"""

from __future__ import annotations

from kleark.sheet.errors import UnreadableFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Said: TypeAlias = tuple[str, str, str, str]

_COPY_TABLE = (
    "Står skemaet i den, så kopiér tabellen over i et tomt Excel-ark, gem det, og læg det op.",
    "If the table is in it, copy it into an empty Excel sheet, save that, and upload it.",
)
_NO_SHEET: dict[str, tuple[str, str, str, str]] = {
    "pdf": (
        "en PDF",
        "a PDF",
        "Læg det Excel-ark op, som PDF-filen er lavet af.",
        "Upload the Excel sheet that the PDF was made from.",
    ),
    "picture": (
        "et billede",
        "a picture",
        "Et billede af arket kan ikke læses. Læg selve arket op.",
        "A picture of the sheet cannot be read. Upload the sheet itself.",
    ),
    "word": ("et tekstdokument", "a text document", *_COPY_TABLE),
    "powerpoint": ("en præsentation", "a presentation", *_COPY_TABLE),
    "mail": (
        "en e-mail",
        "an e-mail",
        "Åbn mailen, gem det vedhæftede ark på din computer, og læg det op.",
        "Open the mail, save the attached sheet on your computer, and upload that.",
    ),
    "program": (
        "et program",
        "a program",
        "Åbn det ikke, hvis du ikke kender det. Find selve arket, og læg det op.",
        "Do not open it if you do not know it. Find the sheet itself, and upload that.",
    ),
    "database": (
        "en database",
        "a database",
        "Eksportér tabellen til Excel (.xlsx), og læg den op.",
        "Export the table to Excel (.xlsx), and upload that.",
    ),
    "page": (
        "en webside",
        "a web page",
        "Det er ofte en log ind-side, der er gemt i stedet for arket. Log ind, hent arket igen, og læg det op.",
        "It is often a sign-in page saved instead of the sheet. Sign in, fetch the sheet again, and upload it.",
    ),
    "numbers": (
        "et regneark fra Apple Numbers",
        "a spreadsheet of Apple Numbers",
        "Åbn det i Numbers, vælg Arkiver, Eksportér til, Excel, og læg den nye fil op.",
        "Open it in Numbers, choose File, Export To, Excel, and upload the new file.",
    ),
    "json": (
        "data fra et program (JSON)",
        "data of a program (JSON)",
        "Det er ofte et programs svar i stedet for arket. Læg selve arket op.",
        "It is often a program's answer instead of the sheet. Upload the sheet itself.",
    ),
    "zip": (
        "en zip-fil uden noget regneark i",
        "a zip file with no spreadsheet in it",
        "Find selve arket, og læg det op.",
        "Find the sheet itself, and upload that.",
    ),
}
_POINTERS: dict[str, Said] = {
    "google": (
        "en genvej til et ark i Google Drev",
        "a shortcut to a sheet in Google Drive",
        "Åbn den i Google Sheets, og vælg Filer, Download, Microsoft Excel (.xlsx).",
        "Open it in Google Sheets, and choose File, Download, Microsoft Excel (.xlsx).",
    ),
    "link": (
        "en genvej (et link)",
        "a shortcut (a link)",
        "Åbn genvejen, og hent filen ned (i Excel: Filer, Gem som, Hent en kopi).",
        "Open the shortcut, and download the file (in Excel: File, Save As, Download a Copy).",
    ),
    "cloud": (
        "en pladsholder for en fil, der kun ligger i skyen (OneDrive eller iCloud)",
        "a placeholder of a file that is in the cloud only (OneDrive or iCloud)",
        "Højreklik på filen, vælg Behold altid på denne enhed (eller Hent nu), og vent, til den er hentet.",
        "Right-click the file, choose Always keep on this device (or Download Now), and wait until it is there.",
    ),
}
_HELPERS: dict[str, Said] = {
    "lock": (
        "Excels låsefil (~$…), som kun er der, mens filen er åben",
        "Excel's lock file (~$…), which is there only while the file is open",
        "Luk den i Excel, og læg filen uden ~$ foran navnet op.",
        "Close it in Excel, and upload the file without ~$ before its name.",
    ),
    "office_lock": (
        "LibreOffices låsefil (.~lock…), som kun er der, mens filen er åben",
        "LibreOffice's lock file (.~lock…), which is there only while the file is open",
        "Luk den, og læg filen uden .~lock foran navnet op.",
        "Close it, and upload the file without .~lock before its name.",
    ),
    "folder": (
        "en skjult fil fra en Mac (.DS_Store), som kun siger, hvordan en mappe vises",
        "a hidden file of a Mac (.DS_Store), which only says how a folder is shown",
        "Find selve filen i mappen, og læg den op.",
        "Find the file itself in the folder, and upload that.",
    ),
    "mac": (
        "en skjult følgefil fra en Mac (._…)",
        "a hidden companion file of a Mac (._…)",
        "Læg filen uden ._ foran navnet op.",
        "Upload the file without ._ before its name.",
    ),
}
# First bytes, the kind of file, and the format's own name, which is the same in both languages.
_SIGNATURES = (
    (b"%PDF-", "pdf", "PDF"),
    (b"\x89PNG\r\n", "picture", "PNG"),
    (b"\xff\xd8\xff", "picture", "JPEG"),
    (b"GIF8", "picture", "GIF"),
    (b"BM", "picture", "BMP"),
    (b"II*\0", "picture", "TIFF"),
    (b"MM\0*", "picture", "TIFF"),
    (b"{\\rtf", "word", "RTF"),
    (b"MZ", "program", "EXE"),
    (b"\x7fELF", "program", "ELF"),
    (b"\xcf\xfa\xed\xfe", "program", "Mach-O"),
    (b"\xca\xfe\xba\xbe", "program", "Mach-O"),
    (b"#!/", "program", "script"),
    (b"SQLite format 3\0", "database", "SQLite"),
    (b"\x00\x01\x00\x00Standard ", "database", "Access"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "word", "OneNote"),
)
_ARCHIVES = (
    (b"7z\xbc\xaf'\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x1f\x8b", "GZIP"),
    (b"MSCF", "CAB"),
    (b"BZh", "BZIP2"),
    (b"\xfd7zXZ\0", "XZ"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
)
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
_SHEET_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".numbers")
_ARCHIVE_ENDINGS = (".zip", ".7z", ".rar", ".gz")
# An owner file of Excel is 165 bytes, of Word 162: the length of a user's name, the name, the name in UTF-16.
_OWNER_BYTES, _OWNER_NAME = (162, 165), 54
_LOCK_BYTES = 4_000
_BASE64_ZIP = ("UEsDB", "0M8R4KGxGuE")


def no_sheet(kind: str, name: str = "") -> UnreadableFile:
    """``KA119``: another kind of file. ``name``: of the format, the same in both languages."""
    kind_da, kind_en, advice_da, advice_en = _NO_SHEET[kind]
    shown = f" ({name})" if name and name not in kind_da.upper() else ""
    return _said("KA119", (kind_da + shown, kind_en + shown, advice_da, advice_en))


def archive(name: str, sheet: str = "") -> UnreadableFile:
    """``KA114``: an archive of the format ``name``, with the sheet of that file name in it, where it is known."""
    inside = f' med "{sheet}" i' if sheet else "", f' with "{sheet}" in it' if sheet else ""
    return UnreadableFile("KA114", {"format": name, "inside_da": inside[0], "inside_en": inside[1]})


def sheet_in(names: list[str]) -> str | None:
    """The file name of the first sheet among a zip's entries, or of an archive in it; None where there is none."""
    files = [file for name in names if (file := name.replace("\\", "/").rpartition("/")[2])[:2] != "._"]
    return next(
        (
            file
            for ends in (_SHEET_ENDINGS, _ARCHIVE_ENDINGS)
            for file in files
            if file.lower().endswith(ends)
        ),
        None,
    )


def by_signature(data: bytes) -> UnreadableFile | None:
    """The refusal of a file that its bytes tell; None where they do not."""
    for signature, name in _ARCHIVES:
        if data.startswith(signature):
            return archive(name)
    if data[257:262] == b"ustar":
        return archive("TAR")
    for signature, kind, name in _SIGNATURES:
        if data.startswith(signature):
            return no_sheet(kind, name)
    picture = _boxed_picture(data)
    return no_sheet("picture", picture) if picture else _pointer(data) or _helper(data)


def _boxed_picture(data: bytes) -> str | None:
    """The format of a picture whose name does not stand at the beginning."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    return "HEIC" if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS else None


def by_text(text: str, data: bytes) -> UnreadableFile | None:
    """The refusal of a file that is text. ``text``: its beginning, without blanks before."""
    lower = text.lower()
    if _is_wrapped(text, lower):
        return UnreadableFile("KA116")
    if lower.startswith("{") and ("docs.google.com" in lower or '"doc_id"' in lower):
        return _said("KA117", _POINTERS["google"])
    if lower.startswith(("http://", "https://")) and len(text.split()) == 1:
        return _said("KA117", _POINTERS["google" if "docs.google.com" in lower else "link"])
    webloc = lower.startswith("<?xml") and "<plist" in lower and "<key>url</key>" in lower
    if webloc or lower.startswith(("[internetshortcut]", "[{000214a0", "[desktop entry]")):
        return _said("KA117", _POINTERS["link"])
    if (
        len(data) < _LOCK_BYTES
        and text.count(",") >= 4
        and "file:///" in lower
        and text.rstrip().endswith(";")
    ):
        return _said("KA118", _HELPERS["office_lock"])
    return None


def _is_wrapped(text: str, lower: str) -> bool:
    """Whether a text is a file as programs send it: base64, alone, in JSON or in a link, or the body of a form."""
    if lower.startswith("{"):
        return '"$content"' in lower and '"$content-type"' in lower
    if lower.startswith("data:"):
        return ";base64," in lower[:200]
    if lower.startswith("--"):
        return "content-disposition:" in lower
    return text.lstrip('"').startswith(_BASE64_ZIP)


def _pointer(data: bytes) -> UnreadableFile | None:
    if data.startswith(b"bplist00"):
        return _said("KA117", _POINTERS["cloud" if b"NSURL" in data else "link"])
    if data.startswith((b"L\0\0\0\x01\x14\x02\0", b"book\0\0\0\0mark")):
        return _said("KA117", _POINTERS["link"])
    # OneDrive leaves as many zeros as the file is long.
    return _said("KA117", _POINTERS["cloud"]) if not data.strip(b"\0") else None


def _helper(data: bytes) -> UnreadableFile | None:
    if data.startswith(b"\0\x05\x16\x07"):
        return _said("KA118", _HELPERS["mac"])
    if data.startswith(b"\0\0\0\x01Bud1"):
        return _said("KA118", _HELPERS["folder"])
    if len(data) in _OWNER_BYTES and 1 <= data[0] <= _OWNER_NAME:
        name, rest = data[1 : 1 + data[0]], data[1 + data[0] : _OWNER_NAME]
        if all(byte >= 32 for byte in name) and not rest.strip(b" \0"):
            return _said("KA118", _HELPERS["lock"])
    return None


def _said(rule: str, said: Said) -> UnreadableFile:
    names = ("kind_da", "kind_en", "advice_da", "advice_en")
    return UnreadableFile(rule, dict(zip(names, said, strict=True)))
