"""The rows of a snapshot are whole only page by page, in their order, and only under their own snapshot."""

from __future__ import annotations

from typing import Any

import pytest

from kleark.backup.records import Record, RecordKind
from kleark.backup.section_check import Verification
from kleark.publishing.ids import municipality_code
from kleark.publishing.snapshot import snapshot_of
from tests.support.world import rows

CODE = municipality_code("0461")
SNAPSHOT = snapshot_of(rows(4))
ROWS = [{"key": one.key, "row": one.row().to_json()} for one in SNAPSHOT.rows]
LOST = ("rows_of_snapshot s1",)


def flaws(*pages: tuple[int, list[dict[str, Any]]], of: str = "s1", swept: bool = False) -> tuple[str, ...]:
    verification = Verification(CODE, lambda record: pytest.fail(str(record)))
    fields = {"digest": SNAPSHOT.digest, "row_count": len(ROWS), "sealed": True, "swept": swept}
    verification.take(Record(RecordKind.SNAPSHOT, ("s1",), fields))
    for number, page in pages:
        verification.take(Record(RecordKind.ROWS, (of, number), {"rows": page}))
    return verification.flaws()


@pytest.mark.parametrize("at", range(5))
def test_rows_are_whole_wherever_a_page_ends(at: int) -> None:
    assert flaws((0, ROWS[:at]), (1, ROWS[at:])) == ()


@pytest.mark.parametrize(
    "pages",
    [
        [],
        [(0, ROWS[:2])],
        [(0, ROWS[:2]), (2, ROWS[2:])],
        [(1, ROWS)],
        [(1, ROWS[:2]), (0, ROWS[2:])],
        [(0, ROWS[2:]), (1, ROWS[:2])],
        [(0, ROWS), (1, ROWS[:1])],
        [(0, [*ROWS[:3], ROWS[0]])],
    ],
)
def test_a_page_that_is_missing_doubled_or_out_of_place_is_found(
    pages: list[tuple[int, list[dict[str, Any]]]],
) -> None:
    assert flaws(*pages) == LOST


def test_rows_of_another_snapshot_or_of_one_that_is_swept_belong_to_nothing() -> None:
    assert flaws((0, ROWS), of="s2") == ("misplaced rows s2 0", *LOST)
    assert flaws((0, ROWS), swept=True) == ("misplaced rows s1 0",)
