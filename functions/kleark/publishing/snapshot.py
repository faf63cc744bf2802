"""An immutable set of rows in the one form that is stored, digested and served."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING

from kleark.configuration.stored_row import StoredRow, digest_of, row_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.configuration.row import Row

SCHEMA_VERSION = "1.0"
"""Of a published row's form. Part of a snapshot's id and of the portal's ETag."""
OPTIONAL_SCHEMA_VERSION = "1.1"
"""The same where a row has a field that may be absent. Any other set of rows is what it was before there was one."""


class SnapshotState(StrEnum):
    """The state of a snapshot."""

    OPEN = "open"
    """Its rows may be written."""
    SEALED = "sealed"
    """All of its rows are there, and must not be written again."""
    SWEPT = "swept"
    """Its rows are being deleted, or have been. They must never be written again under this id."""


class DuplicateRowError(ValueError):
    """Two rows with the same KLE number and source system: only one of them could be stored."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Rows in order of their keys, and the digest of them all in lower-case hex."""

    rows: tuple[StoredRow, ...]
    digest: str

    @property
    def has_optional(self) -> bool:
        """Whether a row has a field that may be absent."""
        return any(row.has_optional for row in self.rows)

    @property
    def schema_version(self) -> str:
        """Of its rows' form."""
        return OPTIONAL_SCHEMA_VERSION if self.has_optional else SCHEMA_VERSION


def snapshot_of(rows: Iterable[Row]) -> Snapshot:
    """The snapshot that holds ``rows``, whatever their order. Raises DuplicateRowError."""
    stored = [StoredRow(row_key(*row.key), canonical_line(row)) for row in rows]
    if len({row.key for row in stored}) != len(stored):
        raise DuplicateRowError("two rows have the same KLE number and source system")
    return snapshot_from_rows(stored)


def snapshot_from_rows(rows: Iterable[StoredRow]) -> Snapshot:
    """The snapshot made of rows that are stored already."""
    in_order = tuple(sorted(rows, key=attrgetter("key")))
    return Snapshot(in_order, digest_of(row.line for row in in_order))


def canonical_line(row: Row) -> str:
    """JSON with sorted names, no spaces and no escapes beyond those that JSON demands."""
    return json.dumps(row.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
