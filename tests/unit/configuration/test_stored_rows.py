"""Stored rows are read when they are asked for, and a plan of them is the plan of the rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration import stored_row
from kleark.configuration.plan import RowKey, difference
from kleark.configuration.stored_row import StoredRow
from kleark.configuration.stored_rows import StoredRows, difference_between, rows_of_number
from kleark.data_classes import replace
from kleark.publishing.snapshot import snapshot_of
from kleark.testing import example_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from kleark.configuration.row import Row

ROWS = example_rows(12)


def stored(rows: Sequence[Row]) -> StoredRows:
    return StoredRows(snapshot_of(rows).rows)


def count_readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    read: list[str] = []
    plain = stored_row._parsed.__wrapped__

    def parsed(line: str) -> Row:
        read.append(line)
        return plain(line)

    monkeypatch.setattr(stored_row, "_parsed", parsed)
    return read


def test_they_are_the_rows_in_order_of_their_keys() -> None:
    rows = StoredRows(reversed(snapshot_of(ROWS).rows))
    in_order = sorted(ROWS, key=lambda row: row.key)
    assert rows == in_order
    assert in_order == rows
    assert rows == stored(ROWS)
    assert hash(rows) == hash(stored(ROWS))
    assert len(rows) == 12
    assert rows[-1] == in_order[-1]
    assert rows[2:5] == in_order[2:5]
    assert rows != in_order[1:]
    assert not StoredRows(())


def test_only_those_that_are_asked_for_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read = count_readings(monkeypatch)
    rows = stored(ROWS)
    assert len(rows[3:6]) == 3
    assert not read
    assert rows[3].kle_number
    assert len(read) == 1


def test_rows_of_a_number_are_found_in_stored_and_in_other_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    number = ROWS[4].kle_number
    wanted = [row for row in sorted(ROWS, key=lambda row: row.key) if row.kle_number == number]
    assert rows_of_number(ROWS, number) == [row for row in ROWS if row.kle_number == number]
    read = count_readings(monkeypatch)
    assert rows_of_number(stored(ROWS), number) == wanted
    assert len(read) == len(wanted)
    for unknown in ("99.99.99", "15.20", "", "15.20.24\n"):
        assert rows_of_number(stored(ROWS), unknown) == []


def test_a_plan_reads_only_what_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    after = [replace(ROWS[0], contact_phone="20202020"), *ROWS[2:]]
    before, later = stored(ROWS), stored(after)
    wanted = difference(ROWS, after, against_revision=3, municipality="0461")
    read = count_readings(monkeypatch)
    assert difference_between(before, later, against_revision=3, municipality="0461") == wanted
    assert len(read) == 3  # the one that is gone, and the one that is changed before and after


def test_a_row_that_another_release_wrote_otherwise_is_the_same() -> None:
    first, *others = snapshot_of(ROWS).rows
    otherwise = StoredRow(first.key, json.dumps(json.loads(first.line)))
    assert otherwise.line != first.line
    plan = difference_between(StoredRows([otherwise, *others]), stored(ROWS))
    assert plan.changes_nothing
    assert plan.unchanged[0] == RowKey.of(first.row())


@given(st.data())
def test_a_plan_of_stored_rows_is_that_of_the_rows(data: st.DataObject) -> None:
    def some() -> list[Row]:
        rows = [row for row in ROWS if data.draw(st.booleans())]
        return [
            replace(row, contact_phone="20202020") if data.draw(st.integers(0, 3)) == 0 else row
            for row in rows
        ]

    before, after = some(), some()
    wanted = difference(before, after, against_revision=7)
    assert difference_between(stored(before), stored(after), against_revision=7) == wanted
    assert difference_between(before, after, against_revision=7) == wanted
    assert difference_between(before, stored(after), against_revision=7) == wanted
