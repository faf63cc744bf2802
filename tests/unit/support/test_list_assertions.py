"""What is asserted less than before is told, whatever file it stands in."""

from __future__ import annotations

from tests.support.list_assertions import Listed, gone, listed

BEFORE = """
import pytest

@pytest.mark.parametrize("a", [1, 2, 3])
@pytest.mark.parametrize(("b", "c"), [(1, 2), (3, 4)])
def test_one(a, b, c):
    assert a
    with pytest.raises(ValueError):
        b()

def helper(page):
    def inner():
        assert page
    return inner

class TestMany:
    def test_two(self):
        expect(1).to_be(1)

def test_nothing():
    helper(1)

def no_test():
    return 1
"""


def test_functions_that_assert_are_listed_with_their_assertions_and_cases() -> None:
    assert listed([("tests/a.py", BEFORE)]) == [
        Listed("tests/a.py", "TestMany.test_two", 1, 1),
        Listed("tests/a.py", "helper", 1, 1),
        Listed("tests/a.py", "test_nothing", 0, 1),
        Listed("tests/a.py", "test_one", 2, 6),
    ]


def test_what_moved_is_not_gone() -> None:
    assert gone(listed([("tests/a.py", BEFORE)]), listed([("tests/other/b.py", BEFORE)])) == []


def test_what_is_gone_or_holds_less_is_told() -> None:
    after = (
        BEFORE.replace("    assert a\n", "").replace("[1, 2, 3]", "[1, 2]").replace("test_two", "test_three")
    )
    assert gone(listed([("tests/a.py", BEFORE)]), listed([("tests/a.py", after)])) == [
        "test_one: 1 with 2 assertions and 6 cases; now 1 with 1 and 4",
        "test_two: 1 with 1 assertions and 1 cases; now 0 with 0 and 0",
    ]
