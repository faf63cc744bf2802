"""When two names are one unit's, and which unit is offered where none is."""

from __future__ import annotations

import pytest

from kleark.responsibilities.model import Unit
from kleark.responsibilities.unit_names import UnitNames, fold_name


def names(*texts: str) -> UnitNames:
    return UnitNames(Unit(str(at), text) for at, text in enumerate(texts))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Jobcenter", "JOBCENTER", True),
        ("Jobcenter", "Job center", True),
        ("Jobcenter", "Jobcentret", True),
        ("Jobcenteret", "Jobcentret", True),
        ("Ydelsesafdeling", "Ydelses-afdelingen", True),
        ("Børn & Unge", "Børn  Unge", True),
        ("A\u030argang", "Årgang", True),
        ("Jobcenter", "Job", False),
        ("Jobcenter", "Jobafdeling", False),
        ("Jobcenter Nord", "Jobcenter Syd", False),
        ("Borgerservice", "Borgerservice 2", False),
    ],
)
def test_the_same_name(one: str, other: str, same: bool) -> None:
    assert (fold_name(one) == fold_name(other)) == same


def test_several_units_can_have_one_name() -> None:
    found = names("Administration", "administration", "Jobcenter")
    assert [unit.key for unit in found.named("ADMINISTRATION")] == ["0", "1"]
    assert found.named("Borgerservice") == ()


@pytest.mark.parametrize(
    ("name", "units", "near"),
    [
        ("Jobcenter Odense", ["Jobcenter", "Ydelsescenter"], "Jobcenter"),
        ("Jobcenter", ["Jobcenter Nord", "Jobcenter Syd"], None),
        ("Ydelsescentr", ["Ydelsescenter", "Jobcenter"], "Ydelsescenter"),
        ("Kontaktcenter", ["Jobcenter", "Ydelsescenter"], None),
        ("Odense Kommune", ["Kommune", "Center"], None),
        ("", ["Jobcenter"], None),
    ],
)
def test_the_nearest_is_a_question_and_never_a_guess(name: str, units: list[str], near: str | None) -> None:
    assert names(*units).nearest(name) == near
