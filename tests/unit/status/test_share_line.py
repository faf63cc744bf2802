"""The line of the share over time: every known point is there, and nothing is drawn through what is not known."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kleark.status.elements import serialise
from kleark.status.share_line import HEIGHT, WIDTH, share_line

DAYS = [f"2026-{month:02d}-01" for month in range(1, 13)]


@given(st.lists(st.one_of(st.none(), st.integers(0, 100)), max_size=12))
def test_every_known_point_is_a_dot_within_the_drawing(percents: list[int | None]) -> None:
    line = share_line(list(zip(DAYS, percents, strict=False)))
    known = [one for one in percents if one is not None]
    if len(known) < 2:
        assert line is None
        return
    assert line is not None
    dots = line.findall("circle")
    assert len(dots) == len(known)
    for dot in dots:
        assert 0 <= float(dot.attrib["cx"]) <= WIDTH
        assert 0 <= float(dot.attrib["cy"]) <= HEIGHT
    assert line.attrib["aria-hidden"] == "true"
    assert "None" not in serialise(line, "html")


def test_the_line_is_broken_where_the_share_is_not_known() -> None:
    line = share_line(list(zip(DAYS, [10, 20, None, 30, 40], strict=False)))
    assert line is not None
    assert [len(one.attrib["points"].split()) for one in line.findall("polyline")] == [2, 2]


def test_two_inventories_of_one_day_are_no_division_by_zero() -> None:
    assert share_line([("2026-01-01", 1), ("2026-01-01", 2)]) is not None
