"""The zip container of a workbook, checked before anything in it is unpacked.

The standard library's ``zipfile`` does the same reading, but its import alone takes 18 ms in a child that
starts in 13; and the checks for overlap and names need the directory's own fields in any case.
"""

from __future__ import annotations

import struct
import zlib

from kleark.sheet import limits
from kleark.sheet.errors import UnreadableFile, damaged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    Fields: TypeAlias = tuple[int, ...]

_END = b"PK\x05\x06"
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_STORED, _DEFLATED = 0, 8
_CHUNK = 65_536


class Entry:
    """One part: its name as written, where its data lie, and what they should unpack to."""

    __slots__ = ("compressed", "crc", "method", "name", "size", "start")

    def __init__(self, name: str, method: int, crc: int, span: tuple[int, int], size: int) -> None:
        self.name = name
        self.method = method
        self.crc = crc
        self.start, self.compressed = span
        self.size = size


def open_archive(data: bytes) -> dict[str, Entry]:
    """The parts by name in lower case, since names in a package differ by more than case (ECMA-376 part 2).

    Raises UnreadableFile for whatever a zip of a workbook never needs.
    """
    entries: dict[str, Entry] = {}
    spans: list[tuple[int, int]] = []
    count, offset, end = _directory(data)
    if count > limits.ENTRIES:
        raise UnreadableFile("KA109", {"reason": "entries"})
    spans.append((offset, end))
    for _ in range(count):
        entry, header_start, offset = _entry(data, offset, end)
        spans.append((header_start, entry.start + entry.compressed))
        _check_name(entry.name)
        key = entry.name.lower()
        if key in entries:
            raise UnreadableFile("KA109", {"reason": "duplicate_names"})
        entries[key] = entry
    _check_overlap(spans, len(data))
    _check_totals(entries)
    return entries


def entry_names(data: bytes) -> list[str]:
    """The names in a zip's directory as they are, of whatever kind the zip is. Raises UnreadableFile for none."""
    count, offset, end = _directory(data)
    names: list[str] = []
    for _ in range(min(count, limits.ENTRIES)):
        if offset + _CENTRAL.size > end:
            break
        name_len, extra_len, note_len = _CENTRAL.unpack_from(data, offset)[10:13]
        start = offset + _CENTRAL.size
        names.append(data[start : start + name_len].decode("utf-8", "replace"))
        offset = start + name_len + extra_len + note_len
    return names


def unpack(data: bytes, entry: Entry) -> Iterator[bytes]:
    """The part's content in pieces of at most 64 kB. What it says of its size and checksum must be true."""
    size, crc = 0, 0
    for piece in _inflate(data, entry):
        size += len(piece)
        if size > limits.PART_BYTES:
            raise too_large()
        if size > entry.size:
            raise damaged("zip", entry.name)
        crc = zlib.crc32(piece, crc)
        yield piece
    if size != entry.size or crc != entry.crc:
        raise damaged("zip", entry.name)


def too_large() -> UnreadableFile:
    """``KA108``: the file unpacks to more than any sheet."""
    return UnreadableFile("KA108", {"megabytes": limits.UNPACKED_BYTES // 1_000_000})


def _inflate(data: bytes, entry: Entry) -> Iterator[bytes]:
    stop = entry.start + entry.compressed
    if entry.method == _STORED:
        for start in range(entry.start, stop, _CHUNK):
            yield data[start : min(start + _CHUNK, stop)]
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for start in range(entry.start, stop, _CHUNK):
            waiting = data[start : min(start + _CHUNK, stop)]
            while waiting:
                piece = inflater.decompress(waiting, _CHUNK)
                waiting = inflater.unconsumed_tail
                yield piece
            if inflater.eof:
                return
        while piece := inflater.decompress(b"", _CHUNK):
            yield piece
    except zlib.error:
        raise damaged("zip", entry.name) from None
    if not inflater.eof:
        raise damaged("zip", entry.name)


def _directory(data: bytes) -> tuple[int, int, int]:
    """(number of entries, where the directory starts, where it ends)."""
    end = data.rfind(_END, max(0, len(data) - 22 - 65_535))
    if end < 0 or end + 22 > len(data):
        raise damaged("zip")
    disk, first_disk, here, count, size, offset, _ = struct.unpack_from("<4H2IH", data, end + 4)
    if count == 0xFFFF or size == 0xFFFFFFFF or offset == 0xFFFFFFFF:
        here, count, size, offset, end = _directory64(data, end)
    if disk or first_disk or here != count or offset + size > end or count == 0:
        raise damaged("zip")
    return count, offset, offset + size


def _directory64(data: bytes, end: int) -> Fields:
    """The same from the zip64 record, which some writers use whatever the size."""
    locator = end - 20
    if locator < 0 or data[locator : locator + 4] != b"PK\x06\x07":
        raise damaged("zip")
    record = int.from_bytes(data[locator + 8 : locator + 16], "little")
    if record + 56 > locator or data[record : record + 4] != b"PK\x06\x06":
        raise damaged("zip")
    return (*struct.unpack_from("<4Q", data, record + 24), record)


def _entry(data: bytes, offset: int, end: int) -> tuple[Entry, int, int]:
    """The entry at ``offset`` of the directory, where its local header starts, where the next entry is."""
    if offset + _CENTRAL.size > end:
        raise damaged("zip")
    fields = _CENTRAL.unpack_from(data, offset)
    signature, _, _, flags, method, _, _, crc, compressed, size, name_len, extra_len, note_len = fields[:13]
    local = fields[16]
    name_start = offset + _CENTRAL.size
    following = name_start + name_len + extra_len + note_len
    if signature != b"PK\x01\x02" or following > end:
        raise damaged("zip")
    raw_name = data[name_start : name_start + name_len]
    if flags & 0x1:
        raise UnreadableFile("KA105")
    if 0xFFFFFFFF in (size, compressed, local):
        extra = data[name_start + name_len : name_start + name_len + extra_len]
        size, compressed, local = _sizes64(extra, size, compressed, local)
    start = _data_start(data, local, raw_name)
    if method not in (_STORED, _DEFLATED) or (method == _STORED and size != compressed):
        raise damaged("zip")
    name = raw_name.decode("utf-8", "replace")
    return Entry(name, method, crc, (start, compressed), size), local, following


def _sizes64(extra: bytes, *fields: int) -> Fields:
    """The true sizes, where the directory says that they stand in the zip64 extra field."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<2H", extra)
        if kind == 1:
            numbers = struct.iter_unpack("<Q", extra[4 : 4 + length // 8 * 8])
            found = [next(numbers, (f,))[0] if f == 0xFFFFFFFF else f for f in fields]
            return tuple(found)
        extra = extra[4 + length :]
    raise damaged("zip")


def _data_start(data: bytes, local: int, raw_name: bytes) -> int:
    if local + _LOCAL.size > len(data):
        raise damaged("zip")
    signature, _, flags, *_, name_len, extra_len = _LOCAL.unpack_from(data, local)
    name_start = local + _LOCAL.size
    # A reader that trusts the local header would otherwise see another part than we checked.
    if signature != b"PK\x03\x04" or data[name_start : name_start + name_len] != raw_name:
        raise damaged("zip")
    if flags & 0x1:
        raise UnreadableFile("KA105")
    return int(name_start + name_len + extra_len)


# XlsxWriter begins the name of one part so, where a picture stands in a cell. Nothing that is read is called so.
_ROOTED = "/xl/richData/_rels/"


def _check_name(name: str) -> None:
    parts = name.split("/")
    rooted = name.startswith("/") and not name.startswith(_ROOTED)
    if "\\" in name or "\0" in name or ":" in parts[0] or rooted or ".." in parts:
        raise UnreadableFile("KA109", {"reason": "path"})


def _check_overlap(spans: list[tuple[int, int]], length: int) -> None:
    spans.sort()
    reached = 0
    for start, end in spans:
        if end > length:
            raise damaged("zip")
        if start < reached:
            raise UnreadableFile("KA109", {"reason": "overlap"})
        reached = end


def _check_totals(entries: dict[str, Entry]) -> None:
    sizes = [entry.size for entry in entries.values()]
    if max(sizes) > limits.PART_BYTES or sum(sizes) > limits.UNPACKED_BYTES:
        raise too_large()
