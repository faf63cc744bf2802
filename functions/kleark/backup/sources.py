"""What is restored from: an archive, or a table, municipality by municipality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kleark.backup.archive_lines import SectionEnd, SectionStart, open_archive, read_archive
from kleark.backup.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from kleark.backup.ports import BackupTable
    from kleark.publishing.ids import MunicipalityCode

Section = tuple["MunicipalityCode", "Iterable[Record]"]
"""A municipality, and its records in the order of `Record.order`, which are read as they are asked for."""


class Source(Protocol):
    """Can be gone through more than once."""

    def sections(self) -> Iterator[Section]:
        """Each municipality's records; those that nobody asks for are passed over."""


@dataclass(frozen=True, slots=True)
class ArchiveSource:
    """An archive's sections. Going through to the end proves all of it."""

    path: Path

    def sections(self) -> Iterator[Section]:
        """Raises OSError, and what `read_archive` raises."""
        with open_archive(self.path) as stream:
            events = read_archive(stream)
            for event in events:
                assert isinstance(event, SectionStart)
                records = _records(events)
                yield event.code, records
                for _ in records:
                    pass


@dataclass(frozen=True, slots=True)
class TableSource:
    """What a table holds of some municipalities; nobody else writes into it."""

    table: BackupTable
    codes: Sequence[MunicipalityCode]

    def sections(self) -> Iterator[Section]:
        """As `BackupTable.records`, one after the other."""
        for code in self.codes:
            yield code, self.table.records(code)


def _records(events: Iterator[SectionStart | Record | SectionEnd]) -> Iterator[Record]:
    """The records up to the section's end, which is reached only where all of it is proved."""
    for event in events:
        if not isinstance(event, Record):
            return
        yield event
