"""An archive that is not byte for byte what was written is never read to its end."""

from __future__ import annotations

import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kleark.backup.archive_lines import ArchiveWriter, SectionEnd, SectionStart, read_archive, record_line
from kleark.backup.errors import DamagedArchiveError, NotAnArchiveError, UnknownArchiveVersionError
from kleark.backup.records import Record, RecordKind
from kleark.publishing.ids import municipality_code

CODES = [municipality_code("0461"), municipality_code("0751")]
RECORDS = [
    Record(RecordKind.LIVE, (), {"revision": 1, "frozen": False, "log_head": "æøå"}),
    Record(RecordKind.ENTRY, (1, 0), {"note": "en note"}),
    Record(RecordKind.UPLOAD, ("0" * 32,), {"status": "published"}),
]


def _archive() -> bytes:
    stream = io.BytesIO()
    writer = ArchiveWriter(stream)
    writer.begin("2025-11-03T12:00:00.000Z", "kleark", "kleark-table")
    for code in CODES:
        writer.section(code, map(record_line, RECORDS), {"live": 1, "entry": 1, "upload": 1}, [])
    writer.close()
    return stream.getvalue()


WHOLE = _archive()
LINES = WHOLE.splitlines(keepends=True)
REFUSED = (DamagedArchiveError, NotAnArchiveError, UnknownArchiveVersionError)


def read(data: bytes) -> list[SectionStart | Record | SectionEnd]:
    return list(read_archive(io.BytesIO(data)))


def test_what_was_written_is_read() -> None:
    events = read(WHOLE)
    assert [one for one in events if isinstance(one, Record)] == [*RECORDS, *RECORDS]
    assert [one.code for one in events if isinstance(one, SectionStart)] == CODES
    assert [one.flaws for one in events if isinstance(one, SectionEnd)] == [(), ()]


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_any_byte_that_was_changed_is_noticed(place: int, by: int) -> None:
    changed = bytearray(WHOLE)
    changed[place] ^= by
    with pytest.raises(REFUSED):
        read(bytes(changed))


@given(st.integers(0, len(WHOLE) - 1))
def test_wherever_it_is_cut_off_is_noticed(length: int) -> None:
    with pytest.raises(REFUSED):
        read(WHOLE[:length])


@given(st.permutations(range(len(LINES))))
def test_lines_in_any_other_order_are_noticed(order: list[int]) -> None:
    assume(order != sorted(order) and [LINES[at] for at in order] != LINES)
    with pytest.raises(REFUSED):
        read(b"".join(LINES[at] for at in order))


@given(st.lists(st.integers(0, len(LINES) - 1), min_size=1, max_size=20))
def test_lines_that_stand_twice_or_not_at_all_are_noticed(chosen: list[int]) -> None:
    assume([LINES[at] for at in chosen] != LINES)
    with pytest.raises(REFUSED):
        read(b"".join(LINES[at] for at in chosen))


@given(st.binary(max_size=300))
def test_anything_else_is_refused_in_the_same_way(data: bytes) -> None:
    with pytest.raises(REFUSED):
        read(data)
    with pytest.raises(DamagedArchiveError):
        read(LINES[0] + data)
