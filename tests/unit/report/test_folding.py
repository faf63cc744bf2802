from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kleark.report.folding import FEW, fold


@given(st.integers(0, 60), st.integers(0, 20), st.integers(1, 20))
def test_everything_is_there_once_and_in_order(count: int, shown: int, most: int) -> None:
    items = list(range(count))
    folded = fold(items, shown, most)
    assert [*folded.shown, *(item for part in folded.folds for item in part.items)] == items
    for part in folded.folds:
        assert 0 < len(part.items) <= most
        assert list(part.items) == items[part.first - 1 : part.last]
        assert part.total == count


def test_what_is_hardly_more_than_shown_is_shown() -> None:
    assert fold(range(10 + FEW), 10).folds == ()
    [part] = fold(range(11 + FEW), 10).folds
    assert (part.first, part.last, part.total) == (11, 11 + FEW, 11 + FEW)
