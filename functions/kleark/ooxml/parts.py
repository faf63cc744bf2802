"""The parts of a workbook during an edit. Those that are not written are copied as they are, still compressed."""

from __future__ import annotations

import struct
import zlib

from kleark.ooxml.markup import as_utf8
from kleark.sheet.archive import Entry, open_archive, unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_DEFLATED, _UTF8_NAME, _VERSION = 8, 0x800, 20
# 1 January 1980: the same change to the same file gives the same bytes.
_DATE = 0x21


class Parts:
    """A workbook's parts by name. Names are compared without regard to case (ECMA-376 part 2).

    Raises UnreadableFile for a container that the reader would refuse, too.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._entries: dict[str, Entry] = open_archive(data)
        self._written: dict[str, tuple[str, bytes]] = {}
        self._removed: set[str] = set()

    def __contains__(self, name: str) -> bool:
        key = name.lower()
        return key in self._written or (key in self._entries and key not in self._removed)

    def names(self) -> list[str]:
        """The names of all parts, in lower case and in the order of the container, new ones last."""
        present = [key for key in self._entries if key not in self._removed]
        return present + [key for key in self._written if key not in self._entries]

    def read(self, name: str) -> bytes:
        """An XML part's content, converted to UTF-8. Raises KeyError where there is no such part."""
        return as_utf8(self.raw(name), name)

    def raw(self, name: str) -> bytes:
        """A part's content as it is. Raises KeyError where there is no such part."""
        key = name.lower()
        if key in self._written:
            return self._written[key][1]
        if key in self._removed:
            raise KeyError(name)
        return b"".join(unpack(self._data, self._entries[key]))

    def write(self, name: str, content: bytes) -> None:
        """Set the content of a part, or add the part."""
        key = name.lower()
        own = self._entries[key].name if key in self._entries else name
        self._written[key] = (own, content)
        self._removed.discard(key)

    def remove(self, name: str) -> None:
        """Remove a part."""
        self._written.pop(name.lower(), None)
        self._removed.add(name.lower())

    def rename(self, names: Mapping[str, str]) -> None:
        """Give parts other names, all at once; each stays where it is in the container.

        ``names``: the new names by the old ones in lower case. Those of parts that are not there say nothing.
        """

        def new(key: str, name: str) -> str:
            return names.get(key, name)

        entries = {key: entry for key, entry in self._entries.items() if key not in self._removed}
        self._removed.clear()
        self._entries = {
            new(key, key).lower(): Entry(
                new(key, entry.name), entry.method, entry.crc, (entry.start, entry.compressed), entry.size
            )
            for key, entry in entries.items()
        }
        self._written = {
            new(key, key).lower(): (new(key, name), content) for key, (name, content) in self._written.items()
        }

    def unused_name(self, pattern: str) -> str:
        """The first free name of the form ``pattern``, which has ``{}`` where the number goes."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def to_bytes(self) -> bytes:
        """The workbook as a file."""
        body, directory = bytearray(), bytearray()
        count = 0
        for key in self.names():
            name, method, crc, size, packed = self._packed(key)
            raw_name = name.encode()
            flags = 0 if name.isascii() else _UTF8_NAME
            sizes = (crc, len(packed), size)
            directory += _CENTRAL.pack(
                b"PK\x01\x02", _VERSION, _VERSION, flags, method, 0, _DATE, *sizes, len(raw_name), 0, 0, 0, 0, 0,
                len(body),
            )  # fmt: skip
            directory += raw_name
            body += _LOCAL.pack(b"PK\x03\x04", _VERSION, flags, method, 0, _DATE, *sizes, len(raw_name), 0)
            body += raw_name
            body += packed
            count += 1
        end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
        return bytes(body + directory + end)

    def _packed(self, key: str) -> tuple[str, int, int, int, bytes | memoryview]:
        """(name, method, checksum, size, packed content) of a part."""
        if key not in self._written:
            entry = self._entries[key]
            packed = memoryview(self._data)[entry.start : entry.start + entry.compressed]
            return entry.name, entry.method, entry.crc, entry.size, packed
        name, content = self._written[key]
        packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        return name, _DEFLATED, zlib.crc32(content), len(content), packer.compress(content) + packer.flush()
