"""Marks of who has edited what last: of two who saw the same, one comes second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.adapters import clients
from kleark.adapters.dynamodb.edit_marks import EditMarks
from tests.support.world import ODENSE, TABLE

if TYPE_CHECKING:
    from tests.support.world import World


def marks() -> EditMarks:
    return EditMarks(clients.dynamodb(), TABLE)


def test_the_second_of_two_who_saw_the_same_is_refused(world: World) -> None:
    assert world.code == ODENSE
    assert marks().last(ODENSE, "u1") == ""
    assert marks().add(ODENSE, "u1", "anne", after="")
    assert not marks().add(ODENSE, "u1", "bo", after="")
    assert marks().last(ODENSE, "u1") == "anne"
    assert marks().add(ODENSE, "u1", "bo", after="anne")
    assert not marks().add(ODENSE, "u1", "carla", after="anne")
    assert marks().last(ODENSE, "u1") == "bo"


def test_each_thing_and_each_municipality_has_its_own(world: World) -> None:
    other = next(code for code in ("0101", "0751") if code != world.code)
    assert marks().add(ODENSE, "u1", "anne", after="")
    assert marks().last(ODENSE, "u2") == ""
    assert marks().add(ODENSE, "revision 3", "anne", after="")
    assert EditMarks(clients.dynamodb(), TABLE).last(other, "u1") == ""  # type: ignore[arg-type]
