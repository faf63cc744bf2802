"""Snapshots that this instance has read. They never change, so a visit need only ask which one is live."""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property
from sys import getsizeof
from threading import Lock
from typing import TYPE_CHECKING

from kleark.configuration.row_pages import UnreadablePageError
from kleark.configuration.stored_row import StoredRow, digest_of

if TYPE_CHECKING:
    from kleark.portal.ports import Reader
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Content


class Rows(tuple[StoredRow, ...]):
    """Rows of a snapshot, in order of their keys."""

    @cached_property
    def by_key(self) -> dict[str, StoredRow]:
        """The same by their keys, made when it is first asked for."""
        return {row.key: row for row in self}


MOST_BYTES = 96 * 1024 * 1024
"""Of a function's 512 MB. 98 municipalities with 1,000 rows each, at 700 bytes a row, are 70 MB."""


class Snapshots:
    """Whole snapshots by their ids, the least recently used forgotten first. Several threads may share it."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._held: OrderedDict[tuple[MunicipalityCode, str, str], tuple[Rows, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def rows(
        self, reader: Reader, code: MunicipalityCode, content: Content, *, consistent: bool
    ) -> Rows | None:
        """The rows, from memory or else read. None where what was read is not what was sealed: half is never served."""
        key = (code, content.snapshot_id, content.digest)
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key][0]
        rows = whole_rows(reader, code, content, consistent=consistent)
        if rows is not None:
            self._hold(key, rows)
        return rows

    @property
    def bytes(self) -> int:
        """How much memory the rows take."""
        return self._bytes

    def _hold(self, key: tuple[MunicipalityCode, str, str], rows: Rows) -> None:
        size = (getsizeof(rows) + getsizeof(rows.by_key)) + sum(
            getsizeof(row) + getsizeof(row.key) + getsizeof(row.line) for row in rows
        )
        if size > self._most_bytes:
            return
        with self._lock:
            if key in self._held:  # another thread was faster
                return
            self._held[key] = rows, size
            self._bytes += size
            while self._bytes > self._most_bytes:
                _, (_, freed) = self._held.popitem(last=False)
                self._bytes -= freed


def whole_rows(reader: Reader, code: MunicipalityCode, content: Content, *, consistent: bool) -> Rows | None:
    """The rows, read and not remembered. None where they are not what was sealed."""
    try:
        rows = Rows(reader.rows(code, content.snapshot_id, consistent=consistent))
    except UnreadablePageError:
        return None
    read = len(rows), digest_of(row.line for row in rows)
    return rows if read == (content.row_count, content.digest) else None
