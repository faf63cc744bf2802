"""A number covers what is in it, and a unit that passes its numbers on is in all units below it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kleark.responsibilities.model import Assignment, Place, ResponsibilityList, Role, Unit
from kleark.responsibilities.unit_tasks import UnitTasks, covering, covers

NUMBERS = ("15", "15.20", "15.20.24", "15.17", "15.17.12", "32")
ROLES: tuple[Role, ...] = ("responsible", "performing", "interest", "contact", "listed")
KEYS = ("a", "b", "c", "d", "e")


@st.composite
def lists(draw: st.DrawFn) -> ResponsibilityList:
    """Any list, circles among its units included."""
    parents = [draw(st.sampled_from(("", *KEYS))) for _ in KEYS]
    units = {
        key: Unit(key, key, parent="" if parent == key else parent, passes_on=draw(st.booleans()))
        for key, parent in zip(KEYS, parents, strict=True)
    }
    given_out = st.builds(
        Assignment, st.just(Place()), st.sampled_from(NUMBERS), st.sampled_from(KEYS), st.sampled_from(ROLES)
    )
    return ResponsibilityList(units, tuple(draw(st.lists(given_out, max_size=12))))


def test_a_number_covers_itself_and_what_is_in_it() -> None:
    assert covering("15.20.24") == ("15.20.24", "15.20", "15")
    assert covers("15", "15.20.24")
    assert covers("15.20", "15.20")
    assert not covers("15.2", "15.20")
    assert not covers("15.20.24", "15.20")


@given(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS))
def test_covering_is_the_opposite_of_covers(one: str, other: str) -> None:
    assert covers(one, other) == (one in covering(other))


@given(lists())
def test_a_unit_has_all_that_one_above_it_passes_on(found: ResponsibilityList) -> None:
    tasks = UnitTasks(found)
    for unit in found.units.values():
        for role in ROLES:
            own = {one.kle_number for one in found.assignments if (one.unit, one.role) == (unit.key, role)}
            assert own <= tasks.numbers(unit.key, role)
            for above in tasks.above(unit.key):
                given_there = {
                    one.kle_number
                    for one in found.assignments
                    if (one.unit, one.role) == (above.key, role) and above.passes_on
                }
                assert given_there <= tasks.numbers(unit.key, role)


@given(lists(), st.sampled_from(NUMBERS), st.sampled_from(ROLES))
def test_a_units_numbers_and_a_numbers_units_agree(
    found: ResponsibilityList, number: str, role: Role
) -> None:
    tasks = UnitTasks(found)
    having = {key for key in KEYS if any(covers(one, number) for one in tasks.numbers(key, role))}
    assert tasks.holders(number, (role,)) == having


@given(lists())
def test_above_and_below_are_opposites_and_each_unit_is_met_once(found: ResponsibilityList) -> None:
    tasks = UnitTasks(found)
    for key in KEYS:
        above, below = [one.key for one in tasks.above(key)], list(tasks.below(key))
        assert len({*above}) == len(above)
        assert len({*below}) == len(below)
        assert key not in {*above, *below}
        for other in below:
            assert key in {one.key for one in tasks.above(other)}


@given(lists(), st.sampled_from(NUMBERS))
def test_the_nearest_number_comes_first(found: ResponsibilityList, number: str) -> None:
    lengths = [len(one.kle_number) for one in UnitTasks(found).assigned(number, ROLES)]
    assert lengths == sorted(lengths, reverse=True)
