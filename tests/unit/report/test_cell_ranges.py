from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kleark.report.cell_ranges import cell_ranges
from kleark.sheet.address import parse_area

cells = st.builds(lambda column, row: f"{column}{row}", st.sampled_from(["F", "G", "AA"]), st.integers(1, 30))


def test_cells_below_each_other_are_a_range() -> None:
    given_cells = ["F12", "G3", "F13", "F14", "F20", "række 4", "AA2", "", "F12"]
    assert cell_ranges(given_cells) == ("F12:F14", "F20", "G3", "AA2", "række 4")
    assert cell_ranges([]) == ()


@given(st.lists(cells))
def test_the_ranges_are_the_cells(several: list[str]) -> None:
    found = []
    for name in cell_ranges(several):
        area = parse_area(name)
        assert area is not None
        first_row, first_column, last_row, last_column = area
        assert first_column == last_column
        letters = name.split(":")[0].rstrip("0123456789")
        found += [f"{letters}{row}" for row in range(first_row, last_row + 1)]
    assert sorted(found) == sorted(set(several))
