"""The package as the value libraries look for it: they go by the usual names of parts where we go by relationships.

python-calamine opens ``xl/workbook.xml``, ``xl/sharedStrings.xml`` and ``xl/styles.xml`` whatever the relationships
say; openpyxl goes by content types, and by name for the styles. Where that would be another part than the one the
relationships name, the libraries get a package in which both agree. No part is changed but those that name others.
"""

from __future__ import annotations

import struct
import zlib

from kleark.sheet.archive import unpack
from kleark.sheet.workbook_parts import USUAL_NAMES
from kleark.sheet.xml import elements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.sheet.archive import Entry
    from kleark.sheet.workbook_parts import Entries, Package
    from kleark.sheet.xml import Attributes

_WORKBOOK, _TEXTS, _STYLES = USUAL_NAMES
_RELATIONSHIPS, _TYPES = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_KINDS = {_WORKBOOK: "sheet.main+xml", _TEXTS: "sharedStrings+xml", _STYLES: "styles+xml"}
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord('"'): "&quot;", ord("\n"): "&#10;", ord("\t"): "&#9;"}


def with_usual_names(data: bytes, entries: Entries, package: Package, replaced: Mapping[str, bytes]) -> bytes:
    """A package of the same parts, in which workbook, shared texts and styles have their usual names.

    ``replaced``: the content of parts that the libraries shall see instead, by name in lower case.
    """
    moved = {_WORKBOOK: package.workbook, _TEXTS: package.shared_texts, _STYLES: package.styles}
    left_out = {name.lower() for name in (*moved, _RELATIONSHIPS, _TYPES)}
    left_out |= {part for part in moved.values() if part is not None}
    contents: dict[str, Entry | bytes] = {
        _TYPES: _content_types(data, entries, moved, left_out),
        _RELATIONSHIPS: _relationships(package),
    }
    contents |= {name: entries[part] for name, part in moved.items() if part is not None}
    contents |= {entry.name: entry for key, entry in entries.items() if key not in left_out}
    contents |= {entries[key].name: content for key, content in replaced.items()}
    return archive_of(data, contents)


def _relationships(package: Package) -> bytes:
    moved = {package.workbook: _WORKBOOK, package.shared_texts: _TEXTS, package.styles: _STYLES}
    rows = (
        f'<Relationship Id="{_quoted(key)}" Type="{_OFFICE}{_quoted(target.kind)}" '
        f'Target="/{_quoted(moved.get(target.part, target.part))}"/>'
        for key, target in package.targets.items()
        if target.part is not None
    )
    return f'<Relationships xmlns="{_PACKAGE}relationships">{"".join(rows)}</Relationships>'.encode()


def _content_types(
    data: bytes, entries: Entries, moved: Mapping[str, str | None], left_out: set[str]
) -> bytes:
    rows: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if name in ("Default", "Override") and attributes.get("PartName", "").lower()[1:] not in left_out:
            written = "".join(
                f' {_quoted(key)}="{_quoted(value)}"' for key, value in attributes.items() if ":" not in key
            )
            rows.append(f"<{name}{written}/>")

    entry = entries[_TYPES.lower()]
    elements(unpack(data, entry), entry.name, start)
    rows += [
        f'<Override PartName="/{name}" ContentType="{_SPREADSHEET}{_KINDS[name]}"/>'
        for name, part in moved.items()
        if part is not None
    ]
    return f'<Types xmlns="{_PACKAGE}content-types">{"".join(rows)}</Types>'.encode()


def _quoted(text: str) -> str:
    return text.translate(_ESCAPES)


def archive_of(
    data: bytes, contents: Mapping[str, Entry | bytes], before: Mapping[str, tuple[bytes, int]] | None = None
) -> bytes:
    """A zip of the contents by name: bytes, and what is packed already, as it is.

    ``before``: by name, bytes that go before the packed ones, and how many bytes those unpack to.
    """
    body, directory = bytearray(), bytearray()
    for name, content in contents.items():
        first, more = (before or {}).get(name, (b"", 0))
        if isinstance(content, bytes):
            packed: bytes | memoryview = content
            method, crc, size = 0, zlib.crc32(content), len(content)
        else:
            packed = memoryview(data)[content.start : content.start + content.compressed]
            method, crc, size = content.method, content.crc, content.size
        raw_name = name.encode()
        sizes = (crc, len(first) + len(packed), size + more)
        flags = 0 if name.isascii() else 0x800
        directory += _CENTRAL.pack(
            b"PK\x01\x02", 20, 20, flags, method, 0, 0x21, *sizes, len(raw_name), 0, 0, 0, 0, 0, len(body)
        )
        directory += raw_name
        body += _LOCAL.pack(b"PK\x03\x04", 20, flags, method, 0, 0x21, *sizes, len(raw_name), 0)
        body += raw_name
        body += first
        body += packed
    count = len(contents)
    return bytes(
        body + directory + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
    )
