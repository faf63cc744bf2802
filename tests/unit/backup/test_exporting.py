"""Exporting and restoring a long history takes no more memory than a short one: with `make soak` 5,000 uploads."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from kleark.adapters.dynamodb.backup_table import interpret
from kleark.adapters.dynamodb.items import to_values
from kleark.backup.archive_lines import ArchiveWriter
from kleark.backup.exporting import export_section
from kleark.backup.records import Record, RecordKind
from kleark.backup.restoring import carry_out, examine
from kleark.backup.sources import ArchiveSource
from kleark.publishing.errors import ConcurrentChangeError
from kleark.publishing.ids import MunicipalityCode, municipality_code
from kleark.publishing.log import hash_of, next_entry, replay_entry
from kleark.publishing.model import Action, Content, Live, LogEntry
from kleark.publishing.snapshot import snapshot_of
from kleark.testing.validated_uploads import validated
from tests.support.searching import SOAK
from tests.support.world import row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CODE = municipality_code("0461")
MANY = 5_000 if SOAK else 1_000
AT = "2025-11-03T12:00:00.000Z"


@dataclass
class Municipality:
    """Uploads, each of which became live: made as they are asked for, and so in nobody's memory.

    ``moves``: so often something becomes live while it is read.
    """

    uploads: int
    moves: int = 0
    name: str = "made-up"
    _read: int = 0

    def live(self, code: MunicipalityCode) -> Record:
        del code
        self._read += 1
        return Record(RecordKind.LIVE, (), {"lock": min(self._read, self.moves)})

    def records(self, code: MunicipalityCode) -> Iterator[Record]:
        live = Live()
        for live, _ in self._log():  # noqa: B007 (the last one counts)
            pass
        yield Record(RecordKind.LIVE, (), fields(live))
        for _, entry in self._log():
            yield Record(RecordKind.ENTRY, (entry.revision, entry.step), fields(entry))
        for number in range(self.uploads):
            of, rows = content(number)
            yield Record(RecordKind.SNAPSHOT, (of.snapshot_id,), fields(of) | {"sealed": True})
            yield Record(RecordKind.ROWS, (of.snapshot_id, 0), {"rows": rows})
        for number in range(self.uploads):
            upload, _ = validated(code, (), "ark.xlsx", AT, version_id=str(number))
            upload = replace(upload, upload_id=f"{number:032x}")
            yield Record(RecordKind.UPLOAD, (upload.upload_id,), fields(upload))

    def _log(self) -> Iterator[tuple[Live, LogEntry]]:
        live = Live()
        for number in range(self.uploads):
            draft = LogEntry(0, Action.PUBLISH, AT, "automatic", "", content=content(number)[0])
            entry = replace(next_entry(CODE, live, draft), nonce=f"{number:032x}")
            entry = replace(entry, hash=hash_of(CODE, entry))
            live = replay_entry(live, entry)
            yield live, entry


def content(number: int) -> tuple[Content, list[dict[str, object]]]:
    snapshot = snapshot_of([row(number % 9_999)])
    # Of the line, not by `StoredRow.row`, which remembers some thousands: this is the table's memory, not the export's.
    rows: list[dict[str, object]] = [{"key": one.key, "row": json.loads(one.line)} for one in snapshot.rows]
    return Content(f"{number:032x}", snapshot.digest, 1, "1.0", f"{number:032x}", AT), rows


def fields(of: Live | LogEntry | Content | object) -> dict[str, object]:
    values = to_values(of)  # type: ignore[arg-type]
    return {name: value for name, value in values.items() if value is not None}


@dataclass
class Nowhere:
    """An empty table that keeps nothing of what is written."""

    name: str = "nowhere"
    written: int = 0

    def live(self, code: MunicipalityCode) -> None:
        del code

    def records(self, code: MunicipalityCode) -> Iterator[Record]:
        del code
        return iter(())

    def put(self, code: MunicipalityCode, record: Record) -> None:
        del code, record
        self.written += 1

    def replace(self, code: MunicipalityCode, record: Record, present: Record | None) -> bool:
        del code, record, present
        self.written += 1
        return True

    def remove(self, code: MunicipalityCode, record: Record) -> None:
        del code, record

    def forget_marks(self, code: MunicipalityCode) -> None:
        del code

    def raise_mark(self, code: MunicipalityCode, announced: Record) -> None:
        del code, announced

    def commit(
        self, code: MunicipalityCode, live: Record, scheduled: Record | None, planned: Record | None
    ) -> bool:
        del code, live, scheduled, planned
        self.written += 1
        return True


def peak(uploads: int, path: Path) -> int:
    """Bytes that exporting and restoring so many uploads take at most, from table to archive to table."""
    table, target = Municipality(uploads), Nowhere()
    tracemalloc.start()
    try:
        with path.open("wb") as file:
            archive = ArchiveWriter(file)
            archive.begin(AT, "kleark", table.name)
            exported = export_section(CODE, table, interpret, archive)
            archive.close()
        assert exported is not None
        assert exported.flaws == ()
        source = ArchiveSource(path)
        [examined] = [examine(code, records, target, interpret) for code, records in source.sections()]
        assert examined.refusal(missing_only=False) is None
        for _, records in source.sections():
            carry_out(records, examined, target, interpret)
        assert target.written == 1 + uploads * 5
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_twenty_times_the_history_takes_no_more_memory(tmp_path: Path) -> None:
    peak(10, tmp_path / "warm.jsonl")
    few, many = peak(MANY // 20, tmp_path / "few.jsonl"), peak(MANY, tmp_path / "many.jsonl")
    assert (tmp_path / "many.jsonl").stat().st_size > 15 * (tmp_path / "few.jsonl").stat().st_size
    # A section waits in memory up to a megabyte, and on disk beyond; only the long one is so large.
    assert many < few + 2_000_000


def test_what_moves_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        archive = ArchiveWriter(file)
        archive.begin(AT, "kleark", "made-up")
        assert export_section(CODE, Municipality(3, moves=3), interpret, archive) is not None
        archive.close()
    [(code, number)] = [(code, len(list(records))) for code, records in ArchiveSource(path).sections()]
    assert (code, number) == (CODE, 1 + 4 * 3)
    with (tmp_path / "b.jsonl").open("wb") as file, pytest.raises(ConcurrentChangeError):
        export_section(CODE, Municipality(3, moves=1_000), interpret, ArchiveWriter(file))
