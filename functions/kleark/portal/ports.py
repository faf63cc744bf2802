"""What the portal's answers ask of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kleark.configuration.stored_row import StoredRow
    from kleark.editions.model import ActiveEdition
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Live, LogEntry


class ActiveEditions(Protocol):
    """Which edition of the KLE register is active."""

    def active(self) -> ActiveEdition: ...


class Reader(Protocol):
    """What is read of the table."""

    def live(self, code: MunicipalityCode, *, consistent: bool) -> Live: ...

    def lives(self, codes: Iterable[MunicipalityCode]) -> Mapping[MunicipalityCode, Live]: ...

    def row_keys(self, snapshots: Mapping[MunicipalityCode, str]) -> Mapping[MunicipalityCode, list[str]]: ...

    def rows(self, code: MunicipalityCode, snapshot_id: str, *, consistent: bool) -> list[StoredRow]: ...

    def log_entry(self, code: MunicipalityCode, revision: int) -> LogEntry | None: ...

    def revisions(
        self, code: MunicipalityCode, numbers: Iterable[int], *, consistent: bool
    ) -> list[LogEntry]: ...

    def is_swept(self, code: MunicipalityCode, snapshot_id: str) -> bool: ...
