"""One slip of the hand between two values: told the same from both sides, and found without comparing all with all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.rules import nearness
from kleark.rules.nearness import LONGEST, NearIndex, difference_of

if TYPE_CHECKING:
    from kleark.rules.nearness import Difference

short = st.text("123", max_size=5)
_OPPOSITE = {"missing": "extra", "extra": "missing"}


@pytest.mark.parametrize(
    ("value", "other", "slip", "position", "characters"),
    [
        ("66131373", "66131372", "other", 7, "32"),
        ("66131327", "66131372", "swapped", 6, "27"),
        ("1067", "10671", "missing", 4, "1"),
        ("106711", "10671", "extra", 5, "1"),
        ("10671", "0671", "extra", 0, "1"),
        ("odnese.dk", "odense.dk", "swapped", 2, "ne"),
        ("odensse.dk", "odense.dk", "extra", 5, "s"),
    ],
)
def test_one_slip(value: str, other: str, slip: str, position: int, characters: str) -> None:
    assert difference_of(value, other) == (slip, position, characters)


@pytest.mark.parametrize(
    ("value", "other"), [("1", "1"), ("12", "34"), ("1234", "2143"), ("123", "1"), ("123", "321"), ("", "12")]
)
def test_none_or_more_than_one(value: str, other: str) -> None:
    assert difference_of(value, other) is None


@given(short, short)
def test_it_is_the_same_from_both_sides(value: str, other: str) -> None:
    one, two = difference_of(value, other), difference_of(other, value)
    assert (one is None) == (two is None)
    if one is not None and two is not None:
        assert two.slip == _OPPOSITE.get(one.slip, one.slip)
        assert two.position == one.position


@given(st.lists(short), short)
def test_the_index_finds_what_a_comparison_with_each_finds(values: list[str], value: str) -> None:
    each = {other: found for other in sorted({*values}) if (found := difference_of(value, other))}
    near = NearIndex(values).near(value)
    assert near == each
    assert list(near) == list(each)


@pytest.mark.parametrize("new", [5_000, 10_000])
def test_many_are_not_compared_with_each(new: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """10,000 new numbers beside 5,000 live ones, all of one exchange: some comparisons each, and not thousands."""
    compared = 0

    def counted(value: str, other: str) -> Difference | None:
        nonlocal compared
        compared += 1
        return difference_of(value, other)

    monkeypatch.setattr(nearness, "difference_of", counted)
    index = NearIndex(f"6613{at * 7 % 10_000:04d}" for at in range(5_000))
    near = sum(len(index.near(f"6614{at:04d}")) for at in range(new))
    assert near
    assert compared <= new * 8 * 10


def test_what_is_very_long_is_near_to_nothing() -> None:
    assert NearIndex(["a" * LONGEST]).near("a" * (LONGEST - 1))
    assert not NearIndex(["a" * (LONGEST + 1)]).near("a" * LONGEST)
