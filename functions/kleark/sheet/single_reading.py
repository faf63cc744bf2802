"""The package in which python-calamine reads a large worksheet once: as it is, it reads the whole part twice.

After the values it looks for merged cells, which are taken from the scan here, and so goes through all rows again to
what follows them. An empty list of merged cells before everything else ends that second reading where it begins.
The part is not packed again for it: a block of plain bytes goes before its packed ones, and of the texts that say the
same, this one leaves the part's checksum as it is.
"""

from __future__ import annotations

import struct

from kleark.sheet.library_package import archive_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kleark.sheet.archive import Entry
    from kleark.sheet.workbook_parts import Entries

_NO_MERGED_CELLS = b'<mergeCells x="L41bZB"></mergeCells>'
_DEFLATED = 8
# A block of a deflated part that is not its last one, with the bytes as they are: how many, and the same inverted.
_PLAIN_BLOCK = struct.pack("<BHH", 0, len(_NO_MERGED_CELLS), len(_NO_MERGED_CELLS) ^ 0xFFFF)


def read_once(data: bytes, entries: Entries, parts: set[str]) -> bytes:
    """The same package, for python-calamine alone. ``parts``: worksheets in UTF-8 without merged cells."""
    before = {entries[part].name: _beginning(entries[part]) for part in parts}
    return archive_of(data, {entry.name: entry for entry in entries.values()}, before)


def _beginning(entry: Entry) -> tuple[bytes, int]:
    """What goes before the packed part, and how many bytes that is when unpacked."""
    block = _PLAIN_BLOCK if entry.method == _DEFLATED else b""
    return block + _NO_MERGED_CELLS, len(_NO_MERGED_CELLS)


def is_plainly_encoded(head: bytes) -> bool:
    """Whether a part that begins so is in UTF-8, and says nothing else, so that something may stand before it."""
    return head[:1] == b"<" and b"\0" not in head and (b"encoding=" not in head or b"utf-8" in head.lower())
