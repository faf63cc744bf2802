"""What erasure asks of the outside: the two buckets with all their versions, and the table.

It also uses `kleark.publishing.ports`, whose promises on errors and repetition hold here too. Each is fulfilled by the
class of the same name in `kleark.adapters`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.configuration.list_head import ListHead
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Upload


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One version of one object, or the marker of its deletion.

    ``etag``: without quotes; empty for a marker. ``modified_at``: when it came, as `publishing.model.stamp` writes it.
    """

    key: str
    version_id: str
    etag: str
    is_current: bool
    is_marker: bool = False
    modified_at: str = ""


class VersionedBucket(Protocol):
    """A bucket with everything that it ever held and has not forgotten."""

    def versions(self, prefix: str) -> Iterator[StoredVersion]:
        """Every version and marker of the objects whose keys begin so."""

    def delete(self, version: StoredVersion) -> None:
        """Delete just this one, for good. No error where it is gone already."""

    def read(self, version: StoredVersion) -> bytes | None:
        """What it holds; None where it is gone."""


class ErasureTable(Protocol):
    """The record of an upload, at the end of its deletion."""

    def finish(self, upload: Upload, at: str) -> bool:
        """Record that nothing of it is left; whether it was still being deleted."""


class ListTable(Protocol):
    """Municipalities' lists of one kind."""

    def head(self, code: MunicipalityCode, *, consistent: bool) -> ListHead | None:
        """The list that counts, or that it was deleted; None before the first."""

    def delete_pages_before(self, code: MunicipalityCode, order: str) -> int:
        """Delete the pages of lists that were uploaded before; how many there were."""
