"""docs/readiness.md: nothing stands as done without a test, and every pointer leads somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.pointers import LINK, has_test, named_tests

ROOT = Path(__file__).parents[2]
PATH = ROOT / "docs" / "readiness.md"
PAGE = PATH.read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith("| |")
]


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
    where, shown = LINK.fullmatch(place), LINK.fullmatch(test)
    assert where
    assert shown
    assert (PATH.parent / where["target"]).exists()
    ((name, file),) = named_tests(test, PATH)
    assert has_test(name, file)
