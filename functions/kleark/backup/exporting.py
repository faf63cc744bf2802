"""The command that writes what is stored of a municipality into an archive, as it stood at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

from kleark.backup.archive_lines import record_line
from kleark.backup.section_check import Verification
from kleark.publishing.audit import READINGS
from kleark.publishing.errors import ConcurrentChangeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.backup.archive_lines import ArchiveWriter
    from kleark.backup.ports import BackupTable, Interpret
    from kleark.publishing.ids import MunicipalityCode

_IN_MEMORY = 1_000_000
"""Bytes of a section that wait in memory; the rest waits on disk until it is known that nothing moved."""


@dataclass(frozen=True, slots=True)
class Exported:
    """``counts``: records of each kind. ``flaws``: what is wrong with them, as `Verification` has it."""

    code: MunicipalityCode
    revision: int
    counts: Mapping[str, int]
    flaws: tuple[str, ...]


def export_section(
    code: MunicipalityCode, table: BackupTable, interpret: Interpret, archive: ArchiveWriter
) -> Exported | None:
    """Write a municipality's section; None, and nothing, where nothing is stored of it.

    What is flawed is written as it is, and marked: there may be no other copy. Raises ConcurrentChangeError where the
    municipality keeps changing, UnknownItemError.
    """
    before = table.live(code)
    for _ in range(READINGS):
        verification = Verification(code, interpret)
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as lines:
            for record in table.records(code):
                verification.take(record)
                lines.write(record_line(record))
            after = table.live(code)
            if after == before:
                flaws = verification.flaws()
                if not verification.counts:
                    return None
                lines.seek(0)
                archive.section(code, lines, verification.counts, flaws)
                revision = verification.live.revision if verification.live else 0
                return Exported(code, revision, dict(verification.counts), flaws)
        before = after
    raise ConcurrentChangeError
