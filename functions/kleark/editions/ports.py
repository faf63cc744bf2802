"""What editions ask of the outside: the table, the bucket that they are dropped into, and what is live.

As in `kleark.publishing.ports`, a failure of the service is raised, and every method may be called again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kleark.configuration.stored_row import StoredRow
    from kleark.editions.model import ActiveEdition, EditionRecord, RegisterEntry
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Live


class ByteStream(Protocol):
    """What is read a part at a time."""

    def read(self, size: int = -1, /) -> bytes: ...


class StoredFile(NamedTuple):
    """An object of the bucket. ``size``: in bytes."""

    size: int
    stream: ByteStream


class EditionFiles(Protocol):
    """The bucket that editions are dropped into."""

    def open(self, bucket: str, key: str, version_id: str | None) -> StoredFile | None:
        """One version, or the newest; None where it is gone."""


class EditionTable(Protocol):
    """The register's part of the table. Reads are consistent."""

    def active(self) -> ActiveEdition:
        """Which register is active; that which comes with Kleark until one was activated."""

    def record(self, edition_id: str) -> EditionRecord | None: ...

    def records(self) -> list[EditionRecord]:
        """All editions that came in, the newest first."""

    def add(self, record: EditionRecord) -> bool:
        """Store a record; whether it is new."""

    def content(self, digest: str) -> bytes | None:
        """A register in the compact form; None where there is none, or it is not whole."""

    def write_content(self, digest: str, content: bytes) -> None: ...

    def slice(self, digest: str) -> str | None:
        """A slice of a register; None where there is none, or it is not whole.

        Raises `kleark.registers.kle_register.StoredRegisterError` where the table does not answer.
        """

    def write_slices(self, slices: Mapping[str, str]) -> None: ...

    def log(self) -> list[RegisterEntry]:
        """All entries, oldest first."""

    def commit(self, entry: RegisterEntry, active: ActiveEdition) -> bool:
        """Let ``active`` be active and write the entry, both or neither; whether nothing else had come before."""


class LiveReader(Protocol):
    """What is live of all municipalities."""

    def lives(self, codes: Iterable[MunicipalityCode]) -> Mapping[MunicipalityCode, Live]: ...

    def row_keys(self, snapshots: Mapping[MunicipalityCode, str]) -> Mapping[MunicipalityCode, list[str]]: ...

    def rows(self, code: MunicipalityCode, snapshot_id: str, *, consistent: bool) -> list[StoredRow]: ...
