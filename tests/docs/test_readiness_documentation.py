"""docs/readiness.md: nothing stands as done without a test, and every pointer leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "readiness.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith("| |")
]
POINTER = re.compile(r"\[([^]]+)\]\(\.\./([^)]+)\)")


def test_the_page_has_rows_of_six_cells() -> None:
    assert len(ROWS) > 25
    assert {len(row) for row in ROWS} == {6}
    assert len({row[1] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1])
def test_what_is_there_has_a_place_and_a_test_and_what_is_missing_claims_none(row: list[str]) -> None:
    _, _, state, place, test, account = row
    assert account
    if state == "missing":
        assert (place, test) == ("-", "-")
        return
    assert state == "there" or state.startswith("in part: "), state
    where, shown = POINTER.fullmatch(place), POINTER.fullmatch(test)
    assert where
    assert shown
    assert (ROOT / where[2]).exists()
    assert re.search(rf"^def {shown[1]}\(", (ROOT / shown[2]).read_text(encoding="utf-8"), re.MULTILINE)
